"""Patterns drawn at random: each one fits its kind, and the same ones are drawn every time."""

from dataclasses import replace

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import FleetRules, TaskGroup
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.pattern_sampling import PatternSampler
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from support_placement import candidate, random_groups, tcp
from support_search_space import model_and_space

TYPES = [
    candidate("c.xlarge", 4, 7600, "0.17", 6),
    candidate("m.2xlarge", 8, 31200, "0.384", 9),
    candidate("r.8xlarge", 32, 250000, "2.016", 20),
    candidate("c.16xlarge", 64, 126000, "2.72", 20),
]


def services(seed: int) -> list[TaskGroup]:
    random = np.random.default_rng(seed)
    ports = [tcp(80), tcp(80, 81), tcp()]
    drawn = random_groups(random, 8, tasks=(40, 300), cpu=(1, 20), memory=(1, 60))
    return [
        replace(each, awsvpc=index % 2 == 0, host_ports=ports[index] if index < len(ports) else tcp())
        for index, each in enumerate(drawn)
    ]


def sampled(space: SearchSpace) -> tuple[PatternPool, float]:
    pool = PatternPool.of_single_items(space)
    return pool, PatternSampler(pool, SearchLimits()).run(0.0, 6).objective


@pytest.mark.parametrize("seed", range(10))
def test_every_pattern_fits_its_kind(seed: int) -> None:
    space = model_and_space(services(seed), TYPES)[1]
    pool, _ = sampled(space)
    assert len(pool.kinds) > len(PatternPool.of_single_items(space).kinds)
    for kind, tasks in pool.patterns():
        assert (tasks @ space.needs <= space.free[kind]).all()
        assert (tasks <= space.most[kind]).all()
        running = np.flatnonzero(tasks)
        assert not any(other in space.conflicts[item] for item in running for other in running)


def test_the_same_patterns_are_drawn_every_time() -> None:
    space = model_and_space(services(3), TYPES)[1]
    first, second = sampled(space)[0], sampled(space)[0]
    assert first.kinds == second.kinds
    assert all((one == other).all() for one, other in zip(first.tasks, second.tasks, strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_fractions_of_drawn_patterns_cost_no_less_than_the_proven_bound(seed: int) -> None:
    groups = services(seed)
    single_items = PatternPool.of_single_items(model_and_space(groups, TYPES)[1])
    highest = PatternSampler(single_items, SearchLimits()).run(np.inf, 1).objective
    _, objective = sampled(model_and_space(groups, TYPES)[1])
    bound = float(plan_fleet(groups, TYPES, FleetRules()).lower_bound_hourly)
    assert bound * (1 - 1e-9) <= objective < highest
