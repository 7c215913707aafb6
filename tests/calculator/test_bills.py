"""What holds for every bill: exact lines, exact sums, placements that ECS would make, tasks that are all placed."""

import os
from decimal import Context, Decimal, Inexact
from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from support_catalog import shipped_catalog
from support_replay import replay
from support_requests import quote_requests

EXACT = Context(prec=200, traps=[Inexact])
RANDOM_REQUESTS = int(os.environ.get("ECSQUOTE_SOAK", "100"))
"""How many requests are drawn; `make soak` draws more."""


def quote(document: dict[str, Any]) -> dict[str, Any]:
    catalog = shipped_catalog()
    return quote_document(price_request(read_request(document, catalog), catalog))


def assert_exact(option: dict[str, Any]) -> None:
    """Every line is quantity × unit price, the month is the sum of its lines, a year is twelve of them."""
    lines = [Decimal(line["monthly"]) for line in option["line_items"]]
    for line, monthly in zip(option["line_items"], lines, strict=True):
        assert EXACT.multiply(Decimal(line["quantity"]), Decimal(line["unit_price"])) == monthly, line
        assert Decimal(line["quantity"]) > 0
        assert line["price"]["source"]
    total = reduce(EXACT.add, lines, Decimal(0))
    assert Decimal(option["monthly"]) == total
    assert Decimal(option["annual"]) == EXACT.multiply(total, Decimal(12))


def assert_placed(option: dict[str, Any], request: dict[str, Any]) -> None:
    """Every task of a constant load runs, under ECS's rules, and the bound is no higher than the plan."""
    own = {
        service["task_definition"].get("runtimePlatform", {}).get("cpuArchitecture", "X86_64")
        for service in request["services"]
    }
    variant = option["cpu_architecture"]
    placed = replay(option, request, shipped_catalog(), None if variant == "MIXED" or {variant} == own else variant)
    if all("tasks" in service["load"] for service in request["services"]):
        assert placed == {
            service["name"]: tasks for service in request["services"] if (tasks := int(service["load"]["tasks"]))
        }
    assert Decimal(option["placement"]["gap_percent"]) >= 0


@pytest.mark.long
@settings(max_examples=RANDOM_REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
@given(quote_requests())
def test_random_requests(request: dict[str, Any]) -> None:
    document = quote(request)
    available = [option for option in document["options"] if option["available"]]
    for option in available:
        assert_exact(option)
        if option["placement"] is not None:
            assert_placed(option, request)
    prices = [Decimal(option["monthly"]) for option in available]
    assert prices == sorted(prices)
    reasons = [option["unavailable_reason"] for option in document["options"] if not option["available"]]
    assert all(reasons)
    assert [option["available"] for option in document["options"]] == [True] * len(prices) + [False] * len(reasons)
