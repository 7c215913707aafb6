"""Assumptions about the load and warnings of a row under Savings Plans."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ecsquote.calculator.costs.fargate_ephemeral_storage import FargateEphemeralStorage
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.savings_plans.names import plan_words
from ecsquote.calculator.savings_plans.plans import PaidPlan
from ecsquote.units import decimal_string

FOUND = "{plan}: the commitment is just enough for the steady part of the load"
FOUND_AFTER = "{plan}: the commitment is just enough for the steady part that the plans applied before it leave"
NOTHING = "{plan}: nothing that it covers is certain to run in every hour, so the commitment is 0"
NOTHING_AFTER = "{plan}: the plans applied before it leave nothing steady, so the commitment is 0"
AT_MINIMUM = "{services}: the steady part of an autoscaled range is its min_tasks"
NO_MINIMUM = "{services}: without min_tasks, the average is assumed to run in every hour, rounded down"
NO_RUNS = "{services}: runs have no steady part, as their hours are not known"
AVERAGED = (
    "{services}: the average number of tasks is assumed to use the commitment in every hour; where hours differ, "
    "more of it is lost and more is paid On-Demand"
)
STORAGE = "ephemeral storage of Fargate tasks is billed On-Demand: no Savings Plans rate for it is known"
_TENTH = Decimal("0.1")


def plan_assumptions(paid: Sequence[PaidPlan], items: Iterable[LineItem], situation: Situation) -> Iterator[str]:
    """What plans leave out, how commitments were found, and how loads of unknown hours are held against them."""
    if any(item.component == FargateEphemeralStorage.component for item in items):
        yield STORAGE
    some, none = (FOUND_AFTER, NOTHING_AFTER) if situation.request.savings_plans else (FOUND, NOTHING)
    found = [each for each in paid if each.found]
    for each in found:
        yield (some if each.hourly_commitment else none).format(plan=plan_words(each.plan))
    uncertain = [service for service in situation.services if service.load.steady != service.load]
    ranges = ", ".join(service.name for service in uncertain if service.load.runs is None)
    runs = ", ".join(service.name for service in uncertain if service.load.runs is not None)
    if found and ranges:
        yield AT_MINIMUM.format(services=ranges)
    open_ranges = [each.name for each in situation.services if each.load.average_tasks and each.load.min_tasks is None]
    if found and open_ranges:
        yield NO_MINIMUM.format(services=", ".join(open_ranges))
    if found and runs:
        yield NO_RUNS.format(services=runs)
    if uncertain and len(found) < len(paid):
        yield AVERAGED.format(services=", ".join(service.name for service in uncertain))


def plan_warnings(paid: Sequence[PaidPlan]) -> Iterator[str]:
    """What of a commitment is lost."""
    for each in paid:
        if percent := (each.unused_share * 100).quantize(_TENTH):
            yield f"{plan_words(each.plan)}: {decimal_string(percent)} % of the commitment is unused and lost"
