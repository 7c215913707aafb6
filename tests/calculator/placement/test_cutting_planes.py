"""Cutting planes: the fleet that one rules out violates it, every fleet that holds the tasks meets it."""

from collections import Counter

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.arrays import IntArray
from ecsquote.calculator.placement.search.cutting_planes import CutSeparation
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from support_placement import candidate, random_groups
from support_search_space import model_and_space

TYPES = [
    candidate("c.large", 2, 3700, "0.085", 9),
    candidate("m.large", 2, 7600, "0.096", 9),
    candidate("c.xlarge", 4, 7600, "0.17", 3),
    candidate("m.xlarge", 4, 15600, "0.192", 3),
    candidate("m.2xlarge", 8, 31200, "0.384", 9),
]


def problem(seed: int) -> tuple[list[TaskGroup], SearchSpace, list[str]]:
    random = np.random.default_rng(seed)
    groups = random_groups(random, 4, tasks=(2, 9), cpu=(1, 16), memory=(1, 28), awsvpc=seed % 2 == 0)
    model, space = model_and_space(groups, TYPES)
    return groups, space, [model.kinds[kind].candidate.instance_type.name for kind in space.kinds]


def program(space: SearchSpace, counts: IntArray) -> CutSeparation:
    pool = PatternPool.of_single_items(space)
    return CutSeparation(pool, counts, np.ones(len(space.items)), SearchLimits())


def counts_of(groups: list[TaskGroup], offers: list[Candidate], names: list[str]) -> IntArray:
    fleet = plan_fleet(groups, offers, FleetRules())
    held = Counter[str]()
    for each in fleet.groups:
        held[each.instance_type] += each.count
    return np.array([held[name] for name in names])


@pytest.mark.parametrize("seed", range(30))
def test_a_fleet_breaks_the_row_that_rules_it_out_and_fleets_that_hold_the_tasks_keep_it(seed: int) -> None:
    groups, space, names = problem(seed)
    holding = [counts_of(groups, TYPES, names)]
    holding += [
        counts_of(groups, [each], names)
        for each in TYPES
        if each.instance_type.name in names and space.fits[names.index(each.instance_type.name)].all()
    ]
    too_small = holding[0].copy()
    while too_small.sum() > 1:
        too_small[np.flatnonzero(too_small)[0]] -= 1
        row = program(space, too_small).violated_cut(PricingProblem(space, SearchLimits()))
        if row is None:
            continue
        wanted = float(row.values @ space.demand)
        assert float(row.ceilings @ too_small) < wanted
        assert all(float(row.ceilings @ counts) >= wanted * (1 - 1e-9) for counts in holding)
    assert row is not None, "one instance cannot hold all of these tasks"


@pytest.mark.parametrize("seed", range(10))
def test_a_fleet_that_holds_the_tasks_breaks_no_row(seed: int) -> None:
    groups, space, names = problem(seed)
    counts = counts_of(groups, TYPES, names)
    assert program(space, counts).violated_cut(PricingProblem(space, SearchLimits())) is None
