"""Run the server: uvicorn, the log, and the end of the process."""

import asyncio
import signal
import time
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from ecsquote.api.runtime.connections import TimedConnection
from ecsquote.api.runtime.logs import write_logs
from ecsquote.settings import Settings

DRAIN_SECONDS = 1.0
"""After SIGTERM, how long new requests are still answered while /readyz sends them elsewhere."""
HURRY_SECONDS = 4.0
"""After this time, searches under way answer with the best fleets that they have."""
SHUTDOWN_SECONDS = 22
"""Then what is under way has this time; ECS kills a container 30 seconds after SIGTERM."""


class Server(uvicorn.Server):
    """uvicorn's server, which SIGTERM ends in order and with exit code 0."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app
        self._stops_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGTERM, answer /readyz with 503 from now on and stop soon; any other signal is uvicorn's."""
        if sig == signal.SIGTERM and self._stops_at is None:
            self._app.state.stopping = True
            self._stops_at = time.monotonic() + DRAIN_SECONDS
        elif sig != signal.SIGTERM:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop now."""
        if self._stops_at is not None and time.monotonic() >= self._stops_at and not self.should_exit:
            self.should_exit = True
            asyncio.get_running_loop().call_later(HURRY_SECONDS, self._hurry)
        return await super().on_tick(counter)

    def _hurry(self) -> None:
        searches = self._app.state.context.searches
        if searches is not None:
            searches.hurry()


def run(app: FastAPI, settings: Settings) -> None:
    """Serve an app until the process is stopped; by default only this machine can reach it."""
    write_logs(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=TimedConnection,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = Server(app, config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(1)
