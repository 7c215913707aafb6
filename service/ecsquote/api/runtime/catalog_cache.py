"""The current catalog in memory; a new version is loaded in the background and replaces it between two requests."""

import asyncio
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import anyio

from ecsquote.errors import EcsquoteError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.store.provenance import PartRecord

SECONDS = 1.0
"""How often to look for a new version; listing the versions takes a third of the time of a quote."""
_LOG = logging.getLogger("ecsquote.api")


class CatalogCache:
    """A catalog store that keeps its current version in memory, so that no request waits for a new one.

    `follow` looks for new versions; if it is not running, `current` does so once per second.
    """

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._lock = threading.Lock()
        self._held: Catalog | None = None
        self._until = 0.0
        self._followed = False
        self._told: str | None = None

    async def follow(self) -> None:
        """Load each new version soon after it is published, until cancelled."""
        self._followed = True
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await anyio.to_thread.run_sync(self.take_up)
            except EcsquoteError:
                pass  # there is no catalog yet; every request reports that
            except Exception:  # noqa: BLE001 - whatever it is, the next version must still be looked for
                _LOG.exception("looking for a new catalog failed")

    def take_up(self) -> None:
        """Load the newest version if it is not in use yet; keep the current one if the newest cannot be loaded."""
        try:
            held = self._held
            if held is None or self._catalogs.current_version() != held.version:
                catalog = self._catalogs.current()
                self._catalogs.parts(catalog.version)  # read and cached now, so that no quote waits for them
                if held is not None:
                    _LOG.info("catalog %s replaces %s", catalog.version, held.version)
                self._held = catalog
            self._told = None
        except EcsquoteError as error:
            if self._held is None:
                raise
            if str(error) != self._told:
                self._told = str(error)
                _LOG.error("catalog %s stays in use: %s", self._held.version, error)

    def look_again(self) -> None:
        """Load a version that was just published."""
        self._catalogs.look_again()
        self.take_up()

    def current(self) -> Catalog:
        """Return the version in use; raises CatalogError if there has been none."""
        held = self._held
        if held is not None and (self._followed or time.monotonic() < self._until):
            return held
        with self._lock:
            if self._held is held:
                self.take_up()
                self._until = time.monotonic() + SECONDS
        assert self._held is not None  # noqa: S101 - take_up raises where there is none
        return self._held

    @property
    def trouble(self) -> str | None:
        """Why the versions may not be the latest; None where they are."""
        return self._catalogs.trouble

    def load(self, version: str) -> Catalog:
        """One version; InputError if it is not kept."""
        return self._catalogs.load(version)

    def current_version(self) -> str:
        """What `current` is called, as of now."""
        return self._catalogs.current_version()

    def manifest(self, version: str) -> CatalogManifest:
        """What a version holds and where from; InputError if it is not kept."""
        return self._catalogs.manifest(version)

    def parts(self, version: str) -> Mapping[str, PartRecord]:
        """Where a version's prices come from, part by part."""
        return self._catalogs.parts(version)

    def folder(self, version: str) -> Path:
        """Where a version's tables are; InputError if it is not kept."""
        return self._catalogs.folder(version)

    def versions(self) -> Sequence[CatalogManifest]:
        """All versions kept, newest first."""
        return self._catalogs.versions()
