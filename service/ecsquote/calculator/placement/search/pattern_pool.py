"""Patterns, each a kind and the tasks that one instance of it can hold, and the pool of those found so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program


class Pattern(NamedTuple):
    """A kind of instance (position in the space) and the tasks of each item on one of them."""

    kind: int
    tasks: IntArray


@dataclass(slots=True)
class PatternPool:
    """The patterns of one search, each once: the columns of its linear programs."""

    space: SearchSpace
    kinds: list[int] = field(default_factory=list)
    tasks: list[IntArray] = field(default_factory=list)
    _known: set[tuple[int, bytes]] = field(default_factory=set)

    @classmethod
    def of_single_items(cls, space: SearchSpace) -> "PatternPool":
        """For every item, as many tasks as the kind cheapest for it holds: enough to meet any demand."""
        pool = cls(space)
        for item in np.flatnonzero(space.demand):
            kind = space.cheapest_for_item(int(item))
            tasks = np.zeros(len(space.items), np.int64)
            tasks[item] = space.most[kind, item]
            pool.add(kind, tasks)
        return pool

    def add(self, kind: int, tasks: IntArray) -> bool:
        """Whether the pattern is new; an empty one is not added."""
        key = (kind, tasks.tobytes())
        if key in self._known or not tasks.any():
            return False
        self._known.add(key)
        self.kinds.append(kind)
        self.tasks.append(tasks)
        return True

    def add_all(self, patterns: Iterable[Pattern]) -> int:
        """Adds patterns and returns how many were new."""
        return sum(self.add(kind, tasks) for kind, tasks in patterns)

    def add_plan(self, plan: Plan) -> None:
        """Adds the patterns of a plan's instances."""
        self.add_all(map(Pattern, plan.kinds.tolist(), plan.tasks))

    def patterns(self) -> Iterable[Pattern]:
        """The patterns in the order in which they were added."""
        return map(Pattern, self.kinds, self.tasks)

    def plan(self, copies: IntArray) -> Plan:
        """The plan with this many instances of each pattern."""
        kinds = np.repeat(np.array(self.kinds, np.int64), copies)
        return Plan(kinds, np.repeat(np.array(self.tasks, np.int64), copies, axis=0))

    def program(self) -> Program:
        """Meet every item's demand with patterns at the least cost, without spare instances."""
        demand = self.space.demand.astype(np.float64)
        most = np.full(len(self.kinds), demand.sum())
        return Program(self.space.prices[self.kinds], self.task_matrix(), demand, most)

    def task_matrix(self, first: int = 0) -> FloatArray:
        """items × patterns, from one pattern on."""
        return np.array(self.tasks[first:], np.float64).T
