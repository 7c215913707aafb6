"""What stops one more task on an instance: the resource that runs out, a port, a placement constraint or the demand."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity
from ecsquote.calculator.placement.search.model import BoolArray, IntArray, Model


class BindingConstraints:
    """Says of instances of one model what binds them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._item_of = np.full(len(model.groups), -1)
        for position, item in enumerate(model.items):
            self._item_of[list(item.services)] = position
        self._apart = [item for item, limit in enumerate(model.limits) if limit == 1]
        """Items that a port or distinctInstance stops, whatever the room."""

    def of(self, kind: int, tasks: Sequence[int]) -> str:
        """cpu, memory, eni, gpu, host_port, distinct_instance or demand: what stops one more task.

        Of any service if it is demand, else what stops most services that stand here.
        """
        model = self._model
        standing = np.array(tasks, np.int64)
        placed = self._item_of >= 0
        counts = np.zeros(len(model.items), np.int64)
        np.add.at(counts, self._item_of[placed], standing[placed])
        free = model.free[kind] - counts @ model.needs
        fits = model.fits[kind]
        lacking = model.needs > free
        if (fits & ~lacking.any(axis=1) & (model.limits > 1)).any():
            return "demand"
        weights = np.where(counts > 0, len(model.groups), 1)
        stops, by_room = self._stopped_apart(fits, tasks, counts, weights)
        order = self._scarcest_first(kind, free)
        lacking = lacking[by_room][:, order]
        if not lacking.any(axis=1).all():
            return "demand"
        for place, weight in zip(lacking.argmax(axis=1).tolist(), weights[by_room].tolist(), strict=True):
            stops[RESOURCES[order[place]]] += weight
        return max(stops, key=lambda rule: (stops[rule], rule)) if stops else "demand"

    def _stopped_apart(
        self, fits: BoolArray, tasks: Sequence[int], counts: IntArray, weights: IntArray
    ) -> tuple[Counter[str], IntArray]:
        """What ports and distinctInstance stop, and the items that only room can stop."""
        model = self._model
        ports = frozenset[object]().union(*(model.groups[at].host_ports for at, count in enumerate(tasks) if count))
        stops: Counter[str] = Counter()
        by_room = fits.copy()
        for item in self._apart:
            group = model.groups[model.items[item].services[0]]
            distinct = group.distinct_instance and counts[item] > 0
            if fits[item] and (distinct or group.host_ports & ports):
                stops["distinct_instance" if distinct else "host_port"] += int(weights[item])
                by_room[item] = False
        return stops, np.flatnonzero(by_room)

    def _scarcest_first(self, kind: int, free: IntArray) -> list[int]:
        """The resources, the one of which the least share is left first."""
        whole = capacity(self._model.kinds[kind].candidate)
        left = [room / total if total else 0.0 for room, total in zip(free.tolist(), whole, strict=True)]
        return sorted(range(len(RESOURCES)), key=lambda index: (left[index], RESOURCES[index]))
