"""The changes that advice tries: ARM, a Savings Plan, ENI trunking, families, a smaller size, Spot with a base."""

from collections.abc import Iterator
from decimal import Decimal

from ecsquote.calculator.analysis.changes import (
    COVERED_OPTIONS,
    FLEETS,
    PRICED_BY_TASKS,
    TRUNKING_OPTIONAL,
    Document,
    RequestChange,
    any_family,
    arm64,
    next_size_down,
    resize,
    trunking,
    trunking_helps,
)
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.quoting import options_asked
from ecsquote.calculator.request import QuoteRequest
from ecsquote.errors import OptionUnavailable

PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
"""The plan with the least commitment that covers Fargate and every instance."""
MOST_CPU_PERCENT = Decimal(40)
"""Up to this average, half the CPU leaves a fifth of it free."""
SPOT_CHANGES = frozenset({"spot_with_on_demand_base", "fargate_spot_with_base"})
"""Compared with what runs today alone: Spot without a base is always cheaper."""
_INTERRUPTED = "Spot capacity can be reclaimed with two minutes' notice"


def advised_changes(request: QuoteRequest) -> Iterator[RequestChange]:
    """Every change that may save for this request, one at a time; whether AWS accepts it shows when it is quoted."""
    tasks = [service.task_definition.parsed for service in request.services]
    if any(task.cpu_architecture.value != "ARM64" for task in tasks):
        assumes: tuple[str, ...] = ("every image can be built for ARM64",)
        yield RequestChange("arm64", "every image built for ARM64", PRICED_BY_TASKS, arm64, assumes)
    if not request.plans:
        words = "a Compute Savings Plan of one year without upfront payment, for the steady part of the load"
        assumes = ("the steady part of the load runs for the whole year", "no plan of the account covers it already")
        yield RequestChange("compute_savings_plan", words, COVERED_OPTIONS, _compute_plan, assumes)
    if trunking_helps(request, tasks):
        assumes = ("the account setting awsvpcTrunking is turned on before the instances start",)
        yield RequestChange("eni_trunking", "ENI trunking on (awsvpcTrunking)", TRUNKING_OPTIONAL, trunking, assumes)
    if request.fleet.instance_types is not None:
        words = "instances of any family that people run, not only fleet.instance_types"
        yield RequestChange("any_instance_family", words, FLEETS, any_family)
    average = request.fleet.average_cpu_percent
    if average is not None and average <= MOST_CPU_PERCENT:
        words = f"every task one Fargate size smaller, as tasks use {average.normalize():f} % of their CPU"
        assumes = ("the memory of the smaller size is enough",)
        yield RequestChange("next_size_down", words, PRICED_BY_TASKS, resize(next_size_down), assumes)
    yield from _spot_with_a_base(request)


def _spot_with_a_base(request: QuoteRequest) -> Iterator[RequestChange]:
    """Only where the request prices Spot anyway."""
    asked = options_asked(request)
    fleet = request.fleet
    base = fleet.on_demand_base_capacity or fleet.on_demand_percentage_above_base_capacity
    if LaunchOption.EC2_SPOT in asked and not base:
        words = "EC2 Spot with one On-Demand instance as its base"
        yield RequestChange(
            "spot_with_on_demand_base", words, (LaunchOption.EC2_SPOT,), _instance_base, (_INTERRUPTED,)
        )
    if LaunchOption.FARGATE_SPOT in asked and not any(
        service.to_service().definition.capacity_provider_strategy for service in request.services
    ):
        words = "Fargate Spot with one Fargate task of each service as its base"
        options = (LaunchOption.CAPACITY_PROVIDER_STRATEGY,)
        yield RequestChange("fargate_spot_with_base", words, options, _task_base, (_INTERRUPTED,))


def _compute_plan(document: Document) -> None:
    document["savings_plan"] = PLAN


def _instance_base(document: Document) -> None:
    document["fleet"]["on_demand_base_capacity"] = 1


def _task_base(document: Document) -> None:
    for service in document["services"]:
        definition = dict(service.get("service_definition") or {})
        definition = dict(definition.get("service", definition))
        if definition.get("schedulingStrategy") == "DAEMON":
            raise OptionUnavailable("a daemon has no strategy of Fargate providers")
        definition.pop("launchType", None)
        definition["capacityProviderStrategy"] = [
            {"capacityProvider": "FARGATE", "base": 1, "weight": 0},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1},
        ]
        service["service_definition"] = definition
