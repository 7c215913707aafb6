"""Ours against AWS's, without AWS: tolerances, sums and verdicts from answers that are written out here."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.contract.verifications import Rates, Verification, VerificationVerdict
from ecsquote.verify.comparison import compared
from ecsquote.verify.pricing_calculator import Answer, Answered, LineCost, LineError
from ecsquote.verify.usage_groups import grouped_options
from support_verify import FARGATE, internet_out, line, load_balancer, option, quote


def against(document: dict[str, Any], costs: dict[str, list[str]], failure: str | None = None) -> Verification:
    """A comparison with these costs by usage type, a line each; what is not listed was not answered."""
    options = list(grouped_options(document, Rates.LIST))
    groups = dict.fromkeys(group for grouped in options for group in grouped.groups)
    answers: dict[Any, list[Answer]] = {
        group: [
            LineError("NOT_FOUND", "no such row") if cost == "?" else LineCost(Decimal(cost), "Hrs")
            for cost in costs[group.usage_type]
        ]
        for group in groups
        if group.usage_type in costs
    }
    return compared(document, options, Answered(answers, 1, failure), Rates.LIST, "BEFORE_DISCOUNTS")


@pytest.mark.parametrize(
    ("aws", "differs"), [("18.396", False), ("18.406", False), ("18.386", False), ("18.4061", True), ("18.3859", True)]
)
def test_a_row_differs_by_more_than_a_cent(aws: str, *, differs: bool) -> None:
    found = against(quote(option(load_balancer())), {"EU-LoadBalancerUsage": [aws]})  # 730 × 0.0252 = 18.396
    (row,) = found.rows
    assert (row.monthly, row.aws_monthly, row.difference) == (
        Decimal("18.396"),
        Decimal(aws),
        Decimal(aws) - Decimal("18.396"),
    )
    assert row.differs == differs
    assert (found.verdict is VerificationVerdict.DIFFERS) == differs


def test_a_total_differs_by_more_than_a_thousandth_though_no_row_does_by_a_cent() -> None:
    few = [line(f"EU-Fargate-{number}", "1", "4") for number in range(2)]
    found = against(quote(option(*few)), {each["description"]: ["4.005"] for each in few})  # 0.01 of 8 is 0.125 %
    assert not any(row.differs for row in found.rows)
    (total,) = found.options
    assert (total.difference, total.difference_percent, total.differs) == (Decimal("0.01"), Decimal("0.125"), True)
    assert found.verdict is VerificationVerdict.DIFFERS
    dearer = [line(f"EU-Fargate-{number}", "1", "5") for number in range(2)]
    found = against(quote(option(*dearer)), {each["description"]: ["5.005"] for each in dearer})  # 0.01 of 10: 0.1 %
    assert found.verdict is VerificationVerdict.AGREES


def test_lines_of_one_row_are_compared_as_a_sum() -> None:
    tiers = internet_out("10240", "0.09"), internet_out("500", "0.085")  # 921.6 + 42.5
    found = against(quote(option(*tiers)), {"EU-DataTransfer-Out-Bytes": ["900", "64.1"]})
    (row,) = found.rows
    assert (row.quantity, row.monthly, row.aws_monthly, row.differs) == (
        Decimal(10740),
        Decimal("964.1"),
        Decimal("964.1"),
        False,
    )


def test_operations_of_one_usage_type_are_rows_of_their_own() -> None:
    network = {**load_balancer(), "price": {**load_balancer()["price"], "operation": "LoadBalancing:Network"}}
    found = against(quote(option(load_balancer(), network)), {"EU-LoadBalancerUsage": ["19.396", "17.396"]})
    assert [(row.operation, row.difference) for row in found.rows] == [
        ("LoadBalancing:Application", Decimal(1)),
        ("LoadBalancing:Network", Decimal(-1)),
    ]


def test_equal_rows_of_several_options_are_one_row_that_names_them() -> None:
    document = quote(
        option(load_balancer(), line(FARGATE, "730", "0.04048")),
        option(load_balancer(), launch_option="EC2_ON_DEMAND"),
        option(load_balancer("1460"), launch_option="EC2_SPOT"),
    )
    found = against(document, {"EU-LoadBalancerUsage": ["18.396"], FARGATE: ["29.5504"]})
    named = [(row.usage_type, str(row.quantity), row.launch_options) for row in found.rows]
    assert named == [
        ("EU-LoadBalancerUsage", "730", ("FARGATE", "EC2_ON_DEMAND")),
        (FARGATE, "730", ("FARGATE",)),
        ("EU-LoadBalancerUsage", "1460", ("EC2_SPOT",)),
    ]
    assert [total.compared_monthly for total in found.options] == [
        Decimal("47.9464"),
        Decimal("18.396"),
        Decimal("36.792"),
    ]


def test_what_aws_could_not_price_is_named_and_fails_nothing() -> None:
    document = quote(option(load_balancer(), line(FARGATE, "730", "0.04048")))
    found = against(document, {"EU-LoadBalancerUsage": ["18.396"], FARGATE: ["?"]})
    assert [(each.usage_type, each.code, each.reason) for each in found.not_priced] == [
        (FARGATE, "NOT_FOUND", "no such row")
    ]
    assert found.verdict is VerificationVerdict.AGREES
    assert found.options[0].compared_monthly == Decimal("18.396")


def test_one_line_without_a_price_leaves_its_row_out() -> None:
    tiers = internet_out("10240", "0.09"), internet_out("500", "0.085")
    found = against(quote(option(*tiers)), {"EU-DataTransfer-Out-Bytes": ["921.6", "?"]})
    assert found.verdict is VerificationVerdict.NOT_PRICED
    assert found.options[0].aws_monthly is None


def test_rows_of_calls_that_failed_say_so() -> None:
    document = quote(option(load_balancer(), line(FARGATE, "730", "0.04048")))
    found = against(document, {"EU-LoadBalancerUsage": ["18.396"]}, failure="ThrottlingException")
    assert [(each.code, each.reason) for each in found.not_priced] == [("NOT_ANSWERED", "ThrottlingException")]
    assert not found.complete


def test_lines_that_cannot_be_compared_are_named_once_with_their_options() -> None:
    spot = line("EU-SpotUsage-Fargate-GB-Hours", "730", "0.001")
    document = quote(option(spot), option(spot, launch_option="CAPACITY_PROVIDER_STRATEGY"))
    found = against(document, {})
    (each,) = found.not_comparable
    assert (each.launch_options, each.monthly) == (("FARGATE", "CAPACITY_PROVIDER_STRATEGY"), Decimal("0.73"))
    assert found.verdict is VerificationVerdict.NOT_PRICED
