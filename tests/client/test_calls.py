"""Each method of both clients against a running server: what comes back is all that the server said, typed."""

import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

from ecsquote.api.budget_checks import EXAMPLE
from ecsquote.client import AsyncClient, Client, Problem
from ecsquote.client.errors import Conflicting, Missing, NotAllowed, Refused
from ecsquote.contract.quotes import QuoteDocument
from ecsquote.pricing.sources.http_client import trusted_authorities
from support_api import ADMIN_KEY, fargate_catalogs, quote_request
from support_bills import MONTH, csv_bytes, cur_row, made_rows
from support_client import DECLARED
from support_coroutines import run
from support_small_account import fargate_scan

REQUEST = quote_request(launch_options=["FARGATE", "EC2_ON_DEMAND"])
REFRESH = {"regions": ["us-east-1"], "services": ["AmazonVPC"]}
ANALYSIS = {"request": REQUEST}
SCAN = fargate_scan()
BILL = csv_bytes([cur_row(row) for row in made_rows(REQUEST, "FARGATE", fargate_catalogs().current())])
PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}


@pytest.fixture(scope="session")
def arguments(server: str) -> dict[str, Callable[[], tuple[tuple[Any, ...], dict[str, Any]]]]:
    """What each method is called with; a quote that is deleted is one of its own."""
    with Client(server) as client:
        quote = client.make_quote(REQUEST)
        version = client.current_catalog().version
        with Client(server, admin_key=ADMIN_KEY) as administrator:
            job = administrator.start_refresh(REFRESH)

        def with_(*positional: Any, **named: Any) -> Callable[[], tuple[tuple[Any, ...], dict[str, Any]]]:
            return lambda: (positional, named)

        def own_quote() -> tuple[tuple[Any, ...], dict[str, Any]]:
            with Client(server, verify=trusted_authorities()) as other:
                return (other.make_quote(REQUEST).id,), {}

        return {
            "make_quote": with_(REQUEST, idempotency_key=None),
            "read_workload": with_(REQUEST),
            "quote_scan": with_(SCAN, cluster=["shop"]),
            "check_bill": with_(REQUEST, [("bill.csv", BILL)], month=MONTH, launch_option="FARGATE", tolerance="5%"),
            "list_quotes": with_(limit=2),
            "get_quote": with_(quote.id),
            "export_quote": with_(quote.id, format="csv"),
            "delete_quote": own_quote,
            "diff_quotes": with_(quote.id, quote.id, launch_option=["FARGATE", "EC2_ON_DEMAND"]),
            "export_diff": with_(quote.id, quote.id, format="markdown"),
            "compare_regions": with_({"request": REQUEST, "regions": ["us-east-1", "eu-west-1"]}),
            "find_break_even": with_({**ANALYSIS, "axis": "tasks", "up_to": 4}),
            "try_changes": with_(ANALYSIS),
            "rank_inputs": with_(ANALYSIS),
            "find_commitments": with_({**ANALYSIS, "savings_plans": [PLAN]}),
            "bill_the_range": with_(ANALYSIS),
            "follow_prices": with_(ANALYSIS),
            "check_budgets": with_({**EXAMPLE, "request": REQUEST, "base": {"quote_id": quote.id}}),
            "get_budgets_schema": with_(),
            "draw_answer": with_("launch-options", json.loads(client.export_quote(quote.id, format="json"))),
            "draw_quote": with_(quote.id, "launch-options", format="vega-lite"),
            "list_regions": with_(limit=3),
            "list_instance_types": with_(region="us-east-1", operating_system="LINUX", limit=2),
            "list_prices": with_("us-east-1", service_code="AmazonECS", limit=2),
            "list_savings_plans": with_("us-east-1", type="EC2_INSTANCE", term_years=3, instance_family="m5", limit=2),
            "list_catalogs": with_(),
            "current_catalog": with_(),
            "get_catalog": with_(version),
            "diff_catalogs": with_(version, version, region="us-east-1", limit=1),
            "start_refresh": with_(REFRESH),
            "get_job": with_(job.id),
            "healthz": with_(),
            "readyz": with_(),
            "metrics": with_(),
        }


def plain(result: Any) -> Any:
    """A result as the JSON that it was read from."""
    if isinstance(result, BaseModel):
        return result.model_dump(mode="json")
    return TypeAdapter(type(result)).dump_python(result, mode="json")


def check(result: Any, content: bytes) -> None:
    if result is None:
        assert content == b""
    elif isinstance(result, bytes | str):
        assert result in (content, content.decode())
    else:
        assert plain(result) == json.loads(content), "the type lacks something that the server says"


def test_every_operation_is_called(arguments: dict[str, Any]) -> None:
    assert arguments.keys() == DECLARED.keys(), "say in this file what the new method is called with"


@pytest.mark.parametrize("name", DECLARED)
def test_a_method_of_each_client(server: str, arguments: dict[str, Any], name: str) -> None:
    answers: list[bytes] = []

    async def hook(answer: httpx.Response) -> None:
        answers.append(await answer.aread())

    async def call() -> Any:
        positional, named = arguments[name]()
        hooks = {"response": [hook]}
        async with AsyncClient(server, admin_key=ADMIN_KEY, event_hooks=hooks, verify=trusted_authorities()) as client:
            return await getattr(client, name)(*positional, **named)

    check(when_free(lambda: run(call())), answers[-1])
    positional, named = arguments[name]()
    hooks = {"response": [lambda answer: answers.append(answer.read())]}
    with Client(server, admin_key=ADMIN_KEY, event_hooks=hooks, verify=trusted_authorities()) as client:
        check(when_free(lambda: getattr(client, name)(*positional, **named)), answers[-1])


def when_free(call: Callable[[], Any]) -> Any:
    """The result of a call; a refresh waits for the one before it, as one runs at a time."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return call()
        except Conflicting:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_money_is_exact(server: str) -> None:
    with Client(server) as client:
        quote = client.make_quote(quote_request())
    (fargate,) = quote.options
    # 2920 task-hours × (0.25 vCPU × 0.04048 + 0.5 GB × 0.004445)
    assert fargate.monthly == Decimal("36.0401")
    assert [line.quantity * line.unit_price for line in fargate.line_items] == [
        line.monthly for line in fargate.line_items
    ]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_batch_is_streamed_in_order_with_a_problem_in_its_place(server: str, asynchronous: bool) -> None:
    odd = "line\u2028separator, \x85 and \x1e"
    bodies = [quote_request(name="first"), {"region": "us-east-1"}, quote_request(name=odd)]

    async def collect() -> list[QuoteDocument | Problem]:
        async with AsyncClient(server) as client:
            return [one async for one in client.make_quotes(iter(bodies))]

    if asynchronous:
        found = run(collect())
    else:
        with Client(server) as client:
            found = list(client.make_quotes(iter(bodies)))
    first, problem, last = found
    assert isinstance(first, QuoteDocument)
    assert isinstance(last, QuoteDocument)
    assert (first.name, last.name) == ("first", odd)
    assert isinstance(problem, Refused)
    assert [fault.pointer for fault in problem.errors] == ["/services"]


def test_every_row_of_a_list_page_after_page(server: str) -> None:
    async def collect() -> list[str]:
        async with AsyncClient(server) as client:
            return [row.code async for row in client.every(client.list_regions, limit=7)]

    with Client(server) as client:
        whole = [row.code for row in client.list_regions(limit=1000).items]
        assert [row.code for row in client.every(client.list_regions, limit=7)] == whole
    assert run(collect()) == whole
    assert len(whole) > 20


def test_problems_are_exceptions_with_their_pointers(server: str) -> None:
    with Client(server) as client:
        with pytest.raises(Refused) as caught:
            client.make_quote(quote_request(regoin="x", launch_options=["LAMBDA"]))
        assert {fault.pointer for fault in caught.value.errors} == {"/regoin", "/launch_options/0"}
        assert "/regoin: " in str(caught.value)
        for missing in ("0" * 32, "../readyz", "a/b?c"):
            with pytest.raises(Missing):
                client.get_quote(missing)
    with Client(server, api_key="none of its keys") as stranger, pytest.raises(NotAllowed) as refused:
        stranger.list_regions()
    assert refused.value.status == 401


def test_a_key_that_is_used_twice_makes_one_quote(server: str) -> None:
    with Client(server) as client:
        first = client.make_quote(quote_request(), idempotency_key="once")
        assert client.make_quote(quote_request(), idempotency_key="once") == first
        assert client.make_quote(quote_request()).id != first.id
