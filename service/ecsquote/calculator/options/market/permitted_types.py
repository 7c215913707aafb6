"""Which instance types a fleet may be made of: by its profile, its patterns, and the constraints of its services."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ecsquote.calculator.fleet_profile import FleetProfile
from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.market.everyday_families import is_accelerated, is_everyday
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression
from ecsquote.calculator.request import QuoteRequest
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.workload.service import Service


@dataclass(frozen=True, slots=True)
class Permission:
    """That a type may be used; `services`: by these only, None for all."""

    services: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PermittedTypes:
    """The fleet section with what the services ask for."""

    fleet: FleetRequest
    accelerated: bool
    """True where a task asks for a GPU or a Neuron device."""
    expressions: tuple[tuple[str, tuple[str, ...]], ...]
    """The placement constraints of each service that has some."""

    @classmethod
    def of(cls, fleet: FleetRequest, services: Sequence[Service]) -> "PermittedTypes":
        """What the services of a cluster leave open."""
        return cls(
            fleet=fleet,
            accelerated=any(service.task_definition.accelerated for service in services),
            expressions=tuple(
                (service.name, texts) for service in services if (texts := service.placement_expressions)
            ),
        )

    def __hash__(self) -> int:
        """Of the fleet as JSON, since its dictionaries have no hash."""
        return hash((self.fleet.model_dump_json(), self.accelerated, self.expressions))

    def permits(self, instance_type: InstanceType) -> Permission | None:
        """None for a type that may not be used; a type that a constraint names may be, by its service."""
        if _matches(instance_type.name, self.fleet.exclude_instance_types):
            return None
        if self._by_default(instance_type):
            return Permission()
        naming = frozenset(
            name
            for name, texts in self.expressions
            if any(parse_expression(text).names_type(instance_type.name) for text in texts)
        )
        return Permission(naming) if naming else None

    def _by_default(self, instance_type: InstanceType) -> bool:
        fleet = self.fleet
        if instance_type.burstable and not fleet.burstable:
            return False
        if fleet.instance_types is not None:
            return _matches(instance_type.name, fleet.instance_types)
        if is_accelerated(instance_type):
            return self.accelerated or fleet.profile is FleetProfile.CHEAPEST
        return fleet.profile is FleetProfile.CHEAPEST or is_everyday(instance_type)

    def nothing_offered(self, sold: Iterable[InstanceType], price: str) -> str:
        """Why no type is left of those that are sold; `price` says what price they have."""
        patterns = self.fleet.instance_types
        matching = [each for each in sold if patterns and _matches(each.name, patterns)]
        if matching and not self.fleet.burstable and all(each.burstable for each in matching):
            return f"fleet.burstable is false, and every type of fleet.instance_types with a {price} is burstable"
        return f"no instance type that the fleet allows has a {price}"


def fleet_of(request: QuoteRequest, purchase: InstancePurchase) -> FleetRequest:
    """The fleet section as it applies to instances that are bought so."""
    return request.fleet.of_managed_instances() if purchase.managed else request.fleet


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return bool(patterns) and any(fnmatchcase(name, pattern) for pattern in patterns)
