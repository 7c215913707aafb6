"""Refreshes of a running server: who may order them, how they are followed, the schedule, and quotes all the while."""

import itertools
import shutil
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from ecsquote.pricing.store.catalog_store import CatalogStore
from played_aws.server import Fault, PlayedAws
from support_api import ADMIN_KEY, ADMIN_KEY_HASH, quote_request, serving
from support_played import dearer, played_settings
from support_refresh import put_small_version, small_region, small_world

IRELAND = "eu-west-1"
FIRST = "2026-01-01T000000Z"
KEY = {"Authorization": f"Bearer {ADMIN_KEY}"}
ELB = {"services": ["AWSELB"]}


@pytest.fixture
def root(small_version: Path, tmp_path: Path) -> Path:
    """The catalog folder of a server whose data folder is tmp_path."""
    return Path(shutil.copytree(small_version, tmp_path / "catalog"))


@pytest.fixture
def aws() -> Iterator[PlayedAws]:
    with PlayedAws(small_world(IRELAND)) as aws:
        yield aws


@pytest.fixture
def server(aws: PlayedAws, root: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(tmp_path, CatalogStore(root), admin_key_hash=ADMIN_KEY_HASH, **played_settings(aws)) as client:
        client.headers.update(KEY)
        yield client


def finished(client: httpx.Client, place: str) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(place).json()
        if job["state"] != "running":
            return job
        time.sleep(0.05)
    pytest.fail("the refresh does not end")


def test_a_refresh_is_ordered_followed_and_in_use_when_it_is_done(server: httpx.Client, aws: PlayedAws) -> None:
    aws.publish({IRELAND: dearer(small_region(IRELAND), "LoadBalancerUsage", Decimal("0.001"))}, "20261101000000")
    begun = server.post("/v1/catalogs", json=ELB, headers=KEY)
    assert begun.status_code == 202, begun.text
    job = finished(server, begun.headers["location"])
    assert (job["state"], job["error"], job["id"]) == ("done", None, begun.json()["id"])
    assert (job["progress"]["parts_done"], job["progress"]["parts_total"]) == (1, 1)
    assert job["progress"]["bytes"] > 0
    version = job["report"]["version"]
    assert server.get("/readyz").json()["catalog_version"] == version
    detail = server.get(f"/v1/catalogs/{version}").json()
    assert (detail["current"], detail["ages_days"]) == (True, {"AWSELB": 0})
    assert [part["version"] for part in detail["parts"]] == ["20261101000000"]
    diff = server.get(f"/v1/catalogs/{FIRST}/diff/{version}", params={"limit": 1}).json()
    assert diff["counts"]["rose"] > len(diff["rose"]) == 1
    assert Decimal(diff["rose"][0]["new"]) - Decimal(diff["rose"][0]["old"]) == Decimal("0.001")


def test_what_there_is_not_is_404_or_422(server: httpx.Client) -> None:
    for place in ("jobs/none", "none", f"none/diff/{FIRST}", f"{FIRST}/diff/none"):
        assert server.get(f"/v1/catalogs/{place}").status_code == 404
    assert server.get(f"/v1/catalogs/{FIRST}/diff/{FIRST}", params={"region": "mars-1"}).status_code == 422
    wrong = server.post("/v1/catalogs", json={"services": ["AmazonSQS"], "regions": ["mars-1"]}, headers=KEY)
    assert wrong.status_code == 422
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/services/0", "/regions/0"]
    assert server.post("/v1/catalogs", json={"sevices": []}, headers=KEY).status_code == 422


def test_a_second_refresh_is_told_of_the_first(server: httpx.Client, aws: PlayedAws) -> None:
    aws.faults.append(Fault("/offers/v1.0/aws/index.json", status=503, headers={"Retry-After": "2"}))
    first = server.post("/v1/catalogs", json=ELB, headers=KEY)
    second = server.post("/v1/catalogs", json=ELB, headers=KEY)
    assert (first.status_code, second.status_code) == (202, 409)
    assert first.headers["location"] in second.json()["detail"]
    assert finished(server, first.headers["location"])["state"] == "done"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({}, 401),
        ({"Authorization": "Basic eDp5"}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": f"Bearer {ADMIN_KEY}x"}, 401),
    ],
)
def test_without_the_key_nothing_begins(
    server: httpx.Client, aws: PlayedAws, header: dict[str, str], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    del server.headers["authorization"]
    answer = server.post("/v1/catalogs", json=ELB, headers=header)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert aws.requests == []
    assert ADMIN_KEY not in caplog.text


@pytest.mark.parametrize(
    ("host", "header", "status"),
    [
        ("127.0.0.1", {}, 202),
        ("127.0.0.1", {"Origin": "http://localhost:8000"}, 202),
        ("0.0.0.0", {}, 401),  # noqa: S104 - the setting alone; the test's server listens here
        ("127.0.0.1", {"Origin": "https://elsewhere.example"}, 403),
        ("127.0.0.1", {"Host": "elsewhere.example"}, 421),
    ],
)
def test_without_a_key_only_this_machine_may(
    aws: PlayedAws, root: Path, tmp_path: Path, host: str, header: dict[str, str], status: int
) -> None:
    settings = {**played_settings(aws), "host": host}
    with serving(tmp_path, CatalogStore(root), **settings) as client:
        answer = client.post("/v1/catalogs", json=ELB, headers=header)
        assert answer.status_code == status, answer.text
        if status == 202:
            assert finished(client, answer.headers["location"])["state"] == "done"


def test_a_server_refreshes_itself_by_its_schedule(aws: PlayedAws, root: Path, tmp_path: Path) -> None:
    with serving(tmp_path, CatalogStore(root), refresh_hours=0.0005, **played_settings(aws)) as client:
        deadline = time.monotonic() + 60
        while not aws.requests:
            assert time.monotonic() < deadline, "the schedule does not begin"
            time.sleep(0.05)
        assert client.get("/healthz").status_code == 200


def test_no_request_fails_while_versions_are_swapped(root: Path, tmp_path: Path) -> None:
    """Quotes of several clients, while five versions come and the oldest go: each names a version that was there."""
    names = [FIRST, *(f"2026-02-0{day}T000000Z" for day in range(1, 6))]
    ready = tmp_path / "ready"
    for name in names[1:]:
        put_small_version(ready, IRELAND, version=name)
    request = quote_request(region=IRELAND)
    seen: list[tuple[int, str]] = []
    over = threading.Event()

    def ask(client: httpx.Client) -> None:
        while not over.is_set():
            answer = client.post("/v1/quotes", json=request)
            seen.append((answer.status_code, answer.json().get("catalog", {}).get("version", answer.text)))

    with serving(tmp_path / "data", CatalogStore(root)) as client:
        askers = [threading.Thread(target=ask, args=(client,)) for _ in range(3)]
        for asker in askers:
            asker.start()
        try:
            for before, name in itertools.pairwise(names):
                (ready / name).rename(root / name)
                deadline = time.monotonic() + 30
                while client.get("/readyz").json()["catalog_version"] != name:
                    assert time.monotonic() < deadline, f"{name} is not taken up"
                    time.sleep(0.02)
                (root / before).rename(tmp_path / before)
        finally:
            over.set()
            for asker in askers:
                asker.join(30)
    assert {status for status, _ in seen} == {201}
    assert {version for _, version in seen} <= set(names)
    assert {version for _, version in seen} >= {names[0], names[-1]}
