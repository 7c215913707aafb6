"""The tables of plan rates: of Fargate and of single instance types, next to Reserved Instances of All Upfront."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import PlanRow, RowRefused
from ecsquote.pricing.tables.plan_terms import COMPUTE, EC2_INSTANCE, read_terms
from ecsquote.pricing.tables.reading import Findings, LeftOut, Row, names_a_day, price_row
from ecsquote.pricing.tables.reserved_instances import RESERVED_LEFT_OUT, STANDARD
from ecsquote.pricing.tables.table import PRICE_COLUMNS, Dimension, Gathered, PriceTable, each_row

PLAN_TYPES = {"ComputeSavingsPlans": COMPUTE, "EC2InstanceSavingsPlans": EC2_INSTANCE}
_EC2, _FARGATE = "AmazonEC2", "AmazonECS/Fargate"
_INSTANCE_KEY = re.compile(r"(?P<type>[a-z0-9-]+\.[a-z0-9-]+)(?P<windows> Windows \([^)]*\))?", re.ASCII)

FARGATE_KEYS: Mapping[tuple[str, ...], Dimension] = {
    ("x86.vcpu",): Dimension(meters.FARGATE_VCPU, "Hrs"),
    ("x86.gb",): Dimension(meters.FARGATE_GB, "Hrs"),
    ("arm.vcpu",): Dimension(meters.FARGATE_ARM_VCPU, "Hrs"),
    ("arm.gb",): Dimension(meters.FARGATE_ARM_GB, "Hrs"),
}

_NO_DAY = "the rate of a single instance type names no day on which it was read"


def instance_key(key: str) -> tuple[str, Meter]:
    """The instance type and meter of a key such as m5.large or "c5.xlarge Windows (…)"; RowRefused for others."""
    match = _INSTANCE_KEY.fullmatch(key)
    if match is None:
        raise RowRefused(f"unknown instance type {key!r}")
    return match["type"], meters.instance_hours(match["type"], "WINDOWS" if match["windows"] else "LINUX")


def _reserved(row: Row, gathered: Gathered) -> None:
    if row["plan_type"] != "ReservedInstanceStandard" or row["service"] != _EC2:
        raise RowRefused("a Reserved Instance must be ReservedInstanceStandard of AmazonEC2")
    term, payment = read_terms(row)
    _, meter = instance_key(row["key"])
    price = price_row(row, gathered.locations, meter, "Hrs (effective)")
    gathered.reserved.append(PlanRow(STANDARD, term, payment, "", price))


def _instance_plan(row: Row, gathered: Gathered) -> None:
    if not names_a_day(row["as_of"]):
        raise LeftOut(_NO_DAY)
    term, payment = read_terms(row)
    instance_type, meter = instance_key(row["key"])
    plan_type = PLAN_TYPES[row["plan_type"]]
    family = instance_type.partition(".")[0] if plan_type == EC2_INSTANCE else ""
    price = price_row(row, gathered.locations, meter, "Hrs")
    gathered.plan_prices.append(PlanRow(plan_type, term, payment, family, price))


def _take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        if row["plan_type"].startswith("ReservedInstance"):
            return _reserved(row, gathered)
        if row["plan_type"] not in PLAN_TYPES:
            raise RowRefused(f"unknown plan_type: {row['plan_type']}")
        if row["service"] == _EC2:
            return _instance_plan(row, gathered)
        dimension = FARGATE_KEYS.get((row["key"],))
        if row["service"] != _FARGATE or row["plan_type"] != "ComputeSavingsPlans" or dimension is None:
            raise RowRefused("a plan rate must be ComputeSavingsPlans of AmazonECS/Fargate for x86 or arm, vcpu or gb")
        term, payment = read_terms(row)
        price = price_row(row, gathered.locations, dimension.meter, dimension.unit)
        gathered.plan_prices.append(PlanRow(COMPUTE, term, payment, "", price))
        return None

    each_row(rows, findings, one)


_COLUMNS = {
    "plan_type": "ComputeSavingsPlans, EC2InstanceSavingsPlans or ReservedInstanceStandard",
    "term": "1yr or 3yr",
    "payment_option": "No Upfront, Partial Upfront or All Upfront (then the effective hourly rate)",
    "service": "AmazonECS/Fargate or AmazonEC2",
    "key": "what is discounted: as below, or an instance type",
    **PRICE_COLUMNS,
}

SAVINGS_PLANS = PriceTable(
    "savings_plans.csv",
    "Rates of Savings Plans (https://aws.amazon.com/savingsplans/compute-pricing/) and of Standard Reserved Instances",
    _COLUMNS,
    _take,
    FARGATE_KEYS,
    leaves_out=(_NO_DAY, *RESERVED_LEFT_OUT),
)

_EXACT = "exact"
_SCALED = re.compile(r"scaled within the family, \+-(?P<most>0\.\d+)", re.ASCII)


def _take_published(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        if row["service"] != _EC2 or row["plan_type"] != "ComputeSavingsPlans":
            raise RowRefused("a plan rate must be ComputeSavingsPlans of AmazonEC2")
        term, payment = read_terms(row)
        _, meter = instance_key(row["key"])
        price = price_row(row, gathered.locations, meter, "Hrs")
        if row["exactness"] != _EXACT:
            scaled = _SCALED.fullmatch(row["exactness"])
            if scaled is None:
                raise RowRefused(f"exactness must be {_EXACT} or 'scaled within the family, +-0.001'")
            note = f"published rate of the family's largest size, scaled by vCPU: at most {scaled['most']} USD off"
            price = replace(price, basis=Basis.DERIVED, note=note)
        gathered.plan_prices.append(PlanRow(COMPUTE, term, payment, "", price))

    each_row(rows, findings, one)


PUBLISHED_PLANS = PriceTable(
    "savings_plans_ec2_published.csv",
    "Rates of Compute Savings Plans for EC2 instances (https://aws.amazon.com/savingsplans/compute-pricing/)",
    {
        **_COLUMNS,
        "plan_type": "ComputeSavingsPlans",
        "service": "AmazonEC2",
        "key": "EC2 instance type, such as m7g.large",
        "exactness": "exact, or 'scaled within the family, +-0.001' for a rate that is derived from the largest size's",
    },
    _take_published,
)
