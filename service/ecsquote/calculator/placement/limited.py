"""Fleets of at most so many instance types: which types to keep."""

from collections.abc import Callable, Iterator
from itertools import combinations
from math import comb

import numpy as np

from ecsquote.calculator.placement.cover import cover, cover_rows
from ecsquote.calculator.placement.model import IntArray, Model
from ecsquote.calculator.placement.plan import Plan, cheaper
from ecsquote.calculator.placement.search_space import SearchSpace, only_kinds
from ecsquote.calculator.placement.single import worthwhile
from ecsquote.calculator.placement.spares import Spare
from ecsquote.errors import OptionUnavailable

INFEASIBLE = 1e15
MOST_SETS = 300
"""Up to so many sets of types all are looked at."""
MOST_SEARCHED = 4
"""Sets of types in which a cluster of several services is planned; one service is planned at once, so in all."""


def type_names(model: Model, space: SearchSpace) -> list[str]:
    """The instance type of each kind of a space."""
    return [model.kinds[int(kind)].candidate.instance_type.name for kind in space.kinds]


def limited(
    model: Model, space: SearchSpace, spare: Spare, plan: Plan, most: int, search: Callable[[SearchSpace], Plan]
) -> Plan:
    """The cheapest plan found with at most so many types; `search` plans freely within a space.

    Sets of types are tried in the order of what their relaxation costs, until none that is left can be cheaper.
    OptionUnavailable where no such set of types holds all tasks.
    """
    names = type_names(model, space)
    if len({names[int(kind)] for kind in plan.kinds}) <= most:
        return plan
    best: Plan | None = None
    searched = 0
    for relaxed, kinds in _promising(names, space, spare, plan, most):
        if best is not None and (relaxed >= best.cost(space.prices) or searched >= MOST_SEARCHED):
            break
        found = search(only_kinds(space, kinds))
        searched += int(len(space.items) > 1)
        whole = Plan(kinds[found.kinds], found.tasks)
        best = whole if best is None else cheaper(space, [best, whole])
    if best is None:
        raise OptionUnavailable(f"no {most} instance types together hold every task; allow more types in the fleet")
    return best


def _promising(
    names: list[str], space: SearchSpace, spare: Spare, plan: Plan, most: int
) -> Iterator[tuple[float, IntArray]]:
    """What the relaxation costs and the kinds, of every set of types that holds all tasks, the cheapest first."""
    sets = {tuple(sorted(chosen)) for chosen in _sets_of_types(names, space, spare, plan, most)}
    ranked = []
    for chosen in sorted(sets):
        kinds = np.array([kind for kind, name in enumerate(names) if name in chosen])
        if space.fits[kinds].any(axis=0).all():
            ranked.append((_relaxed(names, space, spare, set(chosen)), chosen, kinds))
    for relaxed, _, kinds in sorted(ranked, key=lambda each: each[:2]):
        yield relaxed, kinds


def _sets_of_types(names: list[str], space: SearchSpace, spare: Spare, plan: Plan, most: int) -> Iterator[set[str]]:
    """All sets where they are few; else likely ones, and those that differ from one of them by one type."""
    alone = len(space.items) == 1
    every = sorted(
        {names[kind] for kind in (worthwhile(space.most[:, 0], space.prices) if alone else range(len(names)))}
    )
    if comb(len(every), most) <= MOST_SETS:
        yield from map(set, combinations(every, most))
        return
    for chosen in _likely_sets(names, space, spare, plan, most):
        yield chosen
        for gone in sorted(chosen):
            yield from (chosen - {gone} | {name} for name in every)


def _likely_sets(names: list[str], space: SearchSpace, spare: Spare, plan: Plan, most: int) -> Iterator[set[str]]:
    """The types that carry most of the free plan's cost, and types added one by one where the relaxation gains most."""
    costs: dict[str, float] = {}
    for kind in plan.kinds:
        costs[names[int(kind)]] = costs.get(names[int(kind)], 0.0) + float(space.prices[kind])
    yield set(sorted(costs, key=lambda name: (-costs[name], name))[:most])
    chosen: set[str] = set()
    for _ in range(most):
        rest = sorted(set(names) - chosen)
        if not rest:
            break
        chosen.add(min(rest, key=lambda name: (_relaxed(names, space, spare, chosen | {name}), name)))
    yield chosen


def _relaxed(names: list[str], space: SearchSpace, spare: Spare, chosen: set[str]) -> float:
    """What the relaxation costs with these types only; items that fit none of them count as dear."""
    kinds = np.array([kind for kind, name in enumerate(names) if name in chosen])
    missing = int((~space.fits[kinds].any(axis=0)).sum())
    if missing:
        return INFEASIBLE * missing
    restricted = only_kinds(space, kinds)
    solution = cover(restricted, cover_rows(restricted), spare)
    return INFEASIBLE if solution is None else solution.objective
