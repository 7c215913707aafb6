"""The instance types that a fleet may use, and the hourly cost of each including volume, fee and credits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from weakref import WeakKeyDictionary

import numpy as np

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.market.burst_terms import average_cpu_percent, burst_terms
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.options.market.permitted_types import PermittedTypes, fleet_of
from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.calculator.placement.rules.accelerators import fractional_gpu
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.contract.price_basis import Basis
from ecsquote.errors import OptionUnavailable, PriceNotFound
from ecsquote.pricing.catalog.catalog import Catalog, InstanceOffer
from ecsquote.pricing.catalog.spot_zones import SpotZone
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import ebs_volume_gb, managed_instances_fee
from ecsquote.pricing.region_zones import region_zones
from ecsquote.workload.service import CpuArchitecture


@dataclass(frozen=True, slots=True)
class Place:
    """Where an instance type is sold, and what an hour costs there with all that comes with it."""

    zone: str | None
    """None: anywhere in the Region at one price."""
    hourly: Decimal


@dataclass(frozen=True)
class Market:
    """The instance types that a fleet may use, each at its lowest price."""

    every: tuple[Candidate, ...]
    places: Mapping[str, tuple[Place, ...]]
    """Where each type is sold, cheapest first."""
    bursts: Mapping[str, BurstTerms] = field(default_factory=dict)
    """What burstable types use for their price, and what more costs; by type."""
    only_for: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Types that are candidates only for the services whose placement constraints name them."""
    on_demand_types: int = 0
    """How many types the fleet allows that have an On-Demand price, whether they have a Spot price or not."""

    @cached_property
    def undominated(self) -> tuple[Candidate, ...]:
        """Those that no other type beats in price and in all that it holds: enough where no expression names types."""
        return _undominated(self.every, self.bursts)

    @classmethod
    def of(
        cls,
        found: Mapping[Candidate, tuple[Place, ...]],
        bursts: Mapping[str, BurstTerms] | None = None,
        only_for: Mapping[str, frozenset[str]] | None = None,
        on_demand_types: int = 0,
    ) -> "Market":
        """The market of types and their places."""
        every = tuple(found)
        places = {candidate.instance_type.name: places for candidate, places in found.items()}
        return cls(
            every,
            places,
            bursts or {},
            only_for or {},
            on_demand_types=on_demand_types,
        )


_MARKETS: WeakKeyDictionary[Catalog, dict[tuple[object, ...], Market]] = WeakKeyDictionary()
"""Markets by catalog: the same Region and fleet section come again and again, and a catalog never changes."""
_MAX_MARKETS = 256
_ARCHITECTURES = tuple(each.value for each in CpuArchitecture)


def market(
    situation: Situation, purchase: InstancePurchase, operating_system: str, within: frozenset[str] | None = None
) -> Market:
    """Every type that the request allows and the Region sells; OptionUnavailable or PriceNotFound for none.

    `within`: the zones in which Spot instances may run, where their prices differ by zone (None: all).
    """
    request = situation.request
    known = _MARKETS.setdefault(situation.catalog, {})
    choice = PermittedTypes.of(fleet_of(request, purchase), situation.services)
    needed = _zones_needed(choice.fleet, situation) if purchase.spot else 1
    key = (request.region, operating_system, purchase, request.hours_per_month, choice, within, needed)
    if key not in known:
        found = _market(situation, purchase, operating_system, within, choice)
        if len(known) >= _MAX_MARKETS:
            known.clear()
        known[key] = found
    return known[key]


def _undominated(candidates: tuple[Candidate, ...], bursts: Mapping[str, BurstTerms]) -> tuple[Candidate, ...]:
    """A type whose tasks may use surplus credits beats none: it may cost more than its price."""
    ordered = sorted(candidates, key=lambda each: (each.hourly, each.instance_type.name))
    kept: list[Candidate] = []
    offers = np.array([_offered(each) for each in ordered], np.float64)
    beating, beaters = np.empty_like(offers), 0
    for candidate, offer in zip(ordered, offers, strict=True):
        if (beating[:beaters] >= offer).all(axis=1).any():
            continue
        kept.append(candidate)
        if candidate.instance_type.name not in bursts:
            beating[beaters] = offer
            beaters += 1
    return tuple(kept)


def _offered(candidate: Candidate) -> tuple[float, ...]:
    """Everything that a type holds; one that offers as much of all, for no more, beats it."""
    own = candidate.instance_type
    return (
        candidate.memory_mib,
        own.vcpus,
        candidate.awsvpc_tasks,
        own.gpu_count,
        own.accelerator_count,
        float(fractional_gpu(own) or 0),
        *[architecture in own.architectures for architecture in _ARCHITECTURES],
    )


def _market(
    situation: Situation,
    purchase: InstancePurchase,
    operating_system: str,
    within: frozenset[str] | None,
    choice: PermittedTypes,
) -> Market:
    request, catalog, fleet = situation.request, situation.catalog, choice.fleet
    root_hourly = _root_volume_hourly(situation, purchase)
    needed = _zones_needed(fleet, situation)
    found, bursts, only_for = {}, {}, {}
    missing: PriceNotFound | None = None
    permits = cache(choice.permits)
    for offer in catalog.offers(request.region, operating_system, spot=purchase.spot):
        instance_type = offer.instance_type
        if not (permitted := permits(instance_type)):
            continue
        try:
            fee = _fee_hourly(catalog, request.region, instance_type) if purchase.managed else Decimal(0)
            terms = burst_terms(catalog, request.region, instance_type, operating_system, average_cpu_percent(fleet))
        except PriceNotFound as error:
            missing = missing or error
            continue
        zones = _spot_zones(situation, offer, operating_system) if purchase.spot else ()
        places = _places(offer, zones, fee + root_hourly, within, needed)
        if not places:
            continue
        trunking = (fleet.eni_trunking or purchase.managed) and operating_system == "LINUX"
        found[_candidate(instance_type, places[0].hourly, fleet, trunking=trunking)] = places
        if terms is not None:
            bursts[instance_type.name] = terms
        if permitted.services is not None:
            only_for[instance_type.name] = permitted.services
    if not found:
        sold = (offer.instance_type for offer in catalog.offers(request.region, operating_system, spot=purchase.spot))
        price = purchase.price_words(operating_system, request.region)
        raise missing or OptionUnavailable(choice.nothing_offered(sold, price))
    on_demand = catalog.offers(request.region, operating_system, spot=False) if purchase.spot else ()
    return Market.of(found, bursts, only_for, sum(bool(permits(offer.instance_type)) for offer in on_demand))


def _candidate(instance_type: InstanceType, hourly: Decimal, fleet: FleetRequest, *, trunking: bool) -> Candidate:
    return Candidate(
        instance_type=instance_type,
        hourly=hourly,
        memory_mib=registered_memory_mib(instance_type, fleet.reserved_memory_mib, fleet.registered_memory_mib),
        awsvpc_tasks=_awsvpc_tasks(instance_type, trunking=trunking),
    )


def _spot_zones(situation: Situation, offer: InstanceOffer, operating_system: str) -> tuple[SpotZone, ...]:
    """The zones' prices; empty where a private rate applies to the Region."""
    if offer.price.basis is Basis.CUSTOM:
        return ()
    return situation.catalog.spot_zones(situation.request.region, offer.instance_type.name, operating_system)


def _places(
    offer: InstanceOffer,
    zones: Sequence[SpotZone],
    extra_hourly: Decimal,
    within: frozenset[str] | None,
    availability_zones: int,
) -> tuple[Place, ...]:
    """Where the offer holds, cheapest first; nowhere if in fewer zones than the fleet is to cover."""
    if not zones:
        return (Place(None, offer.price.unit_price + extra_hourly),)
    allowed = [zone for zone in zones if within is None or zone.availability_zone in within]
    needed = availability_zones if within is None else min(availability_zones, len(within))
    if len(allowed) < needed:
        return ()
    return tuple(Place(zone.availability_zone, zone.price.unit_price + extra_hourly) for zone in allowed)


def _zones_needed(fleet: FleetRequest, situation: Situation) -> int:
    """The zones in which a type must have a Spot price: as many as the Region has and some service has tasks."""
    known = len(region_zones(situation.request.region)) or fleet.availability_zones
    most = max((count for segment in situation.segments for count in segment.tasks), default=0)
    return min(fleet.availability_zones, known, most or fleet.availability_zones)


def _fee_hourly(catalog: Catalog, region: str, instance_type: InstanceType) -> Decimal:
    return catalog.rate(region, managed_instances_fee(instance_type.name)).single.unit_price


def _root_volume_hourly(situation: Situation, purchase: InstancePurchase) -> Decimal:
    fleet = situation.request.fleet
    if purchase.managed and fleet.managed_instances.use_local_storage:
        return Decimal(0)
    monthly_gb = situation.catalog.rate(situation.request.region, ebs_volume_gb(fleet.root_volume_type)).single
    return monthly_gb.unit_price * fleet.root_volume_gib / situation.hours_per_month


def _awsvpc_tasks(instance_type: InstanceType, *, trunking: bool) -> int:
    """The number of awsvpc tasks that fit; trunking is for Linux only.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
    """
    if trunking and instance_type.awsvpc_tasks_trunking is not None:
        return instance_type.awsvpc_tasks_trunking
    return instance_type.awsvpc_tasks
