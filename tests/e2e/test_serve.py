"""The served API and the command line, as two processes: one request, one answer."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support_cli import COMMAND, EXAMPLES, Ecsquote, environment

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """`ecsquote serve` on this machine, and a client of it; interrupted at the end as a user would."""
    home = tmp_path_factory.mktemp("home")
    port = free_port()
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)], env=environment(home), stdout=log, stderr=subprocess.STDOUT
        )
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            try:
                wait_until_ready(client, process, home / "log")
                yield client
            finally:
                process.terminate()
                assert process.wait(timeout=START_SECONDS) == 0


def wait_until_ready(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the server is not ready after {START_SECONDS} s: {log.read_text()}")


@pytest.mark.parametrize("name", ["web-service", "gpu-service"])
def test_the_api_and_the_command_line_answer_alike(server: httpx.Client, tmp_path: Path, name: str) -> None:
    example = EXAMPLES / f"{name}.json"
    answer = server.post("/v1/quotes", content=example.read_bytes(), headers={"content-type": "application/json"})
    assert answer.status_code == 201, answer.text
    served = answer.json()
    assert answer.headers["location"] == f"/v1/quotes/{served['id']}"
    printed = json.loads(Ecsquote(tmp_path)("quote", example, "--format", "json").stdout)
    assert {name: value for name, value in served.items() if name not in ("id", "created_at")} == printed


def test_a_kept_quote_comes_back_in_every_form(server: httpx.Client) -> None:
    request = (EXAMPLES / "nightly-batch.json").read_bytes()
    made = server.post("/v1/quotes", content=request, headers={"content-type": "application/json"}).json()
    assert server.get(f"/v1/quotes/{made['id']}").json() == made
    for form in ("csv", "markdown", "focus"):
        kept = server.get(f"/v1/quotes/{made['id']}", params={"format": form})
        assert kept.status_code == 200
        assert kept.text.strip()
    assert server.delete(f"/v1/quotes/{made['id']}").status_code == 204
    assert server.get(f"/v1/quotes/{made['id']}").status_code == 404


def test_a_port_that_is_taken_leaves_with_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = Ecsquote(tmp_path)("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "address already in use" in done.stderr
