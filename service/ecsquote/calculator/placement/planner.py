"""The cheapest fleet found for a demand, with a bound that proves how good it is."""

from collections.abc import Sequence

from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.result import FleetWriter
from ecsquote.calculator.placement.rules.eligibility import unknown_attributes
from ecsquote.calculator.placement.search.fleet_search import FleetSearch
from ecsquote.calculator.placement.search.many_loads import ManyLoads
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.search_limits import SearchLimits


class FleetPlanner:
    """Plans fleets for many demands of the same services, which share the model and the patterns found.

    `groups` in the request's order, daemons included; their own `tasks` are not read.
    Raises OptionUnavailable where no candidate holds the daemons, InputError for an expression that cannot be read.
    """

    def __init__(
        self,
        groups: Sequence[TaskGroup],
        candidates: Sequence[Candidate],
        rules: FleetRules,
        loads: int = 1,
        limits: SearchLimits | None = None,
    ) -> None:
        """`loads`: how many different demands will be planned; `limits`: how thoroughly, by default as loads allow."""
        groups = tuple(groups)
        self._candidates = tuple(sorted(candidates, key=lambda each: each.instance_type.name))
        self._model = Model.of(groups, self._candidates, rules)
        self._limits = limits or SearchLimits.for_loads(len(groups), loads)
        self._search = FleetSearch(self._model, self._limits)
        self._writer = FleetWriter(self._model)
        self._assumptions = unknown_attributes(groups, bool(rules.zone_codes))

    def plan(self, tasks: Sequence[int]) -> Fleet:
        """The fleet for this number of tasks of each group; numbers for daemons are not read.

        The same input gives the same fleet on every machine. Patterns found for earlier demands are used again, so
        the order of the demands is part of the input. OptionUnavailable names the task that fits nowhere, and why.
        """
        demand = self._model.demand(tasks)
        self._model.require_room(demand, self._candidates)
        minimum = MinimumInstances.of(self._model, any(demand))
        found = self._search.search(demand, minimum)
        return self._writer.fleet(tasks, found, minimum, self._assumptions)

    def plan_loads(self, loads: Sequence[Sequence[int]]) -> list[tuple[InstanceGroup, ...]]:
        """Good instances for each load, all found together: far faster than one load at a time, and without a bound.

        The rules may ask for no spare instances and limit no types. OptionUnavailable as of `plan`.
        """
        demands = [self._model.demand(tasks) for tasks in loads]
        self._model.require_room([max(counts) for counts in zip(*demands, strict=True)], self._candidates)
        return self._writer.groups_of(loads, ManyLoads(self._model, self._limits).plans(demands))


def plan_fleet(
    groups: Sequence[TaskGroup],
    candidates: Sequence[Candidate],
    rules: FleetRules,
    limits: SearchLimits | None = None,
) -> Fleet:
    """The cheapest fleet found for the groups' own task counts, with a proven lower bound."""
    planner = FleetPlanner(groups, candidates, rules, limits=limits)
    return planner.plan([group.tasks for group in groups])
