"""Type selection: which instance types to keep where a fleet may have only a few."""

from collections.abc import Callable, Iterable, Iterator, Set
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from ecsquote.calculator.placement.search.arrays import IntArray
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRelaxation
from ecsquote.calculator.placement.search.dynamic_program import worthwhile
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.work_limit import is_over
from ecsquote.errors import OptionUnavailable

INFEASIBLE = 1e15
"""USD per hour: the relaxed cost of an item that fits on none of the chosen types."""


class _Relaxed(NamedTuple):
    """The cost of the cheapest fractions of some kinds, and the bound it proves for every fleet of these kinds."""

    cost: float
    bound: float


class TypeSelection:
    """Plans with at most a given number of instance types."""

    def __init__(
        self,
        space: SearchSpace,
        names: list[str],
        limits: SearchLimits,
        search: Callable[[SearchSpace], Incumbent],
    ) -> None:
        """`names`: the instance type of each kind. `search`: plans a space with any number of types."""
        self._space = space
        self._names = names
        self._limits = limits
        self._search = search
        self._choices = self._worthwhile_types()

    def cheapest(self, free: Incumbent, most: int) -> tuple[Plan, float]:
        """The cheapest plan found with at most `most` types, and its bound; `free` may have any number of types.

        Sets of types are tried in the order of their relaxed costs, until none that is left can be cheaper. Where all
        sets are considered, no fleet of so few types costs less than the least that any of them can; else the bound is
        that of the free plan. OptionUnavailable where no such set of types holds all tasks.
        """
        if len({self._names[int(kind)] for kind in free.best.kinds}) <= most:
            return free.best, free.bound
        all_sets = comb(len(self._choices), most) <= self._limits.all_type_sets
        sets = map(frozenset, combinations(self._choices, most)) if all_sets else self._near_likely(free, most)
        best: Plan | None = None
        cost, bound, searched = np.inf, np.inf, 0
        for relaxed, kinds in self._cheapest_first(sets):
            enough = searched >= self._limits.searched_type_sets or (best is not None and is_over())
            if relaxed.cost >= cost or enough:
                bound = min(bound, relaxed.bound)
                continue
            found = self._search(self._space.only_kinds(kinds))
            searched += int(len(self._space.items) > 1)
            bound = min(bound, found.bound)
            if found.cost < cost:
                best, cost = Plan(kinds[found.best.kinds], found.best.tasks), found.cost
        if best is None:
            raise OptionUnavailable(f"no {most} instance types together hold every task; allow more types in the fleet")
        return best, max(free.bound, bound) if all_sets else free.bound

    def _worthwhile_types(self) -> list[str]:
        """The types worth a place in a set; for one item, those that no other beats in tasks and price."""
        space, names = self._space, self._names
        one_item = len(space.items) == 1
        kinds = worthwhile(space.most[:, 0], space.prices) if one_item else range(len(names))
        return sorted({names[kind] for kind in kinds})

    def _cheapest_first(self, sets: Iterable[frozenset[str]]) -> list[tuple[_Relaxed, IntArray]]:
        """The relaxation and the kinds of every set of types that holds all tasks."""
        ranked = []
        for chosen in sorted(set(sets), key=sorted):
            kinds = self._kinds_of(chosen)
            relaxed = self._relaxed(kinds)
            if relaxed.cost < INFEASIBLE:
                ranked.append((relaxed, kinds))
        return sorted(ranked, key=lambda each: each[0].cost)

    def _near_likely(self, free: Incumbent, most: int) -> Iterator[frozenset[str]]:
        """Likely sets, and those that differ from one of them by one type."""
        for likely in self._likely(free, most):
            yield likely
            yield from (likely - {gone} | {name} for gone in likely for name in self._choices)

    def _likely(self, free: Incumbent, most: int) -> Iterator[frozenset[str]]:
        """The types with most of the free plan's cost, and types added one by one where the relaxation gains most."""
        costs: dict[str, float] = {}
        for kind in free.best.kinds:
            name = self._names[int(kind)]
            costs[name] = costs.get(name, 0.0) + float(self._space.prices[kind])
        yield frozenset(sorted(costs, key=lambda name: (-costs[name], name))[:most])
        chosen: frozenset[str] = frozenset()
        for _ in range(most):
            wider = [chosen | {name} for name in self._choices if name not in chosen]
            chosen = min(wider, key=lambda each: (self._relaxed(self._kinds_of(each)).cost, sorted(each)))
        yield chosen

    def _kinds_of(self, chosen: Set[str]) -> IntArray:
        return np.array([kind for kind, name in enumerate(self._names) if name in chosen])

    def _relaxed(self, kinds: IntArray) -> _Relaxed:
        """The relaxation with these kinds only; each item that fits on none of them makes it infeasible."""
        missing = int((~self._space.fits[kinds].any(axis=0)).sum())
        if missing:
            return _Relaxed(INFEASIBLE * missing, np.inf)
        relaxation = CoveringRelaxation.of(self._space.only_kinds(kinds))
        solution = relaxation.solve()
        if solution is None:
            raise AssertionError("every item fits on some kind")
        return _Relaxed(solution.objective, relaxation.proven_bound(solution.duals))
