"""ec2_reserved_instances.csv: Reserved Instances as AWS publishes them, which plan rates are derived from."""

from collections.abc import Iterable
from dataclasses import replace

from ecsquote.pricing import meters
from ecsquote.pricing.rows import PlanRow, RowRefused, due_price
from ecsquote.pricing.tables.ec2 import LAUNCH_COLUMNS, expect, instance_price
from ecsquote.pricing.tables.plan_terms import NO_UPFRONT, read_terms
from ecsquote.pricing.tables.reading import Findings, Row, TablePrice
from ecsquote.pricing.tables.table import PRICE_COLUMNS, Gathered, PlanBase, PriceTable, each_row

STANDARD, CONVERTIBLE = "STANDARD", "CONVERTIBLE"
OFFERING_CLASSES = {"standard": STANDARD, "convertible": CONVERTIBLE}
WITHOUT_PLANS = frozenset({"p3"})
"""Instance families that AWS sells no Savings Plan for."""

_OLDER = "a newer rate of the same Reserved Instance is there"
PRICE_CHANGED = "as a plan rate: the On-Demand price has changed since the Reserved Instance was read"
NOT_SOLD = "as a plan rate: the instance type has no On-Demand price in the Region"
NO_PLAN = f"as a plan rate: there is no Savings Plan for {', '.join(sorted(WITHOUT_PLANS))}"


def _take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        expect(row, "operating_system", "Linux")
        expect(row, "tenancy", "Shared")
        offering_class = OFFERING_CLASSES.get(row["offering_class"])
        if offering_class is None:
            raise RowRefused("offering_class must be standard or convertible")
        term, payment = read_terms(row)
        price = instance_price(row, gathered, lambda name: meters.instance_hours(name, "LINUX"))
        reserved = PlanRow(offering_class, term, payment, "", replace(price, sku=row["sku"] or None))
        gathered.reserved.append(reserved)
        if payment == NO_UPFRONT:
            gathered.plan_bases.append(PlanBase(reserved, row["instance_type"], due_price(row["on_demand_usd_then"])))

    each_row(rows, findings, one)


RESERVED_INSTANCES = PriceTable(
    "ec2_reserved_instances.csv",
    "Reserved Instances, Linux, shared tenancy (https://aws.amazon.com/ec2/pricing/reserved-instances/pricing/)",
    {
        **LAUNCH_COLUMNS,
        "offering_class": "standard or convertible",
        "term": "1yr or 3yr",
        "payment_option": "No Upfront, Partial Upfront or All Upfront (then the effective hourly rate)",
        "on_demand_usd_then": "the On-Demand price when the row was read; no plan rate is derived if it has changed",
        "sku": "AWS's SKU of the instance type in the Region",
        **PRICE_COLUMNS,
    },
    _take,
    leaves_out=(_OLDER, PRICE_CHANGED, NOT_SOLD, NO_PLAN),
)


def newest_of_each(gathered: Gathered, findings: Findings) -> None:
    """Keep one rate for each Reserved Instance: the one that was read last; two rates of one day are refused."""
    newest: dict[tuple[object, ...], PlanRow[TablePrice]] = {}
    for row in gathered.reserved:
        key = (row.plan_type, row.term_years, row.payment_option, row.price.meter_key)
        held = newest.get(key)
        if held is None:
            newest[key] = row
            continue
        older = row
        if row.price.observed_on == held.price.observed_on and row.price.unit_price != held.price.unit_price:
            seen = f"see {held.price.file} line {held.price.line}"
            findings.refuse(row.price.file, row.price.line, f"a second rate of the Reserved Instance; {seen}")
            continue
        if row.price.observed_on > held.price.observed_on:
            newest[key], older = row, held
        findings.leave_out(older.price.file, _OLDER)
    gathered.reserved = list(newest.values())


RESERVED_LEFT_OUT = (_OLDER,)
