"""A process that has imported every command and forks for each call, whose child then is the installed `ecsquote`.

Asked by `support_fork`: one message per call, with the call's standard input, output and error attached.
"""

import atexit
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

import ecsquote.cli
from ecsquote.cli.main import ecsquote as group

STANDARD_STREAMS = 3
UNFLUSHED = 120
"""The interpreter's own code where its streams cannot be flushed at the end."""


def main(server: socket.socket) -> None:
    """Answer each call with the child's process id and then its status, until the asking process is gone."""
    import_all()
    gc.collect()
    gc.freeze()
    while call := receive(server):
        document, streams = call
        child = os.fork()
        if child == 0:
            server.close()
            become_the_command(document, streams)
        for stream in streams:
            os.close(stream)
        server.send(json.dumps(child).encode())
        _, status = os.waitpid(child, 0)
        server.send(json.dumps(status).encode())


def import_all() -> None:
    """What the commands import when they run; nothing of it may read what differs from call to call."""
    for path in sorted(Path(ecsquote.cli.__path__[0]).rglob("*.py")):
        parts = path.relative_to(Path(ecsquote.cli.__path__[0])).with_suffix("").parts
        importlib.import_module(".".join(("ecsquote.cli", *parts)).removesuffix(".__init__"))
    for module in ("quotes.store", "quotes.exports", "charts.drawing"):  # what some commands import as they run
        importlib.import_module(f"ecsquote.{module}")
    assert group.name == "ecsquote"


def receive(server: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next call and its streams; None where nobody will ask any more."""
    message, streams, _, _ = socket.recv_fds(server, 1 << 20, STANDARD_STREAMS)
    return (json.loads(message), streams) if message else None


def become_the_command(document: dict[str, Any], streams: list[int]) -> NoReturn:
    """Be what the call started: its streams, folder, environment and arguments, then the installed script itself."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(document["cwd"])
    os.environ.clear()
    os.environ.update(document["environment"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdin, sys.stdout, sys.stderr = open_streams()
    sys.argv = document["arguments"]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as done:
        if isinstance(done.code, int):
            leave(done.code)
        raise
    sys.exit()


def leave(code: int) -> NoReturn:
    """End as the interpreter does, without taking a thousand modules apart, which takes longer than most commands."""
    threading._shutdown()  # type: ignore[attr-defined] # what the interpreter calls first
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        code = UNFLUSHED
    os._exit(code & 0xFF)


def open_streams() -> tuple[io.TextIOWrapper, io.TextIOWrapper, io.TextIOWrapper]:
    """The three as the interpreter opens them; `-u` or its variable leaves output without a buffer."""
    written_through = bool(os.environ.get("PYTHONUNBUFFERED"))

    def writer(number: int, errors: str) -> io.TextIOWrapper:
        raw = io.FileIO(number, "wb", closefd=False)
        return io.TextIOWrapper(
            raw if written_through else io.BufferedWriter(raw),
            errors=errors,
            line_buffering=number == 2 or raw.isatty(),
            write_through=written_through,
        )

    reader = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "rb", closefd=False)), errors="strict")
    return reader, writer(1, "strict"), writer(2, "backslashreplace")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
