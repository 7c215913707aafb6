"""More tasks, more zones, headroom, a minimum or a lower target never cost less; daemons alone; kinds of capacity."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import FleetLoad, ProductionRules
from ecsquote.errors import OptionUnavailable
from support_placement import candidate
from support_production import random_problem, replay_design, service, steady


@pytest.mark.parametrize("seed", range(120))
def test_more_is_never_cheaper(seed: int) -> None:
    services, tasks, candidates, rules = random_problem(seed)
    planner = ProductionPlanner(candidates)
    tasks = [count or int(not each.group.daemon) for each, count in zip(services, tasks, strict=True)]
    rules = replace(rules, bursts={}, deployment_headroom=False, availability_zones=1)
    try:
        cost = planner.plan(services, steady(*tasks), rules).hourly
    except OptionUnavailable:
        pytest.skip("a task fits nowhere")
    more = [count + int(not each.group.daemon) for each, count in zip(services, tasks, strict=True)]
    harder = [
        (more, rules),
        (tasks, replace(rules, deployment_headroom=True)),
        (tasks, replace(rules, availability_zones=2)),
        (tasks, replace(rules, min_instances=rules.min_instances + 1)),
        (tasks, replace(rules, target_capacity_percent=rules.target_capacity_percent // 2)),
    ]
    for counts, asked in harder:
        assert planner.plan(services, steady(*counts), asked).hourly >= cost


def test_daemons_alone_run_in_every_zone() -> None:
    offers = [candidate("m5.large", 2, 8192, "0.1"), candidate("m5.xlarge", 4, 16384, "0.2")]
    agent = service("agent", 128, 256, daemon=True)
    design = ProductionPlanner(offers).plan([agent], steady(0), ProductionRules(availability_zones=3))
    replay_design(design, [agent], steady(0), offers, ProductionRules(availability_zones=3))
    assert design.hourly == Fraction(3, 10)
    fewer = ProductionPlanner(offers).plan([agent], steady(0), ProductionRules(availability_zones=3, min_instances=4))
    assert fewer.hourly == Fraction(4, 10)


def test_each_kind_of_capacity_has_its_own_provider() -> None:
    offers = [
        candidate("m5.large", 2, 8192, "0.1"),
        candidate("m6g.large", 2, 8192, "0.08", architectures=("ARM64",)),
        candidate("g5.xlarge", 4, 16384, "1", gpu_count=1),
    ]
    services = [
        service("web", 1024, 1024),
        service("arm", 1024, 1024, cpu_architecture="ARM64"),
        service("train", 1024, 1024, gpus=1),
        service("named", 512, 512, placement_expressions=("attribute:ecs.instance-type == g5.xlarge",)),
    ]
    rules = ProductionRules(availability_zones=1, deployment_headroom=False)
    design = ProductionPlanner(offers).plan(services, steady(1, 1, 1, 1), rules)
    assert {provider.services: provider.instance_type for provider in design.providers}[("arm",)] == "m6g.large"
    assert {provider.services: provider.instance_type for provider in design.providers}[("train",)] == "g5.xlarge"


def test_equal_loads_are_one_and_the_month_follows_the_others() -> None:
    """One instance in 12 hours, two in 12: 12 + 24 hours, and 3 + 15 minutes of the second."""
    offers = [candidate("m5.large", 2, 8192, "0.1")]
    web = service("web", 1024, 1024)
    loads = [FleetLoad((2 if hour < 12 else 4,), Fraction(1)) for hour in range(24)]
    rules = ProductionRules(availability_zones=1, deployment_headroom=False)
    design = ProductionPlanner(offers).plan([web], loads, rules)
    assert design.cycle_hours == 24
    assert design.providers[0].instance_hours == 36 + Fraction(18, 60)
    assert design.hourly == (36 + Fraction(18, 60)) * Fraction(Decimal("0.1")) / 24
    assert [layout.instances for layout in design.providers[0].layouts] == [1] * 12 + [2] * 12
    assert design.lower_bound_hourly == design.hourly
