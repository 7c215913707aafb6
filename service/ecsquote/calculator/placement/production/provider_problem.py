"""The planning problem of one capacity provider as arrays: what its services need, what each type leaves free."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ecsquote.calculator.placement.production.candidate_table import needs_of
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.request import FleetService
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class ProviderProblem:
    """Services × resources and types × zones × resources; daemons are subtracted from the room."""

    services: tuple[FleetService, ...]
    needs: FloatArray
    apart: BoolArray
    """Services of which an instance holds one task at most: distinctInstance, host ports."""
    clashes: BoolArray
    """Services × services that may not share an instance: a host port in common."""
    spreads: BoolArray
    room: FloatArray
    """Types × zones × resources; negative where daemons do not fit."""
    allowed: BoolArray
    """Types × zones × services: constraints, ports of daemons, and room for one task."""
    daemon_cpu: FloatArray
    """Types × zones: CPU units that daemons reserve."""
    greedy_daemons: BoolArray
    """Types × zones: whether a daemon reserves no CPU."""
    daemons_everywhere: bool
    """True where every daemon runs on every type or none: then larger types leave more room."""

    def zones_open(self, kind: int) -> BoolArray:
        """Zones × services."""
        found: BoolArray = self.allowed[kind]
        return found


def provider_problem(cluster: Cluster) -> ProviderProblem:
    """The arrays of all services of a cluster."""
    table, rules, daemons = cluster.table, cluster.rules, cluster.daemons
    groups = [service.group for service in cluster.services]
    needs = needs_of(groups)
    room, daemon_cpu, greedy, everywhere = _beside_daemons(cluster)
    allowed = np.ones((len(table.names), len(cluster.zones.codes), len(groups)), np.bool_)
    for place, zone in enumerate(cluster.zones.codes):
        for position, group in enumerate(groups):
            mask = table.permitted(group, zone, rules.only_for)
            for daemon in daemons:
                if daemon.host_ports & group.host_ports:
                    mask = mask & ~table.permitted(daemon, zone, rules.only_for)
            allowed[:, place, position] = mask
    for resource in np.flatnonzero((needs > 0).any(axis=0)).tolist():
        allowed &= room[:, :, None, resource] >= needs[None, None, :, resource]
    allowed &= holds_daemons(room)[:, :, None]
    apart = np.array([group.distinct_instance or bool(group.host_ports) for group in groups], np.bool_)
    clashes = np.zeros((len(groups), len(groups)), np.bool_)
    if apart.any():
        clashes = np.array([[a is not b and bool(a.host_ports & b.host_ports) for b in groups] for a in groups])
    spreads = np.array([service.zone_spread and not service.runs for service in cluster.services], np.bool_)
    return ProviderProblem(
        cluster.services, needs, apart, clashes, spreads, room, allowed, daemon_cpu, greedy, everywhere
    )


def holds_daemons(room: FloatArray) -> BoolArray:
    """Types × zones: whether daemons leave nothing below zero."""
    answer: BoolArray = np.all(room >= 0, axis=2)
    return answer


def _beside_daemons(cluster: Cluster) -> tuple[FloatArray, FloatArray, BoolArray, bool]:
    """Types × zones: the room that daemons leave, their CPU units, whether one reserves none; whether all are alike."""
    table, daemons, only_for = cluster.table, cluster.daemons, cluster.rules.only_for
    shape = (len(table.names), len(cluster.zones.codes))
    room = np.repeat(table.whole[:, None, :], shape[1], axis=1)
    daemon_cpu, greedy, everywhere = np.zeros(shape), np.zeros(shape, np.bool_), True
    for place, zone in enumerate(cluster.zones.codes):
        here = [table.permitted(daemon, zone, only_for) for daemon in daemons]
        for daemon, need, on in zip(daemons, needs_of(daemons), here, strict=True):
            room[on, place] -= need
            daemon_cpu[on, place] += daemon.cpu_units
            greedy[on, place] |= daemon.cpu_units == 0
            everywhere &= bool(on.all() or not on.any())
        for (one, on_one), (other, on_other) in combinations(zip(daemons, here, strict=True), 2):
            if one.host_ports & other.host_ports:
                room[on_one & on_other, place] = -1
    return room, daemon_cpu, greedy, everywhere


def load_matrix(loads: Sequence[Sequence[int]], positions: Sequence[int]) -> IntArray:
    """Loads × services of one provider."""
    return np.array([[tasks[position] for position in positions] for tasks in loads], np.int64).reshape(
        len(loads), len(positions)
    )


def part_of(problem: ProviderProblem, places: Sequence[int], types: BoolArray) -> ProviderProblem:
    """The problem with only some of its services and types; the other types have no room."""
    chosen = np.array(places, np.int64)
    room = problem.room.copy()
    room[~types] = -1
    return replace(
        problem,
        services=tuple(problem.services[place] for place in places),
        needs=problem.needs[chosen],
        apart=problem.apart[chosen],
        clashes=problem.clashes[np.ix_(chosen, chosen)],
        spreads=problem.spreads[chosen],
        room=room,
        allowed=problem.allowed[:, :, chosen] & types[:, None, None],
    )
