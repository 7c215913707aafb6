"""Small clusters: which whole sets of tasks to buy, by integer programming over the sets worth considering.

A set that belongs to a fleet cheaper than the best known one can lose at most the gap between that fleet and the bound
at the bound's prices. Where all such sets can be listed, the integer program over them is exact, and so is its bound.
"""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult
from ecsquote.calculator.placement.search.model import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.plan import Plan, right_sized, trimmed
from ecsquote.calculator.placement.search.pricing_problem import KindClass, KnapsackTable, PricingProblem
from ecsquote.calculator.placement.search.restricted_master import PatternPool
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import solve
from ecsquote.calculator.placement.search.spare_instances import SpareInstances, whole_program

MIP_MARGIN = 2e-6
"""HiGHS holds rows and whole numbers to 1e-6."""

GAP = 1e-4
"""An integer program this near its own bound is not branched further."""
BEAM = 1500
"""Partial sets of one table that are carried on at most: those that can still lose least."""


@dataclass(slots=True)
class _Partial:
    """Sets in the making, all kinds of a class together."""

    kinds: IntArray
    """Position of each one's kind in the class."""
    tasks: IntArray
    at: IntArray
    """Where its free room ends in the table."""
    free: IntArray
    value: FloatArray

    def only(self, chosen: IntArray) -> "_Partial":
        return _Partial(self.kinds[chosen], self.tasks[chosen], self.at[chosen], self.free[chosen], self.value[chosen])


def patterns_within_gap(
    space: SearchSpace, knapsacks: PricingProblem, priced: ColumnGenerationResult, gap: float
) -> tuple[list[tuple[float, int, IntArray]], bool]:
    """(loss, kind, tasks) of the maximal sets that lose at most `gap` at the prices, and whether these are all."""
    net = space.prices - priced.credit
    worth = knapsacks.ceilings(priced.prices)
    allowed = gap * (1 + 1e-9) + 1e-9
    complete = bool((worth[knapsacks.large] < net[knapsacks.large] - allowed).all())
    found: list[tuple[float, int, IntArray]] = []
    for each, table in zip(knapsacks.classes, knapsacks.tables, strict=True):
        near = np.flatnonzero(worth[each.kinds] >= net[each.kinds] - allowed)
        if near.size:
            floors = net[each.kinds] - allowed
            sets, all_listed = _listed(space, each, table, priced.prices, floors, near)
            complete &= all_listed
            losses = net[each.kinds[sets.kinds]] - sets.value
            found += zip(losses.tolist(), each.kinds[sets.kinds].tolist(), sets.tasks, strict=True)
    return found, complete


def _listed(
    space: SearchSpace, each: KindClass, table: KnapsackTable, values: FloatArray, floors: FloatArray, near: IntArray
) -> tuple[_Partial, bool]:
    """The items in the table's order backwards: the table before an item says exactly what the earlier ones can add."""
    strides = np.array([int(np.prod(each.shape[at + 1 :], dtype=np.int64)) for at in range(len(each.shape))])
    ends = each.ends[near]
    sets = _Partial(
        near,
        np.zeros((len(near), len(space.items)), np.int64),
        ends.copy(),
        (ends[:, None] // strides) % np.array(each.shape),
        np.zeros(len(near)),
    )
    before = {step.item: step.before for step in reversed(table.steps)}
    complete = True
    for item in [*dict.fromkeys(step.item for step in reversed(table.steps)), *(set(each.items) - set(before))]:
        sets = _extended(space, each, sets, int(item), float(values[item]))
        earlier = before.get(item)
        could = sets.value + (earlier[sets.at] if earlier is not None else 0.0)
        slack = could - floors[sets.kinds]
        chosen = np.flatnonzero(slack >= -1e-12)
        if len(chosen) > BEAM:
            complete = False
            chosen = np.sort(chosen[np.argsort(-slack[chosen], kind="stable")[:BEAM]])
        sets = sets.only(chosen)
    return sets.only(np.flatnonzero(_maximal(space, each, sets))), complete


def _extended(space: SearchSpace, each: KindClass, sets: _Partial, item: int, value: float) -> _Partial:
    """Every set with 0, 1, 2 … tasks of one more item, as many as fit."""
    room = _room(space, each, sets, item)
    rows = np.repeat(np.arange(len(room)), room + 1)
    count = np.arange(len(rows)) - np.repeat(np.cumsum(room + 1) - room - 1, room + 1)
    more = sets.only(rows)
    more.tasks[:, item] = count
    more.at = more.at - count * each.shifts[item]
    more.free = more.free - count[:, None] * each.weights[item]
    more.value = more.value + count * value
    return more


def _room(space: SearchSpace, each: KindClass, sets: _Partial, item: int) -> IntArray:
    """How many more tasks of an item each set has room for."""
    room = space.most[each.kinds[sets.kinds], item] - sets.tasks[:, item]
    for resource in np.flatnonzero(each.weights[item]):
        room = np.minimum(room, sets.free[:, resource] // each.weights[item, resource])
    for other in sorted(space.conflicts[item]):
        room = np.where(sets.tasks[:, other] > 0, 0, room)
    answer: IntArray = np.maximum(room, 0)
    return answer


def _maximal(space: SearchSpace, each: KindClass, sets: _Partial) -> BoolArray:
    """Sets to which no task can be added: any other is never needed."""
    full: BoolArray = np.asarray(sets.tasks.any(axis=1))
    for item in each.items:
        full &= _room(space, each, sets, int(item)) == 0
    return full


def select_patterns(columns: PatternPool, spare: SpareInstances, best: Plan, nodes: int) -> tuple[Plan | None, float]:
    """The plan of the cheapest whole sets found, and the integer program's own bound; `best` is known before."""
    space = columns.space
    keys = ((kind, tasks.tobytes()) for kind, tasks in zip(columns.kinds, columns.tasks, strict=True))
    place = {key: at for at, key in enumerate(keys)}
    known = np.zeros(len(columns.kinds))
    for kind, tasks in zip(best.kinds, best.tasks, strict=True):
        known[place[int(kind), tasks.tobytes()]] += 1
    program = whole_program(columns.program(), spare)
    if len(program.costs) > len(known):
        known = np.append(known, spare.beside(len(best.kinds)))
    solution = solve(program, nodes=nodes, gap=GAP, known=known)
    if solution is None:
        return None, 0.0
    copies = np.round(solution.values[: len(columns.kinds)]).astype(np.int64)
    kinds = np.repeat(np.array(columns.kinds, np.int64), copies)
    tasks = np.repeat(np.array(columns.tasks, np.int64), copies, axis=0)
    if (tasks.sum(axis=0) < space.demand).any():
        return None, 0.0
    plan = right_sized(space, trimmed(space, Plan(kinds, tasks)))
    return plan, solution.bound * (1 - MIP_MARGIN)
