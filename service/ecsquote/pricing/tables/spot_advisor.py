"""spot_advisor.csv: how often Spot capacity of an instance type is taken back, as the Spot Advisor says."""

from collections.abc import Iterable

from ecsquote.pricing.rows import RowRefused
from ecsquote.pricing.tables.reading import Checks, Findings, LeftOut, Row, observation_date
from ecsquote.pricing.tables.table import Gathered, PriceTable, each_row

INTERRUPTION_RANGES = {"0": "<5%", "1": "5-10%", "2": "10-15%", "3": "15-20%", "4": ">20%"}


_NEGATIVE = "the saving over On-Demand is negative, which the advisor cannot mean"


def _percent(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 100):
        raise RowRefused(f"savings_percent_over_on_demand {text!r} is not a whole number from 0 to 100")
    return int(text)


def _take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    seen: set[tuple[str, str, str]] = set()

    def one(row: Row) -> None:
        if row["savings_percent_over_on_demand"].startswith("-"):
            raise LeftOut(_NEGATIVE)
        checks = Checks()
        region, system, index = row["region"], row["operating_system"], row["interruption_range_index"]
        key = (region, row["instance_type"], system)
        checks.expect(region in gathered.locations.regions, f"unknown Region {region!r}")
        checks.expect(system in ("Linux", "Windows"), f"operating_system {system!r} is neither Linux nor Windows")
        checks.expect(key not in seen, "a second row for the instance type in the Region")
        checks.expect(
            INTERRUPTION_RANGES.get(index) == row["interruption_range"],
            f"interruption_range {row['interruption_range']!r} is not range {index!r}",
        )
        savings = checks.read(_percent, row["savings_percent_over_on_demand"], 0)
        observed_on = checks.read(observation_date, row["as_of"], "")
        checks.finish()
        seen.add(key)
        gathered.interruptions.append(
            {
                "region": region,
                "instance_type": row["instance_type"],
                "operating_system": system.upper(),
                "savings_percent": savings,
                "range_index": int(index),
                "range": row["interruption_range"],
                "source": row["source"],
                "observed_on": observed_on,
            }
        )

    each_row(rows, findings, one)


SPOT_ADVISOR = PriceTable(
    "spot_advisor.csv",
    "How often Spot instances are interrupted (https://aws.amazon.com/ec2/spot/instance-advisor/)",
    {
        "region": "Region code",
        "instance_type": "EC2 instance type",
        "operating_system": "Linux or Windows",
        "savings_percent_over_on_demand": "percent, an integer from 0 to 100",
        "interruption_range_index": "0 to 4",
        "interruption_range": ", ".join(INTERRUPTION_RANGES.values()),
        "source": "where the row was read",
        "as_of": "when it was read: text that names a day as YYYY-MM-DD",
    },
    _take,
    leaves_out=(_NEGATIVE,),
)
