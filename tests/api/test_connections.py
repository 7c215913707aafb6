"""Connections: the head of a request arrives in time, every answer forbids sniffing, and the end is announced."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from ecsquote.api.app import create_app
from ecsquote.api.http.problems import document_of
from ecsquote.api.runtime import connections
from ecsquote.api.runtime.connections import TimedConnection
from ecsquote.api.runtime.server import Server
from ecsquote.errors import CatalogError
from ecsquote.settings import Settings
from support_api import fargate_catalogs, quote_request, running
from support_coroutines import run


async def talk(app: Callable[..., Any], *parts: bytes, pause: float) -> bytes:
    """What a server answers to parts that are sent with pauses, until it closes the connection."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=TimedConnection, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await asyncio.sleep(pause)
    answer = await asyncio.wait_for(reader.read(), 30)
    writer.close()
    server.should_exit = True
    await serving
    return answer


async def hello(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI's signature
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


@pytest.mark.parametrize(
    ("parts", "answered"),
    [
        ([], False),
        ([b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "], False),
        ([b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nX-Slow: "], True),
    ],
)
def test_a_head_that_does_not_arrive_closes_the_connection(
    parts: list[bytes], answered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    answer = run(talk(hello, *parts, pause=0.05))
    assert (b"hi" in answer) is answered


def test_a_connection_beyond_the_descriptors_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 0)
    assert run(talk(hello, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", pause=0)) == b""


def test_every_answer_forbids_sniffing_once(tmp_path: Path) -> None:
    with running(create_app(Settings(data_dir=tmp_path), fargate_catalogs())) as client:
        made = client.post("/v1/quotes", json=quote_request())
        chart = client.get(made.headers["location"] + "/charts/launch-options?format=svg")
        for answer in (made, chart, client.get("/healthz"), client.get("/nothing"), client.post("/v1/quotes")):
            assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


def test_from_the_first_sigterm_on_the_server_is_not_ready(tmp_path: Path) -> None:
    app: FastAPI = create_app(Settings(data_dir=tmp_path), fargate_catalogs())
    with running(app) as client:
        assert client.get("/readyz").status_code == 200
        server = Server(app, uvicorn.Config(app))
        server.handle_exit(signal.SIGTERM, None)
        stopping: httpx.Response = client.get("/readyz")
        assert (stopping.status_code, stopping.headers["content-type"]) == (503, "application/problem+json")
        assert client.get("/healthz").status_code == 200
        assert not server.should_exit  # requests are still accepted for a moment
        assert not server._captured_signals  # so that the exit code is 0


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the catalog /srv/data/catalog/2026-11 has no readable manifest.json", "the catalog 2026-11 has no readable"),
        ("cannot be written to /var/lib/x: No space left", "cannot be written to x: No space left"),
        ("see https://docs.aws.amazon.com/a/b and 1/2", "see https://docs.aws.amazon.com/a/b and 1/2"),
    ],
)
def test_no_detail_shows_where_the_server_keeps_its_files(said: str, shown: str) -> None:
    assert document_of(CatalogError(said))["detail"].startswith(shown)
