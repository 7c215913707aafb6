"""Worths of tasks that bound many loads: no set of tasks that fits on an instance may be worth more than 1."""

from itertools import product

import numpy as np
import pytest

from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.filling_bound import filling_weights
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem, provider_problem
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.search.arrays import FloatArray
from support_placement import candidate
from support_production import random_problem, service, steady

RULES = ProductionRules(availability_zones=1, deployment_headroom=False)
THREE_QUARTERS = candidate("m5.large", 2, 8192, "0.1", 10)


def arrays(services: list[FleetService], offered: list[Candidate]) -> ProviderProblem:
    """The planner's own arrays of a cluster."""
    return provider_problem(Cluster.of(CandidateTable(offered), services, range(len(services)), RULES))


@pytest.mark.parametrize("seed", range(60))
def test_no_filling_is_worth_more_than_one(seed: int) -> None:
    services, _, candidates, _ = random_problem(seed)
    placed = [each for each in services if not each.group.daemon]
    problem = arrays(placed, candidates)
    random = np.random.default_rng(seed)
    loads = random.integers(0, 5, size=(60, len(placed)))
    for kind, room in enumerate(problem.room[:, 0]):
        for worths in filling_weights(problem, kind, loads, np.ones(60)):
            for counts in product(range(6), repeat=len(placed)):
                if holds(problem, room, counts):
                    assert np.dot(worths, counts) <= 1


def holds(problem: ProviderProblem, room: FloatArray, counts: tuple[int, ...]) -> bool:
    """Whether an instance holds these tasks: room, one task where tasks stay apart, ports."""
    if (np.array(counts) @ problem.needs > room).any():
        return False
    present = [service for service, count in enumerate(counts) if count]
    if any(counts[each] > 1 and problem.apart[each] for each in present):
        return False
    return not any(problem.clashes[one, other] for one in present for other in present)


def test_tasks_that_leave_a_third_unused() -> None:
    """1,200 of 2,048 CPU units: one task an instance, and nothing else on it, where shares of CPU bound by 0.6."""
    services = [service("large", 1200, 1024), service("larger", 1300, 1024)]
    problem = arrays(services, [THREE_QUARTERS])
    loads = np.array([[3, 4], [5, 2]])
    (worths,) = filling_weights(problem, 0, loads, np.ones(2))
    assert (loads @ worths).tolist() == pytest.approx([7, 7])


def test_tasks_that_are_small_have_too_many_fillings() -> None:
    """32 tasks of 64 CPU units on 2 vCPUs."""
    services = [service("small", 64, 128), service("other", 64, 256)]
    assert not len(filling_weights(arrays(services, [THREE_QUARTERS]), 0, np.array([[50, 50]]), np.ones(1)))


def test_the_type_is_the_one_that_every_type_laid_out_gives() -> None:
    """60 hours: the chosen type costs no more than each type alone."""
    services = [service("web", 900, 3000), service("api", 700, 1500), service("jobs", 400, 2600)]
    candidates = [
        candidate("m5.large", 2, 7800, "0.096", 3),
        candidate("c5.xlarge", 4, 7800, "0.170", 4),
        candidate("r5.large", 2, 15600, "0.126", 3),
        candidate("m5.xlarge", 4, 15600, "0.192", 4),
    ]
    random = np.random.default_rng(3)
    loads = [load for _ in range(60) for load in steady(*random.integers(1, 9, size=3).tolist())]
    chosen = ProductionPlanner(candidates).plan(services, loads, ProductionRules())
    alone = [ProductionPlanner([each]).plan(services, loads, ProductionRules()) for each in candidates]
    assert chosen.hourly == min(each.hourly for each in alone)
    assert chosen.lower_bound_hourly <= chosen.hourly
