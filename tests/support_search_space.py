"""The model and the search space of a cluster's own task counts, for tests of what happens inside a search."""

from collections.abc import Sequence

from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace


def model_and_space(groups: Sequence[TaskGroup], offers: Sequence[Candidate]) -> tuple[Model, SearchSpace]:
    """Every task of every group placed, on the offers at their own prices."""
    model = Model.of(groups, offers, FleetRules())
    demand = model.demand([group.tasks for group in groups])
    block = SearchLimits().dominance_block
    return model, SearchSpace.of(model, demand, model.prices, dominance_block=block)
