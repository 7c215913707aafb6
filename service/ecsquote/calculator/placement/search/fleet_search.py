"""The search for a fleet: an instant plan first, then better ones while its gap to the bound is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ecsquote.calculator.placement.search.construction_heuristic import ConstructionHeuristic
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRelaxation
from ecsquote.calculator.placement.search.decomposition import independent_components
from ecsquote.calculator.placement.search.dynamic_program import EqualTasksProgram
from ecsquote.calculator.placement.search.exact_search import ExactSearch
from ecsquote.calculator.placement.search.first_fit_decreasing import FirstFitDecreasing
from ecsquote.calculator.placement.search.heuristic_search import HeuristicSearch
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.plan import EqualInstances, Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances
from ecsquote.calculator.placement.search.type_selection import TypeSelection
from ecsquote.calculator.placement.search.warm_start import WarmStart
from ecsquote.calculator.placement.work_limit import is_over


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Instances in the model's own kinds and items, every task placed once, and a bound.

    `bound` (USD per hour) is never more than the cheapest fleet costs, spare instances included.
    """

    stacks: tuple[EqualInstances, ...]
    bound: Decimal


class FleetSearch:
    """Searches for the fleets of several demands of one model; patterns found for one help with the next."""

    def __init__(self, model: Model, limits: SearchLimits) -> None:
        self._model = model
        self._limits = limits
        self._warm_start = WarmStart(limits.kept_patterns)

    def search(self, demand: Sequence[int], minimum: MinimumInstances) -> SearchResult:
        """The cheapest instances found for tasks of each item that all fit somewhere, and a proven bound."""
        model = self._model
        least = model.price(minimum.spare_kind) * minimum.least
        if not any(demand):
            return SearchResult((), least)
        space = self._space(demand, minimum.spare(model))
        most = model.rules.max_instance_types
        if most is None:
            found = self._by_component(space) or [self._searched(space, self._warm_start)]
            plans, bound = [(each.space, each.best) for each in found], sum(each.bound for each in found)
        else:
            free = self._searched(space, self._warm_start)
            names = [model.kinds[int(kind)].candidate.instance_type.name for kind in space.kinds]
            selection = TypeSelection(space, names, self._limits, self._searched)
            plan, bound = selection.cheapest(free, most)
            plans = [(space, plan)]
        stacks = [stack for each, plan in plans for stack in self._stacks(each, plan)]
        return SearchResult(tuple(stacks), max(least, Decimal(bound)))

    def _space(self, demand: Sequence[int], spare: SpareInstances) -> SearchSpace:
        prices, block = self._model.prices + spare.surcharge, self._limits.dominance_block
        return SearchSpace.of(self._model, demand, prices, spare, dominance_block=block)

    def _by_component(self, space: SearchSpace) -> list[Incumbent]:
        """Each independent component searched; none for a single one, or where a rule counts the instances of all."""
        components = list(independent_components(space.fits))
        if len(components) == 1 or space.spare.target_percent < 100:
            return []
        found = []
        for component in components:
            demand = np.zeros(len(self._model.items), np.int64)
            demand[space.items[component]] = space.demand[component]
            own = self._space(demand.tolist(), SpareInstances(0, space.spare.price))
            found.append(self._searched(own, self._warm_start))
        return found if sum(len(each.best.kinds) for each in found) >= space.spare.least else []

    def _searched(self, space: SearchSpace, warm_start: WarmStart | None = None) -> Incumbent:
        """The best plan and bound of a space."""
        limits = self._limits
        if len(space.items) == 1:
            plan, bound = EqualTasksProgram(space, limits).solve()
            return Incumbent(CoveringRelaxation.without_rows(space), limits, plan, bound)
        incumbent = self._first(space)
        exact = len(incumbent.best.kinds) <= limits.exact_instances and int(space.demand.sum()) <= limits.exact_tasks
        if incumbent.gap <= (limits.accepted_gap if exact else limits.heuristic_gap) or is_over():
            return incumbent
        pool = PatternPool.of_single_items(space)
        pool.add_plan(incumbent.best)
        if warm_start is not None:
            warm_start.add_to(pool)
        (ExactSearch if exact else HeuristicSearch)(incumbent, pool).run()
        if warm_start is not None:
            warm_start.keep(pool, incumbent.best)
        return incumbent

    def _first(self, space: SearchSpace) -> Incumbent:
        """The instant answers: a packed cover, and one kind alone."""
        limits = self._limits
        relaxation = CoveringRelaxation.of(space)
        solution = relaxation.solve()
        if solution is None:
            raise AssertionError("every item fits on some kind")
        bound = relaxation.proven_bound(solution.duals)
        best: Plan | None = None
        if int(space.demand.sum()) <= limits.exact_tasks:
            single = FirstFitDecreasing(space).cheapest()
            best = Plan.of(single).right_sized(space) if single else None
        if best is None or len(best.kinds) > limits.exact_instances:
            construction = ConstructionHeuristic(space, limits)
            packed = construction.best_packed_cover(relaxation, solution.values[:-1], bound)
            best = packed if best is None else Plan.cheapest([best, packed], space.prices)
        return Incumbent(relaxation, limits, best, bound)

    def _stacks(self, space: SearchSpace, plan: Plan) -> Iterator[EqualInstances]:
        """The plan in the model's kinds and items, equal instances together."""
        if plan.tasks.shape[1] == 1:  # one number for each instance: a million are sorted in a tenth of the time
            held = plan.tasks[:, 0]
            width = int(held.max(initial=0)) + 1
            keys, copies = np.unique(plan.kinds * width + held, return_counts=True)
            shapes = np.column_stack(np.divmod(keys, width))
        else:
            shapes, copies = np.unique(np.column_stack([plan.kinds, plan.tasks]), axis=0, return_counts=True)
        for (kind, *tasks), count in zip(shapes.tolist(), copies.tolist(), strict=True):
            yield EqualInstances.in_model(space, kind, tasks, count, len(self._model.items))
