"""Hostile requests: each is answered with a 4xx problem in less than a second, never with a 5xx."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from support_api import quote_request, task_definition
from support_hostile import refused, timed

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024


def with_service(**fields: Any) -> dict[str, Any]:
    service = {"name": "web", "task_definition": task_definition(), "load": {"tasks": "4"}}
    return quote_request(services=[service | fields])


UNREADABLE = {
    "empty": b"",
    "text": b"hello",
    "half": b'{"region": "us-east-1"',
    "two documents": b"{}{}",
    "comment": b'{"a": 1 /* one */}',
    "single quotes": b"{'region': 'us-east-1'}",
    "trailing comma": b'{"a": 1,}',
    "NaN": b'{"hours_per_month": NaN}',
    "Infinity": b'{"hours_per_month": Infinity}',
    "minus Infinity": b'{"hours_per_month": -Infinity}',
    "key twice": b'{"region": "us-east-1", "region": "eu-west-1"}',
    "key twice inside": b'{"region": "us-east-1", "fleet": {"burstable": true, "burstable": false}}',
    "not UTF-8": b'{"region": "\xff\xfe"}',
    "UTF-16 cut short": '{"region": "us-east-1"}'.encode("utf-16")[:-1],
    "NUL bytes": b"\0" * 100,
    "control character": b'{"region": "us\x01east"}',
    "integer of 5,000 digits": b'{"hours_per_month": ' + b"9" * 5000 + b"}",
    "65 levels": b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
    "100,000 lists": b"[" * 100_000,
    "100,000 lists, closed": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 objects": b'{"a":' * 100_000,
    "4 MiB of open brackets": b"[" * 4 * MIB,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_json_is_unreadable(client: httpx.Client, body: bytes) -> None:
    refused(timed(client, "POST", "/v1/quotes", content=body, headers=JSON), 400)


def test_64_levels_are_readable(client: httpx.Client) -> None:
    """The object and 63 lists: 64 levels, whose innermost is empty."""
    body = b'{"a":' + b"[" * 63 + b"]" * 63 + b"}"
    refused(timed(client, "POST", "/v1/quotes", content=body, headers=JSON), 422)


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"text"', b"true", b"[{}]"])
def test_json_that_is_no_object_is_refused_as_a_whole(client: httpx.Client, body: bytes) -> None:
    problem = refused(timed(client, "POST", "/v1/quotes", content=body, headers=JSON), 422)
    assert [error["pointer"] for error in problem["errors"]] == [""]


SENSELESS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "/region"),
    "unknown field": (quote_request(regoin="x"), "/regoin"),
    "unknown Region": (quote_request(region="mars-1"), "/region"),
    "Region of another type": (quote_request(region=["us-east-1"]), "/region"),
    "Region null": (quote_request(region=None), "/region"),
    "Region of a megabyte": (quote_request(region="x" * MIB), "/region"),
    "Region with NUL": (quote_request(region="us\0east"), "/region"),
    "name with NUL": (quote_request(name="a\0b"), "/name"),
    "name with half a surrogate pair": (quote_request(name="\ud800"), "/name"),
    "unknown field with half a surrogate pair": (quote_request(**{"\udfff": 1}), ""),
    "no services": (quote_request(services=[]), "/services"),
    "services as object": (quote_request(services={}), "/services"),
    "501 services": (quote_request(services=[{}] * 501), "/services"),
    "100,000 services": (quote_request(services=[1] * 100_000), "/services"),
    "service of another type": (quote_request(services=[[]]), "/services/0"),
    "task definition missing": (quote_request(services=[{}]), "/services/0/task_definition"),
    "task definition as text": (with_service(task_definition="web"), "/services/0/task_definition"),
    "task definition null": (with_service(task_definition=None), "/services/0/task_definition"),
    "containers as object": (
        with_service(task_definition=task_definition(containerDefinitions={})),
        "/services/0/task_definition/containerDefinitions",
    ),
    "cpu as list": (with_service(task_definition=task_definition(cpu=[])), "/services/0/task_definition/cpu"),
    "cpu below 0": (with_service(task_definition=task_definition(cpu="-256")), "/services/0/task_definition/cpu"),
    "cpu without end": (with_service(task_definition=task_definition(cpu="9" * 10_000)), "/services/0/task_definition"),
    "memory in digits of another script": (
        with_service(task_definition=task_definition(memory="٥١٢")),
        "/services/0/task_definition",
    ),
    "tasks NaN": (with_service(load={"tasks": "NaN"}), "/services/0/load"),
    "tasks infinite": (with_service(load={"tasks": "Infinity"}), "/services/0/load"),
    "tasks 1e999999": (with_service(load={"tasks": "1e999999"}), "/services/0/load"),
    "tasks 1e-999999": (with_service(load={"tasks": "1e-999999"}), "/services/0/load"),
    "tasks below 0": (with_service(load={"tasks": "-1"}), "/services/0/load"),
    "tasks of 10^18 and more": (with_service(load={"tasks": 10**18 + 1}), "/services/0/load"),
    "tasks true": (with_service(load={"tasks": True}), "/services/0/load"),
    "tasks of 100,000 digits": (with_service(load={"tasks": "1" * 100_000}), "/services/0/load"),
    "two forms of load": (with_service(load={"tasks": "1", "average_tasks": "2"}), "/services/0/load"),
    "no form of load": (with_service(load={}), "/services/0/load"),
    "100,000 hourly counts": (with_service(load={"hourly_tasks": [1] * 100_000}), "/services/0/load"),
    "hourly counts of all types": (with_service(load={"hourly_tasks": [[], {}, None] * 8}), "/services/0/load"),
    "average of nothing": (with_service(load={"average_tasks": None}), "/services/0/load"),
    "hours of a month 0": (quote_request(hours_per_month="0"), "/hours_per_month"),
    "hours of a month 745": (quote_request(hours_per_month="745"), "/hours_per_month"),
    "launch option unknown": (quote_request(launch_options=["LAMBDA"]), "/launch_options"),
    "launch option a list": (quote_request(launch_options=[[["FARGATE"]]]), "/launch_options"),
    "launch options empty": (quote_request(launch_options=[]), "/launch_options"),
    "100,000 launch options": (quote_request(launch_options=["FARGATE"] * 100_000), "/launch_options"),
    "a pattern that explodes": (quote_request(fleet={"instance_types": ["*" * 60 + "x"]}), "/fleet/instance_types"),
    "a pattern for nothing": (quote_request(fleet={"instance_types": ["zz9.*"]}), "/fleet/instance_types"),
    "a catalog version unknown": (quote_request(catalog_version="nope"), "/catalog_version"),
    "a catalog version that climbs": (quote_request(catalog_version="../../etc/passwd"), "/catalog_version"),
    "a catalog version of another type": (quote_request(catalog_version=1), "/catalog_version"),
    "a catalog version of a megabyte": (quote_request(catalog_version="v" * MIB), "/catalog_version"),
    "usage unknown": (quote_request(usage={"lambda": {}}), "/usage"),
    "usage a list": (quote_request(usage=[]), "/usage"),
    "transfer below 0": (quote_request(usage={"data_transfer": {"internet_out_gb": "-1"}}), "/usage/data_transfer"),
    "discount above 100": (quote_request(discounts=[{"service_code": "*", "percent": "101"}]), "/discounts/0"),
    "a number of 100 digits": (quote_request(hours_per_month=int("9" * 100)), "/hours_per_month"),
}


@pytest.mark.parametrize(("request_document", "pointer"), SENSELESS.values(), ids=SENSELESS)
def test_what_makes_no_sense_is_refused_with_its_place(
    client: httpx.Client, request_document: dict[str, Any], pointer: str
) -> None:
    body = json.dumps(request_document).encode()
    problem = refused(timed(client, "POST", "/v1/quotes", content=body, headers=JSON), 422)
    assert any(error["pointer"].startswith(pointer) for error in problem["errors"]), problem


def test_all_faults_come_at_once(client: httpx.Client) -> None:
    wrong = quote_request(region="mars-1", hours_per_month="0", launch_options=["LAMBDA"])
    problem = refused(timed(client, "POST", "/v1/quotes", json=wrong), 422)
    pointers = {error["pointer"] for error in problem["errors"]}
    assert {"/region", "/hours_per_month", "/launch_options/0"} <= pointers


def test_a_hundred_thousand_unknown_fields_are_refused_quickly(client: httpx.Client) -> None:
    wrong = quote_request(**{f"field {number}": number for number in range(100_000)})
    problem = refused(timed(client, "POST", "/v1/quotes", json=wrong), 413, 422)
    assert len(problem.get("errors", [])) <= 100


def test_five_hundred_services_all_wrong_are_refused_quickly(client: httpx.Client) -> None:
    wrong = quote_request(services=[{"task_definition": {"cpu": {}, "containerDefinitions": [{}] * 10}}] * 500)
    refused(timed(client, "POST", "/v1/quotes", json=wrong), 422)


@pytest.mark.parametrize("length", [5 * MIB + 1, 10 * MIB])
def test_a_body_over_the_bound_is_too_large(client: httpx.Client, length: int) -> None:
    refused(timed(client, "POST", "/v1/quotes", content=b" " * length, headers=JSON), 413)


def test_a_body_at_the_bound_is_read(client: httpx.Client) -> None:
    request = json.dumps(quote_request()).encode()
    body = request + b" " * (5 * MIB - len(request))
    assert timed(client, "POST", "/v1/quotes", content=body, headers=JSON).status_code == 201


def test_a_body_of_unknown_length_is_bounded_too(client: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(10):
            yield b" " * MIB

    refused(timed(client, "POST", "/v1/quotes", content=chunks(), headers=JSON), 413)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "image/png"])
def test_a_body_of_another_type_is_refused(client: httpx.Client, kind: str) -> None:
    body = json.dumps(quote_request()).encode()
    refused(timed(client, "POST", "/v1/quotes", content=body, headers={"Content-Type": kind}), 415)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", None])
@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/quotes/batch", "/v1/budget-checks"])
def test_a_page_of_another_server_cannot_pass_a_form_off_as_json(
    client: httpx.Client, path: str, kind: str | None
) -> None:
    headers = {"Origin": "http://localhost:9000"} | ({"Content-Type": kind} if kind else {})
    refused(timed(client, "POST", path, content=b"{}", headers=headers), 415)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "gzip, identity"])
def test_a_packed_body_is_refused_as_such(client: httpx.Client, coding: str) -> None:
    body = gzip.compress(json.dumps(quote_request()).encode())
    answer = timed(client, "POST", "/v1/quotes", content=body, headers={**JSON, "Content-Encoding": coding})
    assert "Content-Encoding" in refused(answer, 415)["detail"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/x.quote+json",
        "application/x-www-form-urlencoded",  # curl -d
        None,
    ],
)
def test_json_by_any_of_its_names_is_read(client: httpx.Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = timed(client, "POST", "/v1/quotes", content=json.dumps(quote_request()).encode(), headers=headers)
    assert answer.status_code == 201
