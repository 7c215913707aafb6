"""Hostile addresses, headers and connections: each is answered with a problem, and harms nobody else."""

import socket

import httpx
import pytest

from support_api import quote_request
from support_hostile import refused, timed

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024


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
        "/v1/savings-plans?region=us-east-1&type=SPOT",
        "/v1/savings-plans?region=us-east-1&term_years=2",
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


@pytest.mark.parametrize(
    ("method", "place", "allowed"),
    [
        ("PUT", "/v1/quotes", "GET, HEAD, POST"),
        ("POST", "/healthz", "GET, HEAD"),
        ("PATCH", "/v1/quotes/x", "DELETE, GET, HEAD"),
        ("DELETE", "/v1/catalogs", "GET, HEAD, POST"),
        ("GET", "/v1/comparisons", "POST"),
        ("HEAD", "/v1/comparisons", "POST"),
    ],
)
def test_a_method_that_an_address_has_not_is_told_which_it_has(
    client: httpx.Client, method: str, place: str, allowed: str
) -> None:
    answer = timed(client, method, place)
    if method != "HEAD":
        refused(answer, 405)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


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
