"""Perfect packing: what no fleet can beat, checked by arithmetic and against the fleets that the planner finds."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.placement.perfect_packing import perfect_packing_hourly
from ecsquote.calculator.placement.planner import FleetPlanner, plan_fleet
from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.errors import OptionUnavailable
from support_optimum import optimum
from support_placement import candidate, group

OFFERS = [
    candidate("c5.large", 2, 3800, "0.085", 2),
    candidate("c5.xlarge", 4, 7700, "0.17", 3),
    candidate("m5.large", 2, 7800, "0.096", 2),
    candidate("m5.2xlarge", 8, 31000, "0.38", 9),
    candidate("r6g.large", 2, 15700, "0.1", 3, architectures=("ARM64",)),
]
ALL_MONTH = Decimal(1)
ROUNDING = Decimal("1E-9")


def tasks_of(index: int) -> st.SearchStrategy[TaskGroup]:
    return st.builds(
        lambda cpu, memory, awsvpc, distinct, arm: group(
            f"s{index}",
            1,
            cpu,
            memory,
            awsvpc=awsvpc,
            distinct_instance=distinct,
            cpu_architecture="ARM64" if arm else "X86_64",
        ),
        st.sampled_from([128, 256, 300, 512, 1024, 1700]),
        st.sampled_from([64, 500, 1024, 2000, 3700]),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([False, False, False, True]),
    )


SERVICES = st.integers(1, 4).flatmap(lambda count: st.tuples(*(tasks_of(index) for index in range(count))).map(list))
AGENT = group("agent", 0, 128, 200, daemon=True)
LOAD = st.lists(st.integers(0, 6), min_size=5, max_size=5)
MONTHS = st.sampled_from([1, 2, 6]).flatmap(lambda loads: st.lists(LOAD, min_size=loads, max_size=loads))
"""Six loads are too many for a bound of their own each."""


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(groups=SERVICES, month=MONTHS, agent=st.booleans())
def test_no_fleet_that_is_found_costs_less(groups: list[TaskGroup], month: list[list[int]], *, agent: bool) -> None:
    everything = [*groups, AGENT] if agent else groups
    demands = [load[: len(everything)] for load in month]
    bound = perfect_packing_hourly(everything, OFFERS, [(demand, ALL_MONTH / len(demands)) for demand in demands])
    planner = FleetPlanner(everything, OFFERS, FleetRules(), len(demands))
    mean = sum((planner.plan(demand).hourly for demand in demands), Decimal(0)) / len(demands)
    assert 0 <= bound <= mean + ROUNDING


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(SERVICES, st.lists(st.integers(1, 6), min_size=4, max_size=4))
def test_one_load_is_bounded_below_its_true_optimum_and_near_it(groups: list[TaskGroup], counts: list[int]) -> None:
    running = [
        replace(each, tasks=tasks, distinct_instance=False, cpu_architecture="X86_64")
        for each, tasks in zip(groups, counts, strict=False)
    ]
    offers = OFFERS[:4]
    fleet = plan_fleet(running, offers, FleetRules())
    best = optimum(running, offers, 5, float(fleet.hourly))
    bound = float(perfect_packing_hourly(running, offers, [([each.tasks for each in running], ALL_MONTH)]))
    assert best is not None
    assert bound <= best * (1 + 1e-9)
    assert bound >= 0.9 * float(fleet.lower_bound_hourly)


def one_service(loads: Sequence[tuple[int, str]], offers: Sequence[Candidate] = OFFERS[:3]) -> Decimal:
    return perfect_packing_hourly([group("web", 1, 1024, 3000)], offers, [([n], Decimal(share)) for n, share in loads])


def test_one_service_is_bounded_at_its_optimum_in_every_hour() -> None:
    """Two tasks fit on an m5.large (0.096), one on a c5.large (0.085), two on a c5.xlarge (0.17).

    5 tasks: 2 × 0.096 + 0.085 = 0.277; 1 task: 0.085. A quarter of the month 5, half of it 1, the rest none.
    """
    expected = Decimal("0.25") * Decimal("0.277") + Decimal("0.5") * Decimal("0.085")
    assert one_service([(5, "0.25"), (1, "0.5"), (0, "0.25")]) == pytest.approx(expected)


def test_a_task_costs_at_least_the_cheapest_instance_that_holds_it() -> None:
    """Seven loads of one small task or another: each hour an m5.large at 0.096, whatever share of it is used."""
    groups = [group("a", 1, 128, 5000), group("b", 1, 256, 5000)]
    loads = [([1, 0], Decimal("0.1")), ([0, 1], Decimal("0.2"))]
    loads += [([tasks, 0], Decimal(0)) for tasks in (2, 3, 4, 5, 6)]
    bound = perfect_packing_hourly(groups, [OFFERS[0], OFFERS[2]], loads)
    assert bound == pytest.approx(Decimal("0.3") * Decimal("0.096"), rel=Decimal("1E-6"))


def test_nothing_that_runs_costs_nothing() -> None:
    assert one_service([(0, "1")]) == perfect_packing_hourly([AGENT], OFFERS, [([0], ALL_MONTH)]) == 0


def test_a_task_that_fits_nowhere_is_named() -> None:
    with pytest.raises(OptionUnavailable, match="web"):
        perfect_packing_hourly([group("web", 1, 64 * 1024, 100)], OFFERS, [([1], ALL_MONTH)])
