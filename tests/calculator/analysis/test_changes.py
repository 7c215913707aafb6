"""What-if, sensitivity and ranges: every figure is that of a quote, checked by hand in the small world."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.analysis.changes import next_size_down, next_size_up
from ecsquote.calculator.analysis.range_bills import range_bills
from ecsquote.calculator.analysis.requoting import MAX_SERVICES, Requoter, read_analysed
from ecsquote.calculator.analysis.sensitivity import MAX_INPUTS, sensitivity
from ecsquote.calculator.analysis.what_if import what_if
from ecsquote.calculator.capacity_lines import PLANNERS
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import CapacityPlan, Situation
from ecsquote.contract.analyses import TriedChange
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.workload.capacity import Capacity
from ecsquote.workload.task_definition import parse_task_definition
from support_analysis import asked
from support_catalog import shipped_catalog
from support_small_catalog import PACKED, service

TASK = Decimal("0.048") * 730  # 1 vCPU and 2 GB: 0.04 + 2 × 0.004 an hour


def outcome(changes: tuple[TriedChange, ...], change: str) -> TriedChange:
    return next(each for each in changes if each.change == change)


def test_each_change_is_quoted_by_itself() -> None:
    request, catalog = asked(service())
    answer = what_if(request, catalog, ["eu-west-1"])
    assert answer.quotes == 1 + 5
    # ARM: 0.03 + 2 × 0.003 = 0.036; half the size: 0.024; the world has one Region
    assert outcome(answer.changes, "arm64").saves_monthly == TASK - Decimal("0.036") * 730
    assert outcome(answer.changes, "next_size_down").saves_monthly == TASK / 2
    assert outcome(answer.changes, "next_size_up").saves_monthly == -TASK
    assert outcome(answer.changes, "eni_trunking").saves_monthly == 0
    moved = outcome(answer.changes, "region:eu-west-1")
    assert moved.saves_monthly is None
    assert moved.unavailable_reason
    assert answer.changes[0].change == "next_size_down"


def test_a_region_of_another_currency_saves_nothing() -> None:
    request, catalog = asked(service())
    moved = outcome(what_if(request, catalog, ["cn-north-1"]).changes, "region:cn-north-1")
    assert (moved.saves_monthly, moved.options) == (None, ())
    assert moved.unavailable_reason == "cn-north-1 is priced in CNY and us-east-1 in USD; compare them apart"


def test_trunking_puts_more_tasks_on_an_instance() -> None:
    # eight tasks of 0.25 vCPU: two an m5.large for want of ENIs, with trunking all eight on one
    small = service(load={"tasks": 8}, cpu="256", memory="512")
    request, catalog = asked(small, launch_options=["EC2_ON_DEMAND"], fleet=PACKED)
    instance = Decimal("0.1") * 730 + 30 * Decimal("0.073")
    assert outcome(what_if(request, catalog).changes, "eni_trunking").saves_monthly == 3 * instance


def test_a_change_is_compared_on_todays_option_where_that_is_known() -> None:
    # ARM on Fargate: 0.036 against 0.048; Fargate Spot, the cheapest, is not what runs
    request, catalog = asked(service(), launch_options=["FARGATE", "FARGATE_SPOT"], current="FARGATE")
    answer = what_if(request, catalog)
    assert answer.current is not None
    assert (answer.current.launch_option, answer.current.monthly) == ("FARGATE", TASK)
    arm = outcome(answer.changes, "arm64")
    assert arm.saves_monthly == TASK - Decimal("0.036") * 730
    assert arm.current is not None
    assert arm.current.monthly == Decimal("0.036") * 730


def test_sensitivity_and_range_are_about_what_runs_today() -> None:
    request, catalog = asked(service(), launch_options=["FARGATE", "FARGATE_SPOT"], current="FARGATE")
    assert sensitivity(request, catalog).option.launch_option == "FARGATE"
    found = range_bills(request, catalog)
    assert found.current is not None
    assert found.current.monthly == TASK


def test_capacity_is_planned_once_for_quotes_in_which_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[LaunchOption] = []
    real = PLANNERS[Capacity.FARGATE]

    def watched(option: LaunchOption, situation: Situation) -> CapacityPlan:
        planned.append(option)
        return real(option, situation)

    monkeypatch.setattr("ecsquote.calculator.capacity_lines.PLANNERS", {**PLANNERS, Capacity.FARGATE: watched})
    usage = {"logs": {"ingested_gb": "10", "stored_gb": "5"}}
    catalog = shipped_catalog()
    document = {"region": "us-east-1", "services": [service()], "usage": usage, "launch_options": ["FARGATE"]}
    request = read_analysed(document, catalog)
    answer = sensitivity(request, catalog)
    # the request, and its load lower and higher; the logs move without a plan of their own
    assert len(planned) == 3
    assert answer.quotes == 1 + 2 * 3
    (ingested,) = [each for each in answer.inputs if each.input == "logs ingested_gb"]
    assert ingested.higher.difference


def test_a_copy_of_a_request_keeps_what_managed_instances_do_by_themselves() -> None:
    request, catalog = asked(service(), fleet={"burstable": False})
    copy = read_analysed(Requoter(request, catalog).document(), catalog)
    assert copy.fleet.model_fields_set == {"burstable"}
    assert copy.fleet.of_managed_instances().availability_zones == 3


def test_trunking_is_not_tried_where_all_tasks_are_windows() -> None:
    windows = service(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})
    request, catalog = asked(windows)
    assert "eni_trunking" not in [change.change for change in what_if(request, catalog).changes]


@pytest.mark.parametrize(
    ("cpu", "memory", "smaller"),
    [
        ("1024", "2048", (512, 1024)),
        ("1024", "3072", (512, 1024)),  # half of it is not a size; the next below it
        ("4096", "30720", (2048, 15360)),
        ("8192", "16384", (4096, 8192)),
        ("256", "1024", (256, 512)),
        ("256", "512", None),
    ],
)
def test_the_next_size_down(cpu: str, memory: str, smaller: tuple[int, int] | None) -> None:
    task = parse_task_definition(service(cpu=cpu, memory=memory)["task_definition"])
    assert next_size_down(task) == smaller


@pytest.mark.parametrize(
    ("cpu", "memory", "larger"),
    [
        ("256", "512", (512, 1024)),
        ("512", "3072", (1024, 6144)),
        ("4096", "30720", (8192, 61440)),
        ("8192", "16384", (16384, 32768)),
        ("16384", "40960", (32768, 122880)),  # 81920 MiB is not a size; the next above it
        ("32768", "61440", (32768, 122880)),
        ("32768", "249856", None),
    ],
)
def test_the_next_size_up(cpu: str, memory: str, larger: tuple[int, int] | None) -> None:
    task = parse_task_definition(service(cpu=cpu, memory=memory)["task_definition"])
    assert next_size_up(task) == larger


def test_each_task_that_can_be_smaller_is() -> None:
    full = {"name": "app", "image": "app:1", "essential": True, "memory": 2048}
    request, catalog = asked(service("full", containerDefinitions=[full]), service("loose"))
    assert outcome(what_if(request, catalog).changes, "next_size_down").saves_monthly == TASK / 2


def test_containers_that_need_their_size_are_not_made_smaller() -> None:
    full = {"name": "app", "image": "app:1", "essential": True, "memory": 2048}
    request, catalog = asked(service(containerDefinitions=[full]))
    assert outcome(what_if(request, catalog).changes, "next_size_down").saves_monthly is None


def test_the_input_that_moves_the_bill_most_comes_first() -> None:
    request, catalog = asked(
        service("few", load={"tasks": 1}),
        service("many", load={"tasks": 20}),
        service("mean", load={"average_tasks": "2.5", "min_tasks": 2, "max_tasks": 3}),
    )
    answer = sensitivity(request, catalog)
    # 20 ± 2 tasks are 10 %: 2 × 35.04 / 10; 2.5 ± 0.25: 0.25 × 35.04 / 10; 1 ± 1 task is 100 %
    assert [each.input for each in answer.inputs] == ["many: tasks", "mean: average_tasks", "few: tasks"]
    many, mean, few = answer.inputs
    assert (many.lower.value, many.higher.value) == ("18", "22")
    assert many.monthly_per_percent == 2 * TASK / 10
    assert mean.higher.difference == TASK / 4
    assert mean.monthly_per_percent == TASK / 40
    assert few.monthly_per_percent == TASK / 100
    assert few.lower.percent == Decimal(-100)
    assert few.lower.difference == -TASK
    assert answer.quotes == 1 + 2 * 3


def test_hours_and_runs_move_too() -> None:
    day = [1] * 12 + [3] * 12
    request, catalog = asked(
        service("day", load={"hourly_tasks": day}),
        service("runs", load={"runs_per_month": 1000, "seconds_per_run": 3600}),
    )
    by_name = {each.input: each for each in sensitivity(request, catalog).inputs}
    # up: 2 and 4 tasks, + 1 on average; down: 0 and 2
    assert by_name["day: hourly_tasks"].higher.difference == TASK
    assert by_name["day: hourly_tasks"].lower.percent == -50
    # 100 runs of an hour more
    assert by_name["runs: runs_per_month"].higher.difference == 100 * Decimal("0.048")


def test_deployments_move_the_bill() -> None:
    # 73 × 10 minutes are 730: a sixtieth of the month, in which one task more runs; a tenth of that is 1/600
    web = service() | {"deployments": {"per_month": 73, "minutes_each": 10}}
    request, catalog = asked(web)
    by_name = {each.input: each for each in sensitivity(request, catalog).inputs}
    for name in ("web: deployments per_month", "web: deployments minutes_each"):
        moved = by_name[name].higher.difference
        assert moved is not None
        assert abs(moved - TASK / 600) < Decimal("1e-9")


def test_one_option_is_looked_at() -> None:
    request, catalog = asked(service(), launch_options=None)
    assert sensitivity(request, catalog).option.launch_option == "FARGATE_SPOT"
    assert sensitivity(request, catalog, LaunchOption.FARGATE).option.monthly == TASK
    with pytest.raises(OptionUnavailable, match="external"):
        sensitivity(request, catalog, LaunchOption.EXTERNAL)


def test_inputs_beyond_the_bound_are_counted() -> None:
    request, catalog = asked(*(service(f"s{at}") for at in range(MAX_INPUTS + 2)))
    answer = sensitivity(request, catalog)
    assert (len(answer.inputs), answer.left_out) == (MAX_INPUTS, 2)
    assert answer.quotes == 1 + 2 * MAX_INPUTS


def test_the_bill_at_both_ends_of_a_range() -> None:
    request, catalog = asked(
        service("web", load={"average_tasks": "4.5", "min_tasks": 2, "max_tasks": 10}),
        service("day", load={"hourly_tasks": [1] * 12 + [3] * 12}),
        service("fixed", load={"tasks": 1}),
        launch_options=["FARGATE", "FARGATE_SPOT"],
    )
    answer = range_bills(request, catalog)
    assert answer.services == ("web", "day")
    row = next(each for each in answer.options if each.average.launch_option == "FARGATE")
    assert row.minimum.monthly == (2 + 1 + 1) * TASK
    assert row.average.monthly == (Decimal("4.5") + 2 + 1) * TASK
    assert row.maximum.monthly == (10 + 3 + 1) * TASK
    assert not row.notes
    spot = next(each for each in answer.options if each.average.launch_option == "FARGATE_SPOT")
    assert "no price history" in spot.notes[0]


def test_too_many_services_are_refused() -> None:
    def services(count: int) -> Iterator[dict[str, Any]]:
        return (service(f"s{at}") for at in range(count))

    asked(*services(MAX_SERVICES))
    with pytest.raises(InputError) as refused:
        asked(*services(MAX_SERVICES + 1))
    assert refused.value.faults[0].pointer == "/services"
