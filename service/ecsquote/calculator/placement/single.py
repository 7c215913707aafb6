"""One service: the true optimum, by exact dynamic programming over how many tasks the instances hold."""

from math import ceil

import numpy as np

from ecsquote.calculator.placement.cover import Spare
from ecsquote.calculator.placement.model import FloatArray, IntArray
from ecsquote.calculator.placement.plan import Plan
from ecsquote.calculator.placement.search_space import SearchSpace

ROUNDING = 1e-12
"""Far more than the float64 sums of this module can be off."""


MOST_LAYERS = 64
"""Instances that must run up to which their optimum is searched for exactly."""


def plan_one_item(space: SearchSpace, spare: Spare) -> tuple[Plan, float]:
    """The cheapest instances for equal tasks, and the bound that this is.

    Where more instances must run than the tasks need, fleets of every larger number are compared.
    """
    holds, demand = space.most[:, 0], int(space.demand[0])
    counts, bound = cheapest_cover(holds, space.prices, demand)
    if spare.least > spare.per_needed * counts.sum():
        counts, bound = _cover_with_spares(space, spare, counts)
    kinds = np.repeat(np.arange(len(counts)), counts)
    tasks = holds[kinds]
    tasks[::-1] -= np.clip(int(tasks.sum()) - demand - (np.cumsum(tasks[::-1]) - tasks[::-1]), 0, tasks[::-1])
    return Plan(kinds, tasks[:, None]), bound * (1 - ROUNDING)


def _cover_with_spares(space: SearchSpace, spare: Spare, counts: IntArray) -> tuple[IntArray, float]:
    """The cheapest of the fleets of at least 0, 1, 2 … instances, each with the spare ones that it lacks."""
    holds, demand = space.most[:, 0], int(space.demand[0])
    layers = min(MOST_LAYERS, ceil(spare.least / spare.per_needed))
    fleets = [counts, *_covers_of_at_least(holds, space.prices, demand, layers)]
    costs = [_with_spares(space, spare, fleet) for fleet in fleets]
    best = int(np.argmin(costs))
    if layers < ceil(spare.least / spare.per_needed):  # more must run than were tried: count each as one spare less
        credit = np.maximum(space.prices - spare.per_needed * spare.price, 0.0)
        return fleets[best], min(costs[best], cheapest_cover(holds, credit, demand)[1] + spare.least * spare.price)
    return fleets[best], costs[best]


def _covers_of_at_least(holds: IntArray, prices: FloatArray, demand: int, layers: int) -> list[IntArray]:
    """The cheapest counts that hold the demand with at least 1, 2, … `layers` instances.

    At least n instances are one instance and at least n − 1 for what is left; the first layer rests on the best of any
    number.
    """
    useful = np.flatnonzero(holds > 0)
    rest = np.maximum(np.arange(demand + 1)[None, :] - holds[useful, None], 0)
    below = _table(holds, prices, demand)
    chosen: list[IntArray] = []
    fleets = []
    for layer in range(layers):
        with_one = below[rest] + prices[useful, None]
        chosen.append(useful[np.argmin(with_one, axis=0)])
        below = with_one.min(axis=0)
        counts = np.zeros(len(holds), np.int64)
        left = demand
        for step in range(layer, -1, -1):
            counts[chosen[step][left]] += 1
            left = max(0, left - int(holds[chosen[step][left]]))
        fleets.append(counts + cheapest_cover(holds, prices, left)[0] if left else counts)
    return fleets


def _table(holds: IntArray, prices: FloatArray, demand: int) -> FloatArray:
    """The least cost of holding 0, 1, … `demand` tasks."""
    table = np.append(0.0, np.full(demand, np.inf))
    for kind in _worthwhile(np.minimum(holds, demand), prices):
        table = _with_kind(table, min(int(holds[kind]), demand), float(prices[kind]))
    return table


def _with_spares(space: SearchSpace, spare: Spare, counts: IntArray) -> float:
    lacking = max(0.0, spare.least - spare.per_needed * float(counts.sum()))
    return float(space.prices @ counts) + spare.price * lacking


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
    kinds = _worthwhile(np.minimum(holds, left), prices)
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


def _worthwhile(holds: IntArray, prices: FloatArray) -> list[int]:
    """Kinds that no other matches in tasks for the same money or less, the largest last."""
    order = sorted(range(len(holds)), key=lambda kind: (-int(holds[kind]), float(prices[kind]), kind))
    kept: list[int] = []
    for kind in order:
        if holds[kind] > 0 and (not kept or prices[kind] < prices[kept[-1]]):
            kept.append(kind)
    return kept[::-1]


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
