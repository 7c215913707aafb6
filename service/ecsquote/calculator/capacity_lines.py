"""A workload on one launch option, line by line: what its rows begin from, with Savings Plans and without."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from ecsquote.calculator.costs.guardduty import runtime_monitoring
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import Bill
from ecsquote.calculator.options.capacity_plan import CapacityPlan, KnownPlans, PlanCapacity, Situation
from ecsquote.calculator.options.external import plan_external
from ecsquote.calculator.options.fargate import plan_fargate
from ecsquote.calculator.options.instances import plan_fleet
from ecsquote.calculator.options.strategy import plan_strategy
from ecsquote.calculator.placement import work_limit
from ecsquote.calculator.request import QuoteRequest
from ecsquote.calculator.reserved_instances import apply_reserved_instances
from ecsquote.calculator.savings_plans.plans import PreparedPlans, TimedLine, prepare_plans
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.workload.capacity import Capacity
from ecsquote.workload.service import Service
from ecsquote.workload.timeline import timeline

PLANNERS: Mapping[Capacity | None, PlanCapacity] = {
    Capacity.FARGATE: plan_fargate,
    Capacity.FARGATE_SPOT: plan_fargate,
    Capacity.EC2: plan_fleet,
    Capacity.MANAGED_INSTANCES: plan_fleet,
    Capacity.EXTERNAL: plan_external,
    None: plan_strategy,
}
"""How a workload is put on each kind of capacity; None: on what each service's strategy names."""

CUT_SHORT = (
    "the search for this fleet ended early, because the time for a quote was over (ECSQUOTE_QUOTE_SECONDS); it is the "
    "best that was found by then, and gap_percent says how far above the proven bound it is"
)

NO_MEMORY = "planning this fleet takes more memory than a search may use; send fewer tasks, services or hours"


@dataclass(frozen=True, slots=True)
class CapacityLines:
    """A capacity plan and its lines, those of `usage` last; Reserved Instances are already taken off."""

    plan: CapacityPlan
    lines: tuple[TimedLine, ...]
    shares: tuple[Fraction, ...]
    """The parts of the month that the lines' profiles are about."""


def situation_of(
    request: QuoteRequest,
    catalog: Catalog,
    services: Sequence[Service],
    known: KnownPlans | None = None,
    *,
    totals_only: bool = False,
) -> Situation:
    """The services with their joint load."""
    segments = timeline(services, request.hours_per_month)
    return Situation(request, catalog, tuple(services), segments, known=known, totals_only=totals_only)


def capacity_lines(option: LaunchOption, situation: Situation) -> CapacityLines:
    """The workload on an option; raises OptionUnavailable where it cannot run there or a price is missing."""
    request = situation.request
    bill = Bill(situation.catalog, request.region, request.hours_per_month)
    plan = _planned(option, situation)
    shares = plan.shares or tuple(segment.share for segment in situation.segments)
    reserved = apply_reserved_instances(request.reserved_instances, list(_lines(plan, situation, bill)), shares, bill)
    plan = replace(plan, warnings=(*plan.warnings, *reserved.notes))
    return CapacityLines(plan, reserved.lines, shares)


def _planned(option: LaunchOption, situation: Situation) -> CapacityPlan:
    """The plan, planned once for all quotes that share `situation.known`."""
    plan_capacity = partial(_within_time, PLANNERS[option.capacity])
    if situation.known is None:
        return plan_capacity(option, situation)
    whole = _deciding(option, situation)
    key = f"totals only: {whole}" if situation.totals_only and whole not in situation.known else whole
    if key not in situation.known:
        try:
            situation.known[key] = plan_capacity(option, situation)
        except OptionUnavailable as refusal:
            situation.known[key] = refusal
    found = situation.known[key]
    if isinstance(found, OptionUnavailable):
        raise found
    return found


def _within_time(plan_capacity: PlanCapacity, option: LaunchOption, situation: Situation) -> CapacityPlan:
    """The plan, with a warning where the search for it left out steps because its time was over."""
    before = work_limit.cuts()
    try:
        plan = plan_capacity(option, situation)
    except MemoryError:
        raise OptionUnavailable(NO_MEMORY) from None
    return plan if work_limit.cuts() == before else replace(plan, warnings=(*plan.warnings, CUT_SHORT))


def _deciding(option: LaunchOption, situation: Situation) -> str:
    """All that capacity depends on: of usage, only which of its quantities are there."""
    request = situation.request
    sections = request.model_dump(mode="json", include={"region", "capacity_providers", "external", "fleet"})
    usage = _which(request.usage.model_dump(mode="json"))
    return repr((option.value, request.hours_per_month, sections, usage, situation.services))


def _which(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _which(inner) for key, inner in value.items()}
    return [_which(inner) for inner in value] if isinstance(value, list) else value not in (None, "0", 0)


def _lines(plan: CapacityPlan, situation: Situation, bill: Bill) -> Iterator[TimedLine]:
    """The lines of the capacity, then those of what surrounds it."""
    for part in plan.parts:
        for item in part.component.line_items(bill):
            yield TimedLine(item, part.profile)
    for component in situation.request.usage.components():
        for item in component.line_items(bill):
            yield TimedLine(item, ())
    guardduty = situation.request.usage.guardduty
    if guardduty is not None and guardduty.enabled:
        for item in runtime_monitoring((part.component for part in plan.parts), bill).line_items(bill):
            yield TimedLine(item, ())


def plans_on(plans: Sequence[SavingsPlanRequest], on_capacity: CapacityLines, situation: Situation) -> PreparedPlans:
    """The plans against what runs; raises OptionUnavailable as `prepare_plans` does."""
    bill = Bill(situation.catalog, situation.request.region, situation.request.hours_per_month)
    return prepare_plans(plans, on_capacity.lines, on_capacity.shares, bill)


def steady_commitments(
    prepared: PreparedPlans, option: LaunchOption, situation: Situation, asked: Sequence[Decimal | None]
) -> list[Decimal]:
    """The hourly commitments in USD, one per plan; those not given are what every hour of the month is certain to use.

    They are computed from the workload at its minimum (`Load.steady`), put separately on the same option: instances
    that several autoscaled services share are those left when each of them is at its minimum. Where that fleet is
    of other instance types than the one that is billed, no more is taken than the billed one can pay in every hour.
    """
    least = tuple(replace(service, load=service.load.steady) for service in situation.services)
    billed = prepared.commitments(asked)
    if None not in asked or least == situation.services:
        return billed
    steady = situation_of(situation.request, situation.catalog, least, situation.known, totals_only=True)
    at_least = plans_on(prepared.plans, capacity_lines(option, steady), steady).commitments(asked)
    # A plan before that pays less leaves more to the next, so that the lesser of the two is used up in either fleet.
    return [min(each) for each in zip(billed, at_least, strict=True)]
