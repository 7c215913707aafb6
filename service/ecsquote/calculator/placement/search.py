"""The search: from the instant answer to the best one found, and the bound that says how good it is."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from ecsquote.calculator.placement.answer import Found
from ecsquote.calculator.placement.first_fit import best_single_kind
from ecsquote.calculator.placement.minimum import MinimumRules
from ecsquote.calculator.placement.model import Model
from ecsquote.calculator.placement.search_space import SearchSpace, Stack, search_space

__all__ = ["Found", "search"]


def search(model: Model, demand: Sequence[int], minimum: MinimumRules) -> Found:
    """The cheapest stacks found for a demand that fits, and a bound no fleet can beat."""
    least = model.price(minimum.spare_kind) * minimum.least
    if not any(demand):
        return Found((), least)
    space = search_space(model, demand, minimum.effective_prices(model))
    stacks: list[Stack] = []
    bound = 0.0
    for part in _parts(space):
        single = best_single_kind(part)
        if single is None:
            single = _each_item_alone(part)
        stacks += [_in_model(model, part, stack) for stack in single]
        bound += _simple_bound(part)
    return Found(tuple(stacks), max(least, Decimal(bound)))


def _parts(space: SearchSpace) -> list[SearchSpace]:
    return [space]


def _each_item_alone(space: SearchSpace) -> list[Stack]:
    stacks = []
    for item in range(len(space.items)):
        with np.errstate(divide="ignore"):
            cost = np.where(space.most[:, item] > 0, -(-space.demand[item] // np.maximum(space.most[:, item], 1)), 1e18)
        kind = int(np.argmin(cost * space.prices))
        most, count = int(space.most[kind, item]), int(space.demand[item])
        for tasks, copies in ((most, count // most), (count % most, 1)):
            if tasks and copies:
                stacks.append(Stack(kind, tuple(tasks if i == item else 0 for i in range(len(space.items))), copies))
    return stacks


def _simple_bound(space: SearchSpace) -> float:
    best = 0.0
    wanted = (space.needs * space.demand[:, None]).sum(axis=0)
    for resource in range(space.needs.shape[1]):
        with np.errstate(divide="ignore"):
            best = max(
                best, float(np.min(space.prices / np.maximum(space.free[:, resource], 1e-9))) * float(wanted[resource])
            )
    return max(best * (1 - 1e-9), float(space.prices.min()) * (1 - 1e-9))


def _in_model(model: Model, space: SearchSpace, stack: Stack) -> Stack:
    tasks = [0] * len(model.items)
    for item, count in zip(space.items, stack.tasks, strict=True):
        tasks[int(item)] = count
    return Stack(int(space.kinds[stack.kind]), tuple(tasks), stack.copies)
