"""The commitment that is found for a load whose hours are not known: what surely runs in every hour, and no more."""

from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.calculator.analysis.commitment_curve import commitments
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import Catalog, SavingsPlanTerms
from support_catalog import fixed_catalog
from support_small_catalog import PACKED, instance_type, quote, row, service, small_catalog

PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
TASK = Decimal("0.04") + 2 * Decimal("0.004")
COVERED = Decimal("0.03") + 2 * Decimal("0.003")
"""One hour of a task of 1 vCPU and 2 GB on Fargate, On-Demand and under the plan."""
ROOT = 30 * Decimal("0.073")
RANGE = {"average_tasks": "4.5", "min_tasks": 2, "max_tasks": 10}
RUNS = {"runs_per_month": "7300", "seconds_per_run": "3600"}  # ten at a time on average


def under_plan(option: str = "FARGATE", *, commitment: str | None = None, **loads: dict[str, Any]) -> dict[str, Any]:
    """The row of an option under the plan, one service a load."""
    services = [service(name, load) for name, load in loads.items()]
    document = quote(
        {
            "services": services,
            "savings_plan": {**PLAN, "hourly_commitment": commitment},
            "launch_options": [option],
            "fleet": PACKED,
        }
    )
    return row(document, option, plan=True)


def committed(option: dict[str, Any]) -> Decimal:
    assert option["available"], option["unavailable_reason"]
    return Decimal(option["savings_plan"]["hourly_commitment"])


def test_an_autoscaled_range_commits_to_its_minimum_and_pays_the_rest_on_demand() -> None:
    option = under_plan(web=RANGE)
    assert committed(option) == 2 * COVERED
    assert Decimal(option["monthly"]) == 730 * (2 * COVERED + Decimal("2.5") * TASK)
    assert "web: the steady part of an autoscaled range is its min_tasks" in option["assumptions"]


@pytest.mark.parametrize(("load", "tasks"), [
    ({"average_tasks": "4.5"}, 4),  # all that is known
    ({"average_tasks": "4.5", "max_tasks": 9}, 4),
    ({"average_tasks": "4.5", "min_tasks": 4}, 4),
    ({"average_tasks": "4", "min_tasks": 4}, 4),
    ({"average_tasks": "4", "min_tasks": 1}, 1),
    ({"hourly_demand": [0] * 12 + [50] * 12, "demand_per_task": "10", "min_tasks": 1}, 1),
    ({"hourly_tasks": [3] * 12 + [5] * 12}, 3),
    ({"tasks": "3"}, 3),
])  # fmt: skip
def test_what_every_hour_surely_runs(load: dict[str, Any], tasks: int) -> None:
    option = under_plan(web=load)
    assert committed(option) == tasks * COVERED
    without_minimum = "average_tasks" in load and "min_tasks" not in load
    told = "web: without min_tasks, the average is assumed to run in every hour, rounded down"
    assert (told in option["assumptions"]) is without_minimum


@pytest.mark.parametrize("load", [RUNS, {"average_tasks": "4.5", "min_tasks": 0}])
def test_where_nothing_surely_runs_the_row_says_so_and_costs_what_it_does_without_a_plan(load: dict[str, Any]) -> None:
    option = under_plan(web=load)
    assert committed(option) == 0
    assert any("so the commitment is 0" in text for text in option["assumptions"])
    tasks = 10 if load is RUNS else Decimal("4.5")
    assert Decimal(option["monthly"]) == 730 * tasks * TASK
    assert ("web: runs have no steady part, as their hours are not known" in option["assumptions"]) is (load is RUNS)


def test_services_add_up_each_with_its_own_steady_part() -> None:
    option = under_plan(web=RANGE, batch=RUNS, api={"hourly_tasks": [1] * 6 + [3] * 18})
    assert committed(option) == (2 + 0 + 1) * COVERED


def test_on_instances_it_is_the_fleet_that_is_left_at_the_minimum() -> None:
    # two tasks an m5.large (ENIs): 2 tasks need one at 0.07 under the plan; 4 or 5 need two or three at 0.1
    option = under_plan("EC2_ON_DEMAND", web=RANGE)
    assert committed(option) == Decimal("0.07")
    instances = (2 + 3) / Decimal(2)  # half of each hour either
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.07") + (instances - 1) * Decimal("0.1")) + instances * ROOT
    # a second range fills the same instance: 1 + 1 tasks
    both = under_plan("EC2_ON_DEMAND", web={**RANGE, "min_tasks": 1}, api={**RANGE, "min_tasks": 1})
    assert committed(both) == Decimal("0.07")
    assert committed(under_plan("EC2_ON_DEMAND", web=RUNS)) == 0


@pytest.mark.parametrize("family", ["c5", "m5"])
def test_a_plan_of_one_family_loses_nothing_where_the_minimum_runs_on_another(family: str) -> None:
    # One task: a c5.large at 0.06. Two: an m5.large at 0.1, not two c5.large at 0.12. Three: one of each at 0.16.
    # Of 2.5 tasks on average every other hour has the c5.large, and the minimum of one task never has the m5.large.
    plan = {"type": "EC2_INSTANCE", "instance_family": family, "term_years": 1, "payment_option": "NO_UPFRONT"}
    load = {"average_tasks": "2.5", "min_tasks": 1}
    catalog = two_families()
    document = {
        "region": "us-east-1",
        "services": [service("web", load)],
        "savings_plan": plan,
        "launch_options": ["EC2_ON_DEMAND"],
        "fleet": PACKED,
    }
    document = quote_document(price_request(read_request(document, catalog), catalog))
    option = row(document, "EC2_ON_DEMAND", plan=True)
    assert committed(option) == 0
    assert not [text for text in option["warnings"] if "unused and lost" in text]
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.1") + Decimal("0.06") / 2) + Decimal("1.5") * ROOT


def two_families() -> Catalog:
    """A c5.large that carries one task, an m5.large that carries two."""
    prices = {"c5.large": ("0.06", "0.04"), "m5.large": ("0.1", "0.07")}
    terms = SavingsPlanTerms("EC2_INSTANCE", 1, "NO_UPFRONT")
    catalog = fixed_catalog(
        {
            meters.ebs_volume_gb("gp3"): "0.073",
            **{meters.instance_hours(name, "LINUX"): price for name, (price, _) in prices.items()},
        },
        instance_types=[instance_type("c5.large", 2, 4096, 1, None), instance_type("m5.large", 2, 8192, 2, None)],
        plan_prices={(terms, meters.instance_hours(name, "LINUX")): paid for name, (_, paid) in prices.items()},
    )
    return cast("Catalog", catalog)  # frozen, which the protocol's plain attributes do not foresee


def test_a_commitment_that_is_given_stays_and_says_how_the_load_is_taken() -> None:
    option = under_plan(web=RANGE, commitment="0.09")
    assert committed(option) == Decimal("0.09")
    # 0.09 ÷ 0.036 = 2.5 tasks in every hour
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.09") + 2 * TASK)
    assert [
        text for text in option["assumptions"] if "the average number of tasks is assumed to use the commitment" in text
    ]
    assert not [text for text in under_plan(web=RANGE)["assumptions"] if "the average number of tasks" in text]


def test_the_curve_of_commitments_takes_the_same_steady_part() -> None:
    catalog = small_catalog()
    document = {"region": "us-east-1", "services": [service("web", RANGE)], "launch_options": ["FARGATE"]}
    (curve,) = commitments(read_request({**document, "savings_plan": PLAN}, catalog), catalog).curves
    assert curve.steady is not None
    assert curve.steady.hourly_commitment == 2 * COVERED
    assert curve.steady.monthly == 730 * (2 * COVERED + Decimal("2.5") * TASK)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 24)), min_size=1, max_size=3),
    st.sampled_from(["FARGATE", "EC2_ON_DEMAND", "MANAGED_INSTANCES"]),
)
def test_it_is_that_of_the_minimum_all_month(ranges: list[tuple[int, int]], option: str) -> None:
    loads: dict[str, Any] = {
        f"s{at}": {"average_tasks": str(Decimal(4 * low + more) / 4), "min_tasks": low}
        for at, (low, more) in enumerate(ranges)
    }
    found = committed(under_plan(option, **loads)) if any(4 * low + more for low, more in ranges) else Decimal(0)
    if any(low for low, _ in ranges):
        constant: dict[str, Any] = {f"s{at}": {"tasks": str(low)} for at, (low, _) in enumerate(ranges)}
        assert found == committed(under_plan(option, **constant))
    else:
        assert found == 0
