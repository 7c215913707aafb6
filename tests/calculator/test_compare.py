"""Whole quotes in a small world, each figure added up by hand."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.errors import InputError
from support_small_catalog import PACKED, quote, row, service

PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}


def monthly(option: dict[str, Any], component: str | None = None) -> Decimal:
    assert option["available"], option["unavailable_reason"]
    if component is None:
        return Decimal(option["monthly"])
    lines = [line for line in option["line_items"] if line["component"] == component]
    return sum((Decimal(line["monthly"]) for line in lines), Decimal(0))


def test_fargate_is_vcpu_and_gb_for_the_month() -> None:
    option = row(quote({"services": [service(load={"tasks": 3})]}), "FARGATE")
    assert monthly(option) == 3 * 730 * (Decimal("0.04") + 2 * Decimal("0.004"))
    assert Decimal(option["hourly"]) == 3 * Decimal("0.048")
    assert Decimal(option["annual"]) == 12 * Decimal(option["monthly"])


def test_the_cheapest_comes_first_and_is_named() -> None:
    document = quote({"services": [service()]})
    available = [option for option in document["options"] if option["available"]]
    assert available[0]["launch_option"] == "FARGATE_SPOT"
    assert document["cheapest"] == {
        "launch_option": "FARGATE_SPOT",
        "cpu_architecture": "X86_64",
        "savings_plan": None,
        "savings_plans": [],
    }
    assert not any(option["available"] for option in document["options"][len(available) :])


def test_ec2_is_instances_and_root_volumes() -> None:
    # awsvpc without trunking: two tasks an m5.large; 5 tasks → 3 instances, each with 30 GB of gp3
    option = row(quote({"services": [service(load={"tasks": 5})]}), "EC2_ON_DEMAND")
    assert monthly(option, "ec2_compute") == 3 * 730 * Decimal("0.1")
    assert monthly(option, "ebs_volume") == 3 * 30 * Decimal("0.073")
    assert sum(group["count"] for group in option["placement"]["instances"]) == 3


def test_managed_instances_add_their_fee() -> None:
    option = row(quote({"services": [service()]}), "MANAGED_INSTANCES")
    assert monthly(option, "ec2_compute") == 730 * Decimal("0.1")
    assert monthly(option, "managed_instances_fee") == 730 * Decimal("0.012")


def test_burstable_instances_bill_surplus_credits() -> None:
    # t3.large: baseline 30 % of 2 vCPUs, 0.6; a task that uses 80 % of its 1 vCPU runs 0.2 vCPU above it
    fleet = {"profile": "cheapest", "instance_types": ["t3.large"], "average_cpu_percent": "80"}
    option = row(quote({"services": [service()], "fleet": fleet}), "EC2_ON_DEMAND")
    credits_hourly = (Decimal("0.8") - Decimal("0.6")) * Decimal("0.05")
    assert monthly(option, "ec2_cpu_credits") == 730 * credits_hourly
    # the bound counts them as the fleet's cost does: the one instance, its credits and 30 GB at 0.073 a month
    assert Decimal(option["placement"]["lower_bound_hourly"]) == Decimal("0.08") + credits_hourly + Decimal("0.003")
    assert option["placement"]["gap_percent"] == "0"


@pytest.mark.parametrize("percent", ["0", "60"])
def test_no_surplus_up_to_the_baseline(percent: str) -> None:
    fleet = {"instance_types": ["t3.large"], "average_cpu_percent": percent}
    option = row(quote({"services": [service()], "fleet": fleet}), "EC2_ON_DEMAND")
    assert monthly(option, "ec2_cpu_credits") == 0


def test_tasks_use_all_that_they_reserve_unless_the_request_says_otherwise() -> None:
    # 1 vCPU reserved on a t3.large, whose baseline is 2 × 30 %: 0.4 vCPU of surplus at 0.05
    option = row(quote({"services": [service()], "fleet": {"instance_types": ["t3.*"]}}), "EC2_ON_DEMAND")
    assert monthly(option, "ec2_cpu_credits") == 730 * (1 - Decimal("0.6")) * Decimal("0.05")


def test_bursting_types_can_be_left_out_even_when_named() -> None:
    document = quote({"services": [service()], "fleet": {"instance_types": ["t3.*"], "burstable": False}})
    refused = row(document, "EC2_ON_DEMAND")
    assert not refused["available"]
    assert "burstable is false" in refused["unavailable_reason"]


def test_external_bills_each_instance_by_the_whole_hour() -> None:
    request = {"services": [service(networkMode="bridge")], "external": {"instances": 2, "hours": "10.2"}}
    assert monthly(row(quote(request), "EXTERNAL")) == 2 * 11 * Decimal("0.01025")


def test_a_strategy_splits_by_base_and_weight() -> None:
    web = service(load={"tasks": 10})
    web["service_definition"] = {
        "capacityProviderStrategy": [
            {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ]
    }
    option = row(quote({"services": [web]}), "CAPACITY_PROVIDER_STRATEGY")
    assert monthly(option) == 730 * (4 * Decimal("0.048") + 6 * Decimal("0.012"))


def test_a_strategy_on_own_instances_is_priced_on_them() -> None:
    web = service(load={"tasks": 4})
    web["service_definition"] = {"capacityProviderStrategy": [{"capacityProvider": "my-asg", "weight": 1}]}
    option = row(quote({"services": [web], "fleet": PACKED}), "CAPACITY_PROVIDER_STRATEGY")
    assert monthly(option, "ec2_compute") == 730 * 2 * Decimal("0.1")
    assert any("my-asg" in text for text in option["assumptions"])


def test_architectures_are_priced_beside_each_other() -> None:
    document = quote({"services": [service()], "cpu_architectures": ["X86_64", "ARM64"]})
    assert monthly(row(document, "FARGATE", architecture="ARM64")) == 730 * (Decimal("0.03") + 2 * Decimal("0.003"))
    assert monthly(row(document, "FARGATE", architecture="X86_64")) == 730 * Decimal("0.048")
    assert not row(document, "EC2_ON_DEMAND", architecture="ARM64")["available"]


def test_what_one_service_leaves_another_uses() -> None:
    # by day ten tasks and none, by night none and ten: ten tasks at any hour, 0.03 + 2 × 0.003 an hour each in the plan
    first, second = ({"hourly_tasks": [10] * 12 + [0] * 12}, {"hourly_tasks": [0] * 12 + [10] * 12})
    services = [service("a", first), service("b", second)]
    document = quote({"services": services, "launch_options": ["FARGATE"], "savings_plan": PLAN})
    option = row(document, "FARGATE", plan=True)
    assert Decimal(option["savings_plan"]["hourly_commitment"]) == 10 * Decimal("0.036")
    assert monthly(option) == monthly(option, "savings_plan") == 730 * 10 * Decimal("0.036")


def test_the_steady_part_is_committed_and_the_rest_stays_on_demand() -> None:
    # 2 tasks for 16 hours a day, 5 for 8: the commitment covers 2 all month; 3 × 1/3 of 730 h stay On-Demand
    load = {"hourly_tasks": [2] * 16 + [5] * 8}
    document = quote({"services": [service(load=load)], "savings_plan": PLAN, "launch_options": ["FARGATE"]})
    option = row(document, "FARGATE", plan=True)
    assert monthly(option, "savings_plan") == 730 * 2 * (Decimal("0.03") + 2 * Decimal("0.003"))
    on_demand = monthly(option, "fargate_compute")
    assert abs(on_demand - 3 * Decimal(730) / 3 * Decimal("0.048")) < Decimal("1e-9")
    assert option["savings_plan"]["hourly_commitment"] == "0.072"


@pytest.mark.parametrize("made_for", ["FARGATE", "EC2", "MANAGED_INSTANCES"])
def test_what_a_definition_made_for_another_launch_type_would_have_to_say(made_for: str) -> None:
    rows = {"FARGATE": "FARGATE", "EC2_ON_DEMAND": "EC2", "MANAGED_INSTANCES": "MANAGED_INSTANCES"}
    document = quote({"services": [service(requiresCompatibilities=[made_for])], "launch_options": list(rows)})
    for option, compatibility in rows.items():
        said = [text for text in row(document, option)["assumptions"] if "requiresCompatibilities" in text]
        would = f"web: requiresCompatibilities would name {compatibility}"
        assert said == ([] if compatibility == made_for else [would])


def test_on_external_instances_a_definition_made_for_ec2_would_name_external() -> None:
    bridge = service(networkMode="bridge", requiresCompatibilities=["EC2"])
    document = quote({"services": [bridge], "launch_options": ["EXTERNAL"], "external": {"instances": 1}})
    assert "web: requiresCompatibilities would name EXTERNAL" in row(document, "EXTERNAL")["assumptions"]


def test_a_month_has_at_most_744_hours() -> None:
    assert quote({"services": [service()], "hours_per_month": "744"})["hours_per_month"] == "744"
    with pytest.raises(InputError) as refused:
        quote({"services": [service()], "hours_per_month": "744.1"})
    assert [(fault.pointer, fault.message) for fault in refused.value.faults] == [
        ("/hours_per_month", 'must be at most 744, not "744.1"')
    ]


def test_a_commitment_over_the_usage_is_paid_whole_and_said() -> None:
    plan = {**PLAN, "hourly_commitment": "1"}
    option = row(quote({"services": [service()], "savings_plan": plan}), "FARGATE", plan=True)
    assert monthly(option) == 730
    assert any("unused" in text for text in option["warnings"])


def test_a_plan_covers_instances_but_no_fee_no_volume_no_spot() -> None:
    document = quote({"services": [service()], "savings_plan": PLAN})
    managed = row(document, "MANAGED_INSTANCES", plan=True)
    assert monthly(managed, "savings_plan") == 730 * Decimal("0.07")
    assert monthly(managed, "managed_instances_fee") == 730 * Decimal("0.012")
    assert monthly(managed, "ebs_volume") == 30 * Decimal("0.073")
    assert not row(document, "EC2_SPOT", plan=True)["available"]
    assert not row(document, "FARGATE_SPOT", plan=True)["available"]


def test_a_plan_without_a_rate_is_unavailable() -> None:
    plan = {**PLAN, "term_years": 3}
    option = row(quote({"services": [service()], "savings_plan": plan}), "FARGATE", plan=True)
    assert not option["available"]
    assert "Savings Plan" in option["unavailable_reason"]


def test_a_commitment_is_not_discounted() -> None:
    plan = {**PLAN, "hourly_commitment": "0.03"}
    request = {"services": [service()], "savings_plan": plan, "discounts": [{"service_code": "*", "percent": "10"}]}
    option = row(quote(request), "FARGATE", plan=True)
    # equal savings of 25 %: GB first, 2 × 0.003; the 0.024 left pay 0.8 vCPU; 0.2 vCPU stay On-Demand, less 10 %
    assert monthly(option, "savings_plan") == 730 * Decimal("0.03")
    assert monthly(option, "fargate_compute") == 730 * Decimal("0.2") * Decimal("0.04") * Decimal("0.9")


def test_a_missing_price_makes_every_option_that_needs_it_unavailable() -> None:
    document = quote({"services": [service()], "usage": {"nat_gateways": {"count": 1}}})
    assert all("NatGateway" in option["unavailable_reason"] for option in document["options"][:2])
    assert document["cheapest"] is None


def test_public_addresses_are_for_fargate_tasks() -> None:
    web = service(load={"tasks": 2})
    web["service_definition"] = {"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}}
    document = quote({"services": [web]})
    assert monthly(row(document, "FARGATE"), "public_ipv4") == 2 * 730 * Decimal("0.005")
    assert monthly(row(document, "EC2_ON_DEMAND"), "public_ipv4") == 0


def test_a_daemon_has_no_place_on_fargate_and_runs_on_every_instance() -> None:
    agent = service("agent", cpu="128", memory="128", networkMode="bridge")
    agent["service_definition"] = {"schedulingStrategy": "DAEMON"}
    del agent["load"]
    web = service(load={"tasks": 2}, networkMode="bridge")
    document = quote({"services": [web, agent], "fleet": PACKED})
    assert not row(document, "FARGATE")["available"]
    groups = row(document, "EC2_ON_DEMAND")["placement"]["instances"]
    assert [(group["count"], group["tasks"]) for group in groups] == [(2, {"web": 1, "agent": 1})]


def test_every_fault_comes_at_once() -> None:
    request = {
        "region": "mars-north-1",
        "services": [service(cpu="7 vCPU", requiresCompatibilities=["FARGATE"])],
        "fleet": {"average_cpu_percent": "101"},
        "reigon": "x",
    }
    with pytest.raises(InputError) as caught:
        quote(request)
    pointers = {fault.pointer for fault in caught.value.faults}
    assert {"/region", "/reigon", "/fleet/average_cpu_percent"} <= pointers
    assert any(pointer.startswith("/services/0/task_definition") for pointer in pointers)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"fleet": {"instance_types": ["x9.*"]}}, "/fleet/instance_types/0"),
        ({"fleet": {"registered_memory_mib": {"x9.large": 5}}}, "/fleet/registered_memory_mib/x9.large"),
        ({"services": [service(), service()]}, "/services/1/name"),
        ({"hours_per_month": "745"}, "/hours_per_month"),
        ({"hours_per_month": "0"}, "/hours_per_month"),
        ({"fleet": {"min_instances": True}}, "/fleet/min_instances"),
        ({"savings_plan": {**PLAN, "type": "EC2_INSTANCE"}}, "/savings_plan/instance_family"),
        ({"launch_options": ["SPOT"]}, "/launch_options/0"),
        ({"launch_options": []}, "/launch_options"),
        ({"discounts": [{"service_code": "*", "percent": "1"}] * 2}, "/discounts/1"),
        ({"services": []}, "/services"),
    ],
)
def test_refusals_name_their_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        quote({"services": [service()], **change})
    assert pointer in {fault.pointer for fault in caught.value.faults}


def test_deployments_add_the_tasks_that_run_beside_each_other() -> None:
    # 73 × 10 minutes are 730 minutes, 1/60 of the month; 150 % of 4 tasks are 6: 2 more for 12 1/6 hours each
    web = service(load={"tasks": 4}) | {"deployments": {"per_month": 73, "minutes_each": 10}}
    web["service_definition"] = {"deploymentConfiguration": {"maximumPercent": 150}}
    document = quote({"services": [web], "fleet": PACKED})
    fargate = row(document, "FARGATE")
    task_hours = 4 * 730 + Decimal(2 * 730) / 60
    assert abs(monthly(fargate) - task_hours * Decimal("0.048")) < Decimal("1e-9")
    assert any("73 deployments" in text for text in fargate["assumptions"])
    # two awsvpc tasks an m5.large: two instances, and a third for a sixtieth of the month
    instances = row(document, "EC2_ON_DEMAND")
    assert abs(monthly(instances, "ec2_compute") - (2 + Decimal(1) / 60) * 73) < Decimal("1e-9")
