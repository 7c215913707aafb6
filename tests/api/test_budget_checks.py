"""POST /v1/budget-checks over HTTP: the example, the figures, kept quotes and bases, and faults with their places.

The server's us-east-1 has Fargate's rates: four of the smallest tasks are 2920 × (0.25 × 0.04048 + 0.5 × 0.004445)
= $36.0401 a month, five $45.050125.
"""

import json
from copy import deepcopy
from typing import Any

import httpx
import jsonschema_rs
import pytest

from ecsquote.api.budget_checks import EXAMPLE
from support_api import quote_request, task_definition
from support_cli import ROOT

LIMIT = {"name": "total", "limit": {"amount": "40", "warning_amount": "36"}}
CHANGE = {"name": "growth", "change": {"percent": "25"}}


def tasks(count: int, **more: Any) -> dict[str, Any]:
    """A request of this number of the smallest tasks."""
    service = {"name": "web", "task_definition": task_definition(), "load": {"tasks": str(count)}}
    return quote_request(services=[service], **more)


def check(client: httpx.Client, *budgets: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/budget-checks", json={"budgets": list(budgets), **body})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_the_example_is_answered_as_described(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/v1/budget-checks"]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    assert body["example"] == EXAMPLE
    jsonschema_rs.Draft202012Validator({**body["schema"], "components": document["components"]}).validate(EXAMPLE)
    example = deepcopy(EXAMPLE)
    # the server of these tests knows one Region, and its prices are Fargate's alone
    for request in (example["request"], example["base"]["request"]):
        request |= {"region": "us-east-1", "usage": {}}
    answer = client.post("/v1/budget-checks", json=example)
    assert answer.status_code == 200, answer.text
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())


def test_the_verdict_has_its_figures_and_lines(client: httpx.Client) -> None:
    found = check(client, LIMIT, CHANGE, request=tasks(5, name="shop"), base={"request": tasks(4)})
    assert found["verdict"] == "exceeded"
    limit, growth = found["budgets"]
    assert (limit["verdict"], limit["spent"], limit["base"]) == ("exceeded", "45.050125", "36.0401")
    assert limit["checks"][0]["used_percent"] == "112.6253125"  # 45.050125 ÷ 40
    assert (growth["verdict"], growth["change"], growth["change_percent"]) == ("within", "9.010025", "25")
    assert growth["workloads"][0]["launch_option"] == "FARGATE"
    assert [line["change"] for line in growth["lines"]] == ["7.3876", "1.622425"]  # 730 × a quarter vCPU, half a GB


def test_kept_quotes_on_either_side(client: httpx.Client) -> None:
    before = client.post("/v1/quotes", json=tasks(4, name="shop")).json()["id"]
    after = client.post("/v1/quotes", json=tasks(6, name="shop")).json()["id"]
    found = check(client, CHANGE, quote_id=after, base={"quote_id": before})
    assert found["verdict"] == "exceeded"
    assert found["budgets"][0]["change_percent"] == "50"
    spot = {**LIMIT, "launch_option": "FARGATE_SPOT"}
    reason = check(client, spot, quote_id=after)["budgets"][0]["checks"][0]["reason"]
    assert reason == "shop: the quote holds no FARGATE_SPOT; ask for it in launch_options"


@pytest.mark.parametrize(
    ("base", "verdict", "change"),
    [
        (None, "unpriced", None),
        ({"new": True}, "warning", "45.050125"),
        ({"catalog_version": "fixed"}, "within", "0"),
        ({"request": tasks(4)}, "within", "9.010025"),
        ({"request": tasks(3)}, "exceeded", "18.02005"),
    ],
)
def test_each_kind_of_base(client: httpx.Client, base: dict[str, Any] | None, verdict: str, change: str | None) -> None:
    found = check(client, CHANGE, request=tasks(5), base=base)
    assert (found["verdict"], found["budgets"][0]["change"]) == (verdict, change)


def test_several_workloads_are_added_up_and_judged_each(client: httpx.Client) -> None:
    workloads = [{"name": "a", "request": tasks(1)}, {"name": "b", "request": tasks(4), "base": {"new": True}}]
    found = check(client, LIMIT, {**LIMIT, "name": "each", "each": "workload"}, workloads=workloads)
    assert [(budget["workload"], budget["verdict"]) for budget in found["budgets"]] == [
        (None, "exceeded"),
        ("a", "within"),
        ("b", "warning"),
    ]


def test_a_workload_without_a_price_is_never_within(client: httpx.Client) -> None:
    found = check(client, {**LIMIT, "launch_option": "EC2_ON_DEMAND"}, request=quote_request(launch_options=None))
    assert found["verdict"] == "unpriced"
    assert found["budgets"][0]["spent"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/budgets"),
        ({"budgets": [], "request": tasks(1)}, "/budgets"),
        ({"budgets": [LIMIT]}, ""),
        ({"budgets": [LIMIT], "request": tasks(1), "quote_id": "0" * 32}, ""),
        ({"budgets": [LIMIT], "request": {}}, "/request/services"),
        ({"budgets": [LIMIT], "request": tasks(1, region="mars-1")}, "/request/region"),
        ({"budgets": [LIMIT], "request": tasks(1), "more": 1}, "/more"),
        ({"budgets": [LIMIT], "request": tasks(1), "base": {}}, "/base"),
        ({"budgets": [LIMIT], "request": tasks(1), "base": {"new": False}}, "/base/new"),
        ({"budgets": [LIMIT], "request": tasks(1), "base": {"request": {}}}, "/base/request/region"),
        ({"budgets": [LIMIT], "request": tasks(1), "base": {"catalog_version": "x"}}, "/base/catalog_version"),
        ({"budgets": [LIMIT], "workloads": [{"request": tasks(1)}], "base": {"new": True}}, "/base"),
        ({"budgets": [LIMIT], "workloads": [{"request": tasks(1)}, {}]}, "/workloads/1"),
        ({"budgets": [LIMIT], "workloads": [{"request": {}}]}, "/workloads/0/request/region"),
        ({"budgets": [LIMIT], "workloads": [{"name": "a", "request": tasks(1)}] * 2}, "/workloads/1/name"),
        ({"budgets": [LIMIT, LIMIT], "request": tasks(1)}, "/budgets/1/name"),
        ({"budgets": [{"name": "a", "limit": {"amount": -1}}], "request": tasks(1)}, "/budgets/0/limit/amount"),
        ({"budgets": [{**LIMIT, "launch_option": "LAMBDA"}], "request": tasks(1)}, "/budgets/0/launch_option"),
        ({"budgets": [{**LIMIT, "component": "lambda"}], "request": tasks(1)}, "/budgets/0/component"),
        ({"budgets": [{**LIMIT, "region": "mars-1"}], "request": tasks(1)}, "/budgets/0/region"),
        ({"budgets": [{**LIMIT, "workload": "nobody"}], "request": tasks(1)}, "/budgets"),
        ({"budgets": [LIMIT], "budgets_file": "version: 1", "request": tasks(1)}, "/budgets"),
        ({"budgets_file": 1, "request": tasks(1)}, "/budgets_file"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(
    client: httpx.Client, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/v1/budget-checks", json=body)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


YAML = """# what may be spent
version: 1
budgets:
  - name: total
    limit: {amount: 40, warning_amount: 36}
  - name: growth
    change: {percent: 25}
"""
NOBODYS = "version: 1\nbudgets:\n  - {name: a, workload: nobody, limit: {amount: 1}}\n"


def test_a_budgets_file_is_read_as_the_command_line_reads_it(client: httpx.Client) -> None:
    said = {"request": tasks(5), "base": {"request": tasks(4)}}
    expected = check(client, LIMIT, CHANGE, **said)
    for text in (YAML, json.dumps({"version": 1, "budgets": [LIMIT, CHANGE]})):
        answer = client.post("/v1/budget-checks", json={"budgets_file": text, **said})
        assert (answer.status_code, answer.json()) == (200, expected)


@pytest.mark.parametrize(
    ("text", "pointer", "message"),
    [
        ("", "/budgets_file", "is empty; budgets are expected"),
        ("version: [", "/budgets_file", "the document is not YAML: "),
        ("a: &x 1\nb: *x\n", "/budgets_file", "aliases (*x) are not supported at line 2, column 4"),
        ("\ud800", "/budgets_file", "must not hold half of a surrogate pair"),
        (YAML.replace("40", "lots"), "/budgets_file/budgets/0/limit/amount", "line 5: must be a decimal"),
        (YAML.replace("growth", "total"), "/budgets_file/budgets/1/name", "line 6: "),
        (YAML.replace("version: 1\n", ""), "/budgets_file/version", "line 2: is required"),
        (NOBODYS, "/budgets_file/budgets", "line 2: "),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_budgets_file_has_its_line(
    client: httpx.Client, text: str, pointer: str, message: str
) -> None:
    body = json.dumps({"budgets_file": text, "request": tasks(1)})
    answer = client.post("/v1/budget-checks", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert answer.json()["errors"][0]["message"].startswith(message)


def test_the_schema_is_the_published_one(client: httpx.Client) -> None:
    published = (ROOT / "docs" / "budgets.schema.json").read_bytes()
    assert client.get("/v1/budgets/schema").json() == httpx.Response(200, content=published).json()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"quote_id": "0" * 32}, "/quote_id"),
        ({"request": tasks(1), "base": {"quote_id": "0" * 32}}, "/base/quote_id"),
        ({"workloads": [{"request": tasks(1)}, {"quote_id": "0" * 32}]}, "/workloads/1/quote_id"),
    ],
)
def test_a_quote_that_does_not_exist_is_404_with_its_place(
    client: httpx.Client, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/v1/budget-checks", json={"budgets": [LIMIT], **body})
    assert answer.status_code == 404, answer.text
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
