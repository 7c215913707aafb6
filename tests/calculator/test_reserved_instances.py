"""Reserved Instances: hour by hour, before Savings Plans, paid used or not (rates of the small world)."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.analysis.commitment_curve import commitments
from ecsquote.errors import InputError
from support_analysis import PLAN, asked
from support_small_catalog import PACKED, quote, row, service

TYPE = {"instance_type": "m5.large", "hourly_rate": "0.06"}
"""On-Demand 0.1, under the plan 0.07; two awsvpc tasks an instance."""
ROOTS = 30 * Decimal("0.073")  # a month of one root volume


def ec2(load: dict[str, Any], *reserved: dict[str, Any], plan: bool = False, **more: Any) -> dict[str, Any]:
    document = quote(
        {
            "services": [service(load=load)],
            "launch_options": ["EC2_ON_DEMAND"],
            "reserved_instances": list(reserved),
            "fleet": PACKED,
            **more,
        }
    )
    return row(document, "EC2_ON_DEMAND", plan=plan)


def monthly(option: dict[str, Any]) -> Decimal:
    assert option["available"], option["unavailable_reason"]
    return Decimal(option["monthly"])


def test_what_is_reserved_is_not_paid_on_demand() -> None:
    # six tasks on three instances, two of them reserved
    option = ec2({"tasks": 6}, {**TYPE, "count": 2})
    assert monthly(option) == 730 * (2 * Decimal("0.06") + Decimal("0.1")) + 3 * ROOTS
    assert not any("unused" in text for text in option["warnings"])


@pytest.mark.parametrize(("count", "left"), [(3, "0"), (2, "0.1")])
def test_all_of_them_covered_and_one_less(count: int, left: str) -> None:
    option = ec2({"tasks": 6}, {**TYPE, "count": count})
    assert monthly(option) == 730 * (count * Decimal("0.06") + Decimal(left)) + 3 * ROOTS
    assert any(line["component"] == "ec2_compute" for line in option["line_items"]) == (left != "0")


def test_an_unused_hour_does_not_move_to_another() -> None:
    # by night one instance, by day three; two reserved: by night one is paid for nothing, by day one is On-Demand
    option = ec2({"hourly_tasks": [2] * 12 + [6] * 12}, {**TYPE, "count": 2})
    assert monthly(option) == 730 * (2 * Decimal("0.06") + Decimal("0.1") / 2) + 2 * ROOTS
    assert any("25 %" in text for text in option["warnings"])


def test_reservations_go_before_the_plan() -> None:
    # three instances, one reserved; two under the plan, committed by default: 2 × 0.07
    option = ec2({"tasks": 6}, {**TYPE, "count": 1}, plan=True, savings_plan=PLAN)
    assert option["savings_plan"]["hourly_commitment"] == "0.14"
    assert monthly(option) == 730 * (Decimal("0.06") + Decimal("0.14")) + 3 * ROOTS


def test_the_best_commitment_leaves_out_what_is_reserved() -> None:
    request, catalog = asked(
        service(load={"tasks": 6}),
        launch_options=["EC2_ON_DEMAND"],
        reserved_instances=[{**TYPE, "count": 1}],
        savings_plan=PLAN,
        fleet=PACKED,
    )
    (curve,) = commitments(request, catalog).curves
    assert curve.best is not None
    assert curve.best.hourly_commitment == Decimal("0.14")


def test_two_rates_of_one_type_in_their_order() -> None:
    option = ec2({"tasks": 6}, {**TYPE, "count": 2}, {**TYPE, "count": 2, "hourly_rate": "0.05"})
    # four reserved for three instances: all paid, a quarter of the hours unused, of the second pair a half
    assert monthly(option) == 730 * (2 * Decimal("0.06") + 2 * Decimal("0.05")) + 3 * ROOTS
    assert any("50 %" in text for text in option["warnings"])


def test_another_system_or_launch_option_uses_none_of_it_and_pays_all_the_same() -> None:
    option = ec2({"tasks": 2}, {**TYPE, "count": 1, "operating_system": "WINDOWS"})
    assert monthly(option) == 730 * (Decimal("0.06") + Decimal("0.1")) + ROOTS
    document = quote(
        {"services": [service()], "launch_options": ["FARGATE"], "reserved_instances": [{**TYPE, "count": 1}]}
    )
    fargate = row(document, "FARGATE")
    assert monthly(fargate) == 730 * (Decimal("0.048") + Decimal("0.06"))
    assert any("100 %" in text for text in fargate["warnings"])


def test_a_reservation_is_a_price_agreed_already() -> None:
    discounts = [{"service_code": "*", "percent": "10"}]
    option = ec2({"tasks": 6}, {**TYPE, "count": 2}, discounts=discounts)
    list_price = 730 * Decimal("0.1") + 3 * ROOTS
    assert monthly(option) == 730 * 2 * Decimal("0.06") + list_price * Decimal("0.9")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"instance_type": "m9.huge"}, "/reserved_instances/0/instance_type"),
        ({"count": 0}, "/reserved_instances/0/count"),
        ({"hourly_rate": "-1"}, "/reserved_instances/0/hourly_rate"),
        ({"hourly_rate": None}, "/reserved_instances/0/hourly_rate"),
        ({"term": 3}, "/reserved_instances/0/term"),
    ],
)
def test_refusals_name_their_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InputError) as refused:
        ec2({"tasks": 1}, {**TYPE, "count": 1, **change})
    assert pointer in [fault.pointer for fault in refused.value.faults]
