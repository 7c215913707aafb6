"""The instance types that a fleet may use, and the hourly cost of each including volume, fee and credits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from weakref import WeakKeyDictionary

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.contract.price_basis import Basis
from ecsquote.errors import OptionUnavailable, PriceNotFound
from ecsquote.facts import fact
from ecsquote.pricing.catalog.catalog import Catalog, InstanceOffer
from ecsquote.pricing.catalog.spot_zones import SpotZone
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import cpu_credits, ebs_volume_gb, managed_instances_fee
from ecsquote.workload.capacity import Capacity


@dataclass(frozen=True, slots=True)
class InstancePurchase:
    """How instances are bought: with the fee of Managed Instances or not, On-Demand or Spot."""

    managed: bool
    spot: bool

    @property
    def capacity(self) -> Capacity:
        """What ECS calls such instances."""
        return Capacity.MANAGED_INSTANCES if self.managed else Capacity.EC2

    @classmethod
    def of(cls, option: LaunchOption) -> "InstancePurchase":
        """What a launch option buys."""
        return cls(managed=option.capacity is Capacity.MANAGED_INSTANCES, spot=option.spot)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an instance type is sold, and what an hour costs there with all that comes with it."""

    zone: str | None
    """None: anywhere in the Region at one price."""
    hourly: Decimal


@dataclass(frozen=True, slots=True)
class Market:
    """The instance types that a fleet may use, each at its lowest price."""

    every: tuple[Candidate, ...]
    undominated: tuple[Candidate, ...]
    """Those that no other type beats in price and in all that it holds: enough where no expression names types."""
    places: Mapping[str, tuple[Place, ...]]
    """Where each type is sold, cheapest first."""

    @classmethod
    def of(cls, found: Mapping[Candidate, tuple[Place, ...]]) -> "Market":
        """The market of types and their places."""
        every = tuple(found)
        places = {candidate.instance_type.name: places for candidate, places in found.items()}
        return cls(every, _undominated(every), places)


_MARKETS: WeakKeyDictionary[Catalog, dict[tuple[object, ...], Market]] = WeakKeyDictionary()
"""Markets by catalog: the same Region and fleet section come again and again, and a catalog never changes."""
_MAX_MARKETS = 256
HPC = "hpc"
"""Families for tightly coupled computing: cheap by the vCPU, with too little network for services.
https://docs.aws.amazon.com/ec2/latest/instancetypes/hpc.html"""


def market(
    situation: Situation, purchase: InstancePurchase, operating_system: str, within: frozenset[str] | None = None
) -> Market:
    """Every type that the request allows and the Region sells; OptionUnavailable or PriceNotFound for none.

    `within`: the zones in which Spot instances may run, where their prices differ by zone (None: all).
    """
    request = situation.request
    known = _MARKETS.setdefault(situation.catalog, {})
    accelerated = any(
        service.task_definition.gpus or service.task_definition.neuron_devices for service in situation.services
    )
    fleet = request.fleet.model_dump_json()
    key = (request.region, operating_system, purchase, request.hours_per_month, fleet, accelerated, within)
    if key not in known:
        found = _candidates(situation, purchase, operating_system, within, accelerated=accelerated)
        if len(known) >= _MAX_MARKETS:
            known.clear()
        known[key] = Market.of(found)
    return known[key]


def _undominated(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: (each.hourly, each.instance_type.name)):
        if not any(_beats(cheaper, candidate) for cheaper in kept):
            kept.append(candidate)
    return tuple(kept)


def _beats(cheaper: Candidate, candidate: Candidate) -> bool:
    """True where the cheaper type holds everything that the other one does."""
    left, right = cheaper.instance_type, candidate.instance_type
    return (
        cheaper.memory_mib >= candidate.memory_mib
        and left.vcpus >= right.vcpus
        and cheaper.awsvpc_tasks >= candidate.awsvpc_tasks
        and left.gpu_count >= right.gpu_count
        and left.accelerator_count >= right.accelerator_count
        and set(left.architectures) >= set(right.architectures)
    )


def _candidates(
    situation: Situation,
    purchase: InstancePurchase,
    operating_system: str,
    within: frozenset[str] | None,
    *,
    accelerated: bool,
) -> dict[Candidate, tuple[Place, ...]]:
    request, catalog = situation.request, situation.catalog
    fleet = request.fleet
    root_hourly = _root_volume_hourly(situation)
    trunking = fleet.eni_trunking or purchase.managed
    found = {}
    missing: PriceNotFound | None = None
    for offer in catalog.offers(request.region, operating_system, spot=purchase.spot):
        instance_type = offer.instance_type
        if not _allowed(instance_type, fleet, accelerated=accelerated):
            continue
        try:
            fee = _fee_hourly(catalog, request.region, instance_type) if purchase.managed else Decimal(0)
            credits_hourly = _credits_hourly(situation, instance_type, operating_system)
        except PriceNotFound as error:
            missing = missing or error
            continue
        zones = _spot_zones(situation, offer, operating_system) if purchase.spot else ()
        places = _places(offer, zones, fee + root_hourly + credits_hourly, within, fleet.availability_zones)
        if not places:
            continue
        candidate = Candidate(
            instance_type=instance_type,
            hourly=places[0].hourly,
            memory_mib=registered_memory_mib(instance_type, fleet.reserved_memory_mib, fleet.registered_memory_mib),
            awsvpc_tasks=_awsvpc_tasks(instance_type, trunking=trunking and operating_system == "LINUX"),
        )
        found[candidate] = places
    if not found:
        raise missing or _nothing_offered(situation, purchase, operating_system)
    return found


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


def _allowed(instance_type: InstanceType, fleet: FleetRequest, *, accelerated: bool) -> bool:
    """By default current types of general use; those with GPUs or accelerators only where a task asks for one."""
    if instance_type.burstable and not fleet.burstable:
        return False
    if fleet.instance_types is None:
        has_accelerator = bool(instance_type.gpu_count or instance_type.accelerator_count)
        special = instance_type.name.startswith(HPC) or (has_accelerator and not accelerated)
        if special or not instance_type.current_generation:
            return False
    elif not _matches(instance_type.name, fleet.instance_types):
        return False
    return not _matches(instance_type.name, fleet.exclude_instance_types)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _nothing_offered(situation: Situation, purchase: InstancePurchase, operating_system: str) -> OptionUnavailable:
    price = "Spot price" if purchase.spot else "On-Demand price"
    return OptionUnavailable(
        f"no instance type that the fleet allows has a {operating_system.title()} {price} in {situation.request.region}"
    )


def _fee_hourly(catalog: Catalog, region: str, instance_type: InstanceType) -> Decimal:
    return catalog.rate(region, managed_instances_fee(instance_type.name)).single.unit_price


def _root_volume_hourly(situation: Situation) -> Decimal:
    fleet = situation.request.fleet
    monthly_gb = situation.catalog.rate(situation.request.region, ebs_volume_gb(fleet.root_volume_type)).single
    return monthly_gb.unit_price * fleet.root_volume_gib / situation.hours_per_month


def _awsvpc_tasks(instance_type: InstanceType, *, trunking: bool) -> int:
    """The number of awsvpc tasks that fit; trunking is for Linux only.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
    """
    if trunking and instance_type.awsvpc_tasks_trunking is not None:
        return instance_type.awsvpc_tasks_trunking
    return instance_type.awsvpc_tasks


def credit_vcpu_share(fleet: FleetRequest, instance_type: InstanceType) -> Decimal:
    """The share of each vCPU that runs above the baseline and is billed as surplus credits; 0 for other types.

    T3, T3a and T4g launch in unlimited mode. Source:
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    """
    if not instance_type.burstable or fleet.average_cpu_percent is None:
        return Decimal(0)
    baselines: dict[str, str] = fact("burstable", "baseline_percent_per_vcpu")
    baseline = baselines.get(instance_type.name)
    if baseline is None:
        raise PriceNotFound(
            f"the CPU credit baseline of {instance_type.name} is not known; exclude the type from the fleet"
        )
    return max(Decimal(0), fleet.average_cpu_percent - Decimal(baseline)) / 100


def _credits_hourly(situation: Situation, instance_type: InstanceType, operating_system: str) -> Decimal:
    surplus = credit_vcpu_share(situation.request.fleet, instance_type) * instance_type.vcpus
    if not surplus:
        return Decimal(0)
    meter = cpu_credits(instance_type.family, operating_system)
    return situation.catalog.rate(situation.request.region, meter).single.unit_price * surplus
