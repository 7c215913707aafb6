"""Hostile requests: each is answered with a 4xx problem in less than a second, never with a 5xx."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from support_api import quote_request, task_definition

JSON = {"Content-Type": "application/json"}
MAX_SECONDS = 1.0
"""Of processor time, the client's and the server's together: what other processes do must not fail a test."""
MIB = 1024 * 1024


def refused(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The problem of an answer that must be one of these statuses."""
    assert answer.status_code in statuses, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert problem["type"].startswith("urn:ecsquote:problem:")
    for error in problem.get("errors", []):
        assert error.keys() == {"pointer", "message"}
        assert error["message"]
    return problem


def timed(client: httpx.Client, method: str, url: str, **more: Any) -> httpx.Response:
    started = time.process_time()
    answer = client.request(method, url, **more)
    assert time.process_time() - started < MAX_SECONDS
    return answer


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
    "UTF-16": '{"region": "us-east-1"}'.encode("utf-16"),
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


@pytest.mark.parametrize("key", ["", " " * 0 or "é", "x" * 256, "tab\there"])
def test_an_odd_idempotency_key_is_refused(client: httpx.Client, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()}
    refused(timed(client, "POST", "/v1/quotes", json=quote_request(), headers=headers), 422)


@pytest.mark.parametrize(
    "query",
    [
        "/v1/quotes?limit=0",
        "/v1/quotes?limit=-1",
        "/v1/quotes?limit=1001",
        "/v1/quotes?limit=ten",
        "/v1/quotes?limit=1e3",
        "/v1/quotes?limit=" + "9" * 5000,
        "/v1/quotes?cursor=",
        "/v1/quotes?cursor=x",
        "/v1/quotes?cursor=%00",
        "/v1/quotes?cursor=%F0%9F%92%A9",
        "/v1/quotes?cursor=cQ",
        "/v1/quotes?cursor=cTk5OTk5OTk5OTk5OTk5OTk5OTk",  # q and 19 nines, more than a 64-bit number
        "/v1/quotes?cursor=" + "c" * 101,
        "/v1/regions?limit=0",
        "/v1/regions?cursor=%00",
        "/v1/regions?cursor=MDpub3Bl",  # 0:nope
        "/v1/regions?cursor=LTE6Zml4ZWQ",  # -1:fixed
        "/v1/prices",
        "/v1/prices?region=",
        "/v1/prices?region=mars-1",
        "/v1/prices?region=%00",
        "/v1/prices?region=%ED%A0%80",
        "/v1/prices?region=us-east-1&service_code=" + "x" * 201,
        "/v1/instance-types?region=mars-1",
        "/v1/instance-types?operating_system=BEOS",
    ],
)
def test_odd_parameters_are_refused(client: httpx.Client, query: str) -> None:
    refused(timed(client, "GET", query), 422)


@pytest.mark.parametrize(
    "place",
    ["x", "%00", "..%2f..%2fetc%2fpasswd", "%F0%9F%92%A9", "' OR 1=1 --", "0" * 32, "0" * 4000, "%ED%A0%80"],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_quote_that_is_none_is_not_found(client: httpx.Client, method: str, place: str) -> None:
    refused(timed(client, method, f"/v1/quotes/{place}"), 404)


def test_an_unknown_format_is_refused(client: httpx.Client) -> None:
    made = client.post("/v1/quotes", json=quote_request()).json()
    refused(timed(client, "GET", f"/v1/quotes/{made['id']}?format=pdf"), 422)


@pytest.mark.parametrize("accept", ["", ",", ";", "text/csv;q=x", "text/csv;q=", ";;;,,,=", "a" * 8000, "text/csv;q=0"])
def test_an_odd_accept_header_gets_json(client: httpx.Client, accept: str) -> None:
    made = client.post("/v1/quotes", json=quote_request()).json()
    answer = timed(client, "GET", f"/v1/quotes/{made['id']}", headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("place", ["/", "/v1", "/v2/quotes", "/v1/quotes/", "/v1//quotes", "/healthz/x", "/.env"])
def test_an_unknown_address_is_a_problem(client: httpx.Client, place: str) -> None:
    refused(timed(client, "GET", place), 404)


@pytest.mark.parametrize(("method", "place"), [("PUT", "/v1/quotes"), ("POST", "/healthz"), ("PATCH", "/v1/quotes/x")])
def test_an_unknown_method_is_a_problem(client: httpx.Client, method: str, place: str) -> None:
    answer = timed(client, method, place)
    refused(answer, 405)
    assert answer.headers["allow"]


def test_an_endless_address_is_refused(client: httpx.Client) -> None:
    refused(timed(client, "GET", "/v1/quotes?cursor=" + "c" * 20_000), 414)


def test_a_connection_cut_in_the_middle_of_a_body_harms_nobody(client: httpx.Client) -> None:
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80)) as raw:
        raw.sendall(b"POST /v1/quotes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert timed(client, "GET", "/healthz").status_code == 200


@pytest.mark.parametrize("value", ["-5", "1e9", "99999999999999999999999999", "x", "+5"])
def test_an_odd_content_length_harms_nobody(client: httpx.Client, value: str) -> None:
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=5) as raw:
        raw.sendall(f"POST /v1/quotes HTTP/1.1\r\nHost: x\r\nContent-Length: {value}\r\n\r\n".encode())
        raw.shutdown(socket.SHUT_WR)
        answer = raw.recv(1000)
    assert b" 5" not in answer[:13]
    assert timed(client, "GET", "/healthz").status_code == 200
