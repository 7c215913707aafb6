"""Verifications through boto3's own client against the played calculator, over HTTP."""

from decimal import Decimal

import pytest

from ecsquote.contract.verifications import Rates, VerificationVerdict
from ecsquote.errors import CalculatorFailed
from ecsquote.pricing.aws_clients import AwsClients
from ecsquote.verify.pricing_calculator import PricingCalculator
from ecsquote.verify.verifying import Asking, rate_type_of, verify
from support_verify import (
    ALB,
    FARGATE,
    OUT,
    clients_of,
    ignored,
    internet_out,
    line,
    load_balancer,
    option,
    played,
    quote,
    verified,
)

HOURS = line(FARGATE, "2920", "0.04048")
MANY_CALLS = quote(*(option(load_balancer(str(hours)), launch_option="FARGATE") for hours in range(1, 5)))
"""Four amounts of one usage type: four calls."""


def test_the_published_prices_agree_to_the_last_digit_of_a_double() -> None:
    document = quote(option(HOURS, load_balancer(), internet_out("10240", "0.09"), internet_out("500", "0.085")))
    with played() as calculator:
        found = verified(document, calculator)
    assert found.verdict is VerificationVerdict.AGREES
    assert len(calculator.calls) == found.calls == 1
    sent = calculator.calls[0]
    assert sent["rateType"] == found.rate_type == "BEFORE_DISCOUNTS"
    assert [(each["usageType"], each["operation"], each["amount"]) for each in sent["usage"]] == [
        (FARGATE, "", 2920),
        ("EU-LoadBalancerUsage", ALB, 730),
        (OUT, "", 10240),
        (OUT, "", 500),
    ]
    (total,) = found.options
    assert total.aws_monthly is not None
    assert abs(total.aws_monthly - Decimal(document["options"][0]["monthly"])) < Decimal("1e-9")
    assert {row.aws_unit for row in found.rows} == {"hours", "Hrs", "GB"}


def test_tiers_of_two_options_do_not_run_into_each_other() -> None:
    """10,240 GB in each option are in the first tier; were both in one call, the second would be in the next."""
    document = quote(
        option(internet_out("10240", "0.09")), option(internet_out("9000", "0.09"), launch_option="FARGATE_SPOT")
    )
    with played() as calculator:
        found = verified(document, calculator)
    assert found.verdict is VerificationVerdict.AGREES
    assert len(calculator.calls) == 2


def test_one_perturbed_price_is_found() -> None:
    with played(perturbed={("AmazonECS", FARGATE, ""): Decimal("1.01")}) as calculator:
        found = verified(quote(option(HOURS, load_balancer())), calculator)
    assert found.verdict is VerificationVerdict.DIFFERS
    differing = [row for row in found.rows if row.differs]
    assert [(row.usage_type, row.difference.quantize(Decimal("0.000001"))) for row in differing] == [
        (FARGATE, Decimal("1.182016"))  # 2920 × 0.04048 ÷ 100
    ]


def test_an_unknown_line_is_named_with_aws_s_reason() -> None:
    with played() as calculator:
        found = verified(quote(option(load_balancer(), line("EU-Fargate-None", "1", "1"))), calculator)
    (unpriced,) = found.not_priced
    assert (unpriced.usage_type, unpriced.code) == ("EU-Fargate-None", "NOT_FOUND")
    assert unpriced.reason == "No price was found for the usage line."
    assert found.verdict is VerificationVerdict.AGREES


def test_nothing_priced_is_a_verdict_of_its_own() -> None:
    with played(rows={}) as calculator:
        assert verified(quote(option(load_balancer())), calculator).verdict is VerificationVerdict.NOT_PRICED
    with played() as calculator:
        spot = quote(option(line("EU-SpotUsage-Fargate-GB-Hours", "1", "1")))
        assert verified(spot, calculator).verdict is VerificationVerdict.NOT_PRICED
        assert calculator.calls == []


def test_throttling_that_passes_is_waited_for() -> None:
    with played(throttled=1) as calculator:
        assert verified(quote(option(load_balancer())), calculator).verdict is VerificationVerdict.AGREES


def test_throttled_to_the_end_or_denied_is_an_error_without_ids() -> None:
    with played(throttled=99) as calculator, pytest.raises(CalculatorFailed) as throttled:
        verified(quote(option(load_balancer())), calculator)
    assert str(throttled.value) == (
        "AWS's calculator: ThrottlingException from GetUsageLinesEstimatedCost "
        "(bcm-pricing-calculator:GetUsageLinesEstimatedCost)"
    )
    with played(denied=True) as calculator, pytest.raises(CalculatorFailed, match="AccessDeniedException"):
        verified(quote(option(load_balancer())), calculator)


def test_what_was_answered_before_throttling_is_kept_and_the_rest_named() -> None:
    with played(answered_before_throttling=2) as calculator:
        found = verified(MANY_CALLS, calculator)
    assert (found.calls, found.complete, len(found.rows), len(found.not_priced)) == (2, False, 2, 2)
    assert {each.code for each in found.not_priced} == {"NOT_ANSWERED"}
    assert all("ThrottlingException" in each.reason for each in found.not_priced)


def test_account_rates_are_asked_for_by_their_name() -> None:
    private = line(FARGATE, "730", "0.036432", basis="custom", list_unit_price="0.04048", note="10 % private discount")
    with played(private_rates=Decimal("0.9")) as calculator:
        found = verified(quote(option(private)), calculator, Rates.ACCOUNT)
        assert (found.rate_type, found.verdict) == ("AFTER_DISCOUNTS", VerificationVerdict.AGREES)
        # the list price is not what this account pays
        listed = verified(quote(option(line(FARGATE, "730", "0.04048"))), calculator, Rates.ACCOUNT)
        assert listed.verdict is VerificationVerdict.DIFFERS
    assert [call["rateType"] for call in calculator.calls] == ["AFTER_DISCOUNTS"] * 2


@pytest.mark.parametrize("plans", [{"savings_plan": {"type": "COMPUTE"}}, {"savings_plans": [{"type": "COMPUTE"}]}])
def test_a_quote_with_a_plan_is_compared_after_commitments(plans: dict[str, object]) -> None:
    document = {"request": plans}
    assert rate_type_of(document, Rates.ACCOUNT) == "AFTER_DISCOUNTS_AND_COMMITMENTS"
    assert rate_type_of(document, Rates.LIST) == "BEFORE_DISCOUNTS"


def test_a_rate_type_that_the_account_may_not_use_is_said_in_aws_s_word() -> None:
    with (
        played(allowed_rates=("BEFORE_DISCOUNTS",)) as calculator,
        pytest.raises(CalculatorFailed, match=r"ValidationException \(disallowedRate\)"),
    ):
        verified(quote(option(load_balancer())), calculator, Rates.ACCOUNT)


def test_what_will_be_asked_is_said_before_it_is() -> None:
    told: list[tuple[Asking, int]] = []
    with played() as calculator:
        ask = PricingCalculator(clients_of(calculator))
        verify(MANY_CALLS, Rates.LIST, ask, lambda asking: told.append((asking, len(calculator.calls))))
    assert told == [(Asking(calls=4, lines=4, usd_per_call=None), 0)]


def test_without_credentials_or_in_another_currency_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        "AWS_CONFIG_FILE": "/nonexistent",
    }.items():
        monkeypatch.setenv(name, value)
    nobody = PricingCalculator(AwsClients())
    with pytest.raises(CalculatorFailed, match="there are none"):
        verify(quote(option(load_balancer())), Rates.LIST, nobody, ignored)
    with played() as calculator:
        with pytest.raises(CalculatorFailed, match="CNY"):
            verified(quote(option(load_balancer()), currency="CNY"), calculator)
        assert calculator.calls == []
