"""Keys, traces, parameters, schedules, discovery and monitoring: lines against arithmetic at us-east-1's rates."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import Quote
from support_catalog import shipped_catalog

TASK = {
    "family": "web", "cpu": "1024", "memory": "2048", "networkMode": "awsvpc",
    "containerDefinitions": [{"name": "app", "image": "app"}],
}  # fmt: skip


def priced(usage: dict[str, Any], option: str = "FARGATE", tasks: int = 4, **fields: Any) -> Quote:
    request = {
        "region": "us-east-1",
        "services": [{"task_definition": TASK, "load": {"tasks": tasks}}],
        "usage": usage,
        "launch_options": [option],
        **fields,
    }
    catalog = shipped_catalog()
    return price_request(read_request(request, catalog), catalog)


def total(quote: Quote, component: str) -> Decimal:
    (option,) = quote.options
    assert option.available, option.unavailable_reason
    return sum((line.monthly for line in option.line_items if line.component == component), Decimal(0))


@pytest.mark.parametrize(
    ("usage", "component", "expected"),
    [
        ({"kms": {"keys": 3, "requests": 20_000}}, "kms", "3"),  # 3 × 1; the requests are free
        ({"kms": {"keys": 0, "requests": 120_000}}, "kms", "0.3"),  # 100,000 × 0.000003
        ({"xray": {"traces_recorded": 2_000_000, "traces_retrieved": 1_000_000}}, "xray", "10.5"),  # 10 + 0.5
        ({"scheduler": {"invocations": 14_000_000}}, "eventbridge_scheduler", "0"),
        ({"scheduler": {"invocations": 15_000_000}}, "eventbridge_scheduler", "1"),  # 1,000,000 × 0.000001
        ({"parameters": {"advanced": 10, "api_calls": 200_000}}, "systems_manager", "1.511"),  # 10 × 730 × 0.00007 + 1
        ({"cloud_map": {"instances": "4.5", "api_calls": 1_000_000}}, "cloud_map", "1.45"),  # 0.45 + 1
        ({"secrets": {"count": 3, "api_calls": 300_000}}, "secrets_manager", "2.70"),  # 1.20 + 1.50
        ({"efs": {"stored_gb": 230}}, "efs", "69.00"),  # 230 × 0.30
        ({"container_insights": {"mode": "enhanced", "metrics": 157}}, "container_insights", "10.99"),  # 157 × 0.07
        ({"guardduty": {"enabled": True}}, "guardduty", "6"),  # 4 vCPU all month × 1.50
        ({"guardduty": {"enabled": False}}, "guardduty", "0"),
    ],
)
def test_each_is_billed_at_its_rate(usage: dict[str, Any], component: str, expected: str) -> None:
    assert total(priced(usage), component) == Decimal(expected)


def test_guardduty_counts_the_vcpus_of_instances_by_tier() -> None:
    # whatever the fleet of 300 tasks is: the vCPUs of its instances, 16 each, through two tiers
    quote = priced({"guardduty": {"enabled": True}}, "EC2_ON_DEMAND", 300, fleet={"instance_types": ["c6i.4xlarge"]})
    (option,) = quote.options
    assert option.placement is not None
    vcpus = sum((row.hours for row in option.placement.instances), Decimal(0)) * 16 / 730
    tiers = min(vcpus, Decimal(500)) * Decimal("1.5") + max(vcpus - 500, Decimal(0)) * Decimal("0.75")
    assert abs(total(quote, "guardduty") - tiers) < Decimal("0.000001")


def test_guardduty_counts_the_hours_of_tasks_that_run_part_of_the_day() -> None:
    # 12 of 24 hours with 4 vCPU, the others without: 2 vCPU-months at 1.50
    catalog = shipped_catalog()
    request = {
        "region": "us-east-1",
        "services": [{"task_definition": TASK, "load": {"hourly_tasks": [4] * 12 + [0] * 12}}],
        "usage": {"guardduty": {"enabled": True}},
        "launch_options": ["FARGATE"],
    }
    assert total(price_request(read_request(request, catalog), catalog), "guardduty") == Decimal(3)
