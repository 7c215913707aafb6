"""Which lines can be put to AWS's calculator, which not and why, and how they share calls."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.contract.verifications import Rates
from ecsquote.verify.pricing_calculator import MOST_LINES, calls_of, sent_lines
from ecsquote.verify.usage_groups import UsageGroup, UsageLine, grouped_options
from support_verify import FARGATE, internet_out, line, load_balancer, option, quote


def reasons(document: dict[str, Any], rates: Rates = Rates.LIST) -> list[str]:
    return [reason for grouped in grouped_options(document, rates) for _, reason in grouped.incomparable]


def test_lines_of_a_usage_type_stay_together_in_their_order() -> None:
    lines = internet_out("10240", "0.09"), load_balancer(), internet_out("500", "0.085"), load_balancer("100")
    (grouped,) = grouped_options(quote(option(*lines)), Rates.LIST)
    amounts = {group.usage_type: [str(each.amount) for each in group.lines] for group in grouped.groups}
    assert amounts == {"EU-DataTransfer-Out-Bytes": ["10240", "500"], "EU-LoadBalancerUsage": ["730", "100"]}
    assert not grouped.incomparable


def test_unavailable_options_have_nothing_to_verify() -> None:
    gone = {**option(), "available": False, "monthly": None}
    assert list(grouped_options(quote(gone), Rates.LIST)) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"usage_type": "EU-SpotUsage-Fargate-GB-Hours"}, "Spot"),
        ({"component": "ec2_compute", "description": "m5.large Spot, in eu-west-1a", "usage_type": None}, "Spot"),
        ({"component": "savings_plan"}, "commitment"),
        ({"component": "reserved_instances", "basis": "custom"}, "commitment"),
        ({"basis": "derived", "note": "12 % of the On-Demand price"}, "12 % of the On-Demand price"),
        ({"basis": "custom", "list_unit_price": "0.04048"}, "--rates account"),
        ({"usage_type": None}, "usage type is not known"),
        ({"operation": None}, "operation is not known"),
    ],
)
def test_what_cannot_be_compared_is_told_why(change: dict[str, Any], word: str) -> None:
    members = {"usage_type": FARGATE, **change}
    usage_type = members.pop("usage_type")
    one = line(usage_type or "x", "730", "0.04048", **members)
    one["price"]["usage_type"] = usage_type
    (reason,) = reasons(quote(option(one)))
    assert word in reason


def test_a_quote_kept_before_operations_were_known_has_none() -> None:
    one = line(FARGATE, "730", "0.04048")
    del one["price"]["operation"]
    (reason,) = reasons(quote(option(one)))
    assert "operation is not known" in reason


def test_account_rates_compare_private_rates_but_not_discounts_on_derived_prices() -> None:
    private = line(FARGATE, "730", "0.036432", basis="custom", list_unit_price="0.04048", note="10 % private discount")
    on_derived = line(
        FARGATE, "1", "0.9", basis="custom", list_unit_price="1", note="10 % private discount; 12 % of it"
    )
    assert reasons(quote(option(private)), Rates.ACCOUNT) == []
    (reason,) = reasons(quote(option(on_derived)), Rates.ACCOUNT)
    assert "derived" in reason


@pytest.mark.parametrize(("account_gb", "compared"), [("0", True), ("100", True), ("101", False)])
def test_gb_after_those_of_the_account_have_a_tier_that_aws_cannot_see(account_gb: str, *, compared: bool) -> None:
    usage = {"data_transfer": {"account_internet_out_gb": account_gb}}  # 100 GB of an account are free
    found = reasons(quote(option(internet_out("50", "0.085"), load_balancer()), usage=usage))
    assert (not found) == compared


def group(usage_type: str, *amounts: str) -> UsageGroup:
    return UsageGroup("AmazonEC2", usage_type, tuple(UsageLine("", Decimal(amount)) for amount in amounts))


def test_equal_groups_are_asked_once_and_groups_of_one_usage_type_in_calls_of_their_own() -> None:
    calls = calls_of([group("a", "1"), group("b", "1"), group("a", "2"), group("a", "1"), group("c", "1")])
    assert [[each.usage_type + str(each.lines[0].amount) for each in call.groups] for call in calls] == [
        ["a1", "b1", "c1"],
        ["a2"],
    ]


def test_no_call_has_more_lines_than_aws_takes() -> None:
    groups = [group(f"type{number}", *["1"] * 3) for number in range(400)]
    calls = calls_of(groups)
    assert [call.lines for call in calls] == [498, 498, 204]  # 166 groups of 3 fit into 500 lines; 400 - 332 = 68
    assert [each for call in calls for each in call.groups] == groups


def test_a_usage_type_with_more_lines_than_a_call_is_sent_as_one_line_an_operation() -> None:
    many = UsageGroup("AWSELB", "x", tuple(UsageLine("ab"[at % 2], Decimal(at)) for at in range(MOST_LINES + 1)))
    # even numbers up to 500 add up to 2 × 250 × 251 ÷ 2, odd ones up to 499 to 250²
    assert sent_lines(many) == [UsageLine("a", Decimal(62750)), UsageLine("b", Decimal(62500))]
    assert calls_of([many])[0].lines == 2
