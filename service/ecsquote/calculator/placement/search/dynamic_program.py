"""One service: the true optimum, by exact dynamic programming over how many tasks the instances hold."""

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances

ROUNDING = 1e-12
"""Far more than the float64 sums of this module can be off."""


MOST_LAYERS = 64
"""Instances up to which fleets of every number are compared where the rules ask for spare ones."""


def plan_one_item(space: SearchSpace, spare: SpareInstances) -> tuple[Plan, float]:
    """The cheapest instances for equal tasks, and the bound that this is.

    Where the rules may ask for spare instances, the cheapest fleet of every number of instances is compared.
    """
    holds, demand = space.most[:, 0], int(space.demand[0])
    counts, bound = cheapest_cover(holds, space.prices, demand)
    if spare.least > counts.sum() or spare.target_percent < 100:
        counts, bound = _with_spares(space, spare, counts, bound)
    kinds = np.repeat(np.arange(len(counts)), counts)
    tasks = holds[kinds]
    tasks[::-1] -= np.clip(int(tasks.sum()) - demand - (np.cumsum(tasks[::-1]) - tasks[::-1]), 0, tasks[::-1])
    return Plan(kinds, tasks[:, None]), bound * (1 - ROUNDING)


def _with_spares(space: SearchSpace, spare: SpareInstances, counts: IntArray, relaxed: float) -> tuple[IntArray, float]:
    """The cheapest of the fleets of 1, 2, 3 … needed instances, each with the spare ones that it lacks.

    `counts` is a fleet that holds all, `relaxed` what it costs with shares of spare instances: no fleet costs less.
    n instances are one instance, and n − 1 for what it leaves.
    """
    demand = int(space.demand[0])
    prices = space.prices - spare.surcharge
    useful = np.array(worthwhile(np.minimum(space.most[:, 0], demand), prices))
    rest = np.maximum(np.arange(demand + 1)[None, :] - space.most[useful, 0][:, None], 0)
    best = float(prices @ counts) + spare.price * spare.beside(int(counts.sum()))
    below = np.append(0.0, np.full(demand, np.inf))
    chosen: list[IntArray] = []
    cheapest = float(prices[useful].min())
    while len(chosen) < MOST_LAYERS:
        needed = len(chosen) + 1
        if (cheapest + spare.surcharge) * needed >= best:
            return counts, best
        with_one = below[rest] + prices[useful, None]
        chosen.append(np.argmin(with_one, axis=0))
        below = with_one.min(axis=0)
        cost = float(below[demand]) + spare.price * spare.beside(needed)
        if cost < best * (1 - ROUNDING):
            best, counts = cost, _counted(space, useful, chosen, demand)
    at_least = max(relaxed, _bound_of_least(space, spare, demand))
    return counts, min(best, at_least)


def _counted(space: SearchSpace, useful: IntArray, chosen: list[IntArray], left: int) -> IntArray:
    """The instances of a fleet of as many as there are layers, from its last one back to the first."""
    counts = np.zeros(len(space.kinds), np.int64)
    for layer in reversed(chosen):
        kind = int(useful[layer[left]])
        counts[kind] += 1
        left = max(0, left - int(space.most[kind, 0]))
    return counts


def _bound_of_least(space: SearchSpace, spare: SpareInstances, demand: int) -> float:
    """What no fleet beats where more must run than were tried: each needed instance as one spare one less."""
    credit = np.maximum(space.prices - spare.per_needed * spare.price, 0.0)
    return cheapest_cover(space.most[:, 0], credit, demand)[1] + spare.least * spare.price


def cheapest_cover(holds: IntArray, prices: FloatArray, demand: int) -> tuple[IntArray, float]:
    """How many of each kind hold so many tasks at the least cost, and that cost.

    With k tasks on the kind of the best price per task, an optimum has fewer than k instances of other kinds: of any k,
    some hold a multiple of k tasks together and could be of the best kind at no more cost. So a large demand is met by
    that kind, but for a rest that the program solves exactly.
    """
    best = int(np.argmin(np.where(holds > 0, prices / np.maximum(holds, 1), np.inf)))
    per_best = int(holds[best])
    in_bulk = max(0, demand - 2 * per_best * int(holds.max())) // per_best
    left = demand - in_bulk * per_best
    kinds = worthwhile(np.minimum(holds, left), prices)
    tables = [np.append(0.0, np.full(left, np.inf))]
    for kind in kinds:
        tables.append(_with_kind(tables[-1], min(int(holds[kind]), left), float(prices[kind])))
    counts = np.zeros(len(holds), np.int64)
    at = left
    for step in range(len(kinds) - 1, -1, -1):
        while at > 0 and tables[step + 1][at] < tables[step][at]:
            counts[kinds[step]] += 1
            at = max(0, at - int(holds[kinds[step]]))
    counts[best] += in_bulk
    return counts, float(tables[-1][left]) + in_bulk * float(prices[best])


def worthwhile(holds: IntArray, prices: FloatArray) -> list[int]:
    """Kinds that no other matches in tasks for the same money or less, the largest last."""
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
    answer: FloatArray = np.where(with_it < table * (1 - ROUNDING), with_it, table)
    return answer
