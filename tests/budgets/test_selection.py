"""Which costs a budget counts: by workload, service, component, Region and launch option, together or each."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.workloads import Absent, Unpriced
from ecsquote.contract.budget_checks import BudgetResult, BudgetVerdict
from ecsquote.errors import InputError
from support_budgets import budgets, checked, priced, request, workload
from support_small_catalog import service

NOTHING_NAMED = "no launchType, capacityProviderStrategy or requiresCompatibilities"
SPOT = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
ANY = {"limit": {"amount": "1000000"}}


def result(budget: dict[str, Any], *workloads: Any) -> BudgetResult:
    """The only result of a budget."""
    (found,) = checked(ANY | budget, *workloads).budgets
    return found


def spent(budget: dict[str, Any], *workloads: Any) -> str:
    """What a budget counts, in USD; otherwise why it is unknown."""
    found = result(budget, *workloads)
    return str(found.checks[0].reason if found.spent is None else found.spent.normalize().__format__("f"))


def two_services(**definition: Any) -> dict[str, Any]:
    """web: 2 tasks, $48; worker: 5 tasks, $120."""
    services = [
        service("web", {"tasks": "2"}) | {"service_definition": definition.get("web", {})},
        service("worker", {"tasks": "5"}) | {"service_definition": definition.get("worker", {})},
    ]
    return request(services=services)


def test_without_a_filter_everything_is_added_up() -> None:
    assert spent({}, workload(request(1), name="a"), workload(request(2), name="b")) == "72"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("shop", "24"), ("shop-*", "48"), (["shop", "shop-*"], "72"), ("*", "72"), ("s?op", "24")],
)
def test_by_workload(pattern: object, expected: str) -> None:
    several = workload(request(1), name="shop"), workload(request(2), name="shop-eu")
    assert spent({"workload": pattern}, *several) == expected


def test_by_service() -> None:
    shop = workload(two_services())
    assert spent({"service": "web"}, shop) == "48"
    assert spent({"service": ["web", "worker"]}, shop) == "168"
    assert spent({"service": "w*"}, shop) == "168"


def test_by_component_and_service() -> None:
    """A public address is $0.005 × 500 hours = $2.50 a task."""
    public = {"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}}
    shop = workload(two_services(web=public))
    assert spent({}, shop) == "173"
    assert spent({"component": "public_ipv4"}, shop) == "5"
    assert spent({"component": ["public_ipv4", "fargate_compute"], "service": "web"}, shop) == "53"
    assert spent({"component": "public_ipv4", "service": "worker"}, shop) == "0"
    assert spent({"component": "nat_gateway"}, shop) == "0"


def test_by_region() -> None:
    """The workload moves away from another Region: there it costs nothing any more, here it is new."""
    before = priced(request(2))
    moved = replace(before, document={**before.document, "region": "eu-west-1"})
    shop = workload(request(1), moved)
    assert spent({}, shop) == "24"
    assert spent({"region": "us-east-1"}, shop) == "24"
    assert str(result({"region": "us-east-1", "change": {"amount": "1"}}, shop).base) == "0"
    assert str(result({"change": {"amount": "1"}}, shop).base) == "48"


def test_regions_of_several_currencies_are_not_checked_together() -> None:
    dollars = priced(request(1))
    yuan = replace(dollars, document={**dollars.document, "region": "cn-north-1", "currency": "CNY"})
    with pytest.raises(
        InputError, match="cn-north-1 in CNY and us-east-1 in USD cannot be checked together"
    ) as refused:
        result({}, workload(request(1), yuan))
    assert [fault.pointer for fault in refused.value.faults] == ["/budgets"]
    in_yuan = replace(workload(request(1)), head=yuan)
    assert checked(ANY, in_yuan).currency == "CNY"


def test_by_launch_option() -> None:
    shop = workload(request(10))
    assert spent({"launch_option": "FARGATE_SPOT"}, shop) == "60"
    assert "ECS Anywhere" in spent({"launch_option": "EXTERNAL"}, shop)


@pytest.mark.parametrize(
    ("definitions", "option", "chosen"),
    [
        ({}, "FARGATE", f"as what runs today is not known (web: {NOTHING_NAMED})"),
        ({"web": {"launchType": "FARGATE"}}, "FARGATE", f"as what runs today is not known (worker: {NOTHING_NAMED})"),
        ({"web": {"launchType": "FARGATE"}, "worker": {"launchType": "FARGATE"}}, "FARGATE", "what runs today"),
        ({"web": {"launchType": "EC2"}, "worker": {"launchType": "EC2"}}, "EC2_ON_DEMAND", "what runs today"),
        (
            {name: {"capacityProviderStrategy": SPOT} for name in ("web", "worker")},
            "FARGATE_SPOT",
            "what runs today",
        ),
        (
            {
                "web": {"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]},
                "worker": {"capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]},
            },
            "CAPACITY_PROVIDER_STRATEGY",
            "named by the services",
        ),
    ],
)
def test_without_one_the_launch_option_is_todays_else_fargate(
    definitions: dict[str, Any], option: str, chosen: str
) -> None:
    document = two_services(**definitions)
    budget = budgets(ANY | {"launch_option": None})
    for side in (priced(document), priced(document, *budget)):  # priced on everything, and on what is needed alone
        shop = workload(document)
        (found,) = check_budgets(budget, [type(shop)(shop.names, side)]).budgets[0].workloads
        assert (found.launch_option, found.launch_option_chosen) == (option, chosen)


def test_services_on_different_launch_types_are_not_guessed_at() -> None:
    document = two_services(web={"launchType": "FARGATE"}, worker={"launchType": "EC2"})
    reason = spent({"launch_option": None}, workload(document))
    assert "web on Fargate, worker on EC2 On-Demand" in reason
    assert spent({"launch_option": "FARGATE"}, workload(document)) == "168"


def test_the_only_option_asked_for_is_the_one() -> None:
    only = workload(request(10, launch_options=["FARGATE_SPOT"]))
    (found,) = result({"launch_option": None}, only).workloads
    chosen = "the only launch option of the request"
    assert (found.launch_option, found.launch_option_chosen) == ("FARGATE_SPOT", chosen)


def test_current_of_the_request_wins_and_is_priced_though_spot_is_left_out() -> None:
    budget = budgets(ANY | {"launch_option": None}, ANY | {"launch_option": "FARGATE_SPOT"})
    document = request(10, spot=False, current="FARGATE_SPOT")
    shop = workload(document)
    first, second = check_budgets(budget, [type(shop)(shop.names, priced(document, *budget))]).budgets
    # 10 tasks × $6 on Fargate Spot
    assert first.spent == second.spent == Decimal(60)
    assert first.workloads[0].launch_option_chosen == "what runs today"


def test_a_budget_on_spot_of_a_request_without_spot_has_no_figure() -> None:
    assert "spot is false" in spent({"launch_option": "FARGATE_SPOT"}, workload(request(10, spot=False)))


def test_spot_that_nobody_asked_for_is_not_what_counts() -> None:
    document = request(10, launch_options=["FARGATE", "FARGATE_SPOT"])
    both = budgets(ANY | {"launch_option": None}, ANY | {"launch_option": "EC2_ON_DEMAND"})
    shop = workload(document)
    found = check_budgets(both, [type(shop)(shop.names, priced(document, *both))]).budgets
    assert [each.workloads[0].launch_option for each in found] == ["FARGATE", "EC2_ON_DEMAND"]


def test_services_that_share_instances_have_no_bill_of_their_own() -> None:
    shop = workload(two_services())
    on_instances = {"launch_option": "EC2_ON_DEMAND"}
    assert "share capacity" in spent(on_instances | {"service": "web"}, shop)
    whole = spent(on_instances, shop)
    assert spent(on_instances | {"service": "w*"}, shop) == whole
    assert spent(on_instances | {"component": ["ec2_compute", "ebs_volume"]}, shop) == whole


def test_a_service_alone_has_its_instances() -> None:
    shop = workload(request(10))
    assert spent({"launch_option": "EC2_ON_DEMAND", "service": "web"}, shop) == spent(
        {"launch_option": "EC2_ON_DEMAND"}, shop
    )


def test_under_the_savings_plan() -> None:
    """The plan's rates are 0.03 and 0.003: 0.036 × 500 = $18 a task."""
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
    shop = workload(request(10, savings_plan=plan))
    assert spent({}, shop) == "240"
    assert spent({"savings_plan": True}, shop) == "180"
    assert spent({"savings_plan": True}, workload(request(10, savings_plans=[plan]))) == "180"
    assert spent({}, workload(request(10, savings_plans=[plan]))) == "240"
    assert "under a savings_plan" in spent({"savings_plan": True}, workload(request(10)))


def test_per_task_of_runs_is_per_run() -> None:
    """72 seconds, a fiftieth of an hour, of $0.048 an hour are $0.00096."""
    job = workload(request({"runs_per_month": "1000", "seconds_per_run": "72"}))
    assert spent({"per": "task"}, job) == "0.00096"


def test_per_task_needs_tasks_of_one_kind() -> None:
    services = [service("web", {"tasks": "2"}), service("job", {"runs_per_month": "10", "seconds_per_run": "60"})]
    mixed = workload(request(services=services))
    assert "not both" in spent({"per": "task"}, mixed)
    assert spent({"per": "task", "service": "web"}, mixed) == "24"
    apart = workload(request(1), name="a"), workload(request({"runs_per_month": "10", "seconds_per_run": "60"}))
    assert "not both" in spent({"per": "task"}, *apart)
    daemon = request(services=[service() | {"service_definition": {"schedulingStrategy": "DAEMON"}}])
    daemon["services"][0].pop("load")
    assert "every instance" in spent({"per": "task", "launch_option": "EC2_ON_DEMAND"}, workload(daemon))


def test_each_workload_by_itself() -> None:
    small, large = workload(request(1), name="a"), workload(request(3), name="b")
    found = checked({"each": "workload", "limit": {"amount": "24"}}, small, large)
    assert [(each.workload, each.verdict.value) for each in found.budgets] == [("a", "within"), ("b", "exceeded")]
    assert found.verdict is BudgetVerdict.EXCEEDED


def test_moved_to_another_name_it_stays_within_the_total() -> None:
    """A rename is a removed workload and a new one: together nothing changed."""
    moved = workload(request(10), Absent(), "new name"), workload(request(10), name="old name")
    gone = type(moved[1])(("old name",), Absent(), moved[1].head)
    assert checked({"change": {"percent": "0"}}, moved[0], gone).verdict is BudgetVerdict.WITHIN


def test_what_is_priced_may_be_too_much_already() -> None:
    known, unknown = workload(request(10), name="a"), type(workload(request()))(("b",), Unpriced("no price"))
    found = checked({"limit": {"amount": "239"}}, known, unknown)
    assert found.verdict is BudgetVerdict.EXCEEDED
    assert found.budgets[0].checks[0].reason == "at least this much; b: no price"
    assert checked({"limit": {"amount": "240"}}, known, unknown).verdict is BudgetVerdict.UNPRICED
    assert checked({"per": "task", "limit": {"amount": "1"}}, known, unknown).verdict is BudgetVerdict.UNPRICED


def test_a_workload_without_a_price_or_a_budget_is_told() -> None:
    broken = workload(request(usage={"efs": {"stored_gb": "1"}}), name="broken")
    found = checked(ANY | {"workload": "shop"}, workload(request(1)), broken)
    assert found.verdict is BudgetVerdict.UNPRICED
    assert "AmazonEFS" in found.unpriced_workloads["broken"]
    assert found.unbudgeted_workloads == ("broken",)


def test_a_budget_that_selects_nothing_is_told() -> None:
    found = check_budgets(budgets(ANY, ANY | {"workload": "chekout"}), [workload(request(1))])
    assert found.unused_budgets == ("budget 1",)
    with pytest.raises(InputError, match="no budget selects any workload"):
        checked(ANY | {"workload": "chekout"}, workload(request(1)))


def test_the_lines_that_grew_come_first() -> None:
    lines = checked({"change": {"percent": "10"}}, workload(request(13), request(10))).budgets[0].lines
    # 3 tasks × 500 hours × $0.04 a vCPU-hour, and × 2 GB × $0.004
    assert [(line.description.split(",")[0], line.change) for line in lines] == [
        ("Fargate vCPU", Decimal(60)),
        ("Fargate memory", Decimal(12)),
    ]
