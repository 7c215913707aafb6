"""Whether an instance of another type may take the place of a planned one: the same tasks, on it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from ecsquote.calculator.options.purchase.zones import zone_expressions
from ecsquote.calculator.placement.binding_constraint import BindingConstraints
from ecsquote.calculator.placement.idle_share import InstanceUse, KnownUses, idle_share
from ecsquote.calculator.placement.problem import Candidate, FleetRules, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.rules.eligibility import daemons_on, unmet_constraint
from ecsquote.calculator.placement.rules.resources import free_after
from ecsquote.calculator.placement.search.model import Model


class Standing:
    """The services of a cluster, asked which sets of their tasks an instance holds."""

    def __init__(self, groups: Sequence[TaskGroup], zone_codes: Sequence[str]) -> None:
        self._groups = {group.service: group for group in groups}
        self._daemons = [group for group in groups if group.daemon]
        self._placed = [group for group in groups if not group.daemon]
        self.asks_for_zones = bool(zone_codes) and any(zone_expressions(group) for group in groups)
        self._zones: Sequence[str | None] = tuple(zone_codes) if self.asks_for_zones else (None,)
        self._models: dict[str, Model] = {}
        self._uses = KnownUses(groups)
        self._held: dict[object, bool] = {}
        self._bound: dict[object, str] = {}
        self._binding: dict[tuple[str, int], BindingConstraints] = {}

    def holds(self, candidate: Candidate, zone: str | None, tasks: Mapping[str, int]) -> bool:
        """True where an instance holds just these tasks, its daemons among them; zone None: in any zone.

        Ports and distinctInstance need no look: the tasks stand together already.
        """
        key = (candidate.instance_type.name, zone, frozenset(tasks.items()))
        if key not in self._held:
            zones = self._zones if zone is None else (zone,)
            roomy = min(free_after(candidate, self._named(tasks))) >= 0
            self._held[key] = roomy and any(self._may_stand(candidate, each, tasks) for each in zones)
        return self._held[key]

    def _may_stand(self, candidate: Candidate, zone: str | None, tasks: Mapping[str, int]) -> bool:
        named = {group.service for group in self._daemons if group.service in tasks}
        if {group.service for group in daemons_on(candidate, self._daemons, zone)} != named:
            return False
        standing = [group for group in self._placed if tasks.get(group.service)]
        if standing or not self._placed:
            return all(unmet_constraint(group, candidate, zone) is None for group in standing)
        return any(unmet_constraint(group, candidate, zone) is None for group in self._placed)

    def moved(self, group: InstanceGroup, candidate: Candidate) -> InstanceGroup:
        """The same tasks on instances of another type, which must hold them."""
        use = self._use(group, candidate)
        return replace(
            group,
            instance_type=candidate.instance_type.name,
            cpu_used=use.cpu_used,
            memory_used=use.memory_used,
            bound_by=self._bound_by(group, candidate),
        )

    def idle_share(self, rows: Sequence[tuple[InstanceGroup, Candidate]]) -> Decimal:
        """1 − the larger of the used shares of CPU and memory, over all instances."""
        return idle_share(self._use(group, candidate) for group, candidate in rows)

    def _use(self, group: InstanceGroup, candidate: Candidate) -> InstanceUse:
        return self._uses.of(candidate, group.tasks, group.count)

    def _named(self, tasks: Mapping[str, int]) -> list[tuple[TaskGroup, int]]:
        return [(self._groups[service], count) for service, count in tasks.items()]

    def _bound_by(self, group: InstanceGroup, candidate: Candidate) -> str:
        """What prevents one more task, by the same rule as for planned instances."""
        name = candidate.instance_type.name
        key = (name, frozenset(group.tasks.items()))
        if key not in self._bound:
            model = self._model(candidate)
            tasks = [0 if each.daemon else group.tasks.get(each.service, 0) for each in model.groups]
            kind = next(at for at, each in enumerate(model.kinds) if self._may_stand(candidate, each.zone, group.tasks))
            if (name, kind) not in self._binding:
                self._binding[name, kind] = BindingConstraints.of_kind(model, kind)
            self._bound[key] = self._binding[name, kind].of(np.array([tasks]))[0]
        return self._bound[key]

    def _model(self, candidate: Candidate) -> Model:
        """The placement of the cluster's services on one type alone."""
        name = candidate.instance_type.name
        if name not in self._models:
            zones = tuple(zone for zone in self._zones if zone is not None)
            self._models[name] = Model.of(tuple(self._groups.values()), [candidate], FleetRules(zone_codes=zones))
        return self._models[name]
