"""Complete listing of the patterns that a cheaper fleet could contain, for clusters of few tasks.

A partial pattern is dropped where its value and the most that the items not yet considered can add lose more than the
gap at the bound's prices. That most is a continuous knapsack over a mixture of the resources, the least of several.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult
from ecsquote.calculator.placement.search.numeric_margins import INTEGER_MARGIN, PROFIT_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import Pattern, PatternPool
from ecsquote.calculator.placement.search.restricted_master import RestrictedMaster
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.task_counts import tasks_that_fit

MIXTURE_STEPS = (1, 4, 3, 2)
"""Steps of the grid of mixtures for 1, 2, 3 and more resources: each is one more continuous knapsack per item."""
ROUNDING = 1e-9
"""Share that a value may be off: a pattern is dropped only where it loses more than that besides the gap."""


class CompleteListing:
    """Lists every maximal pattern that loses little, each on the cheapest kind that holds it."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self._space = space
        self._limits = limits
        self._needs = space.needs.astype(np.float64)
        resources = int((space.needs > 0).any(axis=0).sum())
        self._mixtures = _mixtures(space.needs.shape[1], MIXTURE_STEPS[min(resources, len(MIXTURE_STEPS)) - 1])

    def within_gap(self, found: ColumnGenerationResult, gap: float) -> list[Pattern] | None:
        """The maximal patterns that lose at most `gap` (USD per hour) at the prices; None where they are too many."""
        space = self._space
        prices = np.maximum(found.prices, 0.0)
        floors = space.prices - found.credit - gap * (1 + ROUNDING) - ROUNDING
        budget = self._limits.listed_partial_patterns
        listed: list[Pattern] = []
        for kind in np.argsort(space.free.sum(axis=1), kind="stable").tolist():
            tasks, used = self._of_kind(kind, prices, float(floors[kind]), budget)
            budget -= used
            if tasks is None:
                return None
            listed += [Pattern(kind, row) for row in tasks[self._cheapest_here(kind, tasks)]]
        return listed

    def converged(self, pool: PatternPool, found: ColumnGenerationResult) -> ColumnGenerationResult:
        """Column generation with listings for a pricing problem, which are exact; `found` where they are too long.

        New patterns join the pool.
        """
        space = self._space
        if found.objective - found.bound <= self._limits.pricing_gap * found.objective:
            return found
        master = RestrictedMaster(pool)
        for _ in range(self._limits.listing_rounds):
            solution = master.solve()
            reward = min(solution.reward, space.spare.price)
            credit = reward * space.spare.per_needed
            bound = float(solution.prices @ space.demand) + reward * space.spare.least
            exact = replace(found, prices=solution.prices, credit=credit, bound=bound * (1 - INTEGER_MARGIN))
            listed = self.within_gap(exact, 0.0)
            if listed is None:
                return found
            paying = [each for each in listed if self._profit(each, exact) > PROFIT_MARGIN]
            paying.sort(key=lambda each: -self._profit(each, exact))
            if not pool.add_all(paying[: self._limits.listed_per_round]):
                return exact
        return found

    def _profit(self, pattern: Pattern, found: ColumnGenerationResult) -> float:
        """What a pattern is worth at the prices beyond what its instance costs (USD per hour)."""
        return float(pattern.tasks @ found.prices + found.credit - self._space.prices[pattern.kind])

    def _of_kind(self, kind: int, prices: FloatArray, floor: float, budget: int) -> tuple[IntArray | None, int]:
        """instances × items, and how many partial patterns were made; None where they exceed the budget."""
        space = self._space
        items = self._in_order(kind)
        rates = self._rates(kind)
        tasks = np.zeros((1, len(space.items)), np.int64)
        free, value, used = space.free[kind][None, :].copy(), np.zeros(1), 0
        for position, item in enumerate(items):
            room = self._room(kind, item, tasks, free)
            used += int((room + 1).sum())
            if used > budget:
                return None, used
            rows = np.repeat(np.arange(len(room)), room + 1)
            count = np.arange(len(rows)) - np.repeat(np.cumsum(room + 1) - room - 1, room + 1)
            free = free[rows] - count[:, None] * space.needs[item]
            value = value[rows] + count * prices[item]
            near = value + self._rest(kind, items[position + 1 :], rates, prices, free) >= floor
            tasks = tasks[rows[near]]
            tasks[:, item] = count[near]
            free, value = free[near], value[near]
        return tasks[self._maximal(kind, items, tasks, free)], used

    def _in_order(self, kind: int) -> list[int]:
        """The items of a kind, those of which the fewest fit first."""
        most = self._space.most[kind]
        return sorted(np.flatnonzero(most).tolist(), key=lambda item: (int(most[item]), item))

    def _room(self, kind: int, item: int, tasks: IntArray, free: IntArray) -> IntArray:
        """How many more tasks of an item each pattern has room for."""
        space = self._space
        room = np.minimum(space.most[kind, item] - tasks[:, item], tasks_that_fit(free, space.needs[item]))
        if space.conflicts[item]:
            room = np.where(space.conflicting(item, tasks), 0, room)
        answer: IntArray = np.maximum(room, 0)
        return answer

    def _rates(self, kind: int) -> FloatArray:
        """mixtures × resources: each resource in shares of the kind's room."""
        rates: FloatArray = self._mixtures / np.maximum(self._space.free[kind], 1)[None, :]
        return rates

    def _rest(self, kind: int, items: list[int], rates: FloatArray, prices: FloatArray, free: IntArray) -> FloatArray:
        """At least what tasks of these items can add to each pattern's value: the least of the mixtures' knapsacks."""
        if not items:
            return np.zeros(len(free))
        most = self._space.most[kind, items]
        values = prices[items]
        sizes = rates @ self._needs[items].T
        rooms = free @ rates.T
        answer = np.full(len(free), float(values @ most))
        for size, room in zip(sizes, rooms.T, strict=True):
            with np.errstate(divide="ignore", invalid="ignore"):
                order = np.argsort(np.where(values > 0, -values / size, 0.0), kind="stable")
            taken, worth = np.cumsum(size[order] * most[order]), np.cumsum(values[order] * most[order])
            answer = np.minimum(answer, np.interp(room, np.append(0.0, taken), np.append(0.0, worth)))
        return answer

    def _maximal(self, kind: int, items: list[int], tasks: IntArray, free: IntArray) -> BoolArray:
        full: BoolArray = np.asarray(tasks.any(axis=1))
        for item in items:
            full &= self._room(kind, item, tasks, free) == 0
        return full

    def _cheapest_here(self, kind: int, tasks: IntArray) -> BoolArray:
        """Patterns that no cheaper kind, or an earlier one of the same price, holds."""
        space = self._space
        best: BoolArray = np.ones(len(tasks), np.bool_)
        needs = tasks @ space.needs
        order = np.arange(len(space.prices))
        rivals = (space.prices < space.prices[kind]) | ((space.prices == space.prices[kind]) & (order < kind))
        for rival in np.flatnonzero(rivals):
            holds = (needs <= space.free[rival]).all(axis=1)
            holds &= ~((tasks > 0) & ~space.allowed[rival][None, :]).any(axis=1)
            best &= ~holds
        return best


def _mixtures(resources: int, steps: int) -> FloatArray:
    """Every way to divide a whole among the resources in this many steps."""
    grid = [parts for parts in product(range(steps + 1), repeat=resources) if sum(parts) == steps]
    return np.array(grid, np.float64) / steps
