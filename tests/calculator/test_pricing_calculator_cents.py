"""The AWS Pricing Calculator's cents: each part by itself, then added."""

from decimal import Decimal

import pytest

from ecsquote.calculator.pricing_calculator_cents import in_calculator_cents
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import Quote
from ecsquote.errors import InputError
from ecsquote.units import to_cents
from support_catalog import shipped_catalog
from support_small_catalog import service


def fargate(tasks: int, cpu: str, memory: str, **more: str) -> Quote:
    catalog = shipped_catalog()
    web = service(load={"tasks": tasks}, cpu=cpu, memory=memory)
    document = {"region": "us-east-1", "services": [web], "launch_options": ["FARGATE"], **more}
    return price_request(read_request(document, catalog), catalog)


def test_parts_are_rounded_before_they_are_added() -> None:
    # 730 × 0.25 × 0.04048 = 7.3876 → 7.39; 730 × 2 × 0.004445 = 6.4897 → 6.49; 7.39 + 6.49 = 13.88
    # exact: 13.8773 → 13.88. With 0.5 GB: 1.622425 → 1.62; 7.39 + 1.62 = 9.01, exact 9.010025
    assert in_calculator_cents(fargate(1, "256", "2048")).options[0].monthly == Decimal("13.88")
    # five tasks of 0.25 vCPU and 0.5 GB: 36.938 → 36.94 and 8.112125 → 8.11, together 45.05; exact 45.050125
    assert in_calculator_cents(fargate(5, "256", "512")).options[0].monthly == Decimal("45.05")


def test_the_cents_differ_from_the_exact_bill_s() -> None:
    # 0.5 vCPU: 14.7752 → 14.78; 1 GB: 3.24485 → 3.24; added 18.02. Exact: 18.02005 → 18.02.
    # 3 GB: 9.73455 → 9.73; 14.78 + 9.73 = 24.51. Exact: 24.50975 → 24.51.
    # 2 tasks, 0.25 vCPU and 1 GB: 14.7752 → 14.78; 6.4897 → 6.49; added 21.27. Exact: 21.2649 → 21.26.
    quote = fargate(2, "256", "1024")
    exact = quote.options[0].monthly
    assert exact is not None
    assert to_cents(exact) == Decimal("21.26")
    rounded = in_calculator_cents(quote).options[0]
    assert rounded.monthly == Decimal("21.27")
    assert [item.monthly for item in rounded.line_items] == [Decimal("14.78"), Decimal("6.49")]
    assert rounded.annual == 12 * Decimal("21.27")
    assert "AWS Pricing Calculator" in rounded.warnings[0]


def test_it_has_months_of_730_hours_only() -> None:
    with pytest.raises(InputError, match="730"):
        in_calculator_cents(fargate(1, "256", "512", hours_per_month="744"))
