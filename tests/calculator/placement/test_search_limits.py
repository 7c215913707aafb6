"""How thorough a search is depends on the number of loads; a less thorough one still proves its bounds."""

from dataclasses import replace

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import FleetRules, TaskGroup
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from support_optimum import optimum
from support_placement import candidate, random_groups, replay

OFFERS = [
    candidate("c.large", 2, 3700, "0.085", 29),
    candidate("m.large", 2, 7600, "0.096", 29),
    candidate("c.xlarge", 4, 7600, "0.17", 58),
    candidate("r.xlarge", 4, 31200, "0.252", 58),
    candidate("m.2xlarge", 8, 31200, "0.384", 234),
]
MANY = 1_000_000


@pytest.mark.parametrize(
    ("services", "loads", "done", "nearly", "thorough"),
    [
        (1, 1, 1e-4, 1e-3, True),
        (50, 1, 1e-4, 1e-3, True),
        (25, 2, 1e-4, 1e-3, True),
        (10, 10, 2e-4, 1e-3, True),  # 100 ÷ 50 = 2 times
        (20, 25, 1e-3, 1e-3, True),  # 500 ÷ 50 = 10 times
        (3, 167, 1.002e-3, 5e-3, False),
        (50, 50, 5e-3, 5e-3, False),
        (500, 168, 5e-3, 5e-3, False),
    ],
)
def test_the_more_is_planned_the_sooner_a_search_is_over(
    services: int, loads: int, done: float, nearly: float, *, thorough: bool
) -> None:
    limits = SearchLimits.for_loads(services, loads)
    assert limits.accepted_gap == pytest.approx(done)
    assert (limits.pricing_gap, limits.thorough) == (nearly, thorough)


def month(seed: int) -> tuple[list[TaskGroup], list[list[int]]]:
    random = np.random.default_rng(seed)
    groups = random_groups(random, 5, tasks=(1, 9), cpu=(1, 14), memory=(1, 28), awsvpc=False)
    return groups, [[int(random.integers(0, 9)) for _ in groups] for _ in range(3)]


@pytest.mark.parametrize("seed", range(6))
def test_a_less_thorough_plan_keeps_the_rules_and_is_not_far_from_the_optimum(seed: int) -> None:
    groups, demands = month(seed)
    thorough, quick = (FleetPlanner(groups, OFFERS, FleetRules(), loads) for loads in (1, MANY))
    for demand in demands:
        fleet, best = quick.plan(demand), thorough.plan(demand)
        running = [replace(each, tasks=count) for each, count in zip(groups, demand, strict=True)]
        replay(fleet, running, OFFERS, FleetRules())
        proven = optimum(running, OFFERS, 10, float(best.hourly))
        assert float(fleet.hourly) <= 1.02 * float(best.hourly)
        if proven is not None:
            assert float(fleet.lower_bound_hourly) <= proven * (1 + 1e-9)
            assert float(fleet.hourly) >= proven * (1 - 1e-6)
