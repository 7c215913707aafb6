"""Fleets of at most so many instance types: which types to keep."""

from collections.abc import Callable, Iterator

import numpy as np

from ecsquote.calculator.placement.cover import cover, cover_rows
from ecsquote.calculator.placement.model import Model
from ecsquote.calculator.placement.plan import Plan, cheaper
from ecsquote.calculator.placement.search_space import SearchSpace, only_kinds
from ecsquote.calculator.placement.spares import Spare
from ecsquote.errors import OptionUnavailable

INFEASIBLE = 1e15


def type_names(model: Model, space: SearchSpace) -> list[str]:
    """The instance type of each kind of a space."""
    return [model.kinds[int(kind)].candidate.instance_type.name for kind in space.kinds]


def limited(
    model: Model, space: SearchSpace, spare: Spare, plan: Plan, most: int, search: Callable[[SearchSpace], Plan]
) -> Plan:
    """The cheapest plan found with at most so many types; `search` plans freely within a space.

    OptionUnavailable where no such set of types holds all tasks.
    """
    names = type_names(model, space)
    if len({names[int(kind)] for kind in plan.kinds}) <= most:
        return plan
    plans = []
    for chosen in _sets_of_types(names, space, spare, plan, most):
        kinds = np.array([kind for kind, name in enumerate(names) if name in chosen])
        if space.fits[kinds].any(axis=0).all():
            found = search(only_kinds(space, kinds))
            plans.append(Plan(kinds[found.kinds], found.tasks))
    if not plans:
        raise OptionUnavailable(f"no {most} instance types together hold every task; allow more types in the fleet")
    return cheaper(space, plans)


def _sets_of_types(names: list[str], space: SearchSpace, spare: Spare, plan: Plan, most: int) -> Iterator[set[str]]:
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
