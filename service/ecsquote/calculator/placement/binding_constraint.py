"""What prevents one more task on an instance: the scarcest resource, a port, a placement constraint or the demand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.model import Model

DEMAND = "demand"
_DISTINCT_INSTANCE, _HOST_PORT = "distinct_instance", "host_port"
_RULES = tuple(sorted({*RESOURCES, _DISTINCT_INSTANCE}, reverse=True))
"""In the order in which ties are decided."""


@dataclass(frozen=True, slots=True)
class BindingConstraints:
    """The binding constraints of instances of one type in one zone, for the services that may be placed there."""

    needs: FloatArray
    """Services × resources."""
    room: FloatArray
    """What daemons leave of each resource."""
    whole: FloatArray
    """What an instance without tasks offers."""
    open_to: BoolArray
    """Services of which an instance without other tasks holds one."""
    distinct: BoolArray
    """Services with distinctInstance."""
    port_clashes: BoolArray
    """Services × services with a host port in common; one with host ports clashes with itself."""

    @classmethod
    def of_groups(
        cls, groups: Sequence[TaskGroup], needs: FloatArray, room: FloatArray, whole: FloatArray, open_to: BoolArray
    ) -> "BindingConstraints":
        """Of services in the order of the arrays."""
        distinct = np.array([group.distinct_instance for group in groups], np.bool_)
        clashes = np.zeros((len(groups), len(groups)), np.bool_)
        if any(group.host_ports for group in groups):
            clashes = np.array([[bool(a.host_ports & b.host_ports) for b in groups] for a in groups], np.bool_)
        return cls(needs, room, whole, open_to, distinct, clashes)

    @classmethod
    def of_kind(cls, model: Model, kind: int) -> "BindingConstraints":
        """Of all services of a model on one kind; of daemons, which run there anyway, no more are placed."""
        needs = np.zeros((len(model.groups), len(RESOURCES)))
        open_to = np.zeros(len(model.groups), np.bool_)
        for position, item in enumerate(model.items):
            needs[list(item.services)] = model.needs[position]
            open_to[list(item.services)] = model.fits[kind, position]
        whole = np.array(capacity(model.kinds[kind].candidate), np.float64)
        return cls.of_groups(model.groups, needs, model.free[kind].astype(np.float64), whole, open_to)

    def of(self, tasks: IntArray) -> list[str]:
        """cpu, memory, eni, gpu, neuron, host_port, distinct_instance or demand for each instance.

        `tasks`: instances × services. Demand where one more task of any service would fit; else what stops most
        services, those on the instance first. Where a task needs more than is left of several resources, the scarcest
        counts: the one with the smallest share left.
        """
        if not len(self.needs):
            return [DEMAND] * len(tasks)
        present: BoolArray = tasks > 0
        distinct = present & self.distinct
        ports = np.zeros_like(present)
        if self.port_clashes.any():
            ports = (present.astype(np.float64) @ self.port_clashes) > 0
        lacking, scarcest = self._scarcest_lacking(self.room - tasks.astype(np.float64) @ self.needs)
        open_here = self.open_to & ~(distinct | ports)
        stops = np.where(distinct, _RULES.index(_DISTINCT_INSTANCE), scarcest)
        stops = np.where(ports & ~distinct, _RULES.index(_HOST_PORT), stops)
        weights = np.where(present, len(self.needs) + 1, 1) * self.open_to
        places = stops + len(_RULES) * np.arange(len(tasks))[:, None]
        shape = len(tasks), len(_RULES)
        totals = np.bincount(places.ravel(), weights.ravel(), shape[0] * shape[1]).reshape(shape)
        demand = (open_here & ~lacking).any(axis=1) | (totals == 0).all(axis=1)
        most = totals.argmax(axis=1)
        return [DEMAND if free else _RULES[rule] for free, rule in zip(demand.tolist(), most.tolist(), strict=True)]

    def _scarcest_lacking(self, free: FloatArray) -> tuple[BoolArray, IntArray]:
        """Instances × services: whether a resource is lacking, and the place in _RULES of the scarcest that is."""
        order = np.argsort(free / np.maximum(self.whole, 1.0), axis=1, kind="stable")
        lacking = np.take_along_axis(self.needs[None] > free[:, None, :], order[:, None, :], axis=2)
        places = np.array([_RULES.index(resource) for resource in RESOURCES])
        scarcest: IntArray = places[np.take_along_axis(order, lacking.argmax(axis=2), axis=1)]
        any_lacking: BoolArray = np.any(lacking, axis=2)
        return any_lacking, scarcest
