"""Shares of the month: they add up to 1, and share × tasks is the average to the last digit."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.workload.service import Segment, Service
from ecsquote.workload.timeline import average_tasks, fargate_task_hours, timeline
from support_workload import MONTH, load, service


def test_constant_loads_are_one_segment() -> None:
    services = [service("a", tasks=4), service("b", tasks=0), service("c", daemon=True, tasks=1)]
    assert timeline(services, MONTH) == (Segment(Fraction(1), (4, 0, 0)),)


def test_no_services() -> None:
    assert timeline([], MONTH) == (Segment(Fraction(1), ()),)


def test_hours_of_equal_counts_are_one_segment() -> None:
    # 8 of 24 hours with 10 tasks, the others with 2
    day = [2] * 9 + [10] * 8 + [2] * 7
    assert timeline([service(hourly_tasks=day)], MONTH) == (
        Segment(Fraction(16, 24), (2,)),
        Segment(Fraction(8, 24), (10,)),
    )


def test_periodic_and_constant_loads_together() -> None:
    week = [1] * 120 + [0] * 48
    assert timeline([service("a", tasks=3), service("b", hourly_tasks=week)], MONTH) == (
        Segment(Fraction(120, 168), (3, 1)),
        Segment(Fraction(48, 168), (3, 0)),
    )


def test_an_average_is_rounded_up_for_its_fraction() -> None:
    assert timeline([service(average_tasks="4.25")], MONTH) == (
        Segment(Fraction(1, 4), (5,)),
        Segment(Fraction(3, 4), (4,)),
    )
    assert timeline([service(average_tasks="4")], MONTH) == (Segment(Fraction(1), (4,)),)


def test_averages_rise_together() -> None:
    # a is up for a quarter of each hour, b for a half
    assert timeline([service("a", average_tasks="1.25"), service("b", average_tasks="0.5")], MONTH) == (
        Segment(Fraction(1, 4), (2, 1)),
        Segment(Fraction(1, 4), (1, 1)),
        Segment(Fraction(1, 2), (1, 0)),
    )


@pytest.mark.parametrize(
    ("seconds", "billed"),
    [("10", 60), ("60", 60), ("60.001", 61), ("48.085", 60), ("3600", 3600)],
)
def test_runs_are_billed_by_the_second_with_a_minimum(seconds: str, billed: int) -> None:
    runs = load(runs_per_month=120, seconds_per_run=seconds)
    assert fargate_task_hours(runs, MONTH, 60) == Fraction(120 * billed, 3600)
    assert fargate_task_hours(runs, MONTH, 300) == Fraction(120 * max(billed, 300), 3600)
    assert average_tasks(runs, MONTH) == Fraction(120 * billed, 730 * 3600)


def test_task_hours_of_the_other_forms() -> None:
    assert fargate_task_hours(load(tasks=4), MONTH, 60) == 4 * 730
    assert fargate_task_hours(load(average_tasks="4.5"), Decimal("744"), 60) == Fraction(9, 2) * 744
    day = [2] * 9 + [10] * 8 + [2] * 7
    assert fargate_task_hours(load(hourly_tasks=day), MONTH, 60) == Fraction(16 * 2 + 8 * 10, 24) * 730
    assert fargate_task_hours(load(tasks=1), Decimal("730.5"), 300) == Fraction(1461, 2)


AMOUNTS = st.decimals(0, 20, places=2)
FORMS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"tasks": st.integers(0, 20)}),
    st.fixed_dictionaries({"hourly_tasks": st.lists(st.integers(0, 3), min_size=24, max_size=24)}),
    st.fixed_dictionaries({"hourly_tasks": st.lists(st.integers(0, 2), min_size=168, max_size=168)}),
    st.fixed_dictionaries({"average_tasks": AMOUNTS}),
    st.fixed_dictionaries(
        {"runs_per_month": st.integers(0, 10**6), "seconds_per_run": st.decimals(1, 10_000, places=3)}
    ),
)


def _services(forms: Sequence[dict[str, Any]]) -> list[Service]:
    return [service(f"s{number}", **form) for number, form in enumerate(forms)]


@given(forms=st.lists(FORMS, min_size=1, max_size=4), hours=st.sampled_from(["672", "730", "743.5"]))
@settings(deadline=None)
def test_shares_and_averages_are_exact(forms: list[dict[str, Any]], hours: str) -> None:
    services = _services(forms)
    segments = timeline(services, Decimal(hours))
    assert sum(segment.share for segment in segments) == 1
    assert all(segment.share > 0 for segment in segments)
    assert len({segment.tasks for segment in segments}) == len(segments)
    for index, each in enumerate(services):
        average = sum(segment.share * segment.tasks[index] for segment in segments)
        assert average == average_tasks(each.load, Decimal(hours))
        if not each.load.weekly:
            assert {segment.tasks[index] for segment in segments} <= {int(average), int(average) + 1}


@given(forms=st.lists(FORMS, min_size=1, max_size=3))
@settings(deadline=None, max_examples=50)
def test_against_the_week_hour_by_hour(forms: list[dict[str, Any]]) -> None:
    """Slower and independent: each of 168 hours is cut wherever any average falls, and nothing is merged."""
    services = _services(forms)
    shares: dict[tuple[int, ...], Fraction] = {}
    averages = [average_tasks(each.load, MONTH) for each in services]
    cuts = sorted({Fraction(0), Fraction(1), *(average - int(average) for average in averages)})
    for hour in range(168):
        for start, end in pairwise(cuts):
            tasks = []
            for each, average in zip(services, averages, strict=True):
                week = each.load.weekly
                up = 1 if start < average - int(average) else 0
                tasks.append(week[hour % len(week)] if week else int(average) + up)
            shares[tuple(tasks)] = shares.get(tuple(tasks), Fraction(0)) + (end - start) / 168
    assert {segment.tasks: segment.share for segment in timeline(services, MONTH)} == shares


def test_many_averages_cut_the_month_instead_of_every_hour() -> None:
    # 168 different hours × 31 pieces are more than 2,000; one after the other they are at most 168 + 30
    week = service("week", hourly_tasks=list(range(168)))
    services = [week, *(service(f"s{n}", average_tasks=f"{n}.{n + 10}") for n in range(30))]
    segments = timeline(services, MONTH)
    assert 168 <= len(segments) <= 198
    assert sum(segment.share for segment in segments) == 1
    for index, each in enumerate(services):
        average = sum(segment.share * segment.tasks[index] for segment in segments)
        assert average == average_tasks(each.load, MONTH)


def test_a_mean_of_an_hour_runs_the_numbers_around_it() -> None:
    # one of 24 hours at 2.25: a quarter of it with 3 tasks, three quarters with 2; the others at 2
    segments = timeline([service(hourly_tasks=["2.25", *[2] * 23])], MONTH)
    assert segments == (Segment(Fraction(1, 96), (3,)), Segment(Fraction(95, 96), (2,)))


hours = st.lists(
    st.decimals(min_value=0, max_value=9, places=2, allow_nan=False, allow_infinity=False), min_size=24, max_size=24
)


@settings(max_examples=50, deadline=None)
@given(st.lists(hours, min_size=1, max_size=3))
def test_means_of_hours_come_to_the_last_digit(days: list[list[Decimal]]) -> None:
    services = [service(f"s{index}", hourly_tasks=day) for index, day in enumerate(days)]
    segments = timeline(services, MONTH)
    assert sum(segment.share for segment in segments) == 1
    for index, day in enumerate(days):
        mean = sum(map(Fraction, day)) / 24
        assert sum(segment.share * segment.tasks[index] for segment in segments) == mean
        assert fargate_task_hours(services[index].load, MONTH, 60) == mean * 730
