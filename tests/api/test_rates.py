"""Limits of requests and of batch lines, for each key; a server on this machine without keys has none."""

from pathlib import Path

import httpx
import orjson
import pytest

from support_access import bearer, closed_server
from support_api import quote_request, serving

NDJSON = {"Content-Type": "application/x-ndjson"}


def sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'quotes.sqlite3'}"


def batch(client: httpx.Client, count: int, headers: dict[str, str]) -> list[int]:
    """The status of each line of a batch."""
    body = (orjson.dumps(quote_request()) + b"\n") * count
    answer = client.post("/v1/quotes/batch", content=body, headers={**NDJSON, **headers})
    assert answer.status_code == 200, answer.text
    return [orjson.loads(line).get("status", 201) for line in answer.iter_lines()]


def test_beyond_its_rate_a_key_waits_and_others_do_not(tmp_path: Path) -> None:
    with closed_server(sqlite(tmp_path), tmp_path, rate="3/hour") as (client, keys):
        for _ in range(3):
            assert client.get("/v1/regions", headers=bearer(keys["read"])).status_code == 200
        refused = client.get("/v1/regions", headers=bearer(keys["read"]))
        assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
        assert 3590 <= int(refused.headers["retry-after"]) <= 3600
        assert client.get("/v1/regions", headers=bearer(keys["quote"])).status_code == 200
        for _ in range(5):
            assert client.get("/healthz", headers=bearer(keys["read"])).status_code == 200


def test_a_batch_counts_as_one_request_and_its_lines_have_a_rate_of_their_own(tmp_path: Path) -> None:
    with closed_server(sqlite(tmp_path), tmp_path, rate="2/hour", batch_rate="5/hour") as (client, keys):
        quote, admin = bearer(keys["quote"]), bearer(keys["admin"])
        assert batch(client, 3, quote) == [201, 201, 201]
        assert sorted(batch(client, 4, quote)) == [201, 201, 429, 429]
        assert client.post("/v1/quotes/batch", headers={**NDJSON, **quote}).status_code == 429
        assert batch(client, 5, admin) == [201] * 5


def test_a_server_of_this_machine_alone_has_no_limits(tmp_path: Path) -> None:
    with serving(tmp_path, rate="1/hour", batch_rate="1/hour") as client:
        assert batch(client, 3, {}) == [201] * 3
        assert {client.get("/v1/regions").status_code for _ in range(3)} == {200}


def test_an_open_server_limits_each_address(tmp_path: Path) -> None:
    options = {"insecure_open": True, "rate": "2/hour", "host": "0.0.0.0"}  # noqa: S104 - the setting alone
    with serving(tmp_path, **options) as client:
        assert [client.get("/v1/regions").status_code for _ in range(3)] == [200, 200, 429]
        other = {"X-Forwarded-For": "203.0.113.9"}
        assert client.get("/v1/regions", headers=other).status_code == 200


def test_a_rate_ends_with_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closed_server(sqlite(tmp_path), tmp_path, rate="1/minute") as (client, keys):
        header = bearer(keys["read"])
        assert [client.get("/v1/regions", headers=header).status_code for _ in range(2)] == [200, 429]
        import time  # noqa: PLC0415 - its clock is moved

        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + 61)
        assert client.get("/v1/regions", headers=header).status_code == 200
