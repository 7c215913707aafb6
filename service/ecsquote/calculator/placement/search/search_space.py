"""The part of a model that one demand needs: its items, and the kinds that the cheapest fleet may contain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.dominance import binding_resources, implied_resources, undominated_kinds
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.spare_instances import NO_SPARE, SpareInstances


@dataclass(frozen=True, slots=True)
class SearchSpace:
    """A model without what cannot matter: items without tasks, dominated kinds, resources that never bind.

    `kinds` and `items` are positions in the model; every array is in this space's own order.
    """

    kinds: IntArray
    items: IntArray
    needs: IntArray
    """items × resources."""
    free: IntArray
    """kinds × resources, never more than all tasks together need."""
    prices: FloatArray
    """USD per hour, with each instance's share of the spare ones."""
    per_instance: IntArray
    """How many tasks of each item may share an instance of any size; never more than there are."""
    most: IntArray
    """kinds × items: how many tasks of one item alone fit on one instance."""
    allowed: BoolArray
    """kinds × items: what the constraints allow, whatever the room."""
    demand: IntArray
    conflicts: tuple[frozenset[int], ...]
    spare: SpareInstances = NO_SPARE

    @classmethod
    def of(
        cls,
        model: Model,
        demand: Sequence[int],
        prices: FloatArray,
        spare: SpareInstances = NO_SPARE,
        *,
        dominance_block: int,
    ) -> "SearchSpace":
        """The space of one demand at the given prices, without kinds that a cheaper one can always replace."""
        counts = np.array(demand, np.int64)
        items = np.flatnonzero(counts > 0)
        per_instance = np.minimum(model.per_instance[items], counts[items])
        most = np.minimum(model.most[:, items], per_instance[None, :])
        useful = np.flatnonzero(most.max(axis=1, initial=0) > 0)
        needs = model.needs[items]
        room = np.minimum(model.free[useful], (needs * counts[items, None]).sum(axis=0)[None, :])
        chosen = undominated_kinds(needs, room, prices[useful], most[useful], dominance_block)
        kinds = useful[chosen]
        allowed = model.allowed[np.ix_(kinds, items)]
        resources = binding_resources(needs, room[chosen], per_instance, allowed)
        place = {int(item): position for position, item in enumerate(items)}
        return cls(
            kinds=kinds,
            items=items,
            needs=model.needs[np.ix_(items, resources)],
            free=room[np.ix_(chosen, resources)],
            prices=prices[kinds],
            per_instance=per_instance,
            most=most[kinds],
            allowed=allowed,
            demand=counts[items],
            conflicts=tuple(
                frozenset(place[other] for other in model.items[item].conflicts if other in place) for item in items
            ),
            spare=spare,
        )

    @property
    def fits(self) -> BoolArray:
        """kinds × items."""
        return self.most > 0

    def needs_of(self, demand: IntArray) -> IntArray:
        """What all these tasks together need of each resource."""
        total: IntArray = (self.needs * demand[:, None]).sum(axis=0)
        return total

    def open_resources(self) -> BoolArray:
        """kinds × resources: those that may run out on a kind before its others do."""
        return ~implied_resources(self.needs, self.free, self.per_instance, self.allowed)

    def residual(self, demand: IntArray) -> "SearchSpace":
        """The same kinds with fewer tasks to place and no spare instances; items without tasks stay."""
        per_instance = np.minimum(self.per_instance, demand)
        most = np.minimum(self.most, per_instance[None, :])
        return replace(self, demand=demand, per_instance=per_instance, most=most, spare=NO_SPARE)

    def shrunk(self, demand: IntArray) -> "SearchSpace":
        """The residual with room reduced to what its tasks could need, so that its knapsack tables are small."""
        return replace(self.residual(demand), free=np.minimum(self.free, self.needs_of(demand)[None, :]))

    def only_kinds(self, kinds: IntArray) -> "SearchSpace":
        """The same tasks with some of the kinds."""
        return replace(
            self,
            kinds=self.kinds[kinds],
            free=self.free[kinds],
            prices=self.prices[kinds],
            most=self.most[kinds],
            allowed=self.allowed[kinds],
        )

    def conflicting(self, item: int, tasks: IntArray) -> BoolArray:
        """Instances (rows of `tasks`) on which a task runs that may not share an instance with the item."""
        barred = np.zeros(len(tasks), np.bool_)
        for other in sorted(self.conflicts[item]):
            barred |= tasks[:, other] > 0
        return barred

    def repaired(self, kind: int, tasks: IntArray) -> IntArray:
        """The same tasks on one instance, less those that conflict or do not fit, the most numerous first."""
        tasks = np.minimum(tasks, self.most[kind])
        if any(self.conflicts):
            for item in range(len(tasks)):
                if tasks[item] and any(tasks[other] for other in self.conflicts[item]):
                    tasks[item] = 0
        while ((tasks @ self.needs) > self.free[kind]).any():
            over = (tasks @ self.needs) > self.free[kind]
            helps = (self.needs[:, over].sum(axis=1) > 0) & (tasks > 0)
            tasks[int(np.argmax(np.where(helps, tasks, 0)))] -= 1
        return tasks

    def cheapest_for_item(self, item: int) -> int:
        """The kind that holds one item alone at the lowest price per task."""
        with np.errstate(divide="ignore"):
            most = self.most[:, item]
            return int(np.argmin(np.where(most > 0, self.prices / np.maximum(most, 1), np.inf)))
