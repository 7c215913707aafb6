"""The OpenAPI document says what the server does: its examples work, and its answers fit its schemas."""

import contextlib
import os
import time
import warnings
from typing import Any

import httpx
import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis.strategies import SearchStrategy
from schemathesis.core.result import Ok

from ecsquote.api.http.openapi_examples import COMPARISON_REQUEST, QUOTE_DIFFERENCES, QUOTE_REQUEST
from support_api import FixedCatalogs, quote_request, serving
from support_catalog import shipped_catalog

EXAMPLES = int(os.environ.get("ECSQUOTE_FUZZ_EXAMPLES", "12"))
"""Requests for each operation; 2,000 for a thorough run."""


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def check(document: dict[str, Any], name: str, instance: object) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema_rs.Draft202012Validator(schema).validate(instance)


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    operations = [item for path in document["paths"].values() for item in path.values()]
    assert len(operations) >= 13
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]


@pytest.mark.parametrize(
    ("name", "example"), [("QuoteRequest", QUOTE_REQUEST), ("ComparisonRequest", COMPARISON_REQUEST)]
)
def test_the_examples_fit_their_schemas(document: dict[str, Any], name: str, example: dict[str, Any]) -> None:
    check(document, name, example)


def test_a_body_schema_refuses_what_the_server_refuses(document: dict[str, Any]) -> None:
    for wrong in (quote_request(regoin="x"), quote_request(services=[]), quote_request(launch_options=["LAMBDA"])):
        with pytest.raises(jsonschema_rs.ValidationError):
            check(document, "QuoteRequest", wrong)


def test_the_quote_example_is_answered_with_a_quote_of_the_schema(
    client: httpx.Client, document: dict[str, Any]
) -> None:
    request = {**QUOTE_REQUEST, "region": "us-east-1"}
    answer = client.post("/v1/quotes", json=request)
    assert answer.status_code == 201, answer.text
    check(document, "QuoteDocument", answer.json())


def test_the_example_of_a_difference_is_what_the_server_answers(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]
) -> None:
    """With the prices that ship: where those move, take over what is answered now, and read it."""
    (service,) = QUOTE_REQUEST["services"]
    with serving(tmp_path_factory.mktemp("shipped"), FixedCatalogs((shipped_catalog(),))) as shipped:
        ids = []
        for tasks in ("4", "6"):
            services = [{**service, "load": {"tasks": tasks}}]
            request = {**QUOTE_REQUEST, "services": services, "launch_options": ["FARGATE"]}
            ids.append(shipped.post("/v1/quotes", json=request).json()["id"])
        answer = shipped.get(f"/v1/quotes/{ids[0]}/diff/{ids[1]}").json()
    for side, quote_id in zip(("before", "after"), ids, strict=True):
        assert answer[side]["id"] == quote_id
        answer[side]["id"] = QUOTE_DIFFERENCES[side]["id"]
    operation = document["paths"]["/v1/quotes/{before}/diff/{after}"]["get"]
    described = operation["responses"]["200"]["content"]["application/json"]
    assert described["example"] == answer
    check(document, described["schema"]["$ref"].rpartition("/")[2], answer)


OF_A_REGION = ("/v1/prices", "/v1/savings-plans")


def test_every_list_fits_its_schema(client: httpx.Client, document: dict[str, Any]) -> None:
    client.post("/v1/quotes", json=quote_request())
    for place in (
        "/v1/quotes",
        "/v1/regions",
        "/v1/prices",
        "/v1/savings-plans",
        "/v1/instance-types",
        "/v1/catalogs",
        "/v1/catalogs/current",
    ):
        operation = document["paths"][place]["get"]
        name = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        answer = client.get(place, params={"region": "us-east-1"} if place in OF_A_REGION else {})
        assert answer.status_code == 200, (place, answer.text)
        check(document, name, answer.json())


def test_a_problem_fits_its_schema(client: httpx.Client, document: dict[str, Any]) -> None:
    for answer in (client.post("/v1/quotes", json={}), client.get("/v1/quotes/x"), client.get("/nowhere")):
        check(document, "ProblemDocument", answer.json())


@pytest.mark.long
def test_generated_requests_never_break_the_server(client: httpx.Client, document: dict[str, Any]) -> None:
    """Requests that fit the schemas and requests that do not, for each operation."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=str(client.base_url))
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        if operation.path == "/v1/quotes/batch":
            continue  # lines of JSON have no schema; test_batch.py sends odd ones
        assert fuzz(operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)) > 0
        fuzz(operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))


def fuzz(cases: SearchStrategy[Any]) -> int:
    """Send what a strategy makes; how many requests that were. Some schemas leave nothing to do wrong."""
    sent = 0

    @hypothesis.settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @hypothesis.given(case=cases)
    def send(case: Any) -> None:
        nonlocal sent
        started = time.process_time()
        answer = case.call()
        assert time.process_time() - started < 1, (case.method, case.path)
        assert answer.status_code < 500, (case.method, case.path, answer.text)
        sent += 1

    with contextlib.suppress(hypothesis.errors.Unsatisfiable), warnings.catch_warnings():
        # schemathesis breaks some bodies by Python's own random numbers, which Hypothesis cannot repeat.
        warnings.filterwarnings(
            "ignore", "Do not use the `random` module", hypothesis.errors.HypothesisDeprecationWarning
        )
        send()
    return sent


def test_every_refusal_is_described_as_a_problem(client: httpx.Client) -> None:
    """A page limit that is none is answered as the document says."""
    document = client.get("/openapi.json").json()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            for status, response in operation["responses"].items():
                kinds = list(response.get("content", {}))
                assert int(status) < 400 or kinds == ["application/problem+json"], (path, method, status, kinds)
    refused = client.get("/v1/quotes?limit=x")
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
