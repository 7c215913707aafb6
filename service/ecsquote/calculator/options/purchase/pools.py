"""Spot pools: an instance type in a zone, the cheapest for a planned instance, or several to spread over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.market.candidates import Market, Place, market
from ecsquote.calculator.options.market.instance_purchase import ON_DEMAND
from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.placement.problem import Candidate, InstanceGroup
from ecsquote.errors import OptionUnavailable

MOST_TIMES_THE_PRICE = 2
"""A pool costs at most this multiple of the planned instance: Auto Scaling's price protection, 100 % above the lowest
price. Source: SpotMaxPricePercentageOverLowestPrice,
https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRequirements.html"""
_UNKNOWN_BAND = 99


@dataclass(frozen=True, slots=True)
class Pool:
    """One instance type in one zone (None: anywhere in the Region)."""

    candidate: Candidate
    place: Place
    band: str | None
    """How often AWS reclaims such instances in a month, from the Spot advisor: "<5 %"."""


Planned = tuple[InstanceGroup, Pool, int]
"""A planned group, the pool that some of its instances come from, and how many."""


class Pools:
    """The pools of a market, for the instances of a planned fleet."""

    def __init__(
        self,
        situation: Situation,
        operating_system: str,
        spot: Market,
        standing: Standing,
        ceilings: Mapping[str, Decimal],
    ) -> None:
        """`ceilings`: what an hour of each type costs On-Demand, above which nobody would buy Spot instead of it."""
        self._situation = situation
        self._system = operating_system
        self._market = spot
        self._standing = standing
        self._ceilings = ceilings
        self._found: dict[tuple[object, ...], tuple[Pool, ...]] = {}
        self._zones: dict[tuple[object, ...], Mapping[str, Pool]] = {}

    @cached_property
    def _by_name(self) -> Mapping[str, Candidate]:
        return {candidate.instance_type.name: candidate for candidate in self._market.every}

    @cached_property
    def _by_price(self) -> Sequence[tuple[Candidate, Place]]:
        """Every type in every place, cheapest first."""
        offered = ((self._by_name[name], place) for name, places in self._market.places.items() for place in places)
        return sorted(offered, key=lambda each: (each[1].hourly, each[0].instance_type.name, each[1].zone or ""))

    def cheapest(self, group: InstanceGroup, only: frozenset[str] | None) -> Pool:
        """The planned type in its cheapest zone.

        The planner knows each type's lowest price, not its zone: where tasks require zones, another type may be
        cheaper there (`only`: of these types).
        """
        if self._standing.asks_for_zones and (zones := self.by_zone(group, only)):
            return min(zones.values(), key=lambda pool: pool.place.hourly)
        candidate = self._by_name[group.instance_type]
        for place in self._market.places[group.instance_type]:
            if self._standing.holds(candidate, place.zone, group.tasks):
                return self._pool(candidate, place)
        raise OptionUnavailable(f"{group.instance_type} has no Spot price in a zone that its tasks may run in")

    def by_zone(self, group: InstanceGroup, only: frozenset[str] | None) -> Mapping[str, Pool]:
        """In each zone the cheapest pool that holds the group's tasks, of some types or of all (None)."""
        key = ("by zone", tuple(sorted(group.tasks.items())), only)
        if key not in self._zones:
            found: dict[str, Pool] = {}
            for candidate, place in self._by_price:
                zone, name = place.zone, candidate.instance_type.name
                if zone is None or zone in found or not (only is None or name in only):
                    continue
                if self._standing.holds(candidate, zone, group.tasks):
                    found[zone] = self._pool(candidate, place)
            self._zones[key] = found
        return self._zones[key]

    def spread(self, groups: Sequence[InstanceGroup], most: int, only: frozenset[str] | None) -> list[Planned]:
        """Each instance from the pool used least so far of the best `most` that hold its tasks.

        `only`: the types to spread over, None for all.
        """
        used: dict[tuple[str, str | None], int] = {}
        spread: list[Planned] = []
        for group in groups:
            pools = self._best(group, most, only)
            counts = [0] * len(pools)
            for _ in range(group.count):
                least = min(range(len(pools)), key=lambda at: (used.get(_key(pools[at]), 0), at))
                counts[least] += 1
                used[_key(pools[least])] = used.get(_key(pools[least]), 0) + 1
            spread += [(group, pool, count) for pool, count in zip(pools, counts, strict=True) if count]
        return spread

    def ranked(self, candidates: Iterable[Candidate]) -> list[Pool]:
        """The pools of some types, the lowest interruption band first, then the lowest price."""
        offered = ((each, place) for each in candidates for place in self._market.places[each.instance_type.name])
        ordered = sorted(
            offered,
            key=lambda each: (self._band(each[0])[0], each[1].hourly, each[0].instance_type.name, each[1].zone or ""),
        )
        return [self._pool(candidate, place) for candidate, place in ordered]

    def holds(self, pool: Pool, tasks: Mapping[str, int]) -> bool:
        """True where an instance of the pool holds these tasks."""
        return self._standing.holds(pool.candidate, pool.place.zone, tasks)

    def moved(self, group: InstanceGroup, pool: Pool) -> InstanceGroup:
        """The group's tasks on the pool's type."""
        if pool.candidate.instance_type.name == group.instance_type:
            return group
        return self._standing.moved(group, pool.candidate)

    def idle_share(self, groups: Sequence[InstanceGroup]) -> Decimal:
        """1 − the larger of the used shares of CPU and memory, over all instances."""
        return self._standing.idle_share([(group, self._by_name[group.instance_type]) for group in groups])

    def _best(self, group: InstanceGroup, most: int, only: frozenset[str] | None) -> tuple[Pool, ...]:
        key = (group.instance_type, tuple(sorted(group.tasks.items())), only)
        if key not in self._found:
            self._found[key] = tuple(self._ranked(group, most, only))
        return self._found[key]

    def _ranked(self, group: InstanceGroup, most: int, only: frozenset[str] | None) -> list[Pool]:
        """Pools for a group: the lowest interruption band first, then the lowest price.

        Never fewer than one: the planned type's cheapest zone is always within the limits.
        """
        cheapest = self.cheapest(group, only)
        ceiling = cheapest.place.hourly * MOST_TIMES_THE_PRICE
        ceiling = min(ceiling, self._ceilings.get(group.instance_type, ceiling))
        found: list[Pool] = []
        for candidate, place in self._in_order(ceiling):
            if len(found) == most:
                break
            name = candidate.instance_type.name
            if (only is None or name in only) and self._standing.holds(candidate, place.zone, group.tasks):
                found.append(self._pool(candidate, place))
        return found or [cheapest]

    def ceiling(self, cheapest: Pool, planned: str) -> Decimal:
        """What a pool may cost: twice the cheapest, and no more than the planned type On-Demand."""
        ceiling = cheapest.place.hourly * MOST_TIMES_THE_PRICE
        return min(ceiling, self._ceilings.get(planned, ceiling))

    def _in_order(self, ceiling: Decimal) -> Sequence[tuple[Candidate, Place]]:
        offered = [each for each in self._by_price if each[1].hourly <= ceiling]
        return sorted(offered, key=lambda each: self._band(each[0])[0])  # sorting is stable

    def _pool(self, candidate: Candidate, place: Place) -> Pool:
        return Pool(candidate, place, self._band(candidate)[1])

    def _band(self, candidate: Candidate) -> tuple[int, str | None]:
        """The Spot advisor's band of a type: its rank, lowest first, and in words."""
        name = candidate.instance_type.name
        listed = self._situation.catalog.interruption(self._situation.request.region, name, self._system)
        if listed is None:
            return _UNKNOWN_BAND, None
        return listed.range_index, f"{listed.range.removesuffix('%').strip()} %"


def on_demand_ceilings(situation: Situation, operating_system: str) -> dict[str, Decimal]:
    """What each type costs On-Demand, above which nobody would pay for Spot; none where nothing is on sale."""
    if situation.request.fleet.spot_allocation_strategy == "lowest-price":
        return {}
    try:
        places = market(situation, ON_DEMAND, operating_system).places
    except OptionUnavailable:
        return {}
    return {name: each[0].hourly for name, each in places.items()}


def _key(pool: Pool) -> tuple[str, str | None]:
    return pool.candidate.instance_type.name, pool.place.zone
