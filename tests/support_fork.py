"""Asks `fork_server` for the command: a process of its own for each call, without a second of imports in each."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO

SERVER = Path(__file__).with_name("fork_server.py")
READ_WHEN_CALLED = ("AWS_", "ECSQUOTE_", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "HOME", "XDG_", "NO_PROXY")
"""Variables that a call may set: `tests/cli/test_fork.py` holds that no import reads them.

Any other may be for the interpreter or a library as it starts, and has the installed command started instead.
"""


class ForkServer:
    """The one server of a process that runs tests; it ends with it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # botocore names folders below HOME as it is imported: no test is to find those of whoever runs it.
            variables = {**os.environ, "HOME": "/nowhere"}
            self._process = subprocess.Popen(
                [sys.executable, SERVER, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=variables
            )
        self._lock = Lock()
        atexit.register(self._close)

    def _close(self) -> None:
        self._socket.close()
        self._process.wait()

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        cwd: Path,
        stdin: str,
        stdout: IO[str] | int,
        timeout: float,
    ) -> subprocess.CompletedProcess[str]:
        """As `subprocess.run` with standard error captured, and standard output where it is `PIPE`."""
        with ExitStack() as ours, ThreadPoolExecutor(3) as threads:
            with ExitStack() as theirs:

                def pipe() -> tuple[IO[str], IO[str]]:
                    read, write = os.pipe()
                    return open(read, encoding="utf-8"), open(write, "w", encoding="utf-8")  # noqa: PTH123 - no path

                their_input, our_input = pipe()
                our_errors, their_errors = pipe()
                for end, stack in ((their_input, theirs), (their_errors, theirs), (our_errors, ours)):
                    stack.enter_context(end)
                streams = [their_input.fileno(), stdout if isinstance(stdout, int) else stdout.fileno()]
                our_output = None
                if stdout == subprocess.PIPE:
                    our_output, their_output = pipe()
                    ours.enter_context(our_output)
                    streams[1] = theirs.enter_context(their_output).fileno()
                self._lock.acquire()
                ours.callback(self._lock.release)
                call = {"arguments": arguments, "environment": dict(environment), "cwd": str(cwd)}
                socket.send_fds(self._socket, [json.dumps(call).encode()], [*streams, their_errors.fileno()])
            writing = threads.submit(write_whole, our_input, stdin)
            output = None if our_output is None else threads.submit(our_output.read)
            errors = threads.submit(our_errors.read)
            status = self._status(arguments, timeout)
            writing.result()
            return subprocess.CompletedProcess(
                list(arguments), os.waitstatus_to_exitcode(status), output.result() if output else None, errors.result()
            )

    def _status(self, arguments: Sequence[str], timeout: float) -> int:
        self._socket.settimeout(timeout)
        child: int = json.loads(self._socket.recv(64))
        try:
            status: int = json.loads(self._socket.recv(64))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            self._socket.recv(64)
            raise subprocess.TimeoutExpired(list(arguments), timeout) from None
        return status


def write_whole(file: IO[str], text: str) -> None:
    """Hand a text to a process that need not read it."""
    try:
        with file:
            file.write(text)
    except BrokenPipeError:
        pass


@cache
def fork_server() -> ForkServer:
    """The server, started when it is first asked for."""
    return ForkServer()


def can_be_forked(told: Mapping[str, str]) -> bool:
    """Whether a process that has imported everything already reads these variables like one that has not."""
    return hasattr(socket, "SOCK_SEQPACKET") and all(name.startswith(READ_WHEN_CALLED) for name in told)
