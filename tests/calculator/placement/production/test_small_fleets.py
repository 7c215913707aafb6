"""Generated small problems: every rule replayed, the cost within 1 % of an exhaustive search, the bound never above it.

ECSQUOTE_SOAK=5000 tries as many problems.
"""

import os
from fractions import Fraction

import pytest

from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.errors import OptionUnavailable
from support_exhaustive_fleets import least_cost
from support_production import random_problem, replay_design, steady

PROBLEMS = int(os.environ.get("ECSQUOTE_SOAK", "240"))
CHUNK = 40


@pytest.mark.parametrize("first", range(0, PROBLEMS, CHUNK))
def test_the_fleet_keeps_every_rule_and_costs_what_the_cheapest_does(first: int) -> None:
    compared = 0
    for seed in range(first, first + CHUNK):
        services, tasks, candidates, rules = random_problem(seed)
        least = least_cost(services, tasks, candidates, rules)
        try:
            design = ProductionPlanner(candidates).plan(services, steady(*tasks), rules)
        except OptionUnavailable:
            assert least is None or not any(tasks)
            continue
        replay_design(design, services, steady(*tasks), candidates, rules)
        if least is not None:
            assert design.lower_bound_hourly <= least <= design.hourly <= least * Fraction(101, 100), seed
            compared += 1
    assert compared > CHUNK // 2
