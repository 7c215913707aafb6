"""Large searches in processes: the same answer, a bounded queue, and an end for work that nobody waits for."""

import asyncio
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from ecsquote.api.app import create_app
from ecsquote.api.runtime.search_pool import SearchPool
from ecsquote.api.runtime.search_process import NICENESS
from ecsquote.api.runtime.searches import kept_quote
from ecsquote.calculator.capacity_lines import CUT_SHORT
from ecsquote.calculator.placement.work_limit import limited
from ecsquote.errors import InputError, ServerBusy
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings
from ecsquote.workload.capacity import Capacity
from support_api import quote_request, running, task_definition
from support_coroutines import run

UNTIL_ENDED = 600.0
"""Seconds that a search may take which a test ends itself."""


def endless() -> dict[str, Any]:
    """Forty services of as many sizes at 168 different hours, packed perfectly: a search of minutes."""
    services = [
        {
            "name": f"s{number}",
            "task_definition": task_definition(
                family=f"s{number}",
                cpu=str(256 + 64 * number),
                memory=str(1024 + 192 * number),
                requiresCompatibilities=["EC2"],
            ),
            "load": {"hourly_tasks": [(hour * (number + 3) + number * number) % 37 for hour in range(168)]},
        }
        for number in range(40)
    ]
    return quote_request(services=services, launch_options=["EC2_ON_DEMAND"], fleet={"profile": "cheapest"})


def settings_of(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder, search_processes=1, **more)


def without_identity(document: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(document)
    return {name: value for name, value in found.items() if name not in ("id", "created_at")}


async def until_running(pool: SearchPool) -> None:
    while not pool.running:  # noqa: ASYNC110 - the pool has no event for it
        await asyncio.sleep(0.01)


def test_a_process_answers_as_the_server_itself_does(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    catalogs = open_store(settings)
    version, quoter = catalogs.current_version(), Quoter(catalogs, settings.stale_days)
    request = quote_request(launch_options=["FARGATE", "EC2_ON_DEMAND"])

    async def both() -> None:
        pool = SearchPool(settings)
        try:
            there = await pool.run(version, kept_quote, request, None, "owner", 60.0, seconds=60)
            here = kept_quote(quoter, request, None, "owner", 60.0)
            assert (there.owner, without_identity(there.document)) == ("owner", without_identity(here.document))
            with pytest.raises(InputError) as refused:
                await pool.run(version, kept_quote, {"region": "us-east-1"}, None, None, 60.0, seconds=60)
            assert [fault.pointer for fault in refused.value.faults] == ["/services"]
            assert len(pool._idle) == 1  # the same process did both
            lowered = min(os.getpriority(os.PRIO_PROCESS, 0) + NICENESS, 19)
            assert os.getpriority(os.PRIO_PROCESS, pool._idle[0]._process.pid) == lowered
        finally:
            await pool.close()

    run(both())


def test_a_full_queue_refuses_and_work_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, search_queue=1)
    version = open_store(settings).current_version()

    async def full() -> None:
        pool = SearchPool(settings)
        first = asyncio.create_task(
            pool.run(version, kept_quote, endless(), None, None, UNTIL_ENDED, seconds=UNTIL_ENDED)
        )
        await until_running(pool)
        small = (version, kept_quote, quote_request(), None, None, 60.0)
        second = asyncio.create_task(pool.run(*small, seconds=60))
        await asyncio.sleep(0)
        with pytest.raises(ServerBusy):
            await pool.run(*small, seconds=60)
        third = asyncio.create_task(pool.run(*small, seconds=60, waits=True))  # a batch line waits
        await asyncio.sleep(0)
        assert (pool.running, pool.waiting) == (1, 2)
        first.cancel()
        assert [(await each).owner for each in (second, third)] == [None, None]
        assert first.cancelled()
        assert (pool.running, pool.waiting) == (0, 0)
        await pool.close()

    run(full())


def test_a_busy_server_says_when_to_try_again_and_forgets_clients_that_leave(tmp_path: Path) -> None:
    app = create_app(settings_of(tmp_path, search_queue=0, quote_seconds=UNTIL_ENDED))
    with running(app) as client:
        pool = app.state.context.searches
        for path in ("/v1/quotes", "/v1/quotes/batch"):
            leaving = threading.Thread(target=_ask_and_leave, args=(str(client.base_url), path))
            leaving.start()
            until(lambda: pool.running == 1)
            refused = client.post("/v1/quotes", json=endless())
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert client.post("/v1/quotes", json=quote_request()).status_code == 201
            leaving.join(30)
            until(lambda: not pool.running)


JSON = {"content-type": "application/json"}
NDJSON = {"content-type": "application/x-ndjson"}


def _ask_and_leave(address: str, path: str) -> None:
    """Send a large search and hang up after three seconds."""
    with httpx.Client(base_url=address, timeout=3) as client, suppress(httpx.ReadTimeout):
        client.post(path, content=orjson.dumps(endless()), headers=NDJSON if "batch" in path else JSON)


def until(holds: Any) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_fleet_without_memory_is_unavailable_and_the_others_are_priced(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecsquote.calculator import capacity_lines  # noqa: PLC0415 - patched here
    from support_small_catalog import quote, row, service  # noqa: PLC0415 - needs no server

    def no_memory(*_: object) -> None:
        raise MemoryError

    planners = {**capacity_lines.PLANNERS, Capacity.EC2: no_memory}
    monkeypatch.setattr(capacity_lines, "PLANNERS", planners)
    with limited(lambda: True):
        found = quote({"services": [service()]})
    assert row(found, "EC2_ON_DEMAND")["unavailable_reason"] == capacity_lines.NO_MEMORY
    assert row(found, "FARGATE")["available"]


def test_a_search_under_way_answers_with_what_it_has_when_the_server_ends(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    version = open_store(settings).current_version()

    async def hurried() -> bytes:
        pool = SearchPool(settings)
        try:
            small = await pool.run(version, kept_quote, quote_request(), None, None, 60.0, seconds=60)
            assert small.document
            search = asyncio.create_task(
                pool.run(version, kept_quote, large(), None, None, UNTIL_ENDED, seconds=UNTIL_ENDED)
            )
            await until_running(pool)
            await asyncio.sleep(0.5)
            pool.hurry()
            return (await search).document
        finally:
            await pool.close()

    rows = orjson.loads(run(hurried()))["options"]
    assert any(CUT_SHORT in row["warnings"] for row in rows)


def large() -> dict[str, Any]:
    """Twelve of the services: a search of several seconds, whose first plan takes a second or two."""
    return {**endless(), "services": endless()["services"][:12]}
