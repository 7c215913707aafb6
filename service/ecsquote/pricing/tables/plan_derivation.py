"""Savings Plan rates of EC2 where no plan's own row is: AWS's plans pay what its Reserved Instances cost.

A Compute plan pays the Convertible rate and an EC2 Instance plan the Standard rate of the same instance type, term and
Region. Of one plan's payment options AWS fixes the ratio. Windows pays the Linux rate and the licence at full price.
Source: https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html and the comparison of the
published rates of us-east-1 with its Reserved Instances.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing import meters
from ecsquote.pricing.rows import PRICE_PLACES, PlanRow
from ecsquote.pricing.tables.plan_terms import (
    ALL_UPFRONT,
    COMPUTE,
    EC2_INSTANCE,
    NO_UPFRONT,
    PARTIAL_UPFRONT,
)
from ecsquote.pricing.tables.reading import Findings, TablePrice
from ecsquote.pricing.tables.reserved_instances import CONVERTIBLE, NO_PLAN, NOT_SOLD, PRICE_CHANGED, WITHOUT_PLANS
from ecsquote.pricing.tables.table import Gathered, PlanBase

RATIOS: Mapping[tuple[str, int], Mapping[str, Decimal]] = {
    (COMPUTE, 1): {NO_UPFRONT: Decimal("1.05"), PARTIAL_UPFRONT: Decimal(1), ALL_UPFRONT: Decimal("0.98")},
    (COMPUTE, 3): {NO_UPFRONT: Decimal("1.08"), PARTIAL_UPFRONT: Decimal(1), ALL_UPFRONT: Decimal("0.98")},
    (EC2_INSTANCE, 1): {NO_UPFRONT: Decimal("1.05"), PARTIAL_UPFRONT: Decimal(1), ALL_UPFRONT: Decimal("0.98")},
    (EC2_INSTANCE, 3): {NO_UPFRONT: Decimal("1.08"), PARTIAL_UPFRONT: Decimal(1), ALL_UPFRONT: Decimal("0.94")},
}
"""What the payment options of one plan cost in relation to each other, by plan type and years."""
RATE_PLACES = 5
"""Places that a rate by ratio is rounded to, half up: those of AWS's own rates."""
_CLASS_NAMES = {COMPUTE: "Convertible", EC2_INSTANCE: "Standard"}
_PAYMENT_NAMES = {PARTIAL_UPFRONT: "Partial Upfront", ALL_UPFRONT: "All Upfront"}
_WINDOWS_NOTE = "Linux plan rate plus the Windows licence, which is Windows less Linux On-Demand"

_RateKey = tuple[str, int, str, str, tuple[str, str, str, str]]


def derive_plans(gathered: Gathered, findings: Findings) -> None:
    """Add the rates that follow from Reserved Instances, then those of Windows; a rate that is there stays."""
    known = {_key(plan) for plan in gathered.plan_prices}
    upfront = {
        (plan.price.meter_key, plan.term_years): plan.price
        for plan in gathered.reserved
        if plan.plan_type != CONVERTIBLE and plan.payment_option == ALL_UPFRONT
    }
    for base in gathered.plan_bases:
        if (reason := _unfit(base, gathered)) is not None:
            findings.leave_out(base.reserved.price.file, reason)
            continue
        for plan in _of_base(base, upfront):
            if (key := _key(plan)) not in known:
                known.add(key)
                gathered.plan_prices.append(plan)
    gathered.plan_prices += [plan for plan in _of_windows(gathered) if _key(plan) not in known]


def _key(plan: PlanRow[TablePrice]) -> _RateKey:
    return plan.plan_type, plan.term_years, plan.payment_option, plan.family, plan.price.meter_key


def _unfit(base: PlanBase, gathered: Gathered) -> str | None:
    """Why nothing is derived from a Reserved Instance; None where it is."""
    today = gathered.linux_hours.get((base.reserved.price.location, base.instance_type))
    if today is None:
        return NOT_SOLD
    if today.unit_price != base.on_demand_then:
        return PRICE_CHANGED
    return NO_PLAN if base.instance_type.partition(".")[0] in WITHOUT_PLANS else None


def _of_base(
    base: PlanBase, upfront: Mapping[tuple[tuple[str, str, str, str], int], TablePrice]
) -> Iterator[PlanRow[TablePrice]]:
    """The rates of all payment options that follow from one Reserved Instance."""
    reserved, price = base.reserved, base.reserved.price
    plan_type = COMPUTE if reserved.plan_type == CONVERTIBLE else EC2_INSTANCE
    family = base.instance_type.partition(".")[0] if plan_type == EC2_INSTANCE else ""
    name = f"{_CLASS_NAMES[plan_type]} Reserved Instance"
    ratios = RATIOS[plan_type, reserved.term_years]
    for payment, ratio in ratios.items():
        published = upfront.get((price.meter_key, reserved.term_years)) if payment == ALL_UPFRONT else None
        if payment == NO_UPFRONT:
            row = _derived(price, price.unit_price, f"rate of the {name} of the same type, term and Region")
        elif published is not None and plan_type == EC2_INSTANCE:
            note = f"rate of the {name} of the same type, term and Region, All Upfront"
            row = _derived(published, published.unit_price, note)
        else:
            rate = by_ratio(price.unit_price, ratio, ratios[NO_UPFRONT])
            how = f"{_PAYMENT_NAMES[payment]} as {ratio} to {ratios[NO_UPFRONT]}"
            row = _derived(price, rate, f"No Upfront rate of the {name} of the same type, term and Region, {how}")
        yield PlanRow(plan_type, reserved.term_years, payment, family, row)


def by_ratio(no_upfront: Decimal, ratio: Decimal, to: Decimal) -> Decimal:
    """A payment option's rate: exact, then rounded half up to `RATE_PLACES`, or to the rate's own places if more."""
    places = min(max(RATE_PLACES, -int(no_upfront.as_tuple().exponent)), PRICE_PLACES)
    return (no_upfront * ratio / to).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _derived(price: TablePrice, rate: Decimal, note: str) -> TablePrice:
    return replace(price, unit_price=rate, unit="Hrs", basis=Basis.DERIVED, note=note, sku=None)


def _of_windows(gathered: Gathered) -> Iterator[PlanRow[TablePrice]]:
    """The Windows rate of each Linux rate whose type has both On-Demand prices in the Region."""
    linux_operation, windows_operation = meters.RUN_INSTANCES["LINUX"], meters.RUN_INSTANCES["WINDOWS"]
    for plan in gathered.plan_prices:
        price = plan.price
        if price.variant != linux_operation or price.service_code != "AmazonEC2":
            continue
        place = (price.location, price.usage_type.partition(":")[2])
        windows, linux = gathered.windows_hours.get(place), gathered.linux_hours.get(place)
        if windows is None or linux is None or windows.unit_price < linux.unit_price:
            continue
        rate = price.unit_price + windows.unit_price - linux.unit_price
        notes = [_WINDOWS_NOTE]
        notes += [f"{name}: {row.note}" for name, row in (("Linux", price), ("Windows", windows)) if row.note]
        note = "; ".join(notes)
        yield replace(plan, price=replace(_derived(price, rate, note), variant=windows_operation))
