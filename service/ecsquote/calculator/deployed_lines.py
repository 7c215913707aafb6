"""A workload on one launch option, line by line: what its rows begin from, with Savings Plans and without."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import Bill
from ecsquote.calculator.options.capacity_plan import Deploy, Deployment, Situation
from ecsquote.calculator.options.external import deploy_external
from ecsquote.calculator.options.fargate import deploy_fargate
from ecsquote.calculator.options.instances import deploy_instances
from ecsquote.calculator.options.strategy import deploy_strategy
from ecsquote.calculator.request import QuoteRequest, SavingsPlanRequest
from ecsquote.calculator.reserved_instances import apply_reserved_instances
from ecsquote.calculator.savings_plans.plans import PreparedPlans, TimedLine, prepare_plans
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.workload.service import Service
from ecsquote.workload.timeline import timeline

DEPLOYS: Mapping[LaunchOption, Deploy] = {
    LaunchOption.FARGATE: deploy_fargate,
    LaunchOption.FARGATE_SPOT: deploy_fargate,
    LaunchOption.EC2_ON_DEMAND: deploy_instances,
    LaunchOption.EC2_SPOT: deploy_instances,
    LaunchOption.MANAGED_INSTANCES: deploy_instances,
    LaunchOption.MANAGED_INSTANCES_SPOT: deploy_instances,
    LaunchOption.EXTERNAL: deploy_external,
    LaunchOption.CAPACITY_PROVIDER_STRATEGY: deploy_strategy,
}


@dataclass(frozen=True, slots=True)
class DeployedLines:
    """A deployment and its lines, those of what surrounds the tasks last; Reserved Instances are taken off already."""

    deployment: Deployment
    lines: tuple[TimedLine, ...]
    shares: tuple[Fraction, ...]
    """The parts of the month that the lines' profiles are about."""


def situation_of(request: QuoteRequest, catalog: Catalog, services: Sequence[Service]) -> Situation:
    """The services with their joint load."""
    return Situation(request, catalog, tuple(services), timeline(services, request.hours_per_month))


def deployed_lines(option: LaunchOption, situation: Situation) -> DeployedLines:
    """The workload on an option; raises OptionUnavailable where it cannot run there or a price is missing."""
    request = situation.request
    bill = Bill(situation.catalog, request.region, request.hours_per_month)
    deployment = DEPLOYS[option](option, situation)
    shares = deployment.shares or tuple(segment.share for segment in situation.segments)
    reserved = apply_reserved_instances(
        request.reserved_instances, list(_lines(deployment, situation, bill)), shares, bill
    )
    deployment = replace(deployment, warnings=(*deployment.warnings, *reserved.notes))
    return DeployedLines(deployment, reserved.lines, shares)


def _lines(deployment: Deployment, situation: Situation, bill: Bill) -> Iterator[TimedLine]:
    """The lines of the capacity, then those of what surrounds it."""
    for part in deployment.parts:
        for item in part.component.line_items(bill):
            yield TimedLine(item, part.profile)
    for component in situation.request.usage.components():
        for item in component.line_items(bill):
            yield TimedLine(item, ())


def plans_on(plans: Sequence[SavingsPlanRequest], deployed: DeployedLines, situation: Situation) -> PreparedPlans:
    """The plans against what runs; raises OptionUnavailable as `prepare_plans` does."""
    bill = Bill(situation.catalog, situation.request.region, situation.request.hours_per_month)
    return prepare_plans(plans, deployed.lines, deployed.shares, bill)


def steady_commitments(
    prepared: PreparedPlans, option: LaunchOption, situation: Situation, asked: Sequence[Decimal | None]
) -> list[Decimal]:
    """The hourly commitments, one a plan, in USD: those not given are what every hour of the month surely uses.

    That is found on the workload at its least (`Load.steady`), put on the same option by itself: instances that
    several autoscaled services share are those that are left when each of them is at its minimum. Where that fleet is
    of other instance types than the one that is billed, no more is taken than the billed one can pay in every hour.
    """
    least = tuple(replace(service, load=service.load.steady) for service in situation.services)
    billed = prepared.commitments(asked)
    if None not in asked or least == situation.services:
        return billed
    steady = situation_of(situation.request, situation.catalog, least)
    at_least = plans_on(prepared.plans, deployed_lines(option, steady), steady).commitments(asked)
    # A plan before that pays less leaves more to the next, so that the lesser of the two is used up in either fleet.
    return [min(each) for each in zip(billed, at_least, strict=True)]
