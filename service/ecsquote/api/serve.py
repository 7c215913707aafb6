"""The running server: uvicorn, the log, and the factory for `uvicorn --factory ecsquote.api.serve:application`."""

import logging

import uvicorn
from fastapi import FastAPI

from ecsquote.api.app import create_app
from ecsquote.settings import Settings, load_settings

SHUTDOWN_SECONDS = 30


def application() -> FastAPI:
    """The app with the settings of this process."""
    return create_app(load_settings())


def run(settings: Settings) -> None:
    """Serve until told to stop; by default this machine alone can reach it."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
