"""Private rates: each line at its own price, the list price next to it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.line_items import line_item
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import DiscountRequest, read_request
from ecsquote.contract.price_basis import Basis
from ecsquote.pricing import meters
from support_api import quote_request
from support_catalog import fixed_catalog, fixed_price
from support_small_catalog import quote, row, service


def test_a_discounted_line_is_at_its_private_rate_and_tells_the_list_price() -> None:
    request = {"services": [service()], "discounts": [{"service_code": "AmazonECS", "percent": "12.5"}]}
    option = row(quote(request), "FARGATE")
    assert Decimal(option["monthly"]) == 730 * Decimal("0.048") * Decimal("0.875")
    for line, list_price in zip(option["line_items"], ("0.04", "0.004"), strict=True):
        assert Decimal(line["unit_price"]) == Decimal(list_price) * 7 / 8
        assert (line["price"]["basis"], line["price"]["list_unit_price"]) == ("custom", list_price)
        assert line["note"] == f"12.5 % private discount on {list_price}"


def test_a_discount_on_a_derived_price_still_says_that_it_is_derived() -> None:
    rates = {meters.FARGATE_VCPU: "0.04", meters.FARGATE_GB: "0.004"}
    catalog: Any = fixed_catalog(rates, derived={meters.FARGATE_VCPU: "half of two vCPUs"})
    request = quote_request(discounts=[{"service_code": "*", "percent": "50"}], current="none")
    option = price_request(read_request(request, catalog), catalog).options[0]
    assert option.warnings == (
        f"derived, not published, prices of {meters.FARGATE_VCPU.usage_type}: half of two vCPUs",
    )
    assert option.line_items[0].note == "50 % private discount on 0.04; half of two vCPUs"


def test_a_discount_on_a_rate_of_one_s_own_tells_no_list_price() -> None:
    own = replace(fixed_price(meters.FARGATE_VCPU, "0.04"), basis=Basis.CUSTOM)
    (line,) = with_discounts(
        [line_item("fargate_compute", meters.FARGATE_VCPU, own, Decimal(10), "vCPU")],
        [DiscountRequest(service_code="AmazonECS", percent=Decimal(25))],
    )
    assert (line.unit_price, line.monthly) == (Decimal("0.03"), Decimal("0.3"))
    assert (line.price.basis, line.price.list_unit_price) == (Basis.CUSTOM, None)


def test_a_service_that_is_not_named_keeps_its_list_price() -> None:
    discounts = [{"service_code": "AmazonEC2", "percent": "50"}, {"service_code": "*", "percent": "0"}]
    option = row(quote({"services": [service()], "discounts": discounts}), "FARGATE")
    assert [(line["price"]["basis"], line["price"]["list_unit_price"]) for line in option["line_items"]] == [
        ("published", None)
    ] * 2
