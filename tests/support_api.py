"""A running server for tests: the real app on a free port, in a thread, over a catalog that a test states."""

import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from ecsquote.api.app import create_app
from ecsquote.errors import CatalogError, InputError
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.sources.http_client import trusted_authorities
from ecsquote.pricing.store.manifest import CatalogManifest, Source
from ecsquote.pricing.store.provenance import PartRecord
from ecsquote.settings import Settings
from support_catalog import fixed_catalog

ADMIN_KEY = "correct horse battery staple"
ADMIN_KEY_HASH = hashlib.sha256(ADMIN_KEY.encode()).hexdigest()
FARGATE_RATES = {
    meters.FARGATE_VCPU: "0.04048",
    meters.FARGATE_GB: "0.004445",
    meters.FARGATE_EPHEMERAL_GB: "0.000111",
    meters.FARGATE_SPOT_VCPU: "0.01334053",
    meters.FARGATE_SPOT_GB: "0.00146489",
    meters.PUBLIC_IPV4_HOURS: "0.005",
}
"""us-east-1, in USD an hour."""


def task_definition(**more: Any) -> dict[str, Any]:
    """The smallest Fargate task."""
    container = {"name": "app", "image": "app:1", "essential": True}
    size = {"cpu": "256", "memory": "512", "networkMode": "awsvpc"}
    return {"family": "web", **size, "containerDefinitions": [container], **more}


def quote_request(**more: Any) -> dict[str, Any]:
    """Four of the smallest tasks, on Fargate."""
    service = {"name": "web", "task_definition": task_definition(), "load": {"tasks": "4"}}
    return {"region": "us-east-1", "services": [service], "launch_options": ["FARGATE"], **more}


@dataclass(frozen=True)
class FixedCatalogs:
    """Stands in for the catalog store: these versions, the last one current."""

    kept: tuple[Any, ...]

    def current(self) -> Catalog:
        """The last one."""
        current: Catalog = self.kept[-1]
        return current

    def load(self, version: str) -> Catalog:
        """The one of this version."""
        found: list[Catalog] = [catalog for catalog in self.kept if catalog.version == version]
        if found:
            return found[0]
        raise InputError(f"unknown catalog version {version!r}")

    def current_version(self) -> str:
        """What it is called."""
        return self.current().version

    def manifest(self, version: str) -> CatalogManifest:
        """What a version's manifest would say."""
        catalog = self.load(version)
        source = Source(source="stated by the test", rows=6, oldest="2026-11-01", newest="2026-11-01")
        return CatalogManifest(
            version=version,
            published_at=catalog.published_at,
            rows_by_service={"AmazonECS": 5, "AmazonVPC": 1},
            rows_by_region={"us-east-1": 6},
            sources=(source,),
            left_out=(),
            warnings=(),
            files={},
        )

    @property
    def trouble(self) -> str | None:
        """None: a list answers always."""
        return None

    def parts(self, version: str) -> dict[str, PartRecord]:
        """None: nothing was read from AWS."""
        self.load(version)
        return {}

    def folder(self, version: str) -> Path:
        """There is none: a test that needs tables keeps a real version."""
        self.load(version)
        raise CatalogError(f"the catalog version {version} has no tables")

    def look_again(self) -> None:
        """Nothing is remembered."""

    def versions(self) -> tuple[CatalogManifest, ...]:
        """All of them, newest first."""
        return tuple(self.manifest(catalog.version) for catalog in reversed(self.kept))


def fargate_catalogs() -> FixedCatalogs:
    """One version, with us-east-1's Fargate rates."""
    return FixedCatalogs((fixed_catalog(FARGATE_RATES),))


@contextmanager
def serving(folder: Path, catalogs: Any = None, **settings: Any) -> Iterator[httpx.Client]:
    """A client of a server of its own, without keys on the loopback interface; `settings` besides a data folder."""
    insecure_open = settings.pop("insecure_open", False)
    chosen = Settings(data_dir=folder, **settings)
    with running(create_app(chosen, catalogs or fargate_catalogs(), insecure_open=insecure_open)) as client:
        yield client


@contextmanager
def running(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of an app that runs on a free port until the end."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server ended before it had started"
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.01)
    try:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=30, trust_env=False, verify=trusted_authorities()) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
