"""What all capacity providers of a cluster have in common: the types worth a look, zones, daemons, rules."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.production.zones import Zones
from ecsquote.calculator.placement.search.arrays import IntArray


@dataclass(frozen=True, slots=True)
class Cluster:
    """The services that are placed (daemons apart) and where they may go."""

    table: CandidateTable
    offered: CandidateTable
    """Every type on offer, for messages."""
    services: tuple[FleetService, ...]
    positions: tuple[int, ...]
    """Of the services in the request."""
    daemons: tuple[TaskGroup, ...]
    zones: Zones
    rules: ProductionRules

    @classmethod
    def of(
        cls, offered: CandidateTable, services: Sequence[FleetService], positions: Sequence[int], rules: ProductionRules
    ) -> "Cluster":
        """`positions`: the services to place."""
        groups = [service.group for service in services]
        daemons = tuple(group for group in groups if group.daemon)
        placed = tuple(services[position] for position in positions)
        asking = [service.group for service in placed] or list(daemons)
        table = offered.part(_worth_a_look(offered, asking, daemons, rules))
        return cls(table, offered, placed, tuple(positions), daemons, Zones.of(groups, rules), rules)


def _worth_a_look(
    offered: CandidateTable, groups: Sequence[TaskGroup], daemons: Sequence[TaskGroup], rules: ProductionRules
) -> IntArray:
    """Types on which some service may run; without constraints and daemons, those that no other type beats."""
    useful = np.zeros(len(offered.names), np.bool_)
    systems = set()
    for group in groups:
        useful |= offered.permitted(group, None, rules.only_for)
        systems.add((group.cpu_architecture, group.operating_system))
    constrained = any(group.placement_expressions for group in (*groups, *daemons)) or rules.only_for
    if constrained or daemons or len(systems) > 1:
        return np.flatnonzero(useful)
    return offered.undominated(useful, rules.bursts)
