"""The problem as the search sees it: kinds of instances with what daemons leave free, and items of equal tasks.

Everything that ECS's rules say is settled here once, so that the search knows only vectors, limits and clashes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.rules.eligibility import (
    ZONE_ATTRIBUTE,
    Ineligibility,
    daemon_conflict,
    daemons_on,
    explain_ineligibility,
    unmet_constraint,
)
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression
from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity, free_after, task_needs
from ecsquote.errors import OptionUnavailable

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

UNLIMITED = 1 << 30


@dataclass(frozen=True, slots=True)
class Item:
    """Tasks that are equal to the search: the services (positions in the request) they come from, and their limits."""

    services: tuple[int, ...]
    needs: tuple[int, ...]
    limit: int
    """How many may share an instance whatever its size: 1 for distinctInstance and host ports."""
    conflicts: frozenset[int]
    """Other items that may not share an instance with this one (a host port in common)."""


@dataclass(frozen=True, slots=True)
class InstanceKind:
    """A candidate in a zone (None where the zone does not matter) with the daemons that run on it."""

    candidate: Candidate
    zone: str | None
    daemons: tuple[int, ...]
    """Positions in the request of the daemons that run here."""


@dataclass(frozen=True, slots=True)
class Model:
    """Kinds × items. `fits[k, i]`: one task of item i may stand on an instance of kind k that holds its daemons."""

    groups: tuple[TaskGroup, ...]
    rules: FleetRules
    items: tuple[Item, ...]
    kinds: tuple[InstanceKind, ...]
    needs: IntArray
    """items × resources."""
    free: IntArray
    """kinds × resources, daemons subtracted."""
    prices: FloatArray
    limits: IntArray
    allowed: BoolArray
    """kinds × items: what constraints, architecture, OS and the daemons' ports say, room aside."""
    fits: BoolArray
    most: IntArray
    """kinds × items: how many tasks of one item fit on one instance of a kind; 0 where it may not stand there."""

    def price(self, kind: int) -> Decimal:
        """What one instance-hour of a kind costs, exactly."""
        return self.kinds[kind].candidate.hourly


def build_model(groups: Sequence[TaskGroup], candidates: Sequence[Candidate], rules: FleetRules) -> Model:
    """The model of a request; OptionUnavailable where nothing is on offer that holds the daemons."""
    daemons = [group for group in groups if group.daemon]
    placed = [position for position, group in enumerate(groups) if not group.daemon]
    items, representatives = _items(groups, placed)
    kinds, free = _kinds(groups, candidates, rules)
    if not kinds:
        raise OptionUnavailable(_no_kind(candidates, daemons))
    needs = np.array([item.needs for item in items], np.int64).reshape(len(items), len(RESOURCES))
    limits = np.array([item.limit for item in items], np.int64)
    columns: dict[object, list[bool]] = {}
    for position in representatives:
        group = groups[position]
        signature = _constraints(group)
        if signature not in columns:
            columns[signature] = [_may_stand(group, kind, groups) for kind in kinds]
    allowed = np.array([columns[_constraints(groups[position])] for position in representatives], np.bool_)
    allowed = allowed.reshape(len(items), len(kinds)).T
    most = np.where(allowed, most_of_each(free, needs, limits), 0)
    prices = np.array([float(kind.candidate.hourly) for kind in kinds])
    return Model(tuple(groups), rules, items, kinds, needs, free, prices, limits, allowed, most > 0, most)


def most_of_each(free: IntArray, needs: IntArray, limits: IntArray) -> IntArray:
    """kinds × items: how many tasks of one item alone fit into the free room."""
    room = np.maximum(free, -1)[:, None, :]
    with np.errstate(divide="ignore"):
        per = np.where(needs[None] > 0, room // np.maximum(needs[None], 1), UNLIMITED)
    answer: IntArray = np.minimum(np.maximum(per.min(axis=2), 0), limits[None, :])
    return answer


def _items(groups: Sequence[TaskGroup], placed: Sequence[int]) -> tuple[tuple[Item, ...], list[int]]:
    """Services whose tasks cannot be told apart become one item; ports and distinctInstance keep a service apart."""
    merged: dict[object, list[int]] = {}
    for position in placed:
        group = groups[position]
        apart = position if group.host_ports or group.distinct_instance else -1
        signature = (
            task_needs(group),
            group.cpu_architecture,
            group.operating_system,
            group.placement_expressions,
            apart,
        )
        merged.setdefault(signature, []).append(position)
    members = list(merged.values())
    items = []
    for index, services in enumerate(members):
        first = groups[services[0]]
        alone = bool(first.host_ports) or first.distinct_instance
        conflicts = frozenset(
            other
            for other, others in enumerate(members)
            if other != index and groups[others[0]].host_ports & first.host_ports
        )
        items.append(Item(tuple(services), task_needs(first), 1 if alone else UNLIMITED, conflicts))
    return tuple(items), [services[0] for services in members]


def _zones(groups: Sequence[TaskGroup], rules: FleetRules) -> tuple[str | None, ...]:
    """The zones to tell apart: only where they are known and an expression asks for them."""
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
                free.append(free_after(candidate, present) if present else capacity(candidate))
    return tuple(kinds), np.array(free, np.int64).reshape(len(kinds), len(RESOURCES))


def _constraints(group: TaskGroup) -> tuple[object, ...]:
    """What decides where a task may stand, room aside."""
    return (group.cpu_architecture, group.operating_system, group.placement_expressions, group.host_ports)


def _may_stand(group: TaskGroup, kind: InstanceKind, groups: Sequence[TaskGroup]) -> bool:
    """Constraints and the daemons' host ports; room is counted apart."""
    if unmet_constraint(group, kind.candidate, kind.zone) is not None:
        return False
    return not (kind.daemons and any(groups[daemon].host_ports & group.host_ports for daemon in kind.daemons))


def _no_kind(candidates: Sequence[Candidate], daemons: Sequence[TaskGroup]) -> str:
    if not candidates:
        return "no instance type is on offer"
    found: list[tuple[str, Ineligibility]] = []
    for candidate in candidates:
        conflict = daemon_conflict(daemons_on(candidate, daemons), candidate)
        if conflict is not None:
            found.append((candidate.instance_type.name, conflict))
    return f"no instance type on offer holds the daemon services: {found[-1][1].words}"


def require_room(model: Model, demand: Sequence[int], candidates: Sequence[Candidate]) -> None:
    """OptionUnavailable for the first item with tasks that stand nowhere, in words."""
    daemons = [group for group in model.groups if group.daemon]
    for index, item in enumerate(model.items):
        if demand[index] and not model.fits[:, index].any():
            raise OptionUnavailable(explain_ineligibility(model.groups[item.services[0]], candidates, daemons))
