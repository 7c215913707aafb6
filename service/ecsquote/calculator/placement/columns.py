"""Column generation: sets of tasks that one instance can hold, found where the present prices of tasks say they pay.

The linear program over the sets found so far prices each task; the knapsack tables then say which set is worth more
than its instance costs. When none is, the prices prove the bound (Farley): scaled down until no instance is worth more
than it costs, they are a feasible dual of the whole problem, found sets or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from ecsquote.calculator.placement.knapsack import Knapsacks
from ecsquote.calculator.placement.linear import GrowingProgram, Program, Solution
from ecsquote.calculator.placement.model import FloatArray, IntArray
from ecsquote.calculator.placement.search_space import SearchSpace
from ecsquote.calculator.placement.spares import Spare

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
        """Every item's demand met by sets, at the least cost; spare instances are left out."""
        demand = self.space.demand.astype(np.float64)
        return Program(self.costs, self.matrix, demand, np.full(len(self.kinds), demand.sum()))


@dataclass(frozen=True, slots=True)
class Priced:
    """The end of column generation: fractions of each set, the prices of the tasks and what they prove.

    Scaled down so that no instance is worth more than it costs.
    """

    values: FloatArray
    objective: float
    prices: FloatArray
    ceilings: FloatArray
    """What one instance of each kind is worth at most at these prices."""
    credit: float
    """What any instance is worth, whatever stands on it, where more must run than the tasks need."""
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


def generate(columns: Columns, knapsacks: Knapsacks, spare: Spare, rounds: int) -> Priced:
    """Adds sets until none pays or the rounds are over."""
    space = columns.space
    program = _program(space, spare)
    best: Priced | None = None
    done = 0
    while True:
        costs, matrix = space.prices[columns.kinds[done:]], np.array(columns.tasks[done:], np.float64).T
        if spare.least:
            matrix = np.vstack([matrix, np.full(len(costs), spare.per_needed)])
        program.add(costs, matrix, np.full(len(costs), float(space.demand.sum() + spare.least)))
        done = len(columns.kinds)
        solution = program.solve()
        if solution is None:
            raise AssertionError("the single sets meet every demand")
        best = _best(space, spare, knapsacks, solution, best)
        rounds -= 1
        if rounds <= 0 or solution.objective - best.bound <= GOOD_ENOUGH * solution.objective:
            break
        if not columns.add_all(_paying(space, knapsacks, solution.duals, spare)):
            break
    return replace(best, values=solution.values[int(spare.least > 0) :], objective=solution.objective)


def _program(space: SearchSpace, spare: Spare) -> GrowingProgram:
    """Every item's demand, and the least number of instances with empty ones to make it up."""
    demand = space.demand.astype(np.float64)
    if not spare.least:
        return GrowingProgram(demand)
    program = GrowingProgram(np.append(demand, float(spare.least)))
    alone = np.append(np.zeros(len(demand)), 1.0)[:, None]
    program.add(np.array([spare.price]), alone, np.array([float(spare.least)]))
    return program


def _best(space: SearchSpace, spare: Spare, knapsacks: Knapsacks, solution: Solution, known: Priced | None) -> Priced:
    """The better of the known bound and the one that the solution's prices prove."""
    prices = solution.duals[: len(space.items)]
    reward = min(float(solution.duals[-1]), spare.price) if spare.least else 0.0
    worth = knapsacks.ceilings(prices)
    credit = reward * spare.per_needed
    net = np.maximum(space.prices - credit, 0.0)
    scale = min(1.0, float(np.min(np.where(worth > 0, net / np.maximum(worth, 1e-300), 1.0))))
    bound = scale * float(prices @ space.demand) + reward * spare.least
    if known is not None and known.bound >= bound:
        return known
    return Priced(solution.values, solution.objective, prices * scale, worth * scale, credit, bound)


def _paying(space: SearchSpace, knapsacks: Knapsacks, duals: FloatArray, spare: Spare) -> list[tuple[int, IntArray]]:
    """The sets worth most for what their instance costs, if they are worth more."""
    found = knapsacks.best_sets()
    kinds, tasks = np.array([kind for kind, _ in found]), np.array([tasks for _, tasks in found])
    worth = tasks @ duals[: len(space.items)]
    if spare.least:
        worth = worth + float(duals[-1]) * spare.per_needed
    ratio = worth / space.prices[kinds]
    order = np.lexsort((kinds, -ratio))
    return [found[each] for each in order[:NEW_SETS] if ratio[each] > 1 + 1e-9]
