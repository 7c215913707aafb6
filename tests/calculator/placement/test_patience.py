"""How thorough a search is follows from how many loads are planned; a hasty one proves its bounds all the same."""

from dataclasses import replace

import numpy as np
import pytest

from ecsquote.calculator.placement.fleet import FleetPlanner
from ecsquote.calculator.placement.patience import Patience
from ecsquote.calculator.placement.problem import FleetRules, TaskGroup
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
    ("services", "loads", "done", "nearly", "set_nodes"),
    [
        (1, 1, 1e-4, 1e-3, 500),
        (50, 1, 1e-4, 1e-3, 500),
        (25, 2, 1e-4, 1e-3, 500),
        (10, 10, 2e-4, 2e-3, 250),  # 100 ÷ 50 = 2 times
        (10, 25, 5e-4, 5e-3, 100),  # 250 ÷ 50 = 5 times
        (20, 25, 1e-3, 5e-3, 50),
        (20, 26, 1.04e-3, 5e-3, 0),  # 500 × 50 ÷ 520 < 50
        (50, 20, 2e-3, 5e-3, 0),
        (50, 50, 5e-3, 5e-3, 0),
        (500, 168, 5e-3, 5e-3, 0),
    ],
)
def test_the_more_is_planned_the_sooner_a_search_is_over(
    services: int, loads: int, done: float, nearly: float, set_nodes: int
) -> None:
    patience = Patience.of(services, loads)
    assert patience.done == pytest.approx(done)
    assert patience.nearly == pytest.approx(nearly)
    assert patience.set_nodes == set_nodes


def month(seed: int) -> tuple[list[TaskGroup], list[list[int]]]:
    random = np.random.default_rng(seed)
    groups = random_groups(random, 5, tasks=(1, 9), cpu=(1, 14), memory=(1, 28), awsvpc=False)
    return groups, [[int(random.integers(0, 9)) for _ in groups] for _ in range(3)]


@pytest.mark.parametrize("seed", range(6))
def test_a_hasty_plan_keeps_the_rules_and_is_not_far_from_the_optimum(seed: int) -> None:
    groups, demands = month(seed)
    patient, hasty = (FleetPlanner(groups, OFFERS, FleetRules(), loads) for loads in (1, MANY))
    for demand in demands:
        fleet, best = hasty.plan(demand), patient.plan(demand)
        running = [replace(each, tasks=count) for each, count in zip(groups, demand, strict=True)]
        replay(fleet, running, OFFERS, FleetRules())
        proven = optimum(running, OFFERS, 10, float(best.hourly))
        assert float(fleet.hourly) <= 1.02 * float(best.hourly)
        if proven is not None:
            assert float(fleet.lower_bound_hourly) <= proven * (1 + 1e-9)
            assert float(fleet.hourly) >= proven * (1 - 1e-6)
