"""Clusters of few tasks on instances too large for knapsack tables: the optimum is found, and proven."""

from decimal import Decimal

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from support_optimum import optimum
from support_placement import candidate, group, replay

SOLD = [
    candidate("c6i.2xlarge", 8, 15640, "0.442", 3),
    candidate("c6a.4xlarge", 16, 31290, "0.7956", 7),
    candidate("m5.large", 2, 7820, "0.1248", 2),
    candidate("m6a.2xlarge", 8, 31290, "0.4493", 3),
    candidate("r6i.large", 2, 15640, "0.1638", 2),
    candidate("r6i.4xlarge", 16, 125170, "1.3104", 7),
]
"""Figures of memory whose greatest common divisor is small, so that tables of room are large."""
CPU_UNITS = (256, 512, 768, 1280, 2048, 3072)
MEMORY_MIB = (603, 1119, 2112, 3584, 5184, 7000, 10053)


def cluster(seed: int) -> tuple[list[TaskGroup], list[Candidate]]:
    """Three to six services of 8 to 45 tasks in all, on two to four types."""
    random = np.random.default_rng([14, seed])
    services = int(random.integers(3, 7))
    numbers = random.multinomial(int(random.integers(8, 46)) - services, np.ones(services) / services) + 1
    awsvpc = bool(random.random() < 0.4)
    groups = [
        group(f"s{at}", int(tasks), int(random.choice(CPU_UNITS)), int(random.choice(MEMORY_MIB)), awsvpc=awsvpc)
        for at, tasks in enumerate(numbers)
    ]
    chosen = random.choice(len(SOLD) - 1, int(random.integers(1, 4)), replace=False)
    return groups, [SOLD[at] for at in [*sorted(chosen), len(SOLD) - 1]]


def test_a_cluster_of_24_tasks_is_proven_at_its_optimum() -> None:
    """Prices of sa-east-1. One c6i.4xlarge and seven r5.xlarge: 1.048 + 7 × 0.402 = 3.862.

    On r5.xlarge alone, at 4,096 units each, they cost more: 2 × 1,280 + 5 × 256 + 2 × 3,072 + 12 × 2,048 +
    3 × 3,072 = 43,776 units are more than 10 hold, and 11 × 0.402 = 4.422.
    """
    offers = [
        candidate("c5.2xlarge", 8, 15640, "0.524"),
        candidate("c6a.large", 2, 3910, "0.1179"),
        candidate("c6i.4xlarge", 16, 31290, "1.048"),
        candidate("r5.xlarge", 4, 31290, "0.402"),
    ]
    groups = [
        group("a", 2, 1280, 3584),
        group("b", 5, 256, 4096),
        group("c", 2, 3072, 6144),
        group("d", 12, 2048, 7000),
        group("e", 3, 3072, 5120),
    ]
    fleet = plan_fleet(groups, offers, FleetRules())
    replay(fleet, groups, offers, FleetRules())
    assert fleet.hourly == Decimal("1.048") + 7 * Decimal("0.402") == Decimal("3.862")
    assert float(fleet.hourly) <= float(fleet.lower_bound_hourly) * (1 + SearchLimits().accepted_gap)
    best = optimum(groups, offers, 30, float(fleet.hourly))
    assert best == pytest.approx(3.862)


def test_generated_clusters_are_at_their_optimum_and_proven() -> None:
    compared = 0
    for seed in range(18):
        groups, offers = cluster(seed)
        fleet = plan_fleet(groups, offers, FleetRules())
        replay(fleet, groups, offers, FleetRules())
        assert float(fleet.hourly) <= float(fleet.lower_bound_hourly) * 1.01, seed
        best = optimum(groups, offers, 5, float(fleet.hourly))
        if best is None:
            continue
        compared += 1
        assert float(fleet.lower_bound_hourly) <= best * (1 + 1e-9), seed
        assert best * (1 - 1e-6) <= float(fleet.hourly) <= best * (1 + 1.1e-4), seed
    assert compared >= 14


def test_a_proof_that_runs_out_of_nodes_still_bounds_the_optimum() -> None:
    for seed in range(6):
        groups, offers = cluster(seed)
        best = plan_fleet(groups, offers, FleetRules())
        for limits in (SearchLimits(branching_nodes=3), SearchLimits(decided_cells=50), SearchLimits(proven_tasks=0)):
            fleet = plan_fleet(groups, offers, FleetRules(), limits)
            replay(fleet, groups, offers, FleetRules())
            assert fleet.lower_bound_hourly <= best.hourly <= fleet.hourly, seed


@pytest.mark.parametrize("rules", [FleetRules(min_instances=9), FleetRules(target_capacity_percent=80)])
def test_spare_instances_count_in_the_proof(rules: FleetRules) -> None:
    for seed in range(5):
        groups, offers = cluster(seed)
        fleet, loose = plan_fleet(groups, offers, rules), plan_fleet(groups, offers, FleetRules())
        replay(fleet, groups, offers, rules)
        assert loose.lower_bound_hourly <= fleet.hourly
        assert fleet.lower_bound_hourly <= fleet.hourly
