"""The forms of a load, what they come to, and what makes no sense."""

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from ecsquote.faults.collected import input_error
from ecsquote.workload.load import LoadForm
from ecsquote.workload.service import Load, Runs
from support_workload import load

DAY = [2] * 9 + [10] * 8 + [2] * 7


class _Holder(BaseModel):
    load: LoadForm


def test_constant() -> None:
    assert load(tasks="4") == load(tasks=4) == load(tasks=4.0) == load(tasks="4.0") == Load(weekly=(4,))
    assert load(tasks=0) == Load(weekly=(0,))


def test_a_day_repeats_through_the_week() -> None:
    assert load(hourly_tasks=DAY) == Load(weekly=tuple(DAY * 7))
    week = [str(hour % 5) for hour in range(168)]
    assert load(hourly_tasks=week) == Load(weekly=tuple(hour % 5 for hour in range(168)))


def test_an_hour_may_be_a_mean() -> None:
    read = load(hourly_tasks=["2.25", *[3] * 22, "0.5"])
    assert read.weekly == (2, *[3] * 22, 0) * 7
    assert read.weekly_parts == (Fraction(1, 4), *[Fraction(0)] * 22, Fraction(1, 2)) * 7
    assert read.most_tasks == 3
    assert read.steady == Load(weekly=read.weekly)


def test_average() -> None:
    expected = Load(average_tasks=Fraction(9, 2), min_tasks=2, max_tasks=10)
    assert load(average_tasks="4.5", min_tasks=2, max_tasks=10) == expected
    assert load(average_tasks=4.5, min_tasks="2", max_tasks="10") == expected
    assert load(average_tasks="2", min_tasks=2, max_tasks=2).average_tasks == 2


def test_demand_rounds_up_within_the_limits() -> None:
    # 0 → 0 → 2 · 100 → 1 → 2 · 200 → 2 · 200.1 → 3 · 2000 → 20 · 2001 → 21 → 20
    demand = ["0", "100", 200, "200.1", "2000", "2001", *["0"] * 18]
    read = load(hourly_demand=demand, demand_per_task="100", min_tasks=2, max_tasks=20)
    assert read.weekly == (2, 2, 2, 3, 20, 20, *[2] * 18) * 7
    assert (read.min_tasks, read.max_tasks) == (2, 20)


def test_demand_is_divided_exactly() -> None:
    # 0.3 / 0.1 is 3 exactly; in floats it is 2.9999999999999996, and 0.7 / 0.1 is 6.999999999999999
    read = load(hourly_demand=["0.3", 0.7, *["0"] * 22], demand_per_task="0.1")
    assert read.weekly[:3] == (3, 7, 0)


def test_runs() -> None:
    assert load(runs_per_month="1000", seconds_per_run="48.1") == Load(runs=Runs(Fraction(1000), Fraction(481, 10)))
    assert load(runs_per_month="0.5", seconds_per_run=1).runs == Runs(Fraction(1, 2), Fraction(1))


@given(
    demand=st.lists(st.decimals(0, 10_000, places=3), min_size=24, max_size=24),
    each=st.decimals(Decimal("0.5"), 100, places=2),
    least=st.integers(0, 5),
)
def test_demand_against_integer_arithmetic(demand: list[Decimal], each: Decimal, least: int) -> None:
    read = load(hourly_demand=demand, demand_per_task=each, min_tasks=least)
    milli = int(each * 1000)
    assert read.weekly[:24] == tuple(max(least, -(-int(value * 1000) // milli)) for value in demand)


FORMS = "exactly one of tasks, hourly_tasks, average_tasks, hourly_demand, runs_per_month"
REFUSED: list[tuple[Any, str, str]] = [
    ({}, "/load", FORMS),
    ([], "/load", FORMS),
    (4, "/load", FORMS),
    ({"task": 4}, "/load", FORMS),
    ({"tasks": 4, "average_tasks": "4"}, "/load", FORMS),
    ({"tasks": "4.5"}, "/load/tasks", "average_tasks"),
    ({"tasks": -1}, "/load/tasks", "whole number"),
    ({"tasks": True}, "/load/tasks", "whole number"),
    ({"tasks": None}, "/load/tasks", "whole number"),
    ({"tasks": "١"}, "/load/tasks", "whole number"),
    ({"tasks": 1_000_001}, "/load/tasks", "at most 1000000"),
    ({"tasks": 10**300}, "/load/tasks", "whole number"),
    ({"tasks": 1e300}, "/load/tasks", "whole number"),
    ({"hourly_tasks": [1] * 23}, "/load/hourly_tasks", "24"),
    ({"hourly_tasks": [1] * 25}, "/load/hourly_tasks", "24 values (a day) or 168"),
    ({"hourly_tasks": [1] * 169}, "/load/hourly_tasks", "168"),
    ({"hourly_tasks": [*[1] * 23, "x"]}, "/load/hourly_tasks/23", "decimal number"),
    ({"hourly_tasks": [*[1] * 23, "-0.5"]}, "/load/hourly_tasks/23", "at least 0"),
    ({"hourly_tasks": [*[1] * 23, 1_000_001]}, "/load/hourly_tasks/23", "at most 1000000"),
    *[({"average_tasks": text}, "/load/average_tasks", "decimal number") for text in ("١٢", "１２", "௧", "1_000")],
    ({"hourly_tasks": "1"}, "/load/hourly_tasks", "a list"),
    ({"average_tasks": "NaN"}, "/load/average_tasks", "finite"),
    ({"average_tasks": "-1"}, "/load/average_tasks", "at least 0"),
    ({"average_tasks": "1000000.1"}, "/load/average_tasks", "at most 1000000"),
    ({"average_tasks": "1", "min_tasks": 2}, "/load/average_tasks", "at least min_tasks (2)"),
    ({"average_tasks": "5.1", "max_tasks": 5}, "/load/average_tasks", "at most max_tasks (5)"),
    ({"average_tasks": "5", "min_tasks": 6, "max_tasks": 4}, "/load/max_tasks", "at least min_tasks (6)"),
    ({"hourly_demand": ["1"] * 24}, "/load/demand_per_task", "required"),
    ({"hourly_demand": ["1"] * 24, "demand_per_task": 0}, "/load/demand_per_task", "more than 0"),
    ({"hourly_demand": ["-1", *["1"] * 23], "demand_per_task": 1}, "/load/hourly_demand/0", "at least 0"),
    ({"hourly_demand": ["1000001"] * 24, "demand_per_task": 1}, "/load/demand_per_task", "1000000 tasks"),
    ({"runs_per_month": "1"}, "/load/seconds_per_run", "required"),
    ({"runs_per_month": "-1", "seconds_per_run": 1}, "/load/runs_per_month", "at least 0"),
    ({"runs_per_month": "1", "seconds_per_run": 0}, "/load/seconds_per_run", "more than 0"),
    ({"runs_per_month": "1", "seconds_per_run": 31 * 86_400 + 1}, "/load/seconds_per_run", "at most"),
    ({"runs_per_month": "1e12", "seconds_per_run": 1}, "/load/runs_per_month", "at the same time"),
]


@pytest.mark.parametrize(("form", "pointer", "words"), REFUSED)
@pytest.mark.parametrize("with_document", [True, False])
def test_refused(form: Any, pointer: str, words: str, with_document: bool) -> None:
    document = {"load": form}
    with pytest.raises(ValidationError) as refused:
        _Holder.model_validate(document)
    error = input_error(refused.value, document, _Holder) if with_document else input_error(refused.value)
    assert [fault.pointer for fault in error.faults] == [pointer]
    assert words in error.faults[0].message


def test_a_field_of_another_form_is_refused() -> None:
    document = {"load": {"tasks": 4, "min_tasks": 1}}
    with pytest.raises(ValidationError) as refused:
        _Holder.model_validate(document)
    (fault,) = input_error(refused.value, document, _Holder).faults
    assert (fault.pointer, fault.message) == (
        "/load/min_tasks",
        "is not allowed together with the other fields given here",
    )


@given(tasks=st.integers(0, 1_000_000))
def test_the_form_as_understood_reads_the_same(tasks: int) -> None:
    first = _Holder.model_validate({"load": {"tasks": tasks}})
    dumped = first.model_dump(mode="json")
    assert dumped == {"load": {"tasks": str(tasks)}}
    assert _Holder.model_validate(dumped) == first


def test_limits_are_met_exactly() -> None:
    # 1,000,000 tasks all month are 1,000,000 × 31 × 24 × 60 runs of one minute
    runs = 1_000_000 * 31 * 24 * 60
    assert load(runs_per_month=runs, seconds_per_run=60).runs is not None
    with pytest.raises(ValidationError):
        load(runs_per_month=runs + 1, seconds_per_run=60)
    assert ceil(Fraction(runs * 60, 31 * 86_400)) == 1_000_000
