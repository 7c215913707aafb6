"""What prevents one more task on an instance: the scarcest resource, a port, a placement constraint or the demand."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity
from ecsquote.calculator.placement.search.arrays import BoolArray, IntArray
from ecsquote.calculator.placement.search.model import Model


class BindingConstraints:
    """The binding constraints of the instances of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._item_of = np.full(len(model.groups), -1)
        for position, item in enumerate(model.items):
            self._item_of[list(item.services)] = position
        self._one_per_instance = [item for item, most in enumerate(model.per_instance) if most == 1]
        """Items that a port or distinctInstance stops, whatever the room."""

    def of(self, kind: int, tasks: Sequence[int]) -> str:
        """cpu, memory, eni, gpu, neuron, host_port, distinct_instance or demand.

        `tasks`: tasks of each service on one instance of the kind, 0 for daemons. Demand where one more task of any
        service would fit; else what stops most services, those on the instance first. Where a task needs more than
        is left of several resources, the scarcest counts: the one with the smallest share left.
        """
        model = self._model
        running = np.array(tasks, np.int64)
        placed = self._item_of >= 0
        counts = np.zeros(len(model.items), np.int64)
        np.add.at(counts, self._item_of[placed], running[placed])
        free = model.free[kind] - counts @ model.needs
        fits = model.fits[kind]
        insufficient = model.needs > free
        if (fits & ~insufficient.any(axis=1) & (model.per_instance > 1)).any():
            return "demand"
        weights = np.where(counts > 0, len(model.groups), 1)
        stops, by_room = self._stopped_by_rules(fits, tasks, counts, weights)
        order = self._scarcest_first(kind, free)
        insufficient = insufficient[by_room][:, order]
        if not insufficient.any(axis=1).all():
            return "demand"
        for place, weight in zip(insufficient.argmax(axis=1).tolist(), weights[by_room].tolist(), strict=True):
            stops[RESOURCES[order[place]]] += weight
        return max(stops, key=lambda rule: (stops[rule], rule)) if stops else "demand"

    def _stopped_by_rules(
        self, fits: BoolArray, tasks: Sequence[int], counts: IntArray, weights: IntArray
    ) -> tuple[Counter[str], IntArray]:
        """What ports and distinctInstance stop, and the items that only room can stop."""
        model = self._model
        ports = frozenset[object]().union(*(model.groups[at].host_ports for at, count in enumerate(tasks) if count))
        stops: Counter[str] = Counter()
        by_room = fits.copy()
        for item in self._one_per_instance:
            group = model.groups[model.items[item].services[0]]
            distinct = group.distinct_instance and counts[item] > 0
            if fits[item] and (distinct or group.host_ports & ports):
                stops["distinct_instance" if distinct else "host_port"] += int(weights[item])
                by_room[item] = False
        return stops, np.flatnonzero(by_room)

    def _scarcest_first(self, kind: int, free: IntArray) -> list[int]:
        """Positions of the resources, the one with the smallest share left first."""
        total = capacity(self._model.kinds[kind].candidate)
        left = [room / all_room if all_room else 0.0 for room, all_room in zip(free.tolist(), total, strict=True)]
        return sorted(range(len(RESOURCES)), key=lambda index: (left[index], RESOURCES[index]))
