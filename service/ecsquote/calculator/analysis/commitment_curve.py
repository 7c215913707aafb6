"""The Savings Plan commitment that makes the month cheapest for this load, and the curve of cost against commitment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from ecsquote.calculator.compare import DEPLOYS
from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import Bill
from ecsquote.calculator.options.deployment import Situation
from ecsquote.calculator.request import QuoteRequest, SavingsPlanRequest
from ecsquote.calculator.reserved_instances import apply_reserved_instances
from ecsquote.calculator.savings_plans import TimedLine, prepare_plans
from ecsquote.errors import Fault, InputError, OptionUnavailable
from ecsquote.pricing.catalog import Catalog
from ecsquote.units import ExactDecimal, exact_sum
from ecsquote.workload.timeline import timeline

CURVE_POINTS = 21
MAX_STEPS = 400
"""With private discounts every step is tried, as the curve may then have several valleys; of more steps every n-th."""
COVERED_OPTIONS = (
    LaunchOption.FARGATE,
    LaunchOption.EC2_ON_DEMAND,
    LaunchOption.MANAGED_INSTANCES,
    LaunchOption.CAPACITY_PROVIDER_STRATEGY,
)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """USD committed an hour, and the month that it makes."""

    hourly_commitment: ExactDecimal
    monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class CommitmentCurve:
    """One launch option under one plan: the best commitment (0 where no commitment pays), and the whole curve."""

    launch_option: str
    savings_plan: SavingsPlanRequest
    unavailable_reason: str | None
    without_plan: ExactDecimal | None
    best: CurvePoint | None
    steady: CurvePoint | None
    """Just enough for the steady part of the load, which is what a quote takes by default."""
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Commitments:
    """Every plan on every option that plans cover, the cheapest month first."""

    curves: tuple[CommitmentCurve, ...]


def compute_plans() -> tuple[SavingsPlanRequest, ...]:
    """Every term and payment option of Compute Savings Plans."""
    return tuple(
        SavingsPlanRequest(type="COMPUTE", term_years=years, payment_option=payment)
        for years in (1, 3)
        for payment in ("NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT")
    )


def commitments(request: QuoteRequest, catalog: Catalog, plans: Sequence[SavingsPlanRequest] = ()) -> Commitments:
    """The curves of `plans`; by default of the request's own plan, without one of every Compute plan.

    InputError for a request that stacks plans: a curve is about one.
    """
    if request.savings_plans:
        message = "are applied together; the best commitment is found for one plan: give savings_plan"
        raise InputError(message, [Fault("/savings_plans", message)])
    plans = plans or ((request.savings_plan,) if request.savings_plan else compute_plans())
    asked = request.launch_options or [
        option for option in COVERED_OPTIONS if option is not LaunchOption.CAPACITY_PROVIDER_STRATEGY
    ]
    curves = [
        curve
        for option in dict.fromkeys(asked)
        if option in COVERED_OPTIONS
        for curve in _curves(request, catalog, option, plans)
    ]
    curves.sort(key=lambda each: (each.best is None, each.best.monthly if each.best else 0))
    return Commitments(tuple(curves))


def _curves(
    request: QuoteRequest, catalog: Catalog, option: LaunchOption, plans: Sequence[SavingsPlanRequest]
) -> Iterator[CommitmentCurve]:
    """The option is put on its capacity once: a plan changes what is paid, never what runs."""
    services = tuple(service.to_service() for service in request.services)
    situation = Situation(request, catalog, services, timeline(services, request.hours_per_month))
    bill = Bill(catalog, request.region, request.hours_per_month)
    lines: list[TimedLine] = []
    refusal: str | None = None
    shares: Sequence[Fraction] = ()
    try:
        deployment = DEPLOYS[option](option, situation)
        shares = deployment.shares or [segment.share for segment in situation.segments]
        lines += [
            TimedLine(item, part.profile) for part in deployment.parts for item in part.component.line_items(bill)
        ]
        lines += [
            TimedLine(item, ()) for component in request.usage.components() for item in component.line_items(bill)
        ]
        lines = list(apply_reserved_instances(request.reserved_instances, lines, shares, bill).lines)
    except OptionUnavailable as error:
        refusal = str(error)
    for plan in plans:
        if refusal is not None:
            yield CommitmentCurve(option.value, plan, refusal, None, None, None, ())
        else:
            yield _curve(option, plan, request, bill, lines, shares)


def _curve(
    option: LaunchOption,
    plan: SavingsPlanRequest,
    request: QuoteRequest,
    bill: Bill,
    lines: Sequence[TimedLine],
    shares: Sequence[Fraction],
) -> CommitmentCurve:
    without = exact_sum([item.monthly for item in with_discounts((line.item for line in lines), request.discounts)])

    try:
        prepared = prepare_plans([plan], lines, shares, bill)

        @cache
        def at(commitment: Decimal | None) -> CurvePoint:
            planned = prepared.under([commitment])
            items = with_discounts(planned.line_items, request.discounts)
            return CurvePoint(planned.paid[0].hourly_commitment, exact_sum([item.monthly for item in items]))

        steps = prepared.steps()
        best = _all(steps, at) if request.discounts else _valley(steps, at)
        even = [steps[-1] * number / (CURVE_POINTS - 1) for number in range(CURVE_POINTS)]
        places = sorted({*(each.quantize(Decimal("0.0001")) for each in even), best.hourly_commitment})
        curve = tuple(at(place) for place in places)
        return CommitmentCurve(option.value, plan, None, without, best, at(None), curve)
    except OptionUnavailable as error:
        return CommitmentCurve(option.value, plan, str(error), without, None, None, ())


def _valley(steps: Sequence[Decimal], at: Callable[[Decimal], CurvePoint]) -> CurvePoint:
    """The lowest step of a curve that falls, then rises.

    Each hour's commitment goes to the highest saving first, so that every further dollar saves no more than the one
    before it: the cost is convex, bent at the steps only, and its lowest point is one of them.
    """
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if at(steps[middle]).monthly <= at(steps[middle + 1]).monthly:
            high = middle
        else:
            low = middle + 1
    return at(steps[low])


def _all(steps: Sequence[Decimal], at: Callable[[Decimal], CurvePoint]) -> CurvePoint:
    every = -(-len(steps) // MAX_STEPS)
    return min((at(step) for step in steps[::every]), key=lambda point: (point.monthly, point.hourly_commitment))
