"""One Fargate quote over HTTP against a FastAPI and pydantic echo of the same request, one worker each, in turn.

Goal: at least 0.9 × the echo's rate, p99 at most 2 × the echo's. The quote is parsed, checked, priced, kept in
SQLite and answered. Prints both, and fails where a goal is missed.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REQUEST = {
    "region": "us-east-1",
    "services": [
        {
            "task_definition": {
                "family": "web",
                "cpu": "256",
                "memory": "512",
                "networkMode": "awsvpc",
                "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
            },
            "load": {"tasks": "4"},
        }
    ],
    "launch_options": ["FARGATE"],
}
ECHO = """
from fastapi import FastAPI
from ecsquote.calculator.request import QuoteRequest

def application():
    app = FastAPI()

    @app.post("/v1/quotes", status_code=201)
    async def echo(request: QuoteRequest) -> QuoteRequest:
        return request

    return app
"""
WARM_UP, RUNS = 300, 3


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests a second, seconds of the median and the slowest hundredth, and the server's processor seconds each.

    The last does not depend on what else the machine does (None where there is no /proc).
    """

    rate: float
    median: float
    p99: float
    processor: float | None


async def _client(port: int, payload: bytes, count: int, seconds: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(count):
        started = time.perf_counter()
        writer.write(payload)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 201"):
            raise SystemExit(f"not answered with 201: {head!r} {await reader.read(2000)!r}")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        seconds.append(time.perf_counter() - started)
    writer.close()


def _processor_seconds(pid: int) -> float | None:
    """Of a process so far, its threads included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(port: int, pid: int, connections: int, count: int) -> Measured:
    """Send `count` requests over a number of connections that wait for each answer."""
    body = json.dumps(REQUEST).encode()
    head = (
        f"POST /v1/quotes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    await _client(port, head.encode() + body, WARM_UP, [])
    seconds: list[float] = []
    before, started = _processor_seconds(pid), time.perf_counter()
    each = count // connections
    await asyncio.gather(*(_client(port, head.encode() + body, each, seconds) for _ in range(connections)))
    elapsed = time.perf_counter() - started
    after = _processor_seconds(pid)
    processor = None if before is None or after is None else (after - before) / len(seconds)
    seconds.sort()
    return Measured(len(seconds) / elapsed, statistics.median(seconds), seconds[len(seconds) * 99 // 100], processor)


def serve(factory: str, folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """A server of one worker, up and answering."""
    environment = os.environ | {
        "ECSQUOTE_DATA_DIR": str(folder),
        "ECSQUOTE_LOG_LEVEL": "WARNING",
        "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen([*command, "--no-access-log"], env=environment)
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.05)
    raise SystemExit(f"{factory} does not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """Print both rates and their ratio; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--requests", type=int, default=6000)
    parser.add_argument("--factory", default="ecsquote.dashboard.app:application")
    arguments = parser.parse_args()
    best: dict[str, list[Measured]] = {"echo": [], "quote": []}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "echo_app.py").write_text(ECHO)
        for _ in range(RUNS):
            for name, factory in (("echo", "echo_app:application"), ("quote", arguments.factory)):
                port = _free_port()
                server = serve(factory, Path(folder), port)
                try:
                    best[name].append(asyncio.run(measure(port, server.pid, arguments.connections, arguments.requests)))
                finally:
                    server.terminate()
                    server.wait()
    for name, runs in best.items():
        for run in runs:
            processor = "" if run.processor is None else f"  processor {run.processor * 1e6:4.0f} µs a request"
            times = f"p50 {run.median * 1e3:6.2f} ms  p99 {run.p99 * 1e3:6.2f} ms"
            sys.stdout.write(f"{name:6} {run.rate:7.0f}/s  {times}{processor}\n")
    rate = statistics.median(run.rate for run in best["quote"]) / statistics.median(run.rate for run in best["echo"])
    p99 = statistics.median(run.p99 for run in best["quote"]) / statistics.median(run.p99 for run in best["echo"])
    sys.stdout.write(f"rate {rate:.2f} × the echo's (goal ≥ 0.9), p99 {p99:.2f} × (goal ≤ 2)\n")
    return 0 if rate >= 0.9 and p99 <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
