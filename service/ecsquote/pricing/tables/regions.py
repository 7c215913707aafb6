"""regions.csv read: Regions, and Local and Wavelength Zones by the form of their codes."""

from collections.abc import Iterable

from ecsquote.pricing.rows import RowRefused
from ecsquote.pricing.tables.locations import LOCATION_TYPES, REGION, Locations, is_region_code
from ecsquote.pricing.tables.reading import Findings, Row
from ecsquote.pricing.tables.table import Gathered, PriceTable, each_row

_LOCAL_ZONE = LOCATION_TYPES[1]


def _take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    regions = dict(gathered.locations.regions)
    zones = dict(gathered.locations.zones)

    def one(row: Row) -> None:
        code, name, kind = row["region"], row["location"], row["location_type"]
        if kind not in LOCATION_TYPES:
            raise RowRefused(f"unknown location_type {kind!r}; it must be {', '.join(LOCATION_TYPES)}")
        if code in regions or code in zones:
            raise RowRefused(f"a second row for {code}")
        if kind == REGION and is_region_code(code):
            regions[code] = name
        elif is_region_code(code):
            raise RowRefused(f"{code} is the code of a Region, not of a zone")
        else:
            if kind == REGION:
                findings.leave_out(row.file, f"as a Region: {code} has a Local Zone's code, and is kept as a zone")
            zones[code] = (name, _LOCAL_ZONE if kind == REGION else kind)

    each_row(rows, findings, one)
    gathered.locations = Locations(regions, zones)
    for zone in zones:
        if gathered.locations.parent(zone) is None:
            findings.refuse(REGIONS.file, 0, f"the zone {zone} belongs to no Region of the table")


REGIONS = PriceTable(
    "regions.csv",
    "Regions, Local Zones and Wavelength Zones; required",
    {
        "region": "code, such as eu-west-1 or us-east-1-bos-1",
        "location": "AWS's name of it",
        "location_type": ", ".join(LOCATION_TYPES),
    },
    _take,
)
