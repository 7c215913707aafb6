"""Savings Plans: hourly commitments applied to eligible usage, hour by hour, in AWS's own order.

Source: https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from ecsquote.calculator.components import SAVINGS_PLAN
from ecsquote.calculator.line_items import Bill, LineItem, price_reference
from ecsquote.calculator.savings_plans.commitment_hour import (
    BEFORE_COMPUTE_PLANS,
    COMPUTE_PLANS,
    Match,
    PlanRates,
    cover_hour,
    covering_order,
)
from ecsquote.calculator.savings_plans.covered_month import CoveredMonth
from ecsquote.calculator.savings_plans.names import all_plan_words, plan_words
from ecsquote.contract.price_basis import Basis
from ecsquote.contract.quotes import PriceReference
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.errors import OptionUnavailable, PriceNotFound
from ecsquote.pricing.catalog.catalog import SavingsPlanTerms
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.partitions import currency_of
from ecsquote.pricing.price import Price
from ecsquote.units import decimal_string, exact_product, to_decimal

_FARGATE_PREFIX = "Fargate-"
_INSTANCE_PREFIX = "BoxUsage:"
_NOT_COVERED_ON_FARGATE = "Fargate-EphemeralStorage-GB-Hours"
_SERVICE_CODE = "ComputeSavingsPlans"


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line item and the part of its quantity that falls into each segment of the month."""

    item: LineItem
    profile: tuple[Fraction, ...]

    def hourly(self, shares: Sequence[Fraction], hours: Fraction) -> tuple[Fraction, ...]:
        """What one hour of each segment uses; `shares` are the segments' parts of the month's hours."""
        quantity = Fraction(self.item.quantity)
        if not self.profile:
            return (quantity / hours,) * len(shares)
        return tuple(quantity * part / share / hours for part, share in zip(self.profile, shares, strict=True))


@dataclass(frozen=True, slots=True)
class PaidPlan:
    """A plan as it is paid: USD an hour, and the part of the month's commitment that covers nothing and is lost."""

    plan: SavingsPlanRequest
    hourly_commitment: Decimal
    unused_share: Decimal

    @property
    def found(self) -> bool:
        """True where the commitment was not given."""
        return self.plan.hourly_commitment is None


@dataclass(frozen=True, slots=True)
class PlannedBill:
    """The lines of an option under its plans, and what each of them comes to."""

    line_items: tuple[LineItem, ...]
    paid: tuple[PaidPlan, ...]


@dataclass(frozen=True, slots=True)
class PreparedPlans:
    """Plans and the lines that they can cover, made ready once for any commitments."""

    plans: tuple[SavingsPlanRequest, ...]
    bill: Bill
    shares: tuple[Fraction, ...]
    eligible: tuple[TimedLine, ...]
    others: tuple[LineItem, ...]
    prices: tuple[tuple[Price | None, ...], ...]
    """Each plan's price of each eligible line, None where it does not cover it."""
    order: tuple[Match, ...]
    quantities: tuple[tuple[Fraction, ...], ...]
    """What one hour of each segment uses of each eligible line."""

    def check(self) -> None:
        """Raises OptionUnavailable where the plans cover nothing."""
        if not self.eligible:
            verb = "covers" if len(self.plans) == 1 else "cover"
            raise OptionUnavailable(f"{all_plan_words(self.plans)} {verb} nothing that this option bills")

    def one_plan(self) -> CoveredMonth:
        """The month made ready for many commitments of the only plan."""
        return CoveredMonth(self.order, self.quantities, self.shares, Fraction(self.bill.hours_per_month))

    def under(self, commitments: Sequence[Decimal], month: CoveredMonth | None = None) -> PlannedBill:
        """The bill with these hourly commitments, one per plan; `month` of `one_plan` saves going through the hours."""
        spendable = [Fraction(each) for each in commitments]
        if month is None:
            left, used = self._hour_by_hour(spendable)
        else:
            left, used = month.left(spendable[0]), [month.used(spendable[0])]
        items = [*self.others, *self._left_on_demand(left)]
        for at, commitment in enumerate(commitments):
            items.extend(self._commitment_line(at, commitment))
        paid = [
            PaidPlan(plan, commitment, to_decimal(1 - spent / whole if whole else Fraction(0)))
            for plan, commitment, whole, spent in zip(self.plans, commitments, spendable, used, strict=True)
        ]
        return PlannedBill(tuple(items), tuple(paid))

    def _hour_by_hour(self, spendable: Sequence[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
        """What the month leaves On-Demand of each line, and what an hour uses of each commitment on average."""
        hours = Fraction(self.bill.hours_per_month)
        left = [Fraction(0)] * len(self.eligible)
        used = [Fraction(0)] * len(self.plans)
        for share, quantities in zip(self.shares, self.quantities, strict=True):
            hour = cover_hour(self.order, quantities, spendable)
            for at, quantity in enumerate(hour.left):
                left[at] += quantity * share * hours
            for at, spent in enumerate(hour.used):
                used[at] += spent * share
        return left, used

    def steps(self) -> tuple[Decimal, ...]:
        """The hourly commitments of one plan at which some hour's next usage begins to be covered, ascending, from 0.

        Between two of them the month's cost is a straight line.
        """
        steps = {Fraction(0)}
        for quantities in self.quantities:
            steps.update(accumulate(quantities[match.usage] * match.rate for match in self.order))
        return tuple(sorted({to_decimal(step) for step in steps}))

    def commitments(self, asked: Sequence[Decimal | None]) -> list[Decimal]:
        """The commitments, the missing ones as much as every hour of the month can use: nothing of them is lost.

        EC2 Instance plans are found first, then Compute plans on what those leave; within a kind the commitments that
        are given come before those that are found.
        """
        found: dict[int, Decimal] = {}
        by_turn = sorted(range(len(asked)), key=lambda at: (_rank(self.plans[at]), asked[at] is None, at))
        for at in by_turn:
            commitment = asked[at]
            found[at] = self._steady(at, found) if commitment is None else commitment
        return [found[at] for at in range(len(asked))]

    def _steady(self, plan: int, before: dict[int, Decimal]) -> Decimal:
        """The most that the plan can pay in every hour of the month for what the plans before it leave."""
        order = [match for match in self.order if match.plan in before]
        spendable = [Fraction(before.get(at, 0)) for at in range(len(self.plans))]
        left = [cover_hour(order, quantities, spendable).left for quantities in self.quantities]
        own = [match for match in self.order if match.plan == plan]
        hours = (sum((hour[match.usage] * match.rate for match in own), Fraction(0)) for hour in left)
        return to_decimal(min(hours, default=Fraction(0)))

    def _left_on_demand(self, left: Sequence[Fraction]) -> Iterator[LineItem]:
        for line, rest in zip(self.eligible, left, strict=True):
            if (quantity := to_decimal(rest)) > 0:
                yield replace(line.item, quantity=quantity, monthly=exact_product(quantity, line.item.unit_price))

    def _commitment_line(self, at: int, commitment: Decimal) -> Iterator[LineItem]:
        """The commitment of every hour, used or not; upfront payments at their effective hourly rate."""
        if not commitment:
            return
        covers = next((match.usage for match in self.order if match.plan == at), None)
        price = None if covers is None else self.prices[at][covers]
        meter = Meter(_SERVICE_CODE, _SERVICE_CODE, "Hrs") if covers is None else self.eligible[covers].item.meter
        committed = f"{decimal_string(commitment)} {currency_of(self.bill.region)} committed an hour"
        yield LineItem(
            component=SAVINGS_PLAN,
            service=None,
            description=f"{plan_words(self.plans[at])}, {committed}",
            quantity=self.bill.hours_per_month,
            unit="Hrs",
            unit_price=commitment,
            monthly=exact_product(self.bill.hours_per_month, commitment),
            price=price_reference(price) if price else _own_commitment(self.bill),
            note=price.note if price else None,
            meter=meter,
        )


def prepare_plans(
    plans: Sequence[SavingsPlanRequest], lines: Sequence[TimedLine], shares: Sequence[Fraction], bill: Bill
) -> PreparedPlans:
    """The plans against an option's lines; `shares` are the segments' parts of the month.

    Raises PriceNotFound where the catalog has no plan rate.
    """
    eligible = [line for line in lines if any(_covers(plan, line.item.meter) for plan in plans)]
    prices = tuple(
        tuple(_plan_price(plan, line.item.meter, bill) if _covers(plan, line.item.meter) else None for line in eligible)
        for plan in plans
    )
    rates = [
        PlanRates(_rank(plan), tuple(None if price is None else Fraction(price.unit_price) for price in row))
        for plan, row in zip(plans, prices, strict=True)
    ]
    hours = Fraction(bill.hours_per_month)
    return PreparedPlans(
        plans=tuple(plans),
        bill=bill,
        shares=tuple(shares),
        eligible=tuple(eligible),
        others=tuple(line.item for line in lines if not any(_covers(plan, line.item.meter) for plan in plans)),
        prices=prices,
        order=covering_order([Fraction(line.item.unit_price) for line in eligible], rates),
        quantities=tuple(zip(*(line.hourly(shares, hours) for line in eligible), strict=True)),
    )


def _rank(plan: SavingsPlanRequest) -> int:
    return COMPUTE_PLANS if plan.type == "COMPUTE" else BEFORE_COMPUTE_PLANS


def _covers(plan: SavingsPlanRequest, meter: Meter) -> bool:
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


def _own_commitment(bill: Bill) -> PriceReference:
    """The reference of a commitment that covers nothing here: it is the asker's own figure, and no row's."""
    return PriceReference(
        service_code=_SERVICE_CODE,
        sku=None,
        rate_code=None,
        usage_type=None,
        effective_date=None,
        observed_on=bill.catalog.published_at.date().isoformat(),
        source="savings_plans of the request",
        basis=Basis.CUSTOM,
    )
