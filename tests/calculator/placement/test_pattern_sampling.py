"""Sets drawn at random: each one stands on its kind, and the same ones are drawn every time."""

from dataclasses import replace

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import FleetRules, TaskGroup
from ecsquote.calculator.placement.search.pattern_sampling import PatternSampler
from ecsquote.calculator.placement.search.restricted_master import PatternPool, single_item_patterns
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances
from support_placement import candidate, random_groups, tcp
from support_search_space import model_and_space

TYPES = [
    candidate("c.xlarge", 4, 7600, "0.17", 6),
    candidate("m.2xlarge", 8, 31200, "0.384", 9),
    candidate("r.8xlarge", 32, 250000, "2.016", 20),
    candidate("c.16xlarge", 64, 126000, "2.72", 20),
]
NO_SPARE = SpareInstances(0, 0.0)


def services(seed: int) -> list[TaskGroup]:
    random = np.random.default_rng(seed)
    ports = [tcp(80), tcp(80, 81), tcp()]
    drawn = random_groups(random, 8, tasks=(40, 300), cpu=(1, 20), memory=(1, 60))
    return [
        replace(each, awsvpc=index % 2 == 0, host_ports=ports[index] if index < len(ports) else tcp())
        for index, each in enumerate(drawn)
    ]


def sampled(space: SearchSpace) -> tuple[PatternPool, float]:
    columns = PatternPool(space)
    columns.add_all(single_item_patterns(space))
    return columns, PatternSampler(columns, NO_SPARE).run(0.0, 6).objective


@pytest.mark.parametrize("seed", range(10))
def test_every_set_stands_on_its_kind(seed: int) -> None:
    space = model_and_space(services(seed), TYPES)[1]
    columns, _ = sampled(space)
    alone = len(list(single_item_patterns(space)))
    assert len(columns.kinds) > alone
    for kind, tasks in zip(columns.kinds, columns.tasks, strict=True):
        assert (tasks @ space.needs <= space.free[kind]).all()
        assert (tasks <= space.most[kind]).all()
        standing = np.flatnonzero(tasks)
        assert not any(other in space.conflicts[item] for item in standing for other in standing)


def test_the_same_sets_are_drawn_every_time() -> None:
    space = model_and_space(services(3), TYPES)[1]
    first, second = sampled(space)[0], sampled(space)[0]
    assert first.kinds == second.kinds
    assert all((one == other).all() for one, other in zip(first.tasks, second.tasks, strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_fractions_of_drawn_sets_cost_no_less_than_the_proven_bound(seed: int) -> None:
    groups = services(seed)
    alone = PatternPool(model_and_space(groups, TYPES)[1])
    alone.add_all(single_item_patterns(alone.space))
    dearest = PatternSampler(alone, NO_SPARE).run(np.inf, 1).objective
    _, objective = sampled(model_and_space(groups, TYPES)[1])
    bound = float(plan_fleet(groups, TYPES, FleetRules()).lower_bound_hourly)
    assert bound * (1 - 1e-9) <= objective < dearest
