"""The covering relaxation: how many instances of each kind every fleet needs at least.

For any values π ≥ 0 of the items, let v(t) be at least the value of the best pattern of kind t. A fleet with x(t)
instances places all tasks, so Σ v(t)·x(t) ≥ Σ π(i)·demand(i). Each resource, each item's count and each π that column
generation finds gives one such row; the cheapest x that meets all rows costs no more than the cheapest fleet. It is
the bound of every search, and it guides the packing.
"""

from dataclasses import dataclass, replace

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.numeric_margins import BOUND_MARGIN, INTEGER_MARGIN
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program, Solution, solve


@dataclass(frozen=True, slots=True)
class WholeCover:
    """The cheapest whole instances that meet all rows."""

    counts: IntArray
    """Instances of each kind."""
    objective: float
    bound: float
    """No fleet that meets the rows costs less."""


@dataclass(frozen=True, slots=True)
class CoveringRelaxation:
    """Σ rows[r, t] · x[t] ≥ 1 for every row r, each row scaled so that its right-hand side is 1."""

    space: SearchSpace
    rows: FloatArray

    @classmethod
    def of(cls, space: SearchSpace) -> "CoveringRelaxation":
        """The rows of the resources and of the items' counts.

        A resource has a row for every set of kinds that some items are restricted to: those items' needs, those
        kinds' room.
        """
        rows = []
        sets = {space.fits[:, item].tobytes(): space.fits[:, item] for item in range(len(space.items))}
        for kinds in sets.values():
            if not kinds.any():
                continue
            restricted = ~(space.fits & ~kinds[:, None]).any(axis=0)
            needed = (space.needs[restricted] * space.demand[restricted, None]).sum(axis=0)
            for resource in np.flatnonzero(needed):
                room = np.minimum(space.free[:, resource], needed[resource])
                rows.append(np.where(kinds, room, 0) / needed[resource])
        rows.extend(space.most[:, item] / space.demand[item] for item in np.flatnonzero(space.demand))
        return cls(space, np.unique(np.maximum(np.array(rows), 0.0), axis=0))

    @classmethod
    def without_rows(cls, space: SearchSpace) -> "CoveringRelaxation":
        """A relaxation that requires nothing."""
        return cls(space, np.zeros((0, len(space.kinds))))

    def with_row(self, values: FloatArray, ceilings: FloatArray) -> "CoveringRelaxation":
        """One more row: values of the items, and the most that one instance of each kind can hold of them."""
        total = float(values @ self.space.demand)
        if total <= 0:
            return self
        return replace(self, rows=np.vstack([self.rows, ceilings * (1 + BOUND_MARGIN) / total]))

    def solve(self) -> Solution | None:
        """The cheapest fractions that meet all rows; the last column is empty instances, which count as running."""
        space = self.space
        matrix, least = self._with_spares()
        most = np.full(len(space.kinds) + 1, float(space.demand.sum() + space.spare.least))
        return solve(Program(np.append(space.prices, space.spare.price), matrix, least, most))

    def solve_whole(self, nodes: int, slack: float) -> WholeCover | None:
        """The cheapest whole instances that meet all rows with this share of slack, spare ones included."""
        space = self.space
        most = np.full(len(space.kinds), float(space.demand.sum()))
        plain = Program(space.prices, self.rows, np.full(len(self.rows), 1.0 + slack), most)
        solution = solve(space.spare.added_to(plain), nodes=nodes)
        if solution is None:
            return None
        counts = np.round(solution.values[: len(space.kinds)]).astype(np.int64)
        return WholeCover(counts, solution.objective, solution.bound * (1 - INTEGER_MARGIN))

    def proven_bound(self, duals: FloatArray) -> float:
        """The bound that duals of the rows prove, scaled down until no kind is worth more than its price."""
        matrix, _ = self._with_spares()
        worth = duals @ matrix
        prices = np.append(self.space.prices, self.space.spare.price)
        scale = min(1.0, float(np.min(prices / np.maximum(worth, 1e-300))))
        return float(duals.sum()) * scale * (1 - BOUND_MARGIN)

    def _with_spares(self) -> tuple[FloatArray, FloatArray]:
        """The matrix and right-hand sides with a column of empty instances and a row of the least number."""
        spare, rows = self.space.spare, len(self.rows)
        matrix, least = np.hstack([self.rows, np.zeros((rows, 1))]), np.ones(rows)
        if spare.least:
            counts = np.append(np.full(len(self.space.kinds), spare.per_needed), 1.0) / spare.least
            matrix, least = np.vstack([matrix, counts]), np.append(least, 1.0)
        return matrix, least
