"""A production fleet's month on m5.large, hour by hour, with averages and runs; every figure from the contract's text.

m5.large: 2 vCPU, two awsvpc tasks, 0.1 an hour and 0.003 for its root volume.
"""

from decimal import Decimal
from typing import Any

import pytest

from support_small_catalog import quote, row, service

INSTANCE = Decimal("0.103")
PLAIN: dict[str, Any] = {"instance_types": ["m5.large"], "availability_zones": 1, "deployment_headroom": False}
LARGE: dict[str, Any] = {"cpu": "2048"}
"""One task on each instance."""


def on_demand(*services: dict[str, Any], option: str = "EC2_ON_DEMAND", **fleet: Any) -> dict[str, Any]:
    request = {"services": list(services), "launch_options": [option], "fleet": {**PLAIN, **fleet}}
    return row(quote(request), option)


def hours(option: dict[str, Any]) -> Decimal:
    """Instance-hours of the month, which the bill and the placement agree on."""
    assert option["available"], option["unavailable_reason"]
    billed = sum(Decimal(each["quantity"]) for each in option["line_items"] if each["component"] == "ec2_compute")
    placed = sum((Decimal(each["hours"]) for each in option["placement"]["instances"]), Decimal(0))
    assert abs(billed - placed) < Decimal("1e-6")
    return round(Decimal(billed), 6)


def a_month(a_day: str) -> Decimal:
    return round(Decimal(a_day) * 730 / 24, 6)


@pytest.mark.parametrize(
    ("day", "a_day"),
    [
        ([2] * 12 + [1] * 12, "36.3"),  # 12 × 2 + 12 × 1, and the second one starts 3 and leaves 15 minutes later
        ([2, 1] * 12, "39.6"),  # twelve gaps of an hour: 36 + 12 × 0.3
        ([0] * 12 + [1] * 12, "12.6"),  # 12 + 0.3, and 0.3 of the second instance that starts from zero
        ([0] * 12 + [2] * 12, "24.6"),  # both are needed: 2 × (12 + 0.3)
        ([3] * 24, "72"),
        ([0] * 24, "0"),
    ],
)
def test_instances_start_before_and_leave_after_their_tasks(day: list[int], a_day: str) -> None:
    option = on_demand(service(load={"hourly_tasks": day}, **LARGE))
    assert hours(option) == a_month(a_day)
    assert abs(Decimal(option["monthly"]) - hours(option) * INSTANCE) < Decimal("1e-5")


def test_each_minute_can_be_switched_off() -> None:
    day = service(load={"hourly_tasks": [2] * 12 + [1] * 12}, **LARGE)
    assert hours(on_demand(day, instance_start_minutes=0)) == a_month("36.25")
    assert hours(on_demand(day, scale_in_minutes=0)) == a_month("36.05")
    assert hours(on_demand(day, instance_start_minutes=0, scale_in_minutes=0)) == a_month("36")


def test_a_gap_is_billed_at_most_for_its_length() -> None:
    # 90 + 3 minutes after the last task are more than the hour until the next: both instances run on
    option = on_demand(service(load={"hourly_tasks": [2, 1] * 12}, **LARGE), scale_in_minutes=90)
    assert hours(option) == a_month("48")


def test_a_minimum_leaves_nothing_to_start_from_zero() -> None:
    option = on_demand(service(load={"hourly_tasks": [0] * 12 + [1] * 12}, **LARGE), min_instances=1)
    assert hours(option) == 730


def test_an_average_is_hours_of_the_whole_numbers_around_it() -> None:
    # 1.5: half of the month 1 task, half of it 2; when the second one starts is not known
    assert hours(on_demand(service(load={"average_tasks": "1.5"}, **LARGE))) == Decimal("1.5") * 730


@pytest.mark.parametrize(("tasks", "headroom", "instances"), [(1, True, 1), (2, True, 2), (2, False, 1), (3, True, 2)])
def test_room_for_one_more_task(tasks: int, headroom: bool, instances: int) -> None:
    # two awsvpc tasks fill an m5.large
    option = on_demand(service(load={"tasks": tasks}), deployment_headroom=headroom)
    assert hours(option) == instances * 730


def test_a_deployment_that_stops_a_task_first_needs_no_room() -> None:
    stops = {**service(load={"tasks": 2}), "service_definition": {"deploymentConfiguration": {"maximumPercent": 100}}}
    assert hours(on_demand(stops, deployment_headroom=True)) == 730


@pytest.mark.parametrize(("tasks", "zones", "instances"), [(1, 2, 1), (2, 1, 1), (2, 2, 2), (3, 3, 3), (4, 2, 2)])
def test_tasks_stand_in_as_many_zones_as_asked(tasks: int, zones: int, instances: int) -> None:
    option = on_demand(service(load={"tasks": tasks}), availability_zones=zones)
    assert hours(option) == instances * 730
    assert {each["zone"] for each in option["placement"]["instances"]} == set(range(1, min(tasks, zones) + 1))


def test_runs_use_room_that_is_free_anyway() -> None:
    web = service()
    nightly = service("nightly", {"runs_per_month": "30", "seconds_per_run": "600"})
    assert hours(on_demand(web, nightly)) == 730


def test_room_for_a_deployment_is_not_free() -> None:
    # web has one of two interfaces, the other one is kept: each of 30 runs has an instance for 3 + 10 + 15 minutes
    nightly = service("nightly", {"runs_per_month": "30", "seconds_per_run": "600"})
    assert hours(on_demand(service(), nightly, deployment_headroom=True)) == 730 + 30 * Decimal(28) / 60


@pytest.mark.parametrize(
    ("runs", "seconds", "instance_hours"),
    [
        ("730", "720", Decimal(730) / 2),  # 3 + 12 + 15 minutes
        ("730", "3000", Decimal(730)),  # 68 minutes are more than the hour until the next run begins
        ("0", "60", Decimal(0)),
        ("730", "5400", 2 * Decimal(730)),  # 1.5 at a time: a constant load of two tasks
    ],
)
def test_runs_are_evenly_spaced(runs: str, seconds: str, instance_hours: Decimal) -> None:
    option = on_demand(service(load={"runs_per_month": runs, "seconds_per_run": seconds}, **LARGE))
    assert hours(option) == instance_hours


def test_short_runs_bill_ec2_s_minute() -> None:
    short = service(load={"runs_per_month": "730", "seconds_per_run": "1"}, **LARGE)
    assert hours(on_demand(short, instance_start_minutes=0, scale_in_minutes=0)) == round(Decimal(730) / 60, 6)


def test_managed_instances_follow_the_profile_with_their_own_ways() -> None:
    request = {"services": [service(load={"tasks": 3})], "launch_options": ["MANAGED_INSTANCES"]}
    option = row(quote({**request, "fleet": {"instance_types": ["m5.large"]}}), "MANAGED_INSTANCES")
    # three tasks in three zones, no room kept for a deployment
    assert {each["zone"] for each in option["placement"]["instances"]} == {1, 2, 3}
    assert hours(option) == 3 * 730
    one_zone = row(quote({**request, "fleet": PLAIN}), "MANAGED_INSTANCES")
    assert hours(one_zone) == 2 * 730  # what the request says itself wins: three tasks of 1 vCPU on two vCPUs each
