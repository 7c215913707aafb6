"""Logs, Container Insights, alarms, secrets and files: plain quantities, each on its own meter."""

import pytest

from ecsquote.calculator.costs.cloudwatch_alarms import Alarms
from ecsquote.calculator.costs.cloudwatch_logs import Logs
from ecsquote.calculator.costs.container_insights import ContainerInsights
from ecsquote.calculator.costs.efs import Efs
from ecsquote.calculator.costs.secrets_manager import Secrets
from ecsquote.errors import PriceNotFound
from ecsquote.pricing.meters import (
    ALARMS,
    CUSTOM_METRICS,
    EFS_STORED_GB,
    ENHANCED_INSIGHTS_METRICS,
    LOGS_INGESTED_GB,
    LOGS_INGESTED_IA_GB,
    LOGS_STORED_GB,
    SECRETS,
    SECRETS_API_REQUESTS,
)
from support_costs import bill_at, cost, lines

# us-east-1: https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/secrets-manager/pricing/
LOG_RATES = {LOGS_INGESTED_GB: "0.50", LOGS_INGESTED_IA_GB: "0.25", LOGS_STORED_GB: "0.03"}
METRIC_TIERS = [("10000", "0.30"), ("250000", "0.10"), ("1000000", "0.05"), (None, "0.02")]


def test_logs_by_class() -> None:
    """100 × 0.50 + 15 × 0.03 = 50.45; infrequent access takes in for half, and stores for the same."""
    usage = {"ingested_gb": "100", "stored_gb": "15"}
    assert str(cost(Logs.model_validate(usage), bill_at(LOG_RATES))) == "50.45"
    infrequent = Logs.model_validate({**usage, "log_class": "INFREQUENT_ACCESS"})
    assert str(cost(infrequent, bill_at(LOG_RATES))) == "25.45"


@pytest.mark.parametrize(
    ("metrics", "tiers"),
    [
        ("10000", [("10000", "0.3")]),
        ("10001", [("10000", "0.3"), ("1", "0.1")]),
        ("250001", [("10000", "0.3"), ("240000", "0.1"), ("1", "0.05")]),
        ("1000001", [("10000", "0.3"), ("240000", "0.1"), ("750000", "0.05"), ("1", "0.02")]),
    ],
)
def test_standard_container_insights_are_custom_metrics(metrics: str, tiers: list[tuple[str, str]]) -> None:
    insights = ContainerInsights.model_validate({"mode": "standard", "metrics": metrics})
    assert lines(insights, bill_at({CUSTOM_METRICS: METRIC_TIERS})) == [("container_insights", *tier) for tier in tiers]


def test_enhanced_container_insights_have_a_meter_of_their_own() -> None:
    """157 × 0.07 = 10.99; the price of custom metrics never stands in for it."""
    insights = ContainerInsights.model_validate({"mode": "enhanced", "metrics": "157"})
    assert str(cost(insights, bill_at({ENHANCED_INSIGHTS_METRICS: "0.07"}))) == "10.99"
    with pytest.raises(PriceNotFound, match="CW:MetricsUsage"):
        cost(insights, bill_at({CUSTOM_METRICS: METRIC_TIERS}))


def test_alarms() -> None:
    assert lines(Alarms.model_validate({"count": 7}), bill_at({ALARMS: "0.10"})) == [("cloudwatch_alarms", "7", "0.1")]


def test_secrets_and_their_calls() -> None:
    """3 × 0.40; 20,000 calls at 0.05 for 10,000."""
    secrets = Secrets.model_validate({"count": 3, "api_calls": 20_000})
    rates = bill_at({SECRETS: "0.40", SECRETS_API_REQUESTS: "0.000005"})
    assert lines(secrets, rates) == [("secrets_manager", "3", "0.4"), ("secrets_manager", "20000", "0.000005")]


@pytest.mark.parametrize("storage_class", sorted(EFS_STORED_GB))
def test_files_by_storage_class(storage_class: str) -> None:
    rates = {EFS_STORED_GB[storage_class]: "0.30"}
    efs = Efs.model_validate({"stored_gb": "12.5", "storage_class": storage_class})
    assert lines(efs, bill_at(rates)) == [("efs", "12.5", "0.3")]


def test_what_is_not_used_needs_no_price() -> None:
    nothing = bill_at({})
    assert lines(Logs(), nothing) == []
    assert lines(Alarms(count=0), nothing) == []
    assert lines(Secrets(), nothing) == []
    assert lines(Secrets(count=1), bill_at({SECRETS: "0.40"})) == [("secrets_manager", "1", "0.4")]
