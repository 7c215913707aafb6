"""Scheduled scaling as 168 hours of the minimum, against a clock that walks through the week minute by minute."""

from fractions import Fraction
from typing import Any

import pytest

from ecsquote.contract.workloads import UnknownKind
from ecsquote.inputs.assembly.scheduled_scaling import scheduled_week
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from support_estates import REGION, SERVICE_SOURCE, only_service, places, read, resource, service, task_definition

TARGET = "aws_appautoscaling_target.web"


def action(schedule: object, least: int | None, most: int | None = None, zone: str | None = None) -> dict[str, Any]:
    """A scheduled action of these limits."""
    limits = {name: value for name, value in (("MinCapacity", least), ("MaxCapacity", most)) if value is not None}
    return {"Schedule": schedule, "ScalableTargetAction": limits} | ({"Timezone": zone} if zone else {})


def target(*actions: dict[str, Any]) -> Resource:
    """A scalable target from 1 to 9 tasks."""
    kind = "AWS::ApplicationAutoScaling::ScalableTarget"
    owner = Reference(SERVICE_SOURCE)
    return resource(TARGET, kind, REGION, ResourceId=owner, MinCapacity=1, MaxCapacity=9, ScheduledActions=[*actions])


def by_the_minute(changes: list[tuple[int, int, int, int]], first: int) -> list[Fraction]:
    """The mean minimum of each hour, where (weekday, hour, minute, minimum) change it: two weeks, the second counts."""
    minutes = {(day * 24 + hour) * 60 + minute: tasks for day, hour, minute, tasks in changes}
    running, hours = first, [Fraction(0)] * 168
    for week in range(2):
        for minute in range(7 * 24 * 60):
            running = minutes.get(minute, running)
            if week:
                hours[minute // 60] += Fraction(running, 60)
    return hours


def test_office_hours_give_a_week() -> None:
    office = (action("cron(0 7 ? * MON-FRI *)", 4), action("cron(0 19 ? * MON-FRI *)", 2))
    reading = read(task_definition(), service(), target(*office))
    changes = [(day, hour, 0, tasks) for day in range(5) for hour, tasks in ((7, 4), (19, 2))]
    assert only_service(reading)["load"] == {"hourly_tasks": [int(each) for each in by_the_minute(changes, 1)]}
    [unknown] = reading.unknown
    assert (unknown.kind, unknown.taken) == (UnknownKind.USAGE, "the minimum of each hour")
    assert unknown.pointer == "/requests/0/services/0/load"


def test_a_change_within_an_hour_is_weighted_by_its_minutes() -> None:
    found = scheduled_week(target(action("cron(15 7 * * ? *)", 4), action("cron(45 7 * * ? *)", 1)), (), 1, 9)
    assert found is not None
    changes = [(day, 7, minute, tasks) for day in range(7) for minute, tasks in ((15, 4), (45, 1))]
    assert list(found.minimum) == by_the_minute(changes, 1)
    assert found.minimum[7] == Fraction(4 + 1, 2)


def test_the_last_change_of_a_week_holds_on_monday() -> None:
    found = scheduled_week(target(action("cron(0 12 ? * SUN *)", 5), action("cron(0 6 ? * MON *)", 2)), (), 1, 9)
    assert found is not None
    assert list(found.minimum) == by_the_minute([(6, 12, 0, 5), (0, 6, 0, 2)], 1)
    assert found.minimum[0] == 5
    assert found.lowest == 2


def test_limits_that_are_always_equal_leave_nothing_unknown() -> None:
    equal = (action("cron(0 7 * * ? *)", 4, 4), action("cron(0 19 * * ? *)", 0, 0))
    reading = read(task_definition(), service(), target(*equal))
    assert reading.complete
    assert only_service(reading)["load"]["hourly_tasks"][:8] == [0] * 7 + [4]


def test_a_usage_file_answers_for_the_average_of_the_week() -> None:
    office = (action("cron(0 7 * * ? *)", 4, 20), action("cron(0 19 * * ? *)", 2))
    reading = read(task_definition(), service(), target(*office), usage={SERVICE_SOURCE: {"average_tasks": "5"}})
    assert only_service(reading)["load"] == {"average_tasks": "5", "min_tasks": 2, "max_tasks": 20}
    assert reading.complete


@pytest.mark.parametrize(
    "actions",
    [
        (action("rate(1 day)", 4),),
        (action("at(2027-01-01T00:00:00)", 4),),
        (action("cron(0 7 1 * ? *)", 4),),
        (action(Unresolved("parameter Morning has no default"), 4),),
        (action("cron(0 7 * * ? *)", 4), action("cron(0 19 * * ? *)", 2, None, "Europe/Berlin")),
    ],
    ids=["rate", "at", "day of the month", "unknown", "two time zones"],
)
def test_what_is_not_a_week_is_unknown_and_the_minimum_stands_in(actions: tuple[dict[str, Any], ...]) -> None:
    reading = read(task_definition(), service(), target(*actions))
    assert only_service(reading)["load"] == {"average_tasks": "1", "min_tasks": 1, "max_tasks": 9}
    assert any("scheduled scaling" in each.what and each.taken == "1" for each in reading.unknown)


def test_the_hours_of_a_time_zone_are_said_to_be_its_own() -> None:
    reading = read(task_definition(), service(), target(action("cron(0 7 * * ? *)", 4, None, "Europe/Berlin")))
    assert any("Europe/Berlin" in each.what for each in reading.assumed)


def test_an_action_that_changes_no_minimum_leaves_the_range() -> None:
    reading = read(task_definition(), service(), target(action("cron(0 7 * * ? *)", None, 20)))
    assert only_service(reading)["load"]["hourly_tasks"] == [1] * 168


def test_actions_of_their_own_belong_to_the_target_of_their_service() -> None:
    own = resource(
        "aws_appautoscaling_scheduled_action.day",
        "aws_appautoscaling_scheduled_action",
        ResourceId=Reference(SERVICE_SOURCE),
        **action("cron(0 0 * * ? *)", 3, 3),
    )
    reading = read(task_definition(), service(), target(), own)
    assert only_service(reading)["load"]["hourly_tasks"] == [3] * 168
    assert places(reading)["aws_appautoscaling_scheduled_action.day"] == "service"
