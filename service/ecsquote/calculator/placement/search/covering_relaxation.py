"""How many instances of each kind any fleet needs at least: the relaxation that bounds the cost and guides the packing.

For any values π ≥ 0 of the items, let v(t) be at least the value of the most valuable set of tasks that stands on one
instance of kind t. A fleet with x(t) instances places all tasks, so Σ v(t)·x(t) ≥ Σ π(i)·demand(i). Each resource, each
item's count and each π that column generation finds gives one such row; the cheapest x that meets all rows costs no
more than the cheapest fleet.
"""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program, Solution, solve
from ecsquote.calculator.placement.search.spare_instances import SpareInstances, whole_program

FLOAT_MARGIN = 1e-9
"""Sums of some thousand float64 products are exact to 1e-12 of their size; bounds give away a thousand times that."""
MIP_MARGIN = 2e-6
"""HiGHS holds rows and whole numbers to 1e-6."""


@dataclass(frozen=True, slots=True)
class CoveringRows:
    """Σ ceilings[r, t] · x[t] ≥ wanted[r], each row scaled so that wanted is 1."""

    ceilings: FloatArray

    def with_values(self, values: FloatArray, ceilings: FloatArray, demand: IntArray) -> "CoveringRows":
        """One more row: the items' values and the most that one instance of each kind can hold of them."""
        total = float(values @ demand)
        if total <= 0:
            return self
        return CoveringRows(np.vstack([self.ceilings, ceilings * (1 + FLOAT_MARGIN) / total]))


def cover_rows(space: SearchSpace) -> CoveringRows:
    """The rows of the resources and of the items' counts.

    A resource has a row for every set of kinds that some items are bound to: those items' needs, those kinds' room.
    """
    rows = []
    sets = {space.fits[:, item].tobytes(): space.fits[:, item] for item in range(len(space.items))}
    for kinds in sets.values():
        if not kinds.any():
            continue
        bound_to = ~(space.fits & ~kinds[:, None]).any(axis=0)
        wanted = (space.needs[bound_to] * space.demand[bound_to, None]).sum(axis=0)
        for resource in np.flatnonzero(wanted):
            room = np.minimum(space.free[:, resource], wanted[resource])
            rows.append(np.where(kinds, room, 0) / wanted[resource])
    rows.extend(space.most[:, item] / space.demand[item] for item in np.flatnonzero(space.demand))
    return CoveringRows(np.unique(np.maximum(np.array(rows), 0.0), axis=0))


def cover(space: SearchSpace, rows: CoveringRows, spare: SpareInstances) -> Solution | None:
    """The cheapest fractions that meet all rows.

    One last column stands for empty instances, which only count against the least number.
    """
    matrix, least = _with_spares(space, rows, spare)
    most = np.full(len(space.kinds) + 1, float(space.demand.sum() + spare.least))
    return solve(Program(np.append(space.prices, spare.price), matrix, least, most))


def whole_cover(
    space: SearchSpace, rows: CoveringRows, spare: SpareInstances, nodes: int, slack: float
) -> Solution | None:
    """The cheapest whole instances that meet all rows with so much slack, and the spare ones beside them."""
    most = np.full(len(space.kinds), float(space.demand.sum()))
    plain = Program(space.prices, rows.ceilings, np.full(len(rows.ceilings), 1.0 + slack), most)
    return solve(whole_program(plain, spare), nodes=nodes)


def _with_spares(space: SearchSpace, rows: CoveringRows, spare: SpareInstances) -> tuple[FloatArray, FloatArray]:
    matrix, least = np.hstack([rows.ceilings, np.zeros((len(rows.ceilings), 1))]), np.ones(len(rows.ceilings))
    if spare.least:
        counts = np.append(np.full(len(space.kinds), spare.per_needed), 1.0) / spare.least
        matrix, least = np.vstack([matrix, counts]), np.append(least, 1.0)
    return matrix, least


def proven(space: SearchSpace, rows: CoveringRows, spare: SpareInstances, duals: FloatArray) -> float:
    """The bound that duals prove, whatever solver gave them: scaled until no kind is worth more than it costs."""
    matrix, _ = _with_spares(space, rows, spare)
    worth = duals @ matrix
    prices = np.append(space.prices, spare.price)
    scale = min(1.0, float(np.min(prices / np.maximum(worth, 1e-300))))
    return float(duals.sum()) * scale * (1 - FLOAT_MARGIN)
