"""Complete plans, constructed: instances from the covering relaxation, tasks packed in, more instances for the rest."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.bin_packing import BinPacking
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRelaxation
from ecsquote.calculator.placement.search.covering_rounding import rounded_cover
from ecsquote.calculator.placement.search.first_fit_decreasing import FirstFitDecreasing
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace


class ConstructionHeuristic:
    """Constructs plans for all tasks of a space."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self._space = space
        self._limits = limits

    def best_packed_cover(self, relaxation: CoveringRelaxation, values: FloatArray, bound: float) -> Plan:
        """The cheapest packed cover: with one slack after the other, until a plan is near enough to the bound."""
        limits, prices = self._limits, self._space.prices
        first, *others = limits.cover_slacks
        best = self.packed_cover(relaxation, values, first)
        for slack in others:
            if not limits.good_cover_gap < best.cost(prices) / bound - 1 <= limits.poor_cover_gap:
                break
            best = Plan.cheapest([best, self.packed_cover(relaxation, values, slack)], prices)
        return best

    def packed_cover(self, relaxation: CoveringRelaxation, values: FloatArray, slack: float) -> Plan:
        """A plan near fractions of instances, with this share of room more than the tasks need."""
        space = self._space
        counts = rounded_cover(relaxation, values * (1 + slack), slack)
        packed, left = BinPacking(space, self._limits).pack(counts)
        plan = packed.right_sized(space)
        if not left.any():
            return plan
        rest = ConstructionHeuristic(space.residual(left), self._limits)
        return Plan.joined([plan, rest.on_one_kind()], len(space.items))

    def leftover(self, left: IntArray) -> Plan:
        """Instances for tasks that are left over: the cheaper of one kind and a small cluster of several."""
        rest = ConstructionHeuristic(self._space.residual(left), self._limits)
        plans = [rest.on_one_kind()]
        relaxation = CoveringRelaxation.of(rest._space)
        solution = relaxation.solve()
        if solution is not None:
            values = solution.values[:-1]
            plans += [rest.packed_cover(relaxation, values, slack) for slack in self._limits.leftover_slacks]
        return Plan.cheapest(plans, self._space.prices)

    def on_one_kind(self) -> Plan:
        """Instances of the kind that holds everything at the least cost; where none does, every item separately."""
        single = FirstFitDecreasing(self._space).cheapest()
        return Plan.of(single).right_sized(self._space) if single else self._items_separately()

    def _items_separately(self) -> Plan:
        """Every item on instances of its own: always possible."""
        space = self._space
        plans = []
        for item in np.flatnonzero(space.demand):
            count = int(space.demand[item])
            per_instance = np.maximum(space.most[:, item], 1)
            costs = np.where(space.most[:, item] > 0, -(-count // per_instance) * space.prices, np.inf)
            kind = int(np.argmin(costs))
            instances = -(-count // int(per_instance[kind]))
            tasks = np.zeros((instances, len(space.items)), np.int64)
            tasks[:, item] = per_instance[kind]
            tasks[-1, item] -= int(tasks[:, item].sum()) - count
            plans.append(Plan(np.full(instances, kind), tasks))
        return Plan.joined(plans, len(space.items))
