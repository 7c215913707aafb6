"""A plan: individual instances with their tasks, and the repairs that never make it more expensive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.task_counts import without_surplus


@dataclass(frozen=True, slots=True)
class EqualInstances:
    """Equal instances: a kind, the tasks of each item on one of them, and how many there are."""

    kind: int
    tasks: tuple[int, ...]
    copies: int

    @classmethod
    def in_model(cls, space: SearchSpace, kind: int, tasks: Sequence[int], copies: int, items: int) -> "EqualInstances":
        """Instances of a space in the kinds and items of its model, which has this number of items."""
        every = [0] * items
        for item, count in zip(space.items.tolist(), tasks, strict=True):
            every[item] = count
        return cls(int(space.kinds[kind]), tuple(every), copies)


@dataclass(frozen=True, slots=True)
class Plan:
    """Individual instances: the kind of each, and the tasks of each item on it (instances × items)."""

    kinds: IntArray
    tasks: IntArray

    @classmethod
    def of(cls, stacks: Sequence[EqualInstances]) -> "Plan":
        """The plan of equal instances, one by one."""
        copies = [stack.copies for stack in stacks]
        return cls(
            np.repeat(np.array([stack.kind for stack in stacks], np.int64), copies),
            np.repeat(np.array([stack.tasks for stack in stacks], np.int64), copies, axis=0),
        )

    @classmethod
    def joined(cls, plans: Iterable["Plan"], items: int) -> "Plan":
        """The instances of several plans of this number of items."""
        each = [plan for plan in plans if len(plan.kinds)]
        if not each:
            return cls(np.zeros(0, np.int64), np.zeros((0, items), np.int64))
        return cls(np.concatenate([plan.kinds for plan in each]), np.concatenate([plan.tasks for plan in each]))

    @classmethod
    def cheapest(cls, plans: Iterable["Plan"], prices: FloatArray) -> "Plan":
        """The cheapest of several plans, the first of equal ones."""
        return min(plans, key=lambda plan: plan.cost(prices))

    @classmethod
    def on_cheapest_kinds(cls, tasks: IntArray, space: SearchSpace) -> "Plan":
        """Rows of tasks on the cheapest kind that holds each, without empty rows and those that no kind holds."""
        busy = tasks[np.asarray(tasks.any(axis=1))]
        if not len(busy):
            return cls(np.zeros(0, np.int64), busy)
        shapes, index = np.unique(busy, axis=0, return_inverse=True)
        needs = shapes @ space.needs
        holds = (needs[:, None, :] <= space.free[None]).all(axis=2)
        holds &= ~((shapes > 0).astype(np.int64) @ (~space.allowed).astype(np.int64).T > 0)
        kinds = np.where(holds, space.prices[None, :], np.inf).argmin(axis=1)
        held = np.asarray(holds.any(axis=1))[index.ravel()]
        return cls(kinds[index.ravel()][held], busy[held])

    def cost(self, prices: FloatArray) -> float:
        """USD per hour."""
        return float(prices[self.kinds].sum())

    def trimmed(self, demand: IntArray) -> "Plan":
        """The plan without the tasks beyond the demand, taken from the last instances first."""
        tasks = self.tasks.copy()
        surplus = tasks.sum(axis=0) - demand
        for item in np.flatnonzero(surplus > 0):
            tasks[::-1, item] = without_surplus(tasks[::-1, item], int(surplus[item]))
        return Plan(self.kinds, tasks)

    def right_sized(self, space: SearchSpace) -> "Plan":
        """Every instance as the cheapest kind that holds its tasks, without empty instances."""
        busy = self.tasks[self.tasks.any(axis=1)]
        sized = Plan.on_cheapest_kinds(busy, space)
        if len(sized.kinds) < len(busy):
            raise AssertionError("no kind holds the tasks of an instance")
        return sized
