"""prices.csv: the general table, for private rate cards and for prices carried into an air-gapped network."""

from collections.abc import Iterable
from dataclasses import replace

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.rows import PlanRow, RowRefused, is_day
from ecsquote.pricing.tables.known_meters import known_meter
from ecsquote.pricing.tables.plan_terms import PAYMENT_OPTIONS
from ecsquote.pricing.tables.reading import Findings, Row, price_row
from ecsquote.pricing.tables.table import Gathered, PriceTable, each_row

PLAN_TYPES = ("COMPUTE", "EC2_INSTANCE")


def _plan(row: Row) -> tuple[str, int, str, str]:
    """Plan type, years, payment option and family of a plan's rate."""
    plan_type, term, payment, family = (
        row.get(column) for column in ("plan_type", "term_years", "payment_option", "family")
    )
    if plan_type not in PLAN_TYPES or term not in ("1", "3") or payment not in PAYMENT_OPTIONS.values():
        raise RowRefused(
            f"plan_type must be {' or '.join(PLAN_TYPES)}, term_years 1 or 3,"
            f" payment_option {', '.join(PAYMENT_OPTIONS.values())}"
        )
    if (plan_type == "EC2_INSTANCE") != bool(family):
        raise RowRefused("family names the instance family of an EC2_INSTANCE plan, and of no other")
    return plan_type, int(term), payment, family


def _take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        meter = known_meter(row["service_code"], row["usage_type"], row["variant"])
        if meter is None:
            raise RowRefused(
                f"no cost component bills {row['service_code']} {row['usage_type']} {row['variant']}".rstrip()
            )
        if row["basis"] not in ("", *Basis):
            raise RowRefused(f"unknown basis {row['basis']!r}; it must be {', '.join(Basis)} or empty")
        if row["effective_date"] and not is_day(row["effective_date"]):
            raise RowRefused(f"effective_date {row['effective_date']!r} is not a day such as 2026-02-07")
        price = price_row(
            row,
            gathered.locations,
            meter,
            meter.unit,
            price_column="price",
            begin=row["begin_range"] or "0",
            end=row["end_range"] or "Inf",
        )
        price = replace(
            price,
            sku=row["sku"] or None,
            rate_code=row["rate_code"] or None,
            effective_date=row["effective_date"] or None,
            basis=Basis(row["basis"] or Basis.CUSTOM),
            note=row.get("note") or price.note,
        )
        if row.get("plan_type"):
            gathered.plan_prices.append(PlanRow(*_plan(row), price))
        else:
            gathered.prices.append(price)

    each_row(rows, findings, one)


RATE_CARD = PriceTable(
    "prices.csv",
    "Any price of any meter: private rate cards, and price lists for air-gapped networks."
    " Optional columns: note (how a derived price was computed) and, for a Savings Plan's rate, plan_type"
    " (COMPUTE, EC2_INSTANCE), term_years, payment_option (NO_UPFRONT, PARTIAL_UPFRONT, ALL_UPFRONT), family",
    {
        "region": "Region or zone code, as in regions.csv",
        "service_code": "AWS's service code, such as AmazonECS",
        "usage_type": "AWS's usage type without the Region's billing prefix: Fargate-GB-Hours",
        "variant": "operation, or the receiving Region of AWS-Out-Bytes; empty where one row has the usage type",
        "unit": "the meter's unit",
        "begin_range": "beginning of the tier; empty is 0",
        "end_range": "end of the tier; empty is Inf",
        "currency": "that of the Region's partition: USD, CNY in China, EUR in the European Sovereign Cloud",
        "price": "price of one unit, a plain decimal of at most ten places",
        "sku": "AWS's SKU, if known",
        "rate_code": "AWS's rate code, if known",
        "effective_date": "YYYY-MM-DD, if known",
        "source": "where the price was read, such as a contract's number",
        "as_of": "when it was read: text that names a day as YYYY-MM-DD",
        "basis": "published, derived or custom; empty is custom",
    },
    _take,
    origin="",
)
