"""savings_plans.csv: what Compute Savings Plans pay for Fargate; Reserved Instances never replace plans."""

from collections.abc import Iterable, Mapping

from ecsquote.pricing import meters
from ecsquote.pricing.rows import PlanRow, RowRefused
from ecsquote.pricing.tables.reading import Findings, LeftOut, Row, price_row
from ecsquote.pricing.tables.table import PRICE_COLUMNS, Dimension, Gathered, PriceTable, each_row

TERMS = {"1yr": 1, "3yr": 3}
PAYMENT_OPTIONS = {
    "No Upfront": "NO_UPFRONT",
    "Partial Upfront": "PARTIAL_UPFRONT",
    "All Upfront": "ALL_UPFRONT",
}

FARGATE_KEYS: Mapping[tuple[str, ...], Dimension] = {
    ("x86.vcpu",): Dimension(meters.FARGATE_VCPU, "Hrs"),
    ("x86.gb",): Dimension(meters.FARGATE_GB, "Hrs"),
    ("arm.vcpu",): Dimension(meters.FARGATE_ARM_VCPU, "Hrs"),
    ("arm.gb",): Dimension(meters.FARGATE_ARM_GB, "Hrs"),
}


_RESERVED = "a Reserved Instance is not a Savings Plan"
_SINGLE_TYPES = "plan rates of single EC2 instance types are not a plan's price list (prices.csv takes those)"


def _take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        if row["plan_type"].startswith("ReservedInstance"):
            raise LeftOut(_RESERVED)
        if row["plan_type"] not in ("ComputeSavingsPlans", "EC2InstanceSavingsPlans"):
            raise RowRefused(f"unknown plan_type: {row['plan_type']}")
        if row["service"] == "AmazonEC2":
            raise LeftOut(_SINGLE_TYPES)
        dimension = FARGATE_KEYS.get((row["key"],))
        term, payment = TERMS.get(row["term"]), PAYMENT_OPTIONS.get(row["payment_option"])
        if row["service"] != "AmazonECS/Fargate" or row["plan_type"] != "ComputeSavingsPlans" or dimension is None:
            raise RowRefused("a plan rate must be ComputeSavingsPlans of AmazonECS/Fargate for x86 or arm, vcpu or gb")
        if term is None or payment is None:
            raise RowRefused("term must be 1yr or 3yr, payment_option No, Partial or All Upfront")
        price = price_row(row, gathered.locations, dimension.meter, dimension.unit)
        gathered.plan_prices.append(PlanRow("COMPUTE", term, payment, "", price))

    each_row(rows, findings, one)


SAVINGS_PLANS = PriceTable(
    "savings_plans.csv",
    "Rates of Compute Savings Plans (https://aws.amazon.com/savingsplans/compute-pricing/)",
    {
        "plan_type": "ComputeSavingsPlans",
        "term": "1yr or 3yr",
        "payment_option": "No Upfront, Partial Upfront or All Upfront (then the effective hourly rate)",
        "service": "AmazonECS/Fargate",
        "key": "what is discounted",
        **PRICE_COLUMNS,
    },
    _take,
    FARGATE_KEYS,
    leaves_out=(_RESERVED, _SINGLE_TYPES),
)
