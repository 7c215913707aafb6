"""One item: the true optimum, by exact dynamic programming over how many tasks the instances hold."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.numeric_margins import SUM_MARGIN
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.task_counts import without_surplus
from ecsquote.calculator.placement.work_limit import is_over

CELLS_AT_THE_END = 50_000
"""Kinds × tasks of the table of a search whose time is over."""


class EqualTasksProgram:
    """The cheapest instances for the equal tasks of a space with one item."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self._space = space
        self._spare = space.spare
        self._holds = space.most[:, 0]
        self._demand = int(space.demand[0])
        self._limits = limits

    def solve(self) -> tuple[Plan, float]:
        """The cheapest plan, and the bound in USD per hour that this is."""
        counts, bound = self._cover(self._space.prices)
        if self._spare.least > counts.sum() or self._spare.target_percent < 100:
            counts, bound = self._with_spares(counts, bound)
        kinds = np.repeat(np.arange(len(counts)), counts)
        held = self._holds[kinds]
        tasks = without_surplus(held[::-1], int(held.sum()) - self._demand)[::-1]
        return Plan(kinds, tasks[:, None]), bound * (1 - SUM_MARGIN)

    def _with_spares(self, counts: IntArray, relaxed: float) -> tuple[IntArray, float]:
        """The cheapest of the fleets of 1, 2, 3 … needed instances, each with the spare ones that it requires.

        `counts` is a fleet that holds all, `relaxed` its cost with shares of spare instances: no fleet costs less.
        n instances are one instance, and n − 1 for what it leaves.
        """
        spare, demand = self._spare, self._demand
        prices = self._space.prices - spare.surcharge
        useful = np.array(worthwhile(np.minimum(self._holds, demand), prices))
        best = float(prices @ counts) + spare.price * spare.for_needed(int(counts.sum()))
        if not self._layers_are_useful(len(useful)):
            return counts, min(best, max(relaxed, self._bound_of_least()))
        rest = np.maximum(np.arange(demand + 1)[None, :] - self._holds[useful][:, None], 0)
        below = np.append(0.0, np.full(demand, np.inf))
        chosen: list[IntArray] = []
        cheapest = float(prices[useful].min())
        while len(chosen) < self._limits.spare_layers and not is_over():
            needed = len(chosen) + 1
            if (cheapest + spare.surcharge) * needed >= best:
                return counts, best
            with_one = below[rest] + prices[useful, None]
            chosen.append(np.argmin(with_one, axis=0))
            below = with_one.min(axis=0)
            cost = float(below[demand]) + spare.price * spare.for_needed(needed)
            if cost < best * (1 - SUM_MARGIN):
                best, counts = cost, self._counts(useful, chosen)
        return counts, min(best, max(relaxed, self._bound_of_least()))

    def _layers_are_useful(self, kinds: int) -> bool:
        """Whether some fleet of so few instances holds all tasks, and looking at all of them is little enough work."""
        layers = self._limits.spare_layers
        return layers * int(self._holds.max()) >= self._demand and layers * kinds * self._demand <= (
            self._limits.spare_cells
        )

    def _cover(self, prices: FloatArray) -> tuple[IntArray, float]:
        return cheapest_cover(self._holds, prices, self._demand, self._limits.cover_table_cells)

    def _counts(self, useful: IntArray, chosen: list[IntArray]) -> IntArray:
        """The instances of a fleet of as many as there are layers, from its last one back to the first."""
        left = self._demand
        counts = np.zeros(len(self._holds), np.int64)
        for layer in reversed(chosen):
            kind = int(useful[layer[left]])
            counts[kind] += 1
            left = max(0, left - int(self._holds[kind]))
        return counts

    def _bound_of_least(self) -> float:
        """A bound for fleets of more instances than were tried: each needed one replaces a spare one."""
        spare = self._spare
        credit = np.maximum(self._space.prices - spare.per_needed * spare.price, 0.0)
        return self._cover(credit)[1] + spare.least * spare.price


def cheapest_cover(
    holds: IntArray, prices: FloatArray, demand: int, most_cells: int | None = None
) -> tuple[IntArray, float]:
    """How many of each kind hold `demand` tasks at little cost, and a bound: the least cost, where it is proven.

    Where an exact table has more than `most_cells` cells, tasks are counted by several, and every cover costs at least
    as much as all tasks at the best price per task.
    """
    best = _best_per_task(holds, prices)
    in_bulk = _in_bulk(holds, best, demand)
    left = demand - in_bulk * int(holds[best])
    kinds = worthwhile(np.minimum(holds, left), prices)
    cells = len(kinds) * left
    if cells > CELLS_AT_THE_END and is_over():
        most_cells = CELLS_AT_THE_END
    unit = 1 if most_cells is None else max(1, -(-cells // most_cells))
    if unit > 1:
        counts = _by_units(holds, prices, left, unit)
        counts[best] += in_bulk
        return counts, demand * float(prices[best]) / int(holds[best])
    tables = _tables(holds, prices, kinds, left)
    counts = np.zeros(len(holds), np.int64)
    at = left
    for step in range(len(kinds) - 1, -1, -1):
        while at > 0 and tables[step + 1][at] < tables[step][at]:
            counts[kinds[step]] += 1
            at = max(0, at - int(holds[kinds[step]]))
    counts[best] += in_bulk
    return counts, float(tables[-1][left]) + in_bulk * float(prices[best])


def cheapest_costs(holds: IntArray, prices: FloatArray, demands: IntArray, most_cells: int) -> FloatArray:
    """The least cost of each number of tasks from one table for all; where it is too large, the best price per task."""
    best = _best_per_task(holds, prices)
    per_best = int(holds[best])
    in_bulk = np.array([_in_bulk(holds, best, int(demand)) for demand in demands], np.int64)
    left = demands - in_bulk * per_best
    most = int(left.max(initial=0))
    kinds = worthwhile(np.minimum(holds, most), prices)
    if len(kinds) * most > most_cells:
        answer: FloatArray = demands * float(prices[best]) / per_best
        return answer
    costs: FloatArray = _tables(holds, prices, kinds, most)[-1][left]
    return costs + in_bulk * float(prices[best])


def _best_per_task(holds: IntArray, prices: FloatArray) -> int:
    return int(np.argmin(np.where(holds > 0, prices / np.maximum(holds, 1), np.inf)))


def _in_bulk(holds: IntArray, best: int, demand: int) -> int:
    """How many instances of the best price per task an optimum surely has.

    With k tasks on the kind of the best price per task, an optimum has fewer than k instances of other kinds: of any k,
    some hold a multiple of k tasks together and could be of the best kind at no more cost. So that kind takes most of a
    large demand, and a table solves the rest exactly.
    """
    per_best = int(holds[best])
    return max(0, demand - 2 * per_best * int(holds.max())) // per_best


def _tables(holds: IntArray, prices: FloatArray, kinds: list[int], demand: int) -> list[FloatArray]:
    """The least cost of every number of tasks with none of the kinds, the first one, the first two …."""
    tables = [np.append(0.0, np.full(demand, np.inf))]
    for kind in kinds:
        tables.append(_with_kind(tables[-1], min(int(holds[kind]), demand), float(prices[kind])))
    return tables


def _by_units(holds: IntArray, prices: FloatArray, demand: int, unit: int) -> IntArray:
    """A cover that counts tasks by `unit`: an instance holds whole units, the demand is rounded up to them."""
    units, needed = holds // unit, -(-demand // unit)
    alone = int(np.argmin(np.where(holds > 0, prices * -(-demand // np.maximum(holds, 1)), np.inf)))
    counts = np.zeros(len(holds), np.int64)
    counts[alone] = -(-demand // int(holds[alone]))
    if not units.any():
        return counts
    covered = cheapest_cover(units, prices, needed)[0]
    return covered if float(prices @ covered) < float(prices @ counts) else counts


def worthwhile(holds: IntArray, prices: FloatArray) -> list[int]:
    """Kinds for which no other holds at least as many tasks at no more cost, the largest last."""
    order = np.lexsort((np.arange(len(holds)), prices, -holds))
    cheapest_before = np.append(np.inf, np.minimum.accumulate(prices[order])[:-1])
    kept = order[(prices[order] < cheapest_before) & (holds[order] > 0)]
    return [int(kind) for kind in kept[::-1]]


def _with_kind(table: FloatArray, holds: int, price: float) -> FloatArray:
    """Costs of every number of tasks when one more kind may be used any number of times.

    Per remainder modulo `holds`, the best number of instances is a running minimum of cost less price × steps.
    A cost counts as lower only by more than rounding: the way back reads every lower cost as an instance of the kind.
    """
    size = len(table)
    steps = -(-size // holds)
    padded = np.full(steps * holds, np.inf)
    padded[:size] = table
    paid = price * np.arange(steps)[:, None]
    running = np.minimum.accumulate(padded.reshape(steps, holds) - paid, axis=0) + paid
    alone = price * -(-np.arange(size) // holds)
    with_it = np.minimum(running.ravel()[:size], alone)
    answer: FloatArray = np.where(with_it < table * (1 - SUM_MARGIN), with_it, table)
    return answer
