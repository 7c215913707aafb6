"""The model and the search space of a cluster's own task counts, for tests of what happens inside a search."""

from collections.abc import Sequence

from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.model import Model, build_model
from ecsquote.calculator.placement.search.search_space import SearchSpace, search_space


def model_and_space(groups: Sequence[TaskGroup], offers: Sequence[Candidate]) -> tuple[Model, SearchSpace]:
    """Every task of every group placed, on the offers at their own prices."""
    model = build_model(groups, offers, FleetRules())
    demand = [sum(groups[each].tasks for each in item.services) for item in model.items]
    return model, search_space(model, demand, model.prices)
