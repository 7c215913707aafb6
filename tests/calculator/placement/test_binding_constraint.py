"""What prevents one more task on an instance: the same answer for both planners and for moved instances."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.placement.binding_constraint import BindingConstraints
from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import Candidate, FleetRules, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.search.model import Model
from support_placement import candidate, group, random_groups, tcp
from support_production import steady

OFFER = candidate("m.large", 2, 7000, "0.1")
ZONE = "attribute:ecs.availability-zone == us-east-1a"


def bound_each_way(groups: list[TaskGroup], offer: Candidate) -> dict[str, str]:
    """`bound_by` by tasks: of the cheapest fleet, of the same tasks moved there, and of the production fleet."""
    planned = plan_fleet(groups, [offer], FleetRules()).groups
    for row in planned:
        elsewhere = InstanceGroup("other.large", row.count, row.tasks, Decimal(0), Decimal(0), "demand")
        assert Standing(groups, ()).moved(elsewhere, offer) == row
    rules = ProductionRules(availability_zones=1, deployment_headroom=False)
    services = [FleetService(each) for each in groups]
    design = ProductionPlanner([offer]).plan(services, steady(*(each.tasks for each in groups)), rules)
    produced = {contents(row.group.tasks): row.group.bound_by for row in design.providers[0].layouts[0].rows}
    assert produced == {contents(row.tasks): row.bound_by for row in planned}
    return produced


def contents(tasks: Mapping[str, int]) -> str:
    return " ".join(f"{count} {service}" for service, count in sorted(tasks.items()))


@pytest.mark.parametrize(
    ("tasks", "cpu_units", "memory_mib", "bound_by"),
    [
        # 2,048 units and 7,000 MiB. 3 × 600 leaves 248 units (12.1 %), 3 × 2,300 leaves 100 MiB (1.4 %).
        (3, 600, 2300, "memory"),
        # 3 × 680 leaves 8 units (0.4 %), 3 × 2,300 leaves 100 MiB (1.4 %).
        (3, 680, 2300, "cpu"),
        # 3 × 600 leaves 248 units, too few; 3 × 2,000 leaves 1,000 MiB, too few, and 14.3 % is more than 12.1 %.
        (3, 600, 2000, "cpu"),
        # 2 × 600 leaves 848 units and 2 × 2,300 leaves 2,400 MiB: one more task would fit.
        (2, 600, 2300, "demand"),
    ],
)
def test_the_scarcest_resource_binds(tasks: int, cpu_units: int, memory_mib: int, bound_by: str) -> None:
    assert bound_each_way([group("web", tasks, cpu_units, memory_mib)], OFFER) == {f"{tasks} web": bound_by}


def test_an_instance_that_holds_a_task_of_another_service_is_not_full() -> None:
    # 2 × 1,000 leaves 48 units: none of web's, but one of log's 40, after which 8 are left.
    web, log = group("web", 4, 1000, 2000), group("log", 1, 40, 128)
    assert bound_each_way([web, log], OFFER) == {"1 log 2 web": "cpu", "2 web": "demand"}


def test_ports_and_distinct_instances_bind() -> None:
    agent = group("agent", 0, 128, 256, daemon=True)
    for expected, task in (
        ("host_port", group("web", 1, 256, 512, host_ports=tcp(80))),
        ("distinct_instance", group("web", 1, 256, 512, distinct_instance=True)),
    ):
        assert bound_each_way([task, agent], OFFER) == {"1 agent 1 web": expected}


def test_a_moved_instance_is_judged_in_a_zone_that_allows_its_tasks() -> None:
    groups = [group("web", 2, 600, 2300, placement_expressions=(ZONE,))]
    row = InstanceGroup("other.large", 1, {"web": 2}, Decimal(0), Decimal(0), "cpu")
    moved = Standing(groups, ("us-east-1b", "us-east-1a")).moved(row, candidate("m.large", 2, 7000, "0.1"))
    assert moved.bound_by == "demand", "848 units and 2,400 MiB are left, enough for one more task"


@pytest.mark.parametrize("seed", range(6))
def test_the_binding_constraint_is_what_stops_most_services(seed: int) -> None:
    """Against a slower way: one more task of each service tried in turn, shares of what is left compared exactly."""
    random = np.random.default_rng(seed)
    services = [
        replace(each, awsvpc=bool(random.integers(2)), distinct_instance=not random.integers(4))
        for each in random_groups(random, 3, (1, 2), (1, 8), (1, 12))
    ]
    offer = candidate("m.large", 2, 4096, "0.1", awsvpc_tasks=3)
    model = Model.of(services, [offer], FleetRules())
    binding = BindingConstraints.of_kind(model, 0)
    tasks = [on_one for on_one in product(range(5), repeat=3) if holds(services, on_one, offer)]
    assert binding.of(np.array(tasks)) == [slowly(services, on_one, offer) for on_one in tasks]


def left(services: list[TaskGroup], tasks: tuple[int, ...], offer: Candidate) -> dict[str, tuple[int, int]]:
    """What is left of each resource, and what there is."""
    placed = list(zip(services, tasks, strict=True))
    whole = {"cpu": offer.instance_type.vcpus * 1024, "memory": offer.memory_mib, "eni": offer.awsvpc_tasks}
    used = {
        "cpu": sum(each.cpu_units * count for each, count in placed),
        "memory": sum(each.memory_mib * count for each, count in placed),
        "eni": sum(each.awsvpc * count for each, count in placed),
    }
    return {name: (whole[name] - used[name], whole[name]) for name in whole}


def holds(services: list[TaskGroup], tasks: tuple[int, ...], offer: Candidate) -> bool:
    alone = all(count <= 1 or not each.distinct_instance for each, count in zip(services, tasks, strict=True))
    return alone and all(free >= 0 for free, _ in left(services, tasks, offer).values())


def slowly(services: list[TaskGroup], tasks: tuple[int, ...], offer: Candidate) -> str:
    free = left(services, tasks, offer)
    stops: Counter[str] = Counter()
    for each, count in zip(services, tasks, strict=True):
        need = {"cpu": each.cpu_units, "memory": each.memory_mib, "eni": int(each.awsvpc)}
        lacking = [(Fraction(*free[name]), name) for name in need if need[name] > free[name][0]]
        if each.distinct_instance and count:
            stops["distinct_instance"] += 100
        elif not lacking:
            return "demand"
        else:
            stops[min(lacking, key=lambda share: share[0])[1]] += 100 if count else 1
    return max(stops, key=lambda rule: (stops[rule], rule))
