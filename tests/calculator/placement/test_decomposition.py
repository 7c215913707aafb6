"""Tasks that can share no instance are planned separately: the fleets stay the same, and common rules are met."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import FleetPlanner, plan_fleet
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.decomposition import independent_components
from support_placement import candidate, group, random_groups, replay
from support_search_space import model_and_space

X86 = [candidate("c5.large", 2, 3800, "0.085", 2), candidate("m5.2xlarge", 8, 31000, "0.38", 4)]
ARM = [
    candidate("c6g.large", 2, 3800, "0.068", 2, architectures=("ARM64",)),
    candidate("m6g.2xlarge", 8, 31000, "0.308", 4, architectures=("ARM64",)),
]
BOTH = candidate("both.large", 2, 3800, "0.1", 2, architectures=("X86_64", "ARM64"))


def services(seed: int, architecture: str) -> list[TaskGroup]:
    random = np.random.default_rng(seed)
    drawn = random_groups(random, 3, tasks=(1, 12), cpu=(1, 16), memory=(1, 28), cpu_architecture=architecture)
    return [replace(each, service=f"{architecture}-{each.service}") for each in drawn]


def parts(groups: list[TaskGroup], offers: list[Candidate]) -> list[set[str]]:
    model, space = model_and_space(groups, offers)
    named = [{groups[service].service for service in model.items[int(item)].services} for item in space.items]
    return [set().union(*(named[position] for position in part)) for part in independent_components(space.fits)]


def instances(fleet: Fleet) -> int:
    return sum(row.count for row in fleet.groups)


def test_a_type_that_takes_both_joins_what_is_else_apart() -> None:
    tasks = [group("x", 1, 512, 512), group("a", 1, 512, 512, cpu_architecture="ARM64")]
    assert parts(tasks, X86 + ARM) == [{"x"}, {"a"}]
    assert parts(tasks, [*X86, *ARM, BOTH]) == [{"x", "a"}]


def test_a_chain_of_services_is_one_part() -> None:
    tasks = [
        group("first", 1, 512, 512, placement_expressions=("attribute:ecs.instance-type in [c5.large, c5.xlarge]",)),
        group("second", 1, 512, 512, placement_expressions=("attribute:ecs.instance-type in [c5.xlarge, m5.large]",)),
        group("third", 1, 512, 512, placement_expressions=("attribute:ecs.instance-type == m5.large",)),
        group("apart", 1, 512, 512, placement_expressions=("attribute:ecs.instance-type == r5.large",)),
    ]
    names = ("c5.large", "c5.xlarge", "m5.large", "r5.large")
    offers = [candidate(name, 4, 16000, "0.1") for name in names]
    assert parts(tasks, offers) == [{"first", "second", "third"}, {"apart"}]


@pytest.mark.parametrize("seed", range(12))
def test_the_whole_costs_what_its_parts_cost(seed: int) -> None:
    x86, arm = services(seed, "X86_64"), services(100 + seed, "ARM64")
    whole = plan_fleet([*x86, *arm], X86 + ARM, FleetRules())
    replay(whole, [*x86, *arm], X86 + ARM, FleetRules())
    apart = [plan_fleet(x86, X86, FleetRules()), plan_fleet(arm, ARM, FleetRules())]
    assert whole.hourly == sum(fleet.hourly for fleet in apart)
    assert float(whole.lower_bound_hourly) == pytest.approx(sum(float(each.lower_bound_hourly) for each in apart))


@pytest.mark.parametrize("further", [0, 1, 5])
def test_a_minimum_counts_the_instances_of_all_parts(further: int) -> None:
    """Where the components have enough instances, a minimum changes nothing; a greater one is met."""
    tasks = [*services(1, "X86_64"), *services(2, "ARM64")]
    free = plan_fleet(tasks, X86 + ARM, FleetRules())
    rules = FleetRules(min_instances=instances(free) + further)
    fleet = plan_fleet(tasks, X86 + ARM, rules)
    replay(fleet, tasks, X86 + ARM, rules)
    assert instances(fleet) >= rules.min_instances
    assert (fleet.hourly == free.hourly) if not further else (fleet.hourly > free.hourly)
    assert free.lower_bound_hourly <= fleet.lower_bound_hourly <= fleet.hourly
    assert fleet.hourly <= free.hourly + further * Decimal("0.068"), "the cheapest instance, empty"


def test_target_capacity_counts_the_instances_of_all_parts() -> None:
    tasks = [*services(1, "X86_64"), *services(2, "ARM64")]
    rules = FleetRules(target_capacity_percent=80)
    replay(plan_fleet(tasks, X86 + ARM, rules), tasks, X86 + ARM, rules)


def test_loads_that_empty_a_part_and_fill_it_again() -> None:
    tasks = [*services(3, "X86_64"), *services(4, "ARM64")]
    planner = FleetPlanner(tasks, X86 + ARM, FleetRules())
    full = [task.tasks for task in tasks]
    for load in (full, [*full[:3], 0, 0, 0], [0, 0, 0, *full[3:]], [0, *full[1:]], full):
        fresh = plan_fleet(
            [replace(task, tasks=n) for task, n in zip(tasks, load, strict=True)], X86 + ARM, FleetRules()
        )
        fleet = planner.plan(load)
        assert fresh.lower_bound_hourly * Decimal("0.999999") <= fleet.hourly
        assert fleet.lower_bound_hourly <= fresh.hourly
        assert sum(row.count * number for row in fleet.groups for number in row.tasks.values()) == sum(load)
