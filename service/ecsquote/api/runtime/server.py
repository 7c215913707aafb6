"""Run the server: uvicorn and the log."""

import logging

import uvicorn
from fastapi import FastAPI

from ecsquote.settings import Settings

SHUTDOWN_SECONDS = 30


def run(app: FastAPI, settings: Settings) -> None:
    """Serve an app until the process is stopped; by default only this machine can reach it."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
