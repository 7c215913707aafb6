"""How a planned fleet is bought: On-Demand first, the rest as Spot by zone, in one pool or spread over several.

The names are those of EC2 Auto Scaling's InstancesDistribution:
https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.options.purchase.pools import Pool, Pools
from ecsquote.calculator.options.purchase.zones import ZoneGroup, covering_moves
from ecsquote.calculator.placement.problem import InstanceGroup
from ecsquote.units import exact_product, exact_sum


@dataclass(frozen=True, slots=True)
class Bought:
    """Equal instances with equal tasks, and how they are bought."""

    group: InstanceGroup
    spot: bool
    availability_zone: str | None
    hourly: Decimal
    """One instance, with everything that comes with it."""
    interruption: str | None = None
    zone: int | None = None
    """The number of the zone, from 1, where the fleet is spread over zones."""
    billed_factor: Fraction = Fraction(1)
    """Billed hours for each hour in which the load needs the instances: above 1 with starts and scale-in."""
    planned_type: str | None = None
    """The type that was planned, where a Spot pool has another one."""

    @property
    def kind(self) -> tuple[object, ...]:
        """What a placement has one row for: the type, how it is bought, where it stands and its tasks."""
        tasks = tuple(sorted(self.group.tasks.items()))
        return self.group.instance_type, self.spot, self.availability_zone, self.zone, tasks


def cost_of(rows: Sequence[Bought]) -> Decimal:
    """What an hour of all costs."""
    return exact_sum([exact_product(row.hourly, Decimal(row.group.count)) for row in rows])


def on_demand_count(fleet: FleetRequest, instances: int) -> int:
    """The number of On-Demand instances among `instances`: the base, plus the percentage of the rest, rounded up."""
    base = min(instances, fleet.on_demand_base_capacity)
    return base - (base - instances) * fleet.on_demand_percentage_above_base_capacity // 100


def is_mixed(fleet: FleetRequest) -> bool:
    """True where Spot fleets include On-Demand instances."""
    return bool(fleet.on_demand_base_capacity or fleet.on_demand_percentage_above_base_capacity)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Buys the instances of Spot fleets as requested."""

    fleet: FleetRequest
    pools: Pools
    on_demand: Market | None
    """None where nothing is bought On-Demand."""

    def rows(self, groups: Sequence[InstanceGroup]) -> tuple[Bought, ...]:
        """The planned instances, bought; OptionUnavailable where no zone sells one of them.

        First each instance gets its pool, then On-Demand ones take the place of some: so one more On-Demand instance
        changes nothing else, and never makes the fleet cheaper while On-Demand costs more than Spot.
        """
        limited = self.fleet.max_instance_types is not None
        only = frozenset(group.instance_type for group in groups) if limited else None
        if self._spreads:
            pooled = self.pools.spread(groups, self.fleet.spot_pools, only)
        else:
            pooled = [(group, self.pools.cheapest(group, only), group.count) for group in groups]
        return tuple(self._covered(self._with_on_demand(pooled), only))

    @property
    def _spreads(self) -> bool:
        return self.fleet.spot_allocation_strategy == "price-capacity-optimized"

    def _with_on_demand(self, pooled: Sequence[tuple[InstanceGroup, Pool, int]]) -> list[Bought]:
        counts = [count for _, _, count in pooled]
        taken = first_of_each(counts, on_demand_count(self.fleet, sum(counts)) if self.on_demand else 0)
        rows: list[Bought] = []
        for (group, pool, count), first in zip(pooled, taken, strict=True):
            if first and self.on_demand is not None:
                hourly = self.on_demand.places[group.instance_type][0].hourly
                rows.append(Bought(replace(group, count=first), False, None, hourly))
            if count > first:
                rows.append(self._spot(group, pool, count - first))
        return _merged(rows)

    def _spot(self, group: InstanceGroup, pool: Pool, count: int) -> Bought:
        return Bought(
            replace(self.pools.moved(group, pool), count=count), True, pool.place.zone, pool.place.hourly, pool.band
        )

    def _covered(self, rows: list[Bought], only: frozenset[str] | None) -> Iterator[Bought]:
        """Instances in as many zones as the fleet asks for; those without a zone can run in any."""
        anywhere = sum(row.group.count for row in rows if row.availability_zone is None)
        needed = self.fleet.availability_zones - anywhere
        zoned = [row for row in rows if row.availability_zone is not None]
        if len({row.availability_zone for row in zoned}) >= needed:
            yield from rows
            return
        pools = [self._pools_to_move_to(row, only) for row in zoned]
        moves = covering_moves([_zone_group(row, to) for row, to in zip(zoned, pools, strict=True)], needed)
        yield from (row for row in rows if row.availability_zone is None)
        for row, to, zones in zip(zoned, pools, moves, strict=True):
            if row.group.count > len(zones):
                yield replace(row, group=replace(row.group, count=row.group.count - len(zones)))
            for zone in zones:
                yield self._spot(row.group, to[zone], 1)

    def _pools_to_move_to(self, row: Bought, only: frozenset[str] | None) -> Mapping[str, Pool]:
        """The row's own type where the fleet is spread by interruption, else whatever is cheapest in a zone."""
        return self.pools.by_zone(row.group, frozenset((row.group.instance_type,)) if self._spreads else only)


def _zone_group(row: Bought, pools: Mapping[str, Pool]) -> ZoneGroup:
    zone = row.availability_zone or ""
    prices = {each: pool.place.hourly for each, pool in pools.items()}
    return ZoneGroup(zone, row.group.count, {**prices, zone: row.hourly})


def first_of_each(counts: Sequence[int], taken: int) -> list[int]:
    """`taken` instances divided over the rows in proportion to their counts (Webster's method).

    An order, so that one more leaves those before it as they are.
    """
    turns = sorted(((2 * turn + 1) / count, row) for row, count in enumerate(counts) for turn in range(count))
    first = [0] * len(counts)
    for _, row in turns[:taken]:
        first[row] += 1
    return first


def _merged(rows: Sequence[Bought]) -> list[Bought]:
    """Equal rows as one: On-Demand instances of a group that was spread."""
    found: dict[tuple[object, ...], Bought] = {}
    for row in rows:
        group = row.group
        key = (row.spot, row.availability_zone, group.instance_type, tuple(sorted(group.tasks.items())))
        before = found.get(key)
        found[key] = (
            row if before is None else replace(row, group=replace(group, count=group.count + before.group.count))
        )
    return list(found.values())
