"""Savings Plans: an hourly commitment applied to eligible usage, hour by hour, in AWS's own order.

Source: https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from ecsquote.calculator.commitments import EligibleUsage, cover_hour, covering_order
from ecsquote.calculator.line_items import Bill, LineItem, PriceReference
from ecsquote.calculator.request import SavingsPlanRequest
from ecsquote.errors import OptionUnavailable, PriceNotFound
from ecsquote.pricing.catalog import SavingsPlanTerms
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.price import Price
from ecsquote.units import decimal_string, exact_product, to_decimal

_FARGATE_PREFIX = "Fargate-"
_INSTANCE_PREFIX = "BoxUsage:"
_NOT_COVERED_ON_FARGATE = "Fargate-EphemeralStorage-GB-Hours"


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line item and the part of its quantity that falls into each segment of the month."""

    item: LineItem
    profile: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class _Eligible:
    """An eligible line with its plan price."""

    line: TimedLine
    price: Price

    def usage(self, segment: int, share: Fraction, hours: Fraction) -> EligibleUsage:
        """What the line uses in one hour of a segment."""
        quantity = Fraction(self.line.item.quantity)
        if self.line.profile:
            quantity = quantity * self.line.profile[segment] / share
        return EligibleUsage(quantity / hours, Fraction(self.line.item.unit_price), Fraction(self.price.unit_price))


@dataclass(frozen=True, slots=True)
class PlannedBill:
    """The lines of an option under a plan, and the commitment that they pay."""

    line_items: tuple[LineItem, ...]
    hourly_commitment: Decimal
    unused_share: Decimal
    """The part of the month's commitment that covers nothing and is lost."""


def plan_words(plan: SavingsPlanRequest) -> str:
    """As people read it: "Compute Savings Plan, 1 year, no upfront"."""
    kind = "Compute" if plan.type == "COMPUTE" else f"EC2 Instance ({plan.instance_family})"
    years = "1 year" if plan.term_years == 1 else f"{plan.term_years} years"
    return f"{kind} Savings Plan, {years}, {plan.payment_option.replace('_', ' ').lower()}"


def apply_savings_plan(
    plan: SavingsPlanRequest, lines: Sequence[TimedLine], shares: Sequence[Fraction], bill: Bill
) -> PlannedBill:
    """The bill under the plan; `shares` are the segments' parts of the month.

    Raises OptionUnavailable where the plan covers nothing, PriceNotFound where the catalog has no plan rate.
    """
    eligible = _eligible_lines(plan, lines, bill)
    hours = Fraction(bill.hours_per_month)
    commitment = (
        _steady_commitment(eligible, shares, hours) if plan.hourly_commitment is None else plan.hourly_commitment
    )
    covered, used = _cover(eligible, shares, hours, Fraction(commitment))
    items = [line.item for line in lines if not _eligible(plan, line.item.meter)]
    for index, entry in enumerate(eligible):
        left = to_decimal(Fraction(entry.line.item.quantity) - covered[index])
        if left > 0:
            items.append(
                replace(entry.line.item, quantity=left, monthly=exact_product(left, entry.line.item.unit_price))
            )
    items.extend(_commitment_line(plan, commitment, eligible, bill))
    total = Fraction(commitment) * hours
    return PlannedBill(tuple(items), commitment, to_decimal(1 - used / total if total else Fraction(0)))


def commitment_steps(
    plan: SavingsPlanRequest, lines: Sequence[TimedLine], shares: Sequence[Fraction], bill: Bill
) -> tuple[Decimal, ...]:
    """The hourly commitments at which some hour's next usage begins to be covered, ascending, from 0.

    Between two of them the month's cost is a straight line. Raises as `apply_savings_plan` does.
    """
    eligible = _eligible_lines(plan, lines, bill)
    hours = Fraction(bill.hours_per_month)
    steps = {Fraction(0)}
    for segment, share in enumerate(shares):
        usages = [entry.usage(segment, share, hours) for entry in eligible]
        spent = (usages[at].quantity * usages[at].plan_rate for at in covering_order(usages))
        steps.update(accumulate(spent))
    return tuple(sorted({to_decimal(step) for step in steps}))


def _eligible_lines(plan: SavingsPlanRequest, lines: Sequence[TimedLine], bill: Bill) -> list[_Eligible]:
    eligible = [
        _Eligible(line, _plan_price(plan, line.item.meter, bill)) for line in lines if _eligible(plan, line.item.meter)
    ]
    if not eligible:
        raise OptionUnavailable(f"{plan_words(plan)} covers nothing of this option")
    return eligible


def _eligible(plan: SavingsPlanRequest, meter: Meter) -> bool:
    """Instance hours of any (COMPUTE) or one family, and with COMPUTE Fargate's vCPU and GB."""
    if meter.service_code == "AmazonEC2" and meter.usage_type.startswith(_INSTANCE_PREFIX):
        family = meter.usage_type.removeprefix(_INSTANCE_PREFIX).partition(".")[0]
        return plan.type == "COMPUTE" or family == plan.instance_family
    on_fargate = meter.service_code == "AmazonECS" and meter.usage_type.startswith(_FARGATE_PREFIX)
    return plan.type == "COMPUTE" and on_fargate and meter.usage_type != _NOT_COVERED_ON_FARGATE


def _plan_price(plan: SavingsPlanRequest, meter: Meter, bill: Bill) -> Price:
    terms = SavingsPlanTerms(plan.type, plan.term_years, plan.payment_option)
    try:
        return bill.catalog.savings_plan_price(bill.region, terms, meter, plan.instance_family)
    except PriceNotFound as error:
        raise PriceNotFound(f"{plan_words(plan)}: {error}") from None


def _steady_commitment(eligible: Sequence[_Eligible], shares: Sequence[Fraction], hours: Fraction) -> Decimal:
    """Just enough for what every hour of the month uses at least."""
    steady = Fraction(0)
    for entry in eligible:
        least = min(entry.usage(at, share, hours).quantity for at, share in enumerate(shares))
        steady += least * Fraction(entry.price.unit_price)
    return to_decimal(steady)


def _cover(
    eligible: Sequence[_Eligible], shares: Sequence[Fraction], hours: Fraction, commitment: Fraction
) -> tuple[list[Fraction], Fraction]:
    """The quantity of each line that the commitment covers in the month, and the USD of it that is used."""
    covered = [Fraction(0)] * len(eligible)
    used = Fraction(0)
    for segment, share in enumerate(shares):
        hour = cover_hour([entry.usage(segment, share, hours) for entry in eligible], commitment)
        used += hour.used * share * hours
        for index, quantity in enumerate(hour.quantities):
            covered[index] += quantity * share * hours
    return covered, used


def _commitment_line(
    plan: SavingsPlanRequest, commitment: Decimal, eligible: Sequence[_Eligible], bill: Bill
) -> Iterator[LineItem]:
    """The commitment of every hour, used or not; upfront payments at their effective hourly rate."""
    price = eligible[0].price
    if commitment:
        yield LineItem(
            component="savings_plan",
            service=None,
            description=f"{plan_words(plan)}, {decimal_string(commitment)} USD committed an hour",
            quantity=bill.hours_per_month,
            unit="Hrs",
            unit_price=commitment,
            monthly=exact_product(bill.hours_per_month, commitment),
            price=PriceReference.of(price),
            note=price.note,
            meter=eligible[0].line.item.meter,
        )
