"""Sets of tasks that one instance can hold, each with its kind, and the linear program that chooses among them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import IncrementalProgram, Program
from ecsquote.calculator.placement.search.spare_instances import SpareInstances


@dataclass(slots=True)
class PatternPool:
    """Sets of tasks with the kind that holds each."""

    space: SearchSpace
    kinds: list[int] = field(default_factory=list)
    tasks: list[IntArray] = field(default_factory=list)
    known: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, kind: int, tasks: IntArray) -> bool:
        """False for an empty set or one that is there already."""
        key = (kind, tasks.tobytes())
        if key in self.known or not tasks.any():
            return False
        self.known.add(key)
        self.kinds.append(kind)
        self.tasks.append(tasks)
        return True

    def add_all(self, sets: Iterable[tuple[int, IntArray]]) -> int:
        """How many were new."""
        return sum(self.add(kind, tasks) for kind, tasks in sets)

    def add_plan(self, plan: Plan) -> None:
        """The sets of a plan's instances."""
        self.add_all(zip(plan.kinds.tolist(), plan.tasks, strict=True))

    @property
    def costs(self) -> FloatArray:
        """What an instance of each set costs."""
        return self.space.prices[self.kinds]

    @property
    def matrix(self) -> FloatArray:
        """items × sets."""
        return np.array(self.tasks, np.float64).T

    def program(self) -> Program:
        """Every item's demand met by sets, at the least cost; spare instances are left out."""
        demand = self.space.demand.astype(np.float64)
        return Program(self.costs, self.matrix, demand, np.full(len(self.kinds), demand.sum()))


def single_item_patterns(space: SearchSpace) -> Iterable[tuple[int, IntArray]]:
    """For every item the kind that holds it alone most cheaply: enough to meet any demand."""
    for item in np.flatnonzero(space.demand):
        with np.errstate(divide="ignore"):
            each = np.where(space.most[:, item] > 0, space.prices / np.maximum(space.most[:, item], 1), np.inf)
        kind = int(np.argmin(each))
        tasks = np.zeros(len(space.items), np.int64)
        tasks[item] = space.most[kind, item]
        yield kind, tasks


@dataclass(frozen=True, slots=True)
class MasterSolution:
    """The cheapest fractions of the sets found so far, and what they make of the tasks' prices."""

    values: FloatArray
    """How much of each set is bought."""
    objective: float
    prices: FloatArray
    """One more task of each item would cost so much."""
    reward: float
    """What one more instance would save, whatever stands on it, where more must run than the tasks need."""


class RestrictedMaster:
    """The linear program over sets to which more are added: each solution starts where the last one was."""

    def __init__(self, columns: PatternPool, spare: SpareInstances) -> None:
        self.columns = columns
        self.spare = spare
        self._done = 0
        demand = columns.space.demand.astype(np.float64)
        if not spare.least:
            self._program = IncrementalProgram(demand)
            return
        self._program = IncrementalProgram(np.append(demand, float(spare.least)))
        empty = np.append(np.zeros(len(demand)), 1.0)[:, None]
        self._program.add(np.array([spare.price]), empty, np.array([float(spare.least)]))

    def solve(self) -> MasterSolution:
        """The fractions with all sets that the columns have by now."""
        self._add_new()
        solution = self._program.solve()
        if solution is None:
            raise AssertionError("the single sets meet every demand")
        items, spares = len(self.columns.space.items), int(self.spare.least > 0)
        reward = float(solution.duals[-1]) if spares else 0.0
        return MasterSolution(solution.values[spares:], solution.objective, solution.duals[:items], reward)

    def _add_new(self) -> None:
        """The sets that came since the last solution; each instance counts against the least number that must run."""
        space = self.columns.space
        kinds, tasks = self.columns.kinds[self._done :], self.columns.tasks[self._done :]
        self._done = len(self.columns.kinds)
        if not kinds:
            return
        matrix = np.array(tasks, np.float64).T
        if self.spare.least:
            matrix = np.vstack([matrix, np.full(len(kinds), self.spare.per_needed)])
        most = float(space.demand.sum() + self.spare.least)
        self._program.add(space.prices[kinds], matrix, np.full(len(kinds), most))
