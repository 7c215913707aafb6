"""Where the cheapest option changes, against hand arithmetic and against every single value quoted."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.analysis.break_even import MAX_QUOTES, QUOTES_OF_MANY_LOADS, break_even
from ecsquote.calculator.analysis.requoting import read_analysed
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.analyses import BreakEven
from ecsquote.contract.axis import Axis
from ecsquote.errors import InputError
from support_analysis import PLAN, asked
from support_catalog import shipped_catalog
from support_small_catalog import PACKED, service

BOTH = ["FARGATE", "EC2_ON_DEMAND"]


def stretches(answer: BreakEven) -> list[tuple[int, int, str | None]]:
    assert answer.complete
    assert answer.quotes <= MAX_QUOTES
    return [
        (each.first, each.last, None if each.cheapest is None else each.cheapest.launch_option)
        for each in answer.stretches
    ]


def test_every_change_between_neighbours_is_found() -> None:
    # 1 vCPU and 3 GB: Fargate 0.04 + 3 × 0.004 = 0.052 a task; an m5.large holds two (2 vCPU) for 0.1 + 0.003 = 0.103
    request, catalog = asked(service(memory="3072"), launch_options=BOTH, fleet=PACKED)
    assert stretches(break_even(request, catalog, Axis.TASKS, up_to=4)) == [
        (1, 1, "FARGATE"),  # 0.052 against 0.103
        (2, 2, "EC2_ON_DEMAND"),  # 0.104 against 0.103
        (3, 3, "FARGATE"),  # 0.156 against 0.206
        (4, 4, "EC2_ON_DEMAND"),  # 0.208 against 0.206
    ]


def test_where_todays_option_is_overtaken() -> None:
    # the same prices; on Fargate Spot a task costs 0.01 + 3 × 0.001 = 0.013: the cheapest of all values
    options = [*BOTH, "FARGATE_SPOT"]
    request, catalog = asked(service(memory="3072"), launch_options=options, fleet=PACKED, current="FARGATE")
    answer = break_even(request, catalog, Axis.TASKS, up_to=4)
    assert stretches(answer) == [(1, 4, "FARGATE_SPOT")]
    assert answer.current is not None
    assert answer.current.launch_option == "FARGATE"
    assert {(each.option.launch_option, each.first, each.last) for each in answer.overtaken} == {
        ("FARGATE_SPOT", 1, 4),
        ("EC2_ON_DEMAND", 2, 2),
        ("EC2_ON_DEMAND", 4, 4),
    }


def test_of_many_different_hours_only_what_may_win_is_quoted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecsquote.calculator.analysis.requoting.MANY_LOADS", 0)
    options = [*BOTH, "FARGATE_SPOT"]
    request, catalog = asked(service(memory="3072"), launch_options=options, fleet=PACKED, current="FARGATE")
    answer = break_even(request, catalog, Axis.TASKS, up_to=64)
    # as the request is, one task: 0.013 on Fargate Spot, 0.052 on Fargate, 0.103 on EC2
    assert stretches(answer) == [(1, 64, "FARGATE_SPOT")]
    assert {option.launch_option for point in answer.points for option in point.options} == {"FARGATE", "FARGATE_SPOT"}
    assert answer.quotes <= QUOTES_OF_MANY_LOADS
    assert any("only Fargate Spot, Fargate are quoted again" in note for note in answer.notes)


def test_nothing_is_overtaken_where_today_is_not_known() -> None:
    request, catalog = asked(service(memory="3072"), launch_options=BOTH, fleet=PACKED)
    answer = break_even(request, catalog, Axis.TASKS, up_to=2)
    assert (answer.current, answer.overtaken) == (None, ())


def test_a_commitment_pays_from_so_many_hours_a_week() -> None:
    # On-Demand 0.048 × 730 × h/168; committed 0.036 × 730 whatever runs: equal at h = 168 × 0.75 = 126
    request, catalog = asked(service(), savings_plan={**PLAN, "hourly_commitment": "0.036"})
    answer = break_even(request, catalog, Axis.HOURS_PER_WEEK)
    plans = [each.cheapest and each.cheapest.savings_plan for each in answer.stretches]
    assert [(each.first, each.last) for each in answer.stretches] == [(1, 126), (127, 168)]
    assert plans == [None, "COMPUTE 1y NO_UPFRONT"]


def test_instances_pay_only_where_they_are_used() -> None:
    # 20 tasks: Fargate 1.04; ten m5.large 1.03, and with a hundredth of them idle eleven, 1.133
    request, catalog = asked(service(memory="3072", load={"tasks": 20}), launch_options=BOTH, fleet=PACKED)
    answer = break_even(request, catalog, Axis.CAPACITY_PERCENT)
    assert stretches(answer) == [(1, 99, "FARGATE"), (100, 100, "EC2_ON_DEMAND")]
    assert answer.service is None


def test_against_every_number_of_tasks_of_a_real_service() -> None:
    catalog = shipped_catalog()
    document: dict[str, Any] = {"region": "us-east-1", "services": [service()], "launch_options": BOTH, "fleet": PACKED}
    answer = break_even(read_analysed(document, catalog), catalog, Axis.TASKS, "web", 24)
    told = {
        tasks: each.cheapest and each.cheapest.launch_option
        for each in answer.stretches
        for tasks in range(each.first, each.last + 1)
    }
    assert told.keys() == set(range(1, 25))
    for tasks, option in told.items():
        each = {**document, "services": [service(load={"tasks": tasks})]}
        quote = price_request(read_request(each, catalog), catalog)
        assert quote.cheapest is not None
        assert quote.cheapest.launch_option == option, tasks


def test_the_figures_are_those_of_a_quote() -> None:
    request, catalog = asked(service())
    stretch = break_even(request, catalog, Axis.TASKS, up_to=5).stretches[0]
    assert stretch.cheapest is not None
    assert stretch.cheapest.monthly == Decimal("0.048") * 730


@pytest.mark.parametrize(("bound", "complete"), [(24, False), (60, True)])
def test_a_bound_on_quotes_is_kept_and_said(monkeypatch: pytest.MonkeyPatch, bound: int, complete: bool) -> None:
    # the change at 126 hours lies between 96 and 128: five more quotes than the 22 of the grid
    monkeypatch.setattr("ecsquote.calculator.analysis.break_even.MAX_QUOTES", bound)
    request, catalog = asked(service(), savings_plan={**PLAN, "hourly_commitment": "0.036"})
    answer = break_even(request, catalog, Axis.HOURS_PER_WEEK)
    assert answer.quotes <= bound
    assert answer.complete == complete


def test_an_axis_that_a_load_has_not() -> None:
    runs = service("night", load={"runs_per_month": 10, "seconds_per_run": 60})
    request, catalog = asked(service(), runs)
    with pytest.raises(InputError, match="give tasks"):
        break_even(request, catalog, Axis.HOURS_PER_WEEK, "night")
    with pytest.raises(InputError, match="not a service"):
        break_even(request, catalog, Axis.TASKS, "noon")
