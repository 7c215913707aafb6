"""The placement problem as arrays: kinds of instances with the room that daemons leave, and items of equal tasks.

ECS's rules are applied here once, so that the search knows only vectors, numbers per instance and conflicts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.rules.eligibility import (
    ZONE_ATTRIBUTE,
    daemon_conflict,
    daemons_on,
    explain_ineligibility,
    unmet_constraint,
)
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression
from ecsquote.calculator.placement.rules.resources import RESOURCES, free_after, one_of_each, task_needs
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.task_counts import UNLIMITED, tasks_that_fit
from ecsquote.errors import OptionUnavailable


@dataclass(frozen=True, slots=True)
class Item:
    """Tasks that are equal to the search, and the services (positions in the request) that they belong to."""

    services: tuple[int, ...]
    needs: tuple[int, ...]
    per_instance: int
    """How many may share an instance of any size: 1 for distinctInstance and host ports."""
    conflicts: frozenset[int]
    """Other items that may not share an instance with this one, because they have a host port in common."""


@dataclass(frozen=True, slots=True)
class InstanceKind:
    """A candidate in a zone (None where the zone does not matter) with the daemons that run on it."""

    candidate: Candidate
    zone: str | None
    daemons: tuple[int, ...]
    """Positions in the request of the daemons that run here."""

    def admits(self, group: TaskGroup, groups: Sequence[TaskGroup]) -> bool:
        """Whether the constraints and the daemons' host ports allow a task here, whatever the room."""
        if unmet_constraint(group, self.candidate, self.zone) is not None:
            return False
        return not any(groups[daemon].host_ports & group.host_ports for daemon in self.daemons)


@dataclass(frozen=True, slots=True)
class Model:
    """Kinds × items. `fits[k, i]`: an instance of kind k with its daemons has room for one task of item i."""

    groups: tuple[TaskGroup, ...]
    rules: FleetRules
    items: tuple[Item, ...]
    kinds: tuple[InstanceKind, ...]
    needs: IntArray
    """items × resources."""
    free: IntArray
    """kinds × resources, daemons subtracted."""
    prices: FloatArray
    """USD per hour of each kind."""
    per_instance: IntArray
    """How many tasks of each item may share an instance of any size."""
    allowed: BoolArray
    """kinds × items: whether constraints, architecture, OS and the daemons' ports allow it, whatever the room."""
    fits: BoolArray
    most: IntArray
    """kinds × items: how many tasks of one item fit on one instance of a kind; 0 where it is not allowed."""

    @classmethod
    def of(cls, groups: Sequence[TaskGroup], candidates: Sequence[Candidate], rules: FleetRules) -> "Model":
        """The model of a request; OptionUnavailable where no candidate holds the daemons."""
        placed = [position for position, group in enumerate(groups) if not group.daemon]
        items = _items(groups, placed)
        kinds, free = _kinds(groups, candidates, rules)
        if not kinds:
            raise OptionUnavailable(_no_kind(candidates, [group for group in groups if group.daemon]))
        needs = np.array([item.needs for item in items], np.int64).reshape(len(items), len(RESOURCES))
        per_instance = np.array([item.per_instance for item in items], np.int64)
        allowed = _allowed(groups, items, kinds)
        fitting = np.minimum(tasks_that_fit(free[:, None, :], needs[None]), per_instance)
        most = np.where(allowed, fitting, 0)
        prices = np.array([float(kind.candidate.hourly) for kind in kinds])
        return cls(tuple(groups), rules, items, kinds, needs, free, prices, per_instance, allowed, most > 0, most)

    def price(self, kind: int) -> Decimal:
        """What one instance-hour of a kind costs in USD, exactly."""
        return self.kinds[kind].candidate.hourly

    def demand(self, tasks: Sequence[int]) -> list[int]:
        """Tasks of each item, from the tasks of each service."""
        return [sum(tasks[service] for service in item.services) for item in self.items]

    def require_room(self, demand: Sequence[int], candidates: Sequence[Candidate]) -> None:
        """OptionUnavailable for the first item with tasks that fits on no kind, with the reasons."""
        daemons = [group for group in self.groups if group.daemon]
        for index, item in enumerate(self.items):
            if demand[index] and not self.fits[:, index].any():
                raise OptionUnavailable(explain_ineligibility(self.groups[item.services[0]], candidates, daemons))


def _items(groups: Sequence[TaskGroup], placed: Sequence[int]) -> tuple[Item, ...]:
    """Services with equal tasks become one item; host ports and distinctInstance keep a service separate."""
    merged: dict[object, list[int]] = {}
    for position in placed:
        group = groups[position]
        separate = position if group.host_ports or group.distinct_instance else -1
        signature = (
            task_needs(group),
            group.cpu_architecture,
            group.operating_system,
            group.placement_expressions,
            group.gpu_fraction,
            separate,
        )
        merged.setdefault(signature, []).append(position)
    members = list(merged.values())
    items = []
    for index, services in enumerate(members):
        first = groups[services[0]]
        one_per_instance = bool(first.host_ports) or first.distinct_instance
        conflicts = frozenset(
            other
            for other, others in enumerate(members)
            if other != index and groups[others[0]].host_ports & first.host_ports
        )
        items.append(Item(tuple(services), task_needs(first), 1 if one_per_instance else UNLIMITED, conflicts))
    return tuple(items)


def _zones(groups: Sequence[TaskGroup], rules: FleetRules) -> tuple[str | None, ...]:
    """The zones to distinguish: only where they are known and an expression refers to them."""
    asked = any(
        ZONE_ATTRIBUTE in parse_expression(text).attributes for group in groups for text in group.placement_expressions
    )
    return rules.zone_codes if asked and rules.zone_codes else (None,)


def _kinds(
    groups: Sequence[TaskGroup], candidates: Sequence[Candidate], rules: FleetRules
) -> tuple[tuple[InstanceKind, ...], IntArray]:
    """Every candidate that holds its daemons, in every zone that matters."""
    daemons = [group for group in groups if group.daemon]
    positions = {id(group): position for position, group in enumerate(groups)}
    kinds, free = [], []
    for zone in _zones(groups, rules):
        for candidate in candidates:
            present = daemons_on(candidate, daemons, zone) if daemons else ()
            if not present or daemon_conflict(present, candidate) is None:
                kinds.append(InstanceKind(candidate, zone, tuple(positions[id(group)] for group in present)))
                free.append(free_after(candidate, one_of_each(present)))
    return tuple(kinds), np.array(free, np.int64).reshape(len(kinds), len(RESOURCES))


def _allowed(groups: Sequence[TaskGroup], items: Sequence[Item], kinds: Sequence[InstanceKind]) -> BoolArray:
    """kinds × items; items with equal constraints are judged once."""
    columns: dict[object, list[bool]] = {}
    found = []
    for item in items:
        group = groups[item.services[0]]
        signature = (group.cpu_architecture, group.operating_system, group.placement_expressions, group.host_ports)
        if signature not in columns:
            columns[signature] = [kind.admits(group, groups) for kind in kinds]
        found.append(columns[signature])
    return np.array(found, np.bool_).reshape(len(items), len(kinds)).T


def _no_kind(candidates: Sequence[Candidate], daemons: Sequence[TaskGroup]) -> str:
    if not candidates:
        return "no instance type is on offer"
    conflicts = [daemon_conflict(daemons_on(candidate, daemons), candidate) for candidate in candidates]
    last = [conflict for conflict in conflicts if conflict is not None][-1]
    return f"no instance type on offer holds the daemon services: {last.words}"
