"""Enumeration of the patterns that a cheaper fleet could contain.

A pattern that belongs to a fleet cheaper than the best known one can lose, at the bound's prices, at most the gap
between that fleet and the bound.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult
from ecsquote.calculator.placement.search.knapsack_tables import KindClass, KnapsackTable
from ecsquote.calculator.placement.search.pattern_pool import Pattern
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.task_counts import tasks_that_fit


class EnumeratedPatterns(NamedTuple):
    """Patterns that lose little at the bound's prices, those that lose least first, and whether these are all."""

    patterns: list[Pattern]
    complete: bool


@dataclass(slots=True)
class _Partial:
    """Unfinished patterns, those of all kinds of a class together."""

    kinds: IntArray
    """Position of each one's kind in the class."""
    tasks: IntArray
    at: IntArray
    """Flat index in the table where its free room ends."""
    free: IntArray
    value: FloatArray

    def only(self, chosen: IntArray) -> "_Partial":
        return _Partial(self.kinds[chosen], self.tasks[chosen], self.at[chosen], self.free[chosen], self.value[chosen])


class PatternEnumeration:
    """Lists the maximal patterns of the kinds that have tables."""

    def __init__(self, pricing: PricingProblem, beam_width: int) -> None:
        """`beam_width`: partial patterns of one table kept per item at most, those that can still lose least."""
        self._space = pricing.space
        self._pricing = pricing
        self._beam_width = beam_width

    def within_gap(self, found: ColumnGenerationResult, gap: float) -> EnumeratedPatterns:
        """The maximal patterns that lose at most `gap` (USD per hour) at the prices."""
        pricing = self._pricing
        net = self._space.prices - found.credit
        worth = pricing.ceilings(found.prices)
        allowed = gap * (1 + 1e-9) + 1e-9
        others = pricing.without_table
        complete = bool((worth[others] < net[others] - allowed).all())
        listed: list[tuple[float, int, IntArray]] = []
        for each, table in zip(pricing.classes, pricing.tables, strict=True):
            near = np.flatnonzero(worth[each.kinds] >= net[each.kinds] - allowed)
            if near.size:
                patterns, all_listed = self._of_class(each, table, found.prices, net[each.kinds] - allowed, near)
                complete &= all_listed
                losses = net[each.kinds[patterns.kinds]] - patterns.value
                listed += zip(losses.tolist(), each.kinds[patterns.kinds].tolist(), patterns.tasks, strict=True)
        listed.sort(key=lambda each: (each[0], each[1], each[2].tobytes()))
        return EnumeratedPatterns([Pattern(kind, tasks) for _, kind, tasks in listed], complete)

    def _of_class(
        self, each: KindClass, table: KnapsackTable, values: FloatArray, floors: FloatArray, near: IntArray
    ) -> tuple[_Partial, bool]:
        """Takes the items in the table's order backwards: the table before an item says what earlier ones can add."""
        none = np.zeros((len(near), len(self._space.items)), np.int64)
        partial = _Partial(near, none, each.ends[near].copy(), each.room(near), np.zeros(len(near)))
        before = {step.item: step.before for step in reversed(table.steps)}
        complete = True
        for item in [*dict.fromkeys(step.item for step in reversed(table.steps)), *(set(each.items) - set(before))]:
            partial = self._extended(each, partial, int(item), float(values[item]))
            earlier = before.get(item)
            possible = partial.value + (earlier[partial.at] if earlier is not None else 0.0)
            slack = possible - floors[partial.kinds]
            chosen = np.flatnonzero(slack >= -1e-12)
            if len(chosen) > self._beam_width:
                complete = False
                chosen = np.sort(chosen[np.argsort(-slack[chosen], kind="stable")[: self._beam_width]])
            partial = partial.only(chosen)
        return partial.only(np.flatnonzero(self._maximal(each, partial))), complete

    def _extended(self, each: KindClass, partial: _Partial, item: int, value: float) -> _Partial:
        """Every pattern with 0, 1, 2 … tasks of one more item, as many as fit."""
        room = self._room(each, partial, item)
        rows = np.repeat(np.arange(len(room)), room + 1)
        count = np.arange(len(rows)) - np.repeat(np.cumsum(room + 1) - room - 1, room + 1)
        more = partial.only(rows)
        more.tasks[:, item] = count
        more.at = more.at - count * each.shifts[item]
        more.free = more.free - count[:, None] * each.weights[item]
        more.value = more.value + count * value
        return more

    def _room(self, each: KindClass, partial: _Partial, item: int) -> IntArray:
        """How many more tasks of an item each pattern has room for."""
        room = self._space.most[each.kinds[partial.kinds], item] - partial.tasks[:, item]
        room = np.minimum(room, tasks_that_fit(partial.free, each.weights[item]))
        room = np.where(self._space.conflicting(item, partial.tasks), 0, room)
        answer: IntArray = np.maximum(room, 0)
        return answer

    def _maximal(self, each: KindClass, partial: _Partial) -> BoolArray:
        """Patterns to which no task can be added: no others are needed."""
        full: BoolArray = np.asarray(partial.tasks.any(axis=1))
        for item in each.items:
            full &= self._room(each, partial, int(item)) == 0
        return full
