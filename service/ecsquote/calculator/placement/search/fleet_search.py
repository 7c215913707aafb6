"""The search: from the instant answer to the best one found, and the bound that says how good it is."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial

import numpy as np

from ecsquote.calculator.placement.result import SearchResult
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRows, cover, cover_rows, proven
from ecsquote.calculator.placement.search.decomposition import independent_components
from ecsquote.calculator.placement.search.dynamic_program import plan_one_item
from ecsquote.calculator.placement.search.exact_search import MOST_INSTANCES, MOST_TASKS, is_small, search_small
from ecsquote.calculator.placement.search.first_fit_decreasing import best_single_kind
from ecsquote.calculator.placement.search.heuristic_search import ENOUGH, packed_cover, search_large
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.plan import Plan, cheaper, plan_of, right_sized
from ecsquote.calculator.placement.search.restricted_master import PatternPool, single_item_patterns
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import EqualInstances, SearchSpace, search_space
from ecsquote.calculator.placement.search.spare_instances import SpareInstances
from ecsquote.calculator.placement.search.type_selection import limited
from ecsquote.calculator.placement.search.warm_start import WarmStart

__all__ = ["SearchResult", "search"]


def search(
    model: Model, demand: Sequence[int], minimum: MinimumInstances, learnt: WarmStart, patience: SearchLimits
) -> SearchResult:
    """The cheapest stacks found for a demand that fits, and a bound no fleet can beat."""
    least = model.price(minimum.spare_kind) * minimum.least
    if not any(demand):
        return SearchResult((), least)
    space = search_space(model, demand, minimum.effective_prices(model))
    spare = SpareInstances(minimum.least, float(model.price(minimum.spare_kind)), minimum.target_percent)
    most = model.rules.max_instance_types
    states = _part_by_part(model, space, spare, learnt, patience) if most is None else []
    if not states:
        states = [_searched(space, spare, learnt, patience)]
    plans, bound = [(state.space, state.best) for state in states], sum(state.bound for state in states)
    if most is not None:

        def again(part: SearchSpace) -> Incumbent:
            return _searched(part, spare, WarmStart(), patience)

        plan, bound = limited(model, space, spare, states[0], most, again)
        plans = [(space, plan)]
    stacks = [stack for part, plan in plans for stack in _stacks(model, part, plan)]
    return SearchResult(tuple(stacks), max(least, Decimal(bound)))


def _part_by_part(
    model: Model, space: SearchSpace, spare: SpareInstances, learnt: WarmStart, patience: SearchLimits
) -> list[Incumbent]:
    """Each independent part on its own; none for a single one, or where a rule counts the instances of all."""
    parts = list(independent_components(space))
    if len(parts) == 1 or spare.target_percent < 100:
        return []
    states = []
    for part in parts:
        demand = np.zeros(len(model.items), np.int64)
        demand[space.items[part]] = space.demand[part]
        own = search_space(model, demand.tolist(), model.prices)
        states.append(_searched(own, SpareInstances(0, spare.price), learnt, patience))
    return states if sum(len(state.best.kinds) for state in states) >= spare.least else []


def _searched(space: SearchSpace, spare: SpareInstances, learnt: WarmStart, patience: SearchLimits) -> Incumbent:
    """The best plan and bound of a space."""
    if len(space.items) == 1:
        plan, exact = plan_one_item(space, spare)
        return Incumbent(space, CoveringRows(np.zeros((0, len(space.kinds)))), spare, plan, exact)
    state = _first(space, spare)
    if is_small(state):
        if state.gap > patience.done:
            _improve(state, learnt, partial(search_small, patience=patience))
    elif state.gap > ENOUGH:
        _improve(state, learnt, search_large)
    return state


def _first(space: SearchSpace, spare: SpareInstances) -> Incumbent:
    """The quick answers: a packed cover, one kind alone."""
    rows = cover_rows(space)
    solution = cover(space, rows, spare)
    if solution is None:
        raise AssertionError("every item fits some kind")
    bound = proven(space, rows, spare, solution.duals)
    best: Plan | None = None
    if int(space.demand.sum()) <= MOST_TASKS:
        single = best_single_kind(space)
        best = right_sized(space, plan_of(single)) if single else None
    if best is None or len(best.kinds) > MOST_INSTANCES:
        packed = packed_cover(space, rows, solution.values[:-1], bound)
        best = packed if best is None else cheaper(space, [best, packed])
    return Incumbent(space, rows, spare, best, bound)


def _improve(state: Incumbent, learnt: WarmStart, search_further: Callable[[Incumbent, PatternPool], None]) -> None:
    """The search that suits the cluster's size, with every set known so far; what it found is kept for the next."""
    columns = PatternPool(state.space)
    columns.add_all(single_item_patterns(state.space))
    columns.add_plan(state.best)
    learnt.into(columns)
    search_further(state, columns)
    learnt.keep(columns, state.best)


def _stacks(model: Model, space: SearchSpace, plan: Plan) -> Iterator[EqualInstances]:
    """The plan in the model's kinds and items, equal instances together."""
    shapes, copies = np.unique(np.column_stack([plan.kinds, plan.tasks]), axis=0, return_counts=True)
    for shape, count in zip(shapes, copies, strict=True):
        tasks = [0] * len(model.items)
        for item, number in zip(space.items, shape[1:], strict=True):
            tasks[int(item)] = int(number)
        yield EqualInstances(int(space.kinds[shape[0]]), tuple(tasks), int(count))
