"""Deployments: the old and new tasks that run at the same time, by maximumPercent and a rate."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ecsquote.workload.load import fargate_task_hours
from ecsquote.workload.service import Service
from ecsquote.workload.service_request import ServiceRequest
from ecsquote.workload.timeline import deployment_task_hours, timeline
from support_requests import loads

HOURS = Decimal(730)


def request(load: dict[str, Any], deployments: Any, **configuration: int) -> dict[str, Any]:
    container = {"name": "app", "image": "app:1", "essential": True, "memory": 128}
    return {
        "task_definition": {"family": "web", "containerDefinitions": [container]},
        "service_definition": {"deploymentConfiguration": configuration},
        "load": load,
        "deployments": deployments,
    }


def service(load: dict[str, Any], per_month: str, minutes: str, **configuration: int) -> Service:
    document = request(load, {"per_month": per_month, "minutes_each": minutes}, **configuration)
    return ServiceRequest.model_validate(document).to_service()


@pytest.mark.parametrize(
    ("configuration", "surge"),
    [({}, 5), ({"maximumPercent": 200}, 5), ({"maximumPercent": 150}, 2), ({"maximumPercent": 119}, 0)],
)
def test_maximum_percent_is_rounded_down(configuration: dict[str, int], surge: int) -> None:
    # 5 tasks: 200 % are 10; 150 % are 7.5, so 7; 119 % are 5.95, so 5
    deployed = service({"tasks": 5}, "73", "10", **configuration)
    assert deployed.surge(5) == surge
    # 73 deployments of 10 minutes are 730 minutes: a sixtieth of the month's 730 hours
    assert deployment_task_hours(deployed, HOURS) == Fraction(surge * 730, 60)


def test_the_month_has_a_part_with_more_tasks() -> None:
    segments = timeline([service({"tasks": 4}, "73", "10", maximumPercent=150)], HOURS)
    assert {(segment.tasks, segment.share) for segment in segments} == {
        ((6,), Fraction(1, 60)),
        ((4,), Fraction(59, 60)),
    }


def test_stopping_first_adds_nothing() -> None:
    stopping = service({"tasks": 4}, "73", "10", maximumPercent=100, minimumHealthyPercent=50)
    assert deployment_task_hours(stopping, HOURS) == 0
    assert [segment.tasks for segment in timeline([stopping], HOURS)] == [(4,)]


@settings(deadline=None)
@given(loads, st.integers(0, 300), st.integers(1, 60), st.integers(1, 600), st.sampled_from(["672", "730", "744"]))
def test_segments_and_hours_agree(load: dict[str, Any], extra: int, times: int, minutes: int, hours: str) -> None:
    if "runs_per_month" in load:
        return
    deployed = service(load, str(times), str(minutes), maximumPercent=100 + extra, minimumHealthyPercent=0)
    segments = timeline([deployed], Decimal(hours))
    assert sum(segment.share for segment in segments) == 1
    mean = sum((segment.share * segment.tasks[0] for segment in segments), Fraction(0))
    steady = fargate_task_hours(deployed.load, Decimal(hours), 60)
    assert mean * Fraction(hours) == steady + deployment_task_hours(deployed, Decimal(hours))


@pytest.mark.parametrize(
    "document",
    [
        request({"runs_per_month": 10, "seconds_per_run": 60}, {"per_month": 1, "minutes_each": 1}),
        request({"tasks": 1}, {"per_month": 0, "minutes_each": 1}),
        request({"tasks": 1}, {"per_month": 1}),
        request({"tasks": 1}, {"per_month": 41, "minutes_each": 1000}),  # over 28 days
        {
            **request({"tasks": 1}, {"per_month": 1, "minutes_each": 1}),
            "service_definition": {"schedulingStrategy": "DAEMON"},
        },
    ],
)
def test_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="deployments"):
        ServiceRequest.model_validate(document)
