"""What perfect packing would cost: a proven lower bound for every fleet of some instance types through a month.

Each load may be packed on its own, on any mixture of the types. Prices of tasks under which no instance is worth more
than it costs bound every load alike, so that a few linear programs serve the whole month.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Context, Decimal

import numpy as np

from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.dynamic_program import cheapest_costs
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.numeric_margins import SUM_MARGIN
from ecsquote.calculator.placement.search.packing_bounds import bound_of_load, bounds_of_loads
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace

_PLACES = Decimal("1E-12")
_WIDE = Context(prec=60)
_SINGLE_LOADS = 4
"""Different loads up to which each gets a bound of its own."""


def perfect_packing_hourly(
    groups: Sequence[TaskGroup],
    candidates: Sequence[Candidate],
    loads: Sequence[tuple[Sequence[int], Decimal]],
    limits: SearchLimits | None = None,
) -> Decimal:
    """Lower bound in USD per hour, the mean of the loads: no fleet of these types costs less.

    `loads`: the tasks of each group and the share of the month in which they run; numbers for daemons are not read.
    Daemons run on every instance. A minimum of instances, a target capacity, zones and headroom only add to the cost.
    OptionUnavailable names a task that fits on none of the types, and why.
    """
    candidates = sorted(candidates, key=lambda each: each.instance_type.name)
    model = Model.of(groups, candidates, FleetRules())
    shares: dict[tuple[int, ...], Decimal] = defaultdict(Decimal)
    for tasks, share in loads:
        demand = tuple(model.demand(tasks))
        if any(demand):
            shares[demand] += share
    if not shares:
        return Decimal(0)
    demands = np.array(list(shares), np.int64)
    model.require_room(demands.max(axis=0).tolist(), candidates)
    bounds = _bounds(model, demands, limits or SearchLimits())
    mean = sum(
        (Decimal(bound) * share for bound, share in zip(bounds.tolist(), shares.values(), strict=True)), Decimal(0)
    )
    return mean.quantize(_PLACES, rounding=ROUND_FLOOR, context=_WIDE)


def _bounds(model: Model, demands: IntArray, limits: SearchLimits) -> FloatArray:
    """USD per hour of each load, one per row of `demands`."""
    if len(demands) <= _SINGLE_LOADS and demands.shape[1] > 1:
        spaces = [_space(model, demand, limits) for demand in demands]
        return np.array([_bound(space, limits) for space in spaces])
    space = _space(model, demands.max(axis=0), limits)
    needed = demands[:, space.items]
    if len(space.items) == 1:
        return cheapest_costs(space.most[:, 0], space.prices, needed[:, 0], limits.cover_table_cells) * (1 - SUM_MARGIN)
    return bounds_of_loads(space, needed, limits)


def _bound(space: SearchSpace, limits: SearchLimits) -> float:
    """USD per hour of the load of a space."""
    if len(space.items) == 1:
        costs = cheapest_costs(space.most[:, 0], space.prices, space.demand[:1], limits.cover_table_cells)
        return float(costs[0]) * (1 - SUM_MARGIN)
    return bound_of_load(space, limits)


def _space(model: Model, demand: IntArray, limits: SearchLimits) -> SearchSpace:
    return SearchSpace.of(model, demand.tolist(), model.prices, dominance_block=limits.dominance_block)
