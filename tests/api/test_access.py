"""Who may do what: every operation without a key, with a wrong, an expired, a revoked and another's key."""

import logging
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from ecsquote.quotes.access_keys import Scope
from support_access import UNKNOWN_KEY, bearer, closed_server, key_store, operations
from support_api import ADMIN_KEY, ADMIN_KEY_HASH, quote_request, serving
from support_quotes import BACKENDS, database

OPEN = {("GET", "/healthz"), ("GET", "/readyz")}
QUOTE = {("POST", "/v1/quotes"), ("POST", "/v1/quotes/batch"), ("DELETE", f"/v1/quotes/{'0' * 32}")}
ADMIN = {("POST", "/v1/catalogs")}
NDJSON = {"Content-Type": "application/x-ndjson"}
WITHIN_SECONDS = 10
"""A change of keys holds on every replica after this time."""


@pytest.fixture(scope="module", params=BACKENDS)
def location(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with database(request.param, tmp_path_factory.mktemp("keys")) as address:
        yield address


@pytest.fixture(scope="module")
def served(location: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Mapping[str, str]]]:
    with closed_server(location, tmp_path_factory.mktemp("served"), rate="100000/second") as both:
        yield both


@pytest.fixture
def client(served: tuple[httpx.Client, Mapping[str, str]]) -> httpx.Client:
    return served[0]


@pytest.fixture
def keys(served: tuple[httpx.Client, Mapping[str, str]]) -> Mapping[str, str]:
    return served[1]


@pytest.fixture
def every(client: httpx.Client, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    found = operations(client.get("/openapi.json", headers=bearer(keys["read"])).json())
    assert len(found) > 25
    return [*found, ("GET", "/openapi.json"), ("GET", "/nowhere"), ("HEAD", "/v1/quotes"), ("OPTIONS", "/v1/quotes")]


def make(client: httpx.Client, key: str, **headers: str) -> httpx.Response:
    return client.post("/v1/quotes", json=quote_request(), headers={**bearer(key), **headers})


def statuses(client: httpx.Client, every: list[tuple[str, str]], headers: Mapping[str, str]) -> dict[Any, int]:
    return {(method, path): client.request(method, path, headers=headers).status_code for method, path in every}


def test_every_operation_but_health_needs_a_key(client: httpx.Client, every: list[tuple[str, str]]) -> None:
    found = statuses(client, every, {})
    assert {each for each, status in found.items() if status != 401} == OPEN
    refused = client.get("/v1/quotes")
    assert refused.headers["www-authenticate"] == 'Bearer realm="ecsquote"'
    assert refused.headers["content-type"] == "application/problem+json"


def test_every_operation_refuses_what_is_no_valid_key(
    client: httpx.Client, location: str, every: list[tuple[str, str]], keys: Mapping[str, str]
) -> None:
    now = datetime.now(UTC)
    with key_store(location) as store:
        expired = store.create("expired", Scope.ADMIN, timedelta(minutes=1), now - timedelta(minutes=1))
        revoked = store.create("revoked", Scope.ADMIN)
        store.revoke("revoked")
    for header in (
        bearer(UNKNOWN_KEY),
        bearer(expired),
        bearer(revoked),
        bearer(keys["admin"] + "0"),
        bearer(keys["admin"][:-1]),
        {"Authorization": f"Basic {keys['admin']}"},
        {"Authorization": keys["admin"]},
        {"X-Api-Key": keys["admin"]},
    ):
        found = statuses(client, every, header)
        assert {each for each, status in found.items() if status != 401} == OPEN, header
    assert 'error="invalid_token"' in client.get("/v1/quotes", headers=bearer(expired)).headers["www-authenticate"]


@pytest.mark.parametrize(("scope", "beyond"), [("read", QUOTE | ADMIN), ("quote", ADMIN), ("admin", set())])
def test_a_scope_allows_what_it_names(
    client: httpx.Client,
    every: list[tuple[str, str]],
    keys: Mapping[str, str],
    scope: str,
    beyond: set[tuple[str, str]],
) -> None:
    asked = [each for each in every if scope != "admin" or each not in ADMIN]  # a refresh would really begin
    found = statuses(client, asked, bearer(keys[scope]))
    assert {each for each, status in found.items() if status == 403} == beyond
    assert 401 not in found.values()
    if beyond:
        refused = client.post("/v1/catalogs", headers=bearer(keys[scope]))
        assert 'error="insufficient_scope", scope="admin"' in refused.headers["www-authenticate"]


def test_quotes_of_another_are_not_there(client: httpx.Client, location: str, keys: Mapping[str, str]) -> None:
    with key_store(location) as store:
        other = store.create("other", Scope.QUOTE)
    assert until(client, other, 200)
    mine, theirs = make(client, keys["quote"]).json()["id"], make(client, other).json()["id"]
    line = client.post("/v1/quotes/batch", json=quote_request(), headers={**bearer(other), **NDJSON}).json()["id"]
    budget = {"name": "total", "limit": {"amount": "40"}}
    for quote_id in (theirs, line):
        for key in (keys["quote"], keys["read"]):
            header = bearer(key)
            for place in ("", "?format=csv", "/charts/launch-options", f"/diff/{mine}"):
                assert client.get(f"/v1/quotes/{quote_id}{place}", headers=header).status_code == 404, place
            assert client.get(f"/v1/quotes/{mine}/diff/{quote_id}", headers=header).status_code == 404
            for body in ({"quote_id": quote_id}, {"request": quote_request(), "base": {"quote_id": quote_id}}):
                answer = client.post("/v1/budget-checks", json={"budgets": [budget], **body}, headers=header)
                assert answer.status_code == 404, answer.text
            listed = client.get("/v1/quotes", headers=header).json()["items"]
            assert quote_id not in {row["id"] for row in listed}
        assert client.delete(f"/v1/quotes/{quote_id}", headers=bearer(keys["quote"])).status_code == 404
    seen = {row["id"] for row in client.get("/v1/quotes", headers=bearer(keys["admin"])).json()["items"]}
    assert seen >= {mine, theirs, line}
    assert client.get(f"/v1/quotes/{theirs}", headers=bearer(keys["admin"])).status_code == 200
    assert client.delete(f"/v1/quotes/{theirs}", headers=bearer(other)).status_code == 204
    assert client.delete(f"/v1/quotes/{mine}", headers=bearer(keys["admin"])).status_code == 204


def test_an_idempotency_key_belongs_to_its_caller(client: httpx.Client, location: str, keys: Mapping[str, str]) -> None:
    with key_store(location) as store:
        second = store.create("second", Scope.QUOTE)
    assert until(client, second, 200)
    name = {"Idempotency-Key": "the same"}
    mine, again, theirs = (make(client, key, **name).json()["id"] for key in (keys["quote"], keys["quote"], second))
    assert mine == again != theirs


def test_changes_of_keys_hold_on_a_running_server(client: httpx.Client, location: str) -> None:
    with key_store(location) as store:
        key = store.create("brief", Scope.READ)
        assert until(client, key, 200)
        store.revoke("brief")
        assert until(client, key, 401)


def until(client: httpx.Client, key: str, status: int) -> bool:
    """Whether a request is answered with a status within the time that a change may take."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while (found := client.get("/v1/regions", headers=bearer(key)).status_code) != status:
        if time.monotonic() > deadline:
            return False
        assert found in (200, 401)
        time.sleep(0.1)
    return True


def test_the_audit_log_says_who_did_what_and_never_a_key(
    client: httpx.Client, keys: Mapping[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = make(client, keys["quote"]).json()["id"]
    client.delete(f"/v1/quotes/{made}", headers=bearer(keys["quote"]))
    client.post("/v1/catalogs", headers=bearer(keys["read"]))
    client.get("/v1/regions", headers=bearer(keys["read"]))
    client.get("/v1/regions", headers=bearer(UNKNOWN_KEY))
    lines = [record.getMessage() for record in caplog.records if record.name == "ecsquote.audit"]
    assert [line.partition(" (")[0] for line in lines[:2]] == ["key quote", "key quote"]
    assert [line.partition(": ")[2] for line in lines] == [
        "POST /v1/quotes 201",
        f"DELETE /v1/quotes/{made} 204",
        "POST /v1/catalogs 403",
        "GET /v1/regions 401",
    ]
    assert not any(key.removeprefix("ecsq_") in caplog.text for key in (*keys.values(), UNKNOWN_KEY))


def test_a_server_closes_with_its_first_key_and_stays_closed(tmp_path: Path) -> None:
    own = f"sqlite:///{tmp_path / 'quotes.sqlite3'}"
    with serving(tmp_path, database_url=own) as client:
        kept = client.post("/v1/quotes", json=quote_request()).json()["id"]
        assert client.get("/openapi.json").json()["security"] == [{"key": []}, {}]
        with key_store(own) as store:
            key = store.create("first", Scope.QUOTE)
        assert until(client, "", 401)
        assert until(client, key, 200)
        assert client.get(f"/v1/quotes/{kept}", headers=bearer(key)).status_code == 404
        assert client.get("/openapi.json", headers=bearer(key)).json()["security"] == [{"key": []}]
        with key_store(own) as store:
            store.revoke("first")
        assert until(client, key, 401)
        assert client.get("/v1/regions").status_code == 401


def test_the_key_of_the_setting_is_an_administrator(tmp_path: Path) -> None:
    with serving(tmp_path, admin_key_hash=ADMIN_KEY_HASH) as client:
        assert client.get("/v1/quotes").status_code == 401
        assert make(client, ADMIN_KEY).status_code == 201
        with key_store(f"sqlite:///{tmp_path / 'quotes.sqlite3'}") as store:
            key = store.create("ci", Scope.QUOTE)
        assert until(client, key, 200)
        assert client.get("/v1/quotes", headers=bearer(key)).json()["items"] == []
        assert len(client.get("/v1/quotes", headers=bearer(ADMIN_KEY)).json()["items"]) == 1


def test_insecure_open_never_switches_keys_off(tmp_path: Path) -> None:
    with serving(tmp_path, insecure_open=True, host="0.0.0.0") as client:  # noqa: S104 - the setting alone
        assert client.get("/v1/quotes", headers={"Host": "quotes.example"}).status_code == 200
        assert client.post("/v1/quotes", json=quote_request()).status_code == 201
        assert client.post("/v1/catalogs").status_code == 403
        foreign = {"Host": "quotes.example", "Origin": "https://elsewhere.example"}
        assert client.get("/v1/quotes", headers=foreign).status_code == 403
        with key_store(f"sqlite:///{tmp_path / 'quotes.sqlite3'}") as store:
            store.create("ci", Scope.QUOTE)
        assert until(client, "", 401)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "LOCALHOST"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "quotes.internal:80"}, 200),
        ({"Origin": "http://quotes.internal"}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 200),
        ({"Host": "elsewhere.example"}, 421),
        ({"Host": "localhost.elsewhere.example"}, 421),
        ({"Host": "127.0.0.1.elsewhere.example"}, 421),
        ({"Host": "0.0.0.0"}, 421),  # noqa: S104 - a name, not an address to listen on
        ({"Host": "[::1"}, 421),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.elsewhere.example"}, 403),
        ({"Origin": ""}, 403),
        ({"X-Forwarded-For": "203.0.113.9"}, 403),
    ],
)
def test_without_keys_a_foreign_name_is_refused_everywhere(
    names: httpx.Client, headers: dict[str, str], status: int
) -> None:
    found = {
        method + path: names.request(method, path, headers=headers).status_code
        for method, path in (("GET", "/v1/quotes"), ("GET", "/metrics"), ("GET", "/openapi.json"), ("GET", "/healthz"))
    }
    assert found == dict.fromkeys(found, status)
    made = names.post("/v1/quotes", json=quote_request(), headers=headers)
    assert made.status_code == (201 if status == 200 else status)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("names"), allowed_hosts="quotes.internal, Other.Internal") as client:
        yield client


def test_allowed_hosts_hold_with_keys_but_not_for_health(tmp_path: Path) -> None:
    with serving(tmp_path, admin_key_hash=ADMIN_KEY_HASH, allowed_hosts="quotes.internal") as client:
        foreign = {"Host": "10.0.0.1", **bearer(ADMIN_KEY)}
        assert client.get("/v1/quotes", headers=foreign).status_code == 421
        assert client.get("/readyz", headers={"Host": "10.0.0.1"}).status_code == 200
        own = {"Host": "quotes.internal", "Origin": "https://elsewhere.example", **bearer(ADMIN_KEY)}
        assert client.get("/v1/quotes", headers=own).status_code == 200


def test_a_database_of_keys_that_does_not_answer_is_503_for_every_key(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        with key_store(f"sqlite:///{tmp_path / 'quotes.sqlite3'}") as store:
            key = store.create("ci", Scope.QUOTE)
        assert until(client, key, 200)
        break_database(tmp_path / "quotes.sqlite3")
        deadline = time.monotonic() + WITHIN_SECONDS
        while (answer := client.get("/v1/regions", headers=bearer(key))).status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert client.get("/v1/regions").status_code == 503
        assert client.get("/healthz").status_code == 200


def break_database(file: Path) -> None:
    """Take the table of keys away under a running server."""
    import sqlite3  # noqa: PLC0415 - only here

    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE access_keys")
    connection.close()
