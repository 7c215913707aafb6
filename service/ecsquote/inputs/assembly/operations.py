"""Advanced parameters, keys, service discovery and schedules of the services of one request."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.surroundings import RegionSurroundings
from ecsquote.inputs.assembly.task_resources import PARAMETER
from ecsquote.inputs.assembly.values import text
from ecsquote.inputs.estate.resources import Resource, references
from ecsquote.units import decimal_string, to_decimal

KEY, REGISTRY, SCHEDULE = "AWS::KMS::Key", "AWS::ServiceDiscovery::Service", "AWS::Scheduler::Schedule"
_ADVANCED = "Advanced"


def read_operations(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """Their sections; keys are those of what surrounds the services."""
    _parameters(parts, found)
    _keys(found)
    _discovery(parts, found)
    _schedules(parts, found)


def _parameters(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """Advanced parameters that task definitions read; standard ones are free."""
    definitions = [part.task_definition for part in parts if part.task_definition is not None]
    advanced = [
        each for each in _referred(definitions, PARAMETER, found) if text(each.properties.get("Tier")) == _ADVANCED
    ]
    if advanced:
        found.section("parameters", advanced=len(advanced))
        found.take(*(each.source for each in advanced))


def _keys(found: RegionSurroundings) -> None:
    around = [each for source in found.made_of if (each := found.context.index.at(source)) is not None]
    keys = _referred(around, KEY, found)
    if keys:
        found.section("kms", keys=len(keys))
        found.take(*(each.source for each in keys))
        found.ask(keys[0].source, "kms", "requests", "requests with the keys in the month")


def _discovery(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """One registered instance per task of a service that Cloud Map lists."""
    instances = Fraction(0)
    for part in parts:
        registries = _referred([part.resource], REGISTRY, found)
        if registries and part.load is not None:
            instances += len(registries) * _mean_tasks(part.load)
            found.take(*(each.source for each in registries))
            found.section("cloud_map")
            found.ask(registries[0].source, "cloud_map", "api_calls", "discovery calls in the month")
    if instances:
        found.section("cloud_map")["instances"] = decimal_string(to_decimal(instances))


def _mean_tasks(load: dict[str, object]) -> Fraction:
    """The tasks of a load on average, in the forms that the assembly writes; 0 for runs."""
    hours = load.get("hourly_tasks")
    if isinstance(hours, list | tuple):
        return sum((Fraction(str(count)) for count in hours), Fraction(0)) / len(hours)
    return Fraction(str(load.get("tasks", load.get("average_tasks", 0))))


def _schedules(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """Each run that EventBridge Scheduler starts is an invocation; rules of EventBridge are free."""
    runs = [part.load["runs_per_month"] for part in parts if part.resource.kind == SCHEDULE and part.load is not None]
    invocations = sum((Decimal(str(each)) for each in runs), Decimal(0)).to_integral_value()
    if invocations:
        found.section("scheduler", invocations=int(invocations))


def _referred(resources: Sequence[Resource], kind: str, found: RegionSurroundings) -> list[Resource]:
    """The resources of a kind that others refer to, each once."""
    sources = dict.fromkeys(one.source for each in resources for one in references(each.properties))
    known = (found.context.index.at(source) for source in sources)
    return [each for each in known if each is not None and each.kind == kind]
