"""`ecsquote mcp`: HTTP on this machine alone, and what is said where the extra is missing."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from mcp import Client

from support_cli import COMMAND, Ecsquote, environment
from support_coroutines import run

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
HEADERS = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `ecsquote mcp --http`."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    words = [str(COMMAND), "mcp", "--http", "--port", str(port)]
    server = subprocess.Popen(words, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _wait_until_open(port)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        os.kill(server.pid, signal.SIGINT)
        server.communicate(timeout=20)


def _wait_until_open(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with closing(socket.socket()) as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


def test_a_client_over_http(address: str) -> None:
    async def tools() -> set[str]:
        async with Client(address) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert {"quote_workload", "prices"} <= run(tools())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example"}, 421),
        ({"host": "evil.example:8001"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost.evil.example"}, 403),
    ],
)
def test_a_foreign_host_or_origin_is_refused(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx.post(address, json=PING, headers={**HEADERS, **headers}).status_code == status
    assert httpx.get(address, headers={**HEADERS, **headers}).status_code == status


def test_other_machines_cannot_connect(address: str) -> None:
    port = httpx.URL(address).port
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address")
    with closing(socket.socket()) as client:
        assert client.connect_ex((own, port or 0)) != 0


def test_the_missing_extra_is_named(ecsquote: Ecsquote, tmp_path: Path) -> None:
    hidden = tmp_path / "mcp"
    hidden.mkdir()
    (hidden / "__init__.py").write_text("raise ModuleNotFoundError('none', name='mcp')\n")
    path = f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    done = ecsquote("mcp", env={"PYTHONPATH": path})
    assert done.returncode == 2
    assert done.stderr == 'ecsquote: the command mcp needs the extra "mcp": pip install "ecsquote[mcp]"\n'


def test_wrong_options(ecsquote: Ecsquote) -> None:
    assert "--port goes with --http" in ecsquote("mcp", "--port", "9").stderr
    assert ecsquote("mcp", "--root", "/none").returncode == 2
