"""Fleets of at most so many instance types: which types to keep."""

from collections.abc import Callable, Iterable, Iterator, Set
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from ecsquote.calculator.placement.search.covering_relaxation import cover, cover_rows, proven
from ecsquote.calculator.placement.search.dynamic_program import worthwhile
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.model import IntArray, Model
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_space import SearchSpace, only_kinds
from ecsquote.calculator.placement.search.spare_instances import SpareInstances
from ecsquote.errors import OptionUnavailable

INFEASIBLE = 1e15
MOST_PATTERNS = 300
"""Up to so many sets of types all are looked at."""
MOST_SEARCHED = 4
"""Sets of types in which a cluster of several services is planned; one service is planned at once, so in all."""


class _Relaxed(NamedTuple):
    """What the cheapest fractions of some kinds cost, and what they prove of every fleet of these kinds."""

    cost: float
    bound: float


def type_names(model: Model, space: SearchSpace) -> list[str]:
    """The instance type of each kind of a space."""
    return [model.kinds[int(kind)].candidate.instance_type.name for kind in space.kinds]


def limited(
    model: Model,
    space: SearchSpace,
    spare: SpareInstances,
    free: Incumbent,
    most: int,
    search: Callable[[SearchSpace], Incumbent],
) -> tuple[Plan, float]:
    """The cheapest plan found with at most so many types, and its bound; `search` plans freely within a space.

    Sets of types are tried in the order of what their relaxation costs, until none that is left can be cheaper. Where
    all sets are looked at, no fleet of so few types costs less than the least that any of them can; else the bound is
    that of the `free` plan. OptionUnavailable where no such set of types holds all tasks.
    """
    names = type_names(model, space)
    if len({names[int(kind)] for kind in free.best.kinds}) <= most:
        return free.best, free.bound
    choices = _choices(names, space)
    all_sets = comb(len(choices), most) <= MOST_PATTERNS
    sets = map(frozenset, combinations(choices, most)) if all_sets else _near_likely(names, space, spare, free, most)
    best: Plan | None = None
    cost, bound, searched = np.inf, np.inf, 0
    for relaxed, kinds in _cheapest_first(names, space, spare, sets):
        if relaxed.cost >= cost or searched >= MOST_SEARCHED:
            bound = min(bound, relaxed.bound)
            continue
        found = search(only_kinds(space, kinds))
        searched += int(len(space.items) > 1)
        bound = min(bound, found.bound)
        if found.cost < cost:
            best, cost = Plan(kinds[found.best.kinds], found.best.tasks), found.cost
    if best is None:
        raise OptionUnavailable(f"no {most} instance types together hold every task; allow more types in the fleet")
    return best, max(free.bound, bound) if all_sets else free.bound


def _choices(names: list[str], space: SearchSpace) -> list[str]:
    """The types worth a place in a set; of one service's, no other holds as many tasks for the same money or less."""
    alone = len(space.items) == 1
    kinds = worthwhile(space.most[:, 0], space.prices) if alone else range(len(names))
    return sorted({names[kind] for kind in kinds})


def _cheapest_first(
    names: list[str], space: SearchSpace, spare: SpareInstances, sets: Iterable[frozenset[str]]
) -> list[tuple[_Relaxed, IntArray]]:
    """The relaxation and the kinds of every set of types that holds all tasks."""
    ranked = []
    for chosen in sorted(set(sets), key=sorted):
        kinds = _kinds_of(names, chosen)
        relaxed = _relaxed(space, spare, kinds)
        if relaxed.cost < INFEASIBLE:
            ranked.append((relaxed, kinds))
    return sorted(ranked, key=lambda each: each[0].cost)


def _near_likely(
    names: list[str], space: SearchSpace, spare: SpareInstances, free: Incumbent, most: int
) -> Iterator[frozenset[str]]:
    """Likely sets, and those that differ from one of them by one type."""
    for likely in _likely(names, space, spare, free, most):
        yield likely
        yield from (likely - {gone} | {name} for gone in likely for name in _choices(names, space))


def _likely(
    names: list[str], space: SearchSpace, spare: SpareInstances, free: Incumbent, most: int
) -> Iterator[frozenset[str]]:
    """The types that carry most of the free plan's cost, and types added one by one where the relaxation gains most."""
    costs: dict[str, float] = {}
    for kind in free.best.kinds:
        costs[names[int(kind)]] = costs.get(names[int(kind)], 0.0) + float(space.prices[kind])
    yield frozenset(sorted(costs, key=lambda name: (-costs[name], name))[:most])
    chosen: frozenset[str] = frozenset()
    for _ in range(most):
        wider = [chosen | {name} for name in _choices(names, space) if name not in chosen]
        chosen = min(wider, key=lambda each: (_relaxed(space, spare, _kinds_of(names, each)).cost, sorted(each)))
    yield chosen


def _kinds_of(names: list[str], chosen: Set[str]) -> IntArray:
    return np.array([kind for kind, name in enumerate(names) if name in chosen])


def _relaxed(space: SearchSpace, spare: SpareInstances, kinds: IntArray) -> _Relaxed:
    """The relaxation with these kinds only; items that fit none of them count as dear."""
    missing = int((~space.fits[kinds].any(axis=0)).sum())
    if missing:
        return _Relaxed(INFEASIBLE * missing, np.inf)
    restricted = only_kinds(space, kinds)
    rows = cover_rows(restricted)
    solution = cover(restricted, rows, spare)
    if solution is None:
        raise AssertionError("every item fits some kind")
    return _Relaxed(solution.objective, proven(restricted, rows, spare, solution.duals))
