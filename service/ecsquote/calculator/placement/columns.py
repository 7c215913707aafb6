"""Column generation: sets of tasks that one instance can hold, found where the present prices of tasks say they pay.

The linear program over the sets found so far prices each task; the knapsack tables then say which set is worth more
than its instance costs. When none is, the prices prove the bound (Farley): scaled down until no instance is worth more
than it costs, they are a feasible dual of the whole problem, found sets or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ecsquote.calculator.placement.knapsack import Knapsacks
from ecsquote.calculator.placement.linear import Program, Solution, solve
from ecsquote.calculator.placement.model import FloatArray, IntArray
from ecsquote.calculator.placement.search_space import SearchSpace

NEW_SETS = 24
GOOD_ENOUGH = 1e-6


@dataclass(slots=True)
class Columns:
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

    @property
    def costs(self) -> FloatArray:
        """What an instance of each set costs."""
        return self.space.prices[self.kinds]

    @property
    def matrix(self) -> FloatArray:
        """items × sets."""
        return np.array(self.tasks, np.float64).T

    def program(self) -> Program:
        """Every item's demand met by sets, at the least cost."""
        demand = self.space.demand.astype(np.float64)
        return Program(self.costs, self.matrix, demand, np.full(len(self.kinds), demand.sum()))


@dataclass(frozen=True, slots=True)
class Priced:
    """The end of column generation: fractions of each set, the prices of the tasks and what they prove."""

    values: FloatArray
    objective: float
    prices: FloatArray
    ceilings: FloatArray
    """What one instance of each kind is worth at most at these prices."""
    bound: float


def single_sets(space: SearchSpace) -> Iterable[tuple[int, IntArray]]:
    """For every item the kind that holds it alone most cheaply: enough to meet any demand."""
    for item in np.flatnonzero(space.demand):
        with np.errstate(divide="ignore"):
            each = np.where(space.most[:, item] > 0, space.prices / np.maximum(space.most[:, item], 1), np.inf)
        kind = int(np.argmin(each))
        tasks = np.zeros(len(space.items), np.int64)
        tasks[item] = space.most[kind, item]
        yield kind, tasks


def generate(columns: Columns, knapsacks: Knapsacks, rounds: int) -> Priced:
    """Adds sets until none pays or the rounds are over."""
    space = columns.space
    best: tuple[float, FloatArray, FloatArray] = (-1.0, np.zeros(len(space.items)), np.zeros(len(space.kinds)))
    while True:
        solution = _solved(columns)
        worth = knapsacks.ceilings(solution.duals)
        scale = min(1.0, float(np.min(space.prices / np.maximum(worth, 1e-300))))
        bound = scale * float(solution.duals @ space.demand)
        if bound > best[0]:
            best = (bound, solution.duals, worth)
        rounds -= 1
        if rounds <= 0 or solution.objective - best[0] <= GOOD_ENOUGH * solution.objective:
            break
        if not columns.add_all(_paying(space, knapsacks, solution.duals)):
            break
    return Priced(solution.values, solution.objective, best[1], best[2], best[0])


def _solved(columns: Columns) -> Solution:
    solution = solve(columns.program())
    if solution is None:
        raise AssertionError("the single sets meet every demand")
    return solution


def _paying(space: SearchSpace, knapsacks: Knapsacks, values: FloatArray) -> list[tuple[int, IntArray]]:
    """The sets worth most for what their instance costs, if they are worth more."""
    found = [(float(values @ tasks) / float(space.prices[kind]), kind, tasks) for kind, tasks in knapsacks.best_sets()]
    paying = sorted((each for each in found if each[0] > 1 + 1e-9), key=lambda each: (-each[0], each[1]))
    return [(kind, tasks) for _, kind, tasks in paying[:NEW_SETS]]
