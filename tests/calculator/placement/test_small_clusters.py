"""Clusters of some services and dozens of tasks: at the optimum that an integer program over all fillings proves."""

from itertools import pairwise

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, TaskGroup
from support_optimum import optimum
from support_placement import candidate, group, random_groups, replay

TYPES = [
    candidate("c.large", 2, 3700, "0.085", 9),
    candidate("m.large", 2, 7600, "0.096", 9),
    candidate("r.large", 2, 15600, "0.126", 9),
    candidate("c.xlarge", 4, 7600, "0.17", 3),
    candidate("m.xlarge", 4, 15600, "0.192", 3),
    candidate("c.2xlarge", 8, 15600, "0.34", 38),
    candidate("m.2xlarge", 8, 31200, "0.384", 3),
]
SEEDS = range(20)


def cluster(seed: int) -> tuple[list[TaskGroup], list[Candidate]]:
    random = np.random.default_rng(seed)
    awsvpc = bool(random.random() < 0.5)
    services = int(random.integers(3, 6))
    groups = random_groups(random, services, tasks=(3, 14), cpu=(1, 14), memory=(1, 28), awsvpc=awsvpc)
    if random.random() < 0.3:
        groups.append(group("agent", 0, 128, 128, daemon=True))
    chosen = random.choice(len(TYPES), int(random.integers(1, 5)), replace=False)
    return groups, [TYPES[index] for index in sorted(chosen)]


def planned(groups: list[TaskGroup], offers: list[Candidate], rules: FleetRules) -> Fleet:
    fleet = plan_fleet(groups, offers, rules)
    replay(fleet, groups, offers, rules)
    return fleet


def test_small_clusters_are_planned_at_the_proven_optimum() -> None:
    proven = equal = 0
    for seed in SEEDS:
        groups, offers = cluster(seed)
        fleet = planned(groups, offers, FleetRules())
        best = optimum(groups, offers, 10, float(fleet.hourly))
        if best is None:
            continue
        proven += 1
        equal += float(fleet.hourly) <= best * (1 + 1e-6)
        assert best * (1 - 1e-6) <= float(fleet.hourly) <= best * 1.01, seed
        assert 0 < float(fleet.lower_bound_hourly) <= best * (1 + 1e-9), seed
    assert proven >= 15
    assert equal >= 0.9 * proven


@pytest.mark.parametrize("seed", range(6))
def test_a_rule_that_is_relaxed_never_makes_a_fleet_dearer(seed: int) -> None:
    groups, offers = cluster(seed)
    by_target = [FleetRules(target_capacity_percent=percent) for percent in (50, 80, 90, 100)]
    by_least = [FleetRules(min_instances=least) for least in (40, 12, 3, 0)]
    for rules in (by_target, by_least):
        costs = [planned(groups, offers, each).hourly for each in rules]
        assert all(looser <= stricter for stricter, looser in pairwise(costs)), costs
    zones = [planned(groups, offers, FleetRules(availability_zones=count)).hourly for count in (6, 3, 1)]
    assert zones == sorted(zones, reverse=True)
