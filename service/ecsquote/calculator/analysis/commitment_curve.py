"""The Savings Plan commitment that makes the month cheapest for this load, and the curve of cost against commitment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from ecsquote.calculator.analysis.changes import COVERED_OPTIONS
from ecsquote.calculator.calculated_services import calculated_services
from ecsquote.calculator.capacity_lines import CapacityLines, capacity_lines, plans_on, situation_of, steady_commitments
from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.request import QuoteRequest
from ecsquote.calculator.savings_plans.plans import PreparedPlans
from ecsquote.contract.analyses import CommitmentCurve, Commitments, CurvePoint
from ecsquote.contract.price_basis import Basis
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.errors import Fault, InputError, OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import exact_sum

CURVE_POINTS = 21
MAX_STEPS = 400
"""With private discounts every step is tried, as the curve may then have several valleys; of more steps every n-th."""


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
        message = "are applied together, but the best commitment is found for one plan; give savings_plan instead"
        raise InputError(message, [Fault("/savings_plans", message)])
    plans = plans or ((request.savings_plan,) if request.savings_plan else compute_plans())
    asked = request.launch_options or [option for option in COVERED_OPTIONS if not option.description.needs_strategy]
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
    situation = situation_of(request, catalog, calculated_services(request), {}, totals_only=True)
    try:
        on_capacity = capacity_lines(option, situation)
    except OptionUnavailable as refusal:
        for plan in plans:
            yield CommitmentCurve(option.value, plan, str(refusal), None, None, None, ())
        return
    without = _monthly((line.item for line in on_capacity.lines), request)
    for plan in plans:
        try:
            yield _curve(option, plan, situation, on_capacity, without)
        except OptionUnavailable as refusal:
            yield CommitmentCurve(option.value, plan, str(refusal), without, None, None, ())


def _curve(
    option: LaunchOption, plan: SavingsPlanRequest, situation: Situation, on_capacity: CapacityLines, without: Decimal
) -> CommitmentCurve:
    request = situation.request
    prepared = plans_on([plan], on_capacity, situation)
    prepared.check()
    month = prepared.one_plan()

    @cache
    def at(commitment: Decimal) -> CurvePoint:
        return CurvePoint(commitment, _monthly(prepared.under([commitment], month).line_items, request))

    steps = prepared.steps()
    best = _all(steps, at) if request.discounts else _valley(steps, at)
    (steady,) = steady_commitments(prepared, option, situation, [None])
    even = [steps[-1] * number / (CURVE_POINTS - 1) for number in range(CURVE_POINTS)]
    places = sorted({*(each.quantize(Decimal("0.0001")) for each in even), best.hourly_commitment})
    points = tuple(at(place) for place in places)
    return CommitmentCurve(option.value, plan, None, without, best, at(steady), points, _derived(prepared))


def _derived(prepared: PreparedPlans) -> tuple[str, ...]:
    """How the derived rates of the only plan were computed, each way once."""
    rates = [price for price in prepared.prices[0] if price is not None and price.basis is Basis.DERIVED]
    return tuple(dict.fromkeys(price.note for price in rates if price.note))


def _monthly(items: Iterable[LineItem], request: QuoteRequest) -> Decimal:
    return exact_sum([item.monthly for item in with_discounts(items, request.discounts)])


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
