"""Spot in production: the planned instances spread over several pools of ordinary types, some of them On-Demand.

A pool is an instance type in a zone; where prices are known by Region only, a type.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.options.purchase.allocation import Bought, first_of_each, on_demand_count
from ecsquote.calculator.options.purchase.pools import Pool, Pools
from ecsquote.calculator.placement.problem import Candidate, ZonedGroup
from ecsquote.calculator.placement.rules.accelerators import fractional_gpu
from ecsquote.units import to_decimal

_LOWEST_PRICE = "lowest-price"


@dataclass(frozen=True, slots=True)
class SpotPools:
    """Buys the instances of a planned month."""

    fleet: FleetRequest
    market: Market
    pools: Pools
    on_demand: Market | None
    """None where nothing is bought On-Demand."""
    _by_planned: dict[str, list[Pool]] = field(default_factory=dict)
    _by_row: dict[object, list[Pool]] = field(default_factory=dict)

    def zone_order(self, planned: Iterable[str]) -> tuple[str, ...]:
        """The zones by their number, for a month of these types: those that sell all of them, the cheapest first."""
        prices: defaultdict[str, list[Decimal]] = defaultdict(list)
        for name in sorted(planned):
            for place in self.market.places[name]:
                if place.zone is not None:
                    prices[place.zone].append(place.hourly)
        return tuple(sorted(prices, key=lambda zone: (-len(prices[zone]), sum(prices[zone]))))

    def bought(self, layout: Sequence[ZonedGroup], zones: Sequence[str]) -> tuple[Bought, ...]:
        """Each planned instance in a pool, then as many On-Demand as the fleet asks for; `zones` by their number."""
        total = sum(row.group.count for row in layout)
        taken: Counter[str] = Counter()
        spread: list[tuple[ZonedGroup, Pool, int]] = []
        for row in layout:
            pools = self._pools(row, total, zones)
            counts: Counter[int] = Counter()
            for _ in range(row.group.count):
                counts[taken[row.group.instance_type] % len(pools)] += 1
                taken[row.group.instance_type] += 1
            spread += [(row, pools[at], count) for at, count in sorted(counts.items())]
        return tuple(self._rows(spread))

    def _rows(self, spread: Sequence[tuple[ZonedGroup, Pool, int]]) -> Iterator[Bought]:
        counts = [count for _, _, count in spread]
        wanted = on_demand_count(self.fleet, sum(counts)) if self.on_demand else 0
        for (row, pool, count), first in zip(spread, first_of_each(counts, wanted), strict=True):
            if first and self.on_demand is not None:
                hourly = self.on_demand.places[row.group.instance_type][0].hourly
                yield Bought(replace(row.group, count=first), False, row.availability_zone, hourly, zone=row.zone)
            if count > first:
                group = replace(self.pools.moved(row.group, pool), count=count - first)
                zone = pool.place.zone or row.availability_zone
                yield Bought(
                    group,
                    True,
                    zone,
                    pool.place.hourly,
                    pool.band,
                    zone=row.zone,
                    planned_type=row.group.instance_type,
                )

    def _pools(self, row: ZonedGroup, instances: int, zones: Sequence[str]) -> list[Pool]:
        """The pools of a row, the lowest interruption band first, then the lowest price; at least one."""
        group = row.group
        most = max(1, min(instances, self.fleet.spot_pools))
        tasks = frozenset(group.tasks.items())
        key = (group.instance_type, tasks, row.zone, row.availability_zone, most, tuple(zones))
        if key not in self._by_row:
            self._by_row[key] = self._pools_anew(row, most, zones)
        return self._by_row[key]

    def _pools_anew(self, row: ZonedGroup, most: int, zones: Sequence[str]) -> list[Pool]:
        planned = next(each for each in self.market.every if each.instance_type.name == row.group.instance_type)
        here = [pool for pool in self._like(planned) if _in_zone(pool, row, zones)]
        by_price = (pool for pool in sorted(here, key=_price) if self.pools.holds(pool, row.group.tasks))
        cheapest = next(by_price, None) or self._own(planned)
        if self.fleet.spot_allocation_strategy == _LOWEST_PRICE:
            return [cheapest]
        ceiling = self.pools.ceiling(cheapest, row.group.instance_type)
        near = (pool for pool in here if pool.place.hourly <= ceiling and self.pools.holds(pool, row.group.tasks))
        return list(islice(near, most)) or [cheapest]

    def _own(self, planned: Candidate) -> Pool:
        """The planned type's cheapest pool, for instances that no zone of their own has a price for."""
        return min((pool for pool in self._like(planned) if pool.candidate == planned), key=_price)

    def _like(self, planned: Candidate) -> list[Pool]:
        """The pools whose type may take the place of the planned one."""
        name = planned.instance_type.name
        if name not in self._by_planned:
            able = [candidate for candidate in self.market.every if may_stand_in(candidate, planned)]
            self._by_planned[name] = self.pools.ranked(able)
        return self._by_planned[name]


def _in_zone(pool: Pool, row: ZonedGroup, zones: Sequence[str]) -> bool:
    """True for every pool where prices are the Region's."""
    if pool.place.zone is None:
        return True
    if row.availability_zone is not None:
        return pool.place.zone == row.availability_zone
    return pool.place.zone == zones[(row.zone - 1) % len(zones)]


def _price(pool: Pool) -> Decimal:
    return pool.place.hourly


def may_stand_in(candidate: Candidate, planned: Candidate) -> bool:
    """The same vCPUs, and at least the memory, interfaces and accelerators of the planned type."""
    other, own = candidate.instance_type, planned.instance_type
    return (
        other.vcpus == own.vcpus
        and other.burstable <= own.burstable  # its CPU above the baseline is billed
        and other.gpu_count >= own.gpu_count
        and other.accelerator_count >= own.accelerator_count
        and fractional_gpu(other) >= fractional_gpu(own)
        and set(other.architectures) >= set(own.architectures)
        and candidate.memory_mib >= planned.memory_mib
        and candidate.awsvpc_tasks >= planned.awsvpc_tasks
    )


def planned_price(spot: Decimal, on_demand: Decimal, on_demand_share: Fraction) -> Decimal:
    """An hour of an instance, of which a share is bought On-Demand: what the type is chosen by."""
    share = to_decimal(on_demand_share)
    return min(spot, on_demand) * (1 - share) + on_demand * share
