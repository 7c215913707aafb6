"""Pitfalls 44 to 46: price rows, months and rounding, FOCUS (the feeds' own traps are in tests/pricing)."""

import csv
import io
from decimal import Decimal

import pytest

from ecsquote.calculator.pricing_calculator_cents import in_calculator_cents
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.errors import InputError, PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.price import Rate
from ecsquote.quotes.exports import EXPORTS
from support_catalog import fixed_price, shipped_catalog
from support_pitfalls import bill, cost, document, service, shows

VCPU, GB = Decimal("0.04048"), Decimal("0.004445")


def test_pitfall_44_a_row_is_the_region_s_own_exact_and_never_a_default() -> None:
    # Singapore is APS1 and Jakarta APS4: a prefix cannot be derived, and Jakarta's price is not Singapore's
    singapore = bill("FARGATE", region="ap-southeast-1")
    assert {line["price"]["usage_type"][:5] for line in singapore["line_items"]} == {"APS1-"}
    jakarta = bill("FARGATE", region="ap-southeast-3")
    assert {line["price"]["usage_type"][:5] for line in jakarta["line_items"]} == {"APS4-"}
    shows(cost(singapore), 730 * (Decimal("0.05056") + 2 * Decimal("0.00553")), naive=730 * (VCPU + 2 * GB))
    # a Local Zone is not a Region, and what has no row has no price
    with pytest.raises(InputError):
        bill("FARGATE", region="us-west-2-lax-1")
    with pytest.raises(PriceNotFound):
        shipped_catalog().rate("us-east-1", meters.instance_hours("m99.large", "LINUX"))
    # tiers stand in order and without gap
    tiers = [fixed_price(meters.INTERNET_OUT_GB, *row) for row in (("0.085", "us-east-1", "10240"), ("0.09",))]
    with pytest.raises(ValueError, match="gap"):
        Rate(tuple(tiers))
    # ten decimals of a price string are kept: 7,300 hours × 2 GB × 0.0014149300; to 4 places it would be 0.0014
    spot = bill("FARGATE_SPOT", service({"tasks": 10}))
    memory = Decimal(spot["line_items"][1]["monthly"])
    shows(memory, 14_600 * Decimal("0.0014149300"), naive=14_600 * Decimal("0.0014"))
    assert memory == Decimal("20.657978")


def test_pitfall_45_months_have_672_to_744_hours_and_printed_seconds_are_rounded() -> None:
    task = VCPU + 2 * GB
    shows(cost(bill("FARGATE")), 730 * task, naive=720 * task)
    shows(cost(bill("FARGATE", hours_per_month="744")), 744 * task, naive=730 * task)
    # the pricing page's 0.000011244 a vCPU-second is 0.0404784 an hour
    thousand = bill("FARGATE", service({"tasks": 1000}))
    by_second = 1000 * 730 * 3600 * (Decimal("0.000011244") + 2 * Decimal("0.000001235"))
    shows(cost(thousand), 1000 * 730 * task, naive=by_second)
    # the Pricing Calculator's cents: 14.7752 → 14.78 and 6.4897 → 6.49, added 21.27; the bill is 21.2649
    two = {
        "region": "us-east-1",
        "launch_options": ["FARGATE"],
        "services": [service({"tasks": 2}, cpu="256", memory="1024")],
    }
    quote = price_request(read_request(two, shipped_catalog()), shipped_catalog())
    rounded = in_calculator_cents(quote).options[0].monthly
    assert rounded == Decimal("21.27")
    assert quote.options[0].monthly == Decimal("21.2649")


def test_pitfall_46_focus_has_columns_that_are_never_null_and_some_that_must_be() -> None:
    quote = {**document("FARGATE"), "id": "one", "created_at": "2026-11-22T12:00:00Z"}
    rows = list(csv.DictReader(io.StringIO(EXPORTS["focus"].write([quote]).decode(), newline="")))
    assert rows
    never_null = ("BilledCost", "BillingAccountId", "BillingCurrency", "ChargeCategory", "EffectiveCost", "ListCost")
    for row in rows:
        assert all(row[column] for column in never_null)
        assert row["InvoiceId"] == ""  # an estimate has no invoice
        assert row["ChargeClass"] == ""  # and corrects no earlier bill
        assert "stimate" in row["ChargeDescription"]
    assert sum(Decimal(row["BilledCost"]) for row in rows) == 730 * (VCPU + 2 * GB)
