"""Runs on a fleet: how many at once, the hours of instances that start for them, and the room that is free."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from ecsquote.calculator.options.fleets.run_hours import (
    ScheduledRuns,
    fit_in_free_room,
    instances_for_runs,
    surplus_of,
)
from ecsquote.calculator.placement.problem import InstanceGroup, ZonedGroup
from ecsquote.calculator.placement.production.request import BurstTerms, ProductionRules
from ecsquote.workload.service import Runs
from support_placement import candidate, group, tcp

MONTH = Fraction(730)
RULES = ProductionRules()
"""3 minutes to start, 15 to scale in."""
M5 = candidate("m5.large", 2, 8192, "0.1")
T3 = candidate("t3.large", 2, 8192, "0.08")
BURSTS = {"t3.large": BurstTerms(Decimal("614.4"), Decimal("0.05"))}  # 2 × 30 % of 1,024


def runs(number: int, seconds: int, **task: Any) -> ScheduledRuns:
    return ScheduledRuns(
        0, group("nightly", 0, **{"cpu_units": 1024, "memory_mib": 2048, **task}), _runs(number, seconds)
    )


def _runs(number: int, seconds: int) -> Runs:
    return Runs(Fraction(number), Fraction(seconds))


@pytest.mark.parametrize(
    ("number", "seconds", "at_once", "overlap"),
    [
        (730, 3600, 1, False),  # one after the other without a gap
        (730, 3601, 2, True),
        (731, 3600, 2, True),
        (730, 5400, 2, True),  # 1.5 at a time
        (1, 1, 1, False),
        (0, 60, 0, False),
    ],
)
def test_runs_that_overlap_are_a_constant_load(number: int, seconds: int, at_once: int, overlap: bool) -> None:
    assert runs(number, seconds).at_once(MONTH) == at_once
    assert runs(number, seconds).overlap(MONTH) == overlap


@pytest.mark.parametrize(
    ("number", "seconds", "hours"),
    [
        (730, 720, Fraction(730, 2)),  # 3 + 12 + 15 minutes
        (100, 1, 100 * (Fraction(18, 60) + Fraction(1, 3600))),
        (730, 2520, Fraction(730)),  # 42 + 18 minutes are the hour until the next run
        (730, 3000, Fraction(730)),
        (0, 60, Fraction(0)),
    ],
)
def test_a_run_keeps_its_instance_until_scale_in_or_the_next_run(number: int, seconds: int, hours: Fraction) -> None:
    assert runs(number, seconds).instance_hours(RULES, MONTH) == hours


def test_ec2_bills_a_minute_where_nothing_else_is_counted() -> None:
    rules = ProductionRules(instance_start_minutes=0, scale_in_minutes=0)
    assert runs(60, 1).instance_hours(rules, MONTH) == 1


def layout(tasks: dict[str, int], count: int = 1) -> list[ZonedGroup]:
    return [ZonedGroup(InstanceGroup("m5.large", count, tasks, Decimal(0), Decimal(0), "cpu"), 1, None)]


@pytest.mark.parametrize(
    ("running", "instances", "deployed", "room"),
    [
        (1, 1, False, True),  # one of two vCPUs is free
        (2, 1, False, False),
        (1, 1, True, False),  # what is free is kept for a deployment
        (1, 2, True, True),  # two instances with one vCPU free each: one is kept
    ],
)
def test_room_that_is_free_in_every_hour(running: int, instances: int, deployed: bool, room: bool) -> None:
    web = group("web", 0, 1024, 2048)
    found = fit_in_free_room(
        [runs(30, 600)],
        layout({"web": running}, instances),
        {"web": web},
        {"m5.large": M5},
        [web] if deployed else [],
        MONTH,
    )
    assert found is room


def test_services_fit_there_together_or_not_at_all() -> None:
    web = group("web", 0, 1024, 2048)
    other = ScheduledRuns(1, group("hourly", 0, 1024, 2048), _runs(30, 600))
    assert not fit_in_free_room([runs(30, 600), other], layout({"web": 1}), {"web": web}, {"m5.large": M5}, [], MONTH)


def test_a_run_does_not_share_its_host_port() -> None:
    # A run of 512 units for 10 minutes: the instance has 1,024 units free, but web holds port 80 on it.
    for port, room in ((80, False), (81, True)):
        web, run = group("web", 0, 1024, 2048, host_ports=tcp(80)), runs(30, 600, cpu_units=512, host_ports=tcp(port))
        assert fit_in_free_room([run], layout({"web": 1}), {"web": web}, {"m5.large": M5}, [], MONTH) is room


def test_runs_that_must_be_alone_take_an_instance_each() -> None:
    # 1,460 runs of 30 minutes are one task at a time, 1,461 two: each of 512 units, and 1,024 are free.
    web = group("web", 0, 1024, 2048)
    for number, instances, room in ((1460, 1, True), (1461, 1, False), (1461, 2, True)):
        run = runs(number, 1800, cpu_units=512, memory_mib=512, distinct_instance=True)
        found = fit_in_free_room([run], layout({"web": 1}, instances), {"web": web}, {"m5.large": M5}, [], MONTH)
        assert found is room


def test_the_cheapest_type_counts_its_credits() -> None:
    # 730 runs of 30 minutes of 2 vCPU: 2 - 0.6 vCPU for 365 hours at 0.05 are 25.55, and 584 instance-hours
    # (48 minutes) cost 46.72 on t3.large, 72.27 with credits, against 58.40 on m5.large
    busy = runs(730, 1800, cpu_units=2048)
    rules = ProductionRules(bursts=BURSTS)
    (found,) = instances_for_runs([busy], [T3, M5], rules, MONTH)
    assert found.candidate is M5
    assert surplus_of(busy, T3, rules) == 365 * Fraction("1.4")
    # half a vCPU is below the baseline
    (light,) = instances_for_runs([runs(730, 1800, cpu_units=512)], [T3, M5], rules, MONTH)
    assert (light.candidate, light.surplus_vcpu_hours) == (T3, Fraction(0))


@pytest.mark.parametrize(("limit", "types"), [(1, ["m5.xlarge", "m5.xlarge"]), (None, ["m5.large", "m5.xlarge"])])
def test_each_service_has_its_own_type_where_types_are_not_limited(limit: int | None, types: list[str]) -> None:
    """A small task every five minutes keeps its instance all month, next to a large one a day."""
    larger = candidate("m5.xlarge", 4, 16384, "0.2")
    small, large = runs(8760, 40), runs(30, 3600, cpu_units=4096)
    rules = ProductionRules(max_instance_types=limit)
    found = instances_for_runs([small, large], [M5, larger], rules, MONTH)
    assert [each.candidate.instance_type.name for each in found] == types


def test_a_run_that_reserves_no_cpu_counts_as_the_whole_instance() -> None:
    rules = ProductionRules(bursts=BURSTS)
    assert surplus_of(runs(730, 3600, cpu_units=0), T3, rules) == 730 * Fraction("1.4")
