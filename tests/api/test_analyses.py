"""Analyses over HTTP: the worked examples answer as their schemas say, and faults have their places."""

from copy import deepcopy
from typing import Any

import httpx
import jsonschema_rs
import pytest

from ecsquote.api.analyses import EXAMPLES
from support_api import quote_request

PLACES = {
    "break-even": "BreakEvenRequest",
    "what-if": "WhatIfRequest",
    "sensitivity": "SensitivityRequest",
    "commitments": "CommitmentsRequest",
    "range": "RangeRequest",
}


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def check(document: dict[str, Any], schema: dict[str, Any], instance: object) -> None:
    jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}).validate(instance)


@pytest.mark.parametrize("place", PLACES)
def test_the_example_is_answered_as_described(client: httpx.Client, document: dict[str, Any], place: str) -> None:
    operation = document["paths"][f"/v1/analyses/{place}"]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    example = deepcopy(EXAMPLES[PLACES[place]])
    assert body["example"] == example
    check(document, body["schema"], example)
    # the server of these tests knows one Region, and its prices are Fargate's alone
    example["request"] |= {"region": "us-east-1", "usage": {}}
    answer = client.post(f"/v1/analyses/{place}", json=example)
    assert answer.status_code == 200, answer.text
    check(document, operation["responses"]["200"]["content"]["application/json"]["schema"], answer.json())


def test_the_figures_are_exact_text(client: httpx.Client) -> None:
    body = {"request": quote_request(), "axis": "tasks", "up_to": 2}
    answer = client.post("/v1/analyses/break-even", json=body).json()
    # 730 × (0.25 × 0.04048 + 0.5 × 0.004445)
    assert answer["stretches"][0]["cheapest"]["monthly"] == "9.010025"
    assert answer["quotes"] == 2


@pytest.mark.parametrize(
    ("place", "body", "pointer"),
    [
        ("range", {}, "/request"),
        ("range", {"request": {}}, "/request/services"),
        ("range", {"request": quote_request(region="mars-1")}, "/request/region"),
        ("range", {"request": quote_request(), "more": 1}, "/more"),
        ("break-even", {"request": quote_request(), "axis": "luck"}, "/axis"),
        ("break-even", {"request": quote_request(), "service": "nobody"}, "/service"),
        ("break-even", {"request": quote_request(), "up_to": 1}, "/up_to"),
        ("break-even", {"request": quote_request(), "up_to": 10_001}, "/up_to"),
        ("what-if", {"request": quote_request(), "regions": ["us-east-1"] * 21}, "/regions"),
        ("sensitivity", {"request": quote_request(), "percent": "0"}, "/percent"),
        ("sensitivity", {"request": quote_request(), "percent": "100.1"}, "/percent"),
        ("sensitivity", {"request": quote_request(), "launch_option": "EC2_SPOT"}, "/request/launch_options"),
        (
            "commitments",
            {"request": quote_request(), "savings_plans": [{"type": "COMPUTE"}]},
            "/savings_plans/0/term_years",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    client: httpx.Client, place: str, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post(f"/v1/analyses/{place}", json=body)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_load_that_an_axis_does_not_fit(client: httpx.Client) -> None:
    request = quote_request()
    request["services"][0]["load"] = {"runs_per_month": "5", "seconds_per_run": "60"}
    body = {"request": request, "axis": "hours_per_week"}
    answer = client.post("/v1/analyses/break-even", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/request/services/0/load"


def test_an_analysis_ends_in_time(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecsquote.api.runtime.deadlines.ANALYSIS_SECONDS", -1)
    answer = client.post("/v1/analyses/range", json={"request": quote_request()})
    assert answer.status_code == 413, answer.text
    assert "takes longer" in answer.json()["detail"]
