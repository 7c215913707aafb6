"""The front of this room: the cheapest fleet found for a demand, with a bound that proves how good it is."""

from collections.abc import Sequence

from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, TaskGroup
from ecsquote.calculator.placement.result import fleet_of
from ecsquote.calculator.placement.rules.eligibility import unknown_attributes
from ecsquote.calculator.placement.search.fleet_search import SearchResult, search
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import Model, build_model, require_room
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.warm_start import WarmStart


class FleetPlanner:
    """Plans fleets for many demands of the same services: rules, pruning and what was learnt are shared.

    `groups` in the request's order, daemons included; their own `tasks` do not matter here.
    Raises OptionUnavailable where no candidate holds the daemons, InputError for an expression that cannot be read.
    """

    def __init__(
        self, groups: Sequence[TaskGroup], candidates: Sequence[Candidate], rules: FleetRules, loads: int = 1
    ) -> None:
        """`loads`: how many different demands will be asked for."""
        self._groups = tuple(groups)
        self._candidates = tuple(sorted(candidates, key=lambda each: each.instance_type.name))
        self._rules = rules
        self._model: Model = build_model(self._groups, self._candidates, rules)
        self._learnt = WarmStart()
        self._patience = SearchLimits.of(len(self._groups), loads)
        self._assumptions = unknown_attributes(self._groups, bool(rules.zone_codes))

    def plan(self, tasks: Sequence[int]) -> Fleet:
        """The fleet for so many tasks of each group (what is said for daemons is not read).

        The same input gives the same fleet on every machine; what earlier plans learnt helps, so the order of the
        demands is part of the input. OptionUnavailable says which task fits nowhere and why.
        """
        demand = [sum(tasks[service] for service in item.services) for item in self._model.items]
        require_room(self._model, demand, self._candidates)
        minimum = MinimumInstances.of(self._model, any(demand))
        found: SearchResult = search(self._model, demand, minimum, self._learnt, self._patience)
        return fleet_of(self._model, tasks, found, minimum, self._assumptions)


def plan_fleet(groups: Sequence[TaskGroup], candidates: Sequence[Candidate], rules: FleetRules) -> Fleet:
    """The cheapest fleet found for the groups' own task counts, with a proven lower bound."""
    return FleetPlanner(groups, candidates, rules).plan([group.tasks for group in groups])
