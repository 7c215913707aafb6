"""The instances of one type under one load, zone by zone, before they are named for readers."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.search.arrays import BoolArray, IntArray


@dataclass(frozen=True, slots=True)
class Layout:
    """Contents of every zone: instances × services; empty instances are spare ones."""

    zones: tuple[IntArray, ...]

    @property
    def instances(self) -> int:
        """All of them."""
        return sum(len(zone) for zone in self.zones)

    @property
    def needed(self) -> int:
        """Those that hold tasks."""
        return sum(int(zone.any(axis=1).sum()) for zone in self.zones)

    def with_spares(self, more: int) -> "Layout":
        """With as many empty instances more, in the zones that have the fewest."""
        zones = list(self.zones)
        for _ in range(more):
            fewest = min(range(len(zones)), key=lambda zone: (len(zones[zone]), zone))
            zones[fewest] = with_empty(zones[fewest], 1)
        return Layout(tuple(zones))


def with_empty(zone: IntArray, more: int) -> IntArray:
    """Contents with empty instances added."""
    return np.concatenate([zone, np.zeros((more, zone.shape[1]), np.int64)])


def has_room(problem: ProviderProblem, kind: int, layout: Layout, service: int) -> bool:
    """True where some instance holds one more task of a service."""
    return any(
        bool(_open_for(problem, kind, zone, contents, service).any())
        for zone, contents in enumerate(layout.zones)
        if problem.allowed[kind, zone, service] and len(contents)
    )


def _open_for(problem: ProviderProblem, kind: int, zone: int, contents: IntArray, service: int) -> BoolArray:
    """Which instances of a zone hold one more task of a service: room, ports, distinctInstance."""
    need = problem.needs[service]
    asked = need > 0
    free = problem.room[kind, zone][asked] - contents @ problem.needs[:, asked]
    found: BoolArray = (free >= need[asked]).all(axis=1)
    if problem.apart[service]:
        blocked = problem.clashes[service].copy()
        blocked[service] = True
        found &= ~(contents[:, blocked] > 0).any(axis=1)
    return found


def cpu_in_use(problem: ProviderProblem, kind: int, layout: Layout) -> IntArray:
    """CPU units that count as reserved on each instance, daemons included.

    An instance with a task that reserves no CPU counts as wholly reserved: our assumption.
    """
    greedy = problem.needs[:, 0] == 0
    parts = []
    for zone, contents in enumerate(layout.zones):
        daemons = problem.daemon_cpu[kind, zone]
        whole = problem.room[kind, zone, 0] + daemons
        used = contents @ problem.needs[:, 0] + daemons
        unbounded = (contents[:, greedy] > 0).any(axis=1) | bool(problem.greedy_daemons[kind, zone])
        parts.append(np.where(unbounded, whole, used))
    return np.concatenate(parts).astype(np.int64)
