"""A plan in the making: whole instances one by one, and the small repairs that never make it dearer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import EqualInstances, SearchSpace


@dataclass(frozen=True, slots=True)
class Plan:
    """Whole instances: the kind of each, and the tasks of each item on it (instances × items)."""

    kinds: IntArray
    tasks: IntArray

    def cost(self, prices: FloatArray) -> float:
        """What an hour of it costs."""
        return float(prices[self.kinds].sum())


def plan_of(stacks: Sequence[EqualInstances]) -> Plan:
    """The plan of stacks, instance by instance."""
    copies = [stack.copies for stack in stacks]
    return Plan(
        np.repeat(np.array([stack.kind for stack in stacks], np.int64), copies),
        np.repeat(np.array([stack.tasks for stack in stacks], np.int64), copies, axis=0),
    )


def joined(space: SearchSpace, plans: Iterable[Plan]) -> Plan:
    """One plan after the other."""
    each = [plan for plan in plans if len(plan.kinds)]
    if not each:
        return Plan(np.zeros(0, np.int64), np.zeros((0, len(space.items)), np.int64))
    return Plan(np.concatenate([plan.kinds for plan in each]), np.concatenate([plan.tasks for plan in each]))


def cheaper(space: SearchSpace, plans: Iterable[Plan]) -> Plan:
    """The cheapest of some plans, the first of equals."""
    return min(plans, key=lambda plan: plan.cost(space.prices))


def trimmed(space: SearchSpace, plan: Plan) -> Plan:
    """The plan without the tasks that are more than the demand, taken from the last instances first."""
    tasks = plan.tasks.copy()
    surplus = tasks.sum(axis=0) - space.demand
    for item in np.flatnonzero(surplus > 0):
        held = tasks[::-1, item]
        held -= np.clip(surplus[item] - (np.cumsum(held) - held), 0, held)
    return Plan(plan.kinds, tasks)


def right_sized(space: SearchSpace, plan: Plan) -> Plan:
    """Every instance as the cheapest kind that holds what stands on it; empty ones go."""
    sized = fitted(space, plan.tasks[plan.tasks.any(axis=1)])
    if len(sized.kinds) < int(plan.tasks.any(axis=1).sum()):
        raise AssertionError("a set of tasks that no kind holds")
    return sized


def fitted(space: SearchSpace, tasks: IntArray) -> Plan:
    """Sets of tasks on the cheapest kind that holds each; empty sets and those that no kind holds are left out."""
    busy = tasks[np.asarray(tasks.any(axis=1))]
    if not len(busy):
        return Plan(np.zeros(0, np.int64), busy)
    shapes, index = np.unique(busy, axis=0, return_inverse=True)
    needs = shapes @ space.needs
    holds = (needs[:, None, :] <= space.free[None]).all(axis=2)
    holds &= ~((shapes > 0).astype(np.int64) @ (~space.allowed).astype(np.int64).T > 0)
    kinds = np.where(holds, space.prices[None, :], np.inf).argmin(axis=1)
    held = np.asarray(holds.any(axis=1))[index.ravel()]
    return Plan(kinds[index.ravel()][held], busy[held])
