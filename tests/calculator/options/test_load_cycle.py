"""The loads of a month in order: hours that follow each other, averages and deployments that have none."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.calculator.options.fleets.load_cycle import load_cycle, without_runs
from ecsquote.calculator.placement.production.request import FleetLoad
from ecsquote.workload.service import Service
from ecsquote.workload.service_request import ServiceRequest
from ecsquote.workload.timeline import timeline
from support_small_catalog import service

MONTH = Decimal(730)


def services(*loads: dict[str, Any]) -> list[Service]:
    documents = [service(f"s{at}", load) for at, load in enumerate(loads)]
    return [ServiceRequest.model_validate(each).to_service() for each in documents]


def test_equal_hours_in_a_row_are_one_load() -> None:
    found = services({"hourly_tasks": [1] * 8 + [3] * 16})
    cycle = load_cycle(found, timeline(found, MONTH), MONTH)
    assert cycle.ordered
    week = [load for _ in range(7) for load in (FleetLoad((1,), Fraction(8)), FleetLoad((3,), Fraction(16)))]
    assert list(cycle.loads) == week
    assert cycle.pattern == ()


def test_services_change_together_or_apart() -> None:
    found = services({"hourly_tasks": [1] * 12 + [2] * 12}, {"hourly_tasks": [0] * 6 + [1] * 18})
    cycle = load_cycle(found, timeline(found, MONTH), MONTH)
    first_day = cycle.loads[:3]
    assert first_day == (
        FleetLoad((1, 0), Fraction(6)),
        FleetLoad((1, 1), Fraction(6)),
        FleetLoad((2, 1), Fraction(12)),
    )


def test_an_average_has_shares_and_no_order() -> None:
    found = services({"average_tasks": "2.25"})
    cycle = load_cycle(found, timeline(found, MONTH), MONTH)
    assert not cycle.ordered
    assert {load.tasks: load.hours for load in cycle.loads} == {
        (2,): Fraction(730) * 3 / 4,
        (3,): Fraction(730) / 4,
    }
    assert cycle.pattern == (FleetLoad((2,), Fraction(1)),)


def test_next_to_an_average_the_hours_keep_their_order() -> None:
    found = services({"average_tasks": "1.5"}, {"hourly_tasks": [0] * 12 + [4] * 12})
    cycle = load_cycle(found, timeline(found, MONTH), MONTH)
    assert not cycle.ordered
    assert cycle.pattern[:2] == (FleetLoad((1, 0), Fraction(12)), FleetLoad((1, 4), Fraction(12)))
    assert sum(load.hours for load in cycle.loads) == 730


def test_runs_are_counted_apart() -> None:
    found = without_runs(services({"runs_per_month": "10", "seconds_per_run": "60"}, {"tasks": 2}))
    assert [each.load.weekly for each in found] == [(0,), (2,)]
