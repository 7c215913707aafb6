"""The current catalog, looked up once a second instead of once a request."""

import time
from collections.abc import Sequence

from ecsquote.api.context import Catalogs
from ecsquote.pricing.catalog import Catalog
from ecsquote.pricing.manifest import CatalogManifest

SECONDS = 1.0
"""How long a refreshed catalog may wait for its first quote; listing the versions' folder costs a third of a quote."""


class RecentCatalogs:
    """A catalog store whose current version is remembered for a moment; everything else is asked for each time."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._recent: tuple[float, Catalog] | None = None

    def current(self) -> Catalog:
        """The newest version, as of at most a second ago; CatalogError if there is none."""
        now, recent = time.monotonic(), self._recent
        if recent is not None and now < recent[0]:
            return recent[1]
        catalog = self._catalogs.current()
        self._recent = (now + SECONDS, catalog)
        return catalog

    def load(self, version: str) -> Catalog:
        """One version; InputError if it is not kept."""
        return self._catalogs.load(version)

    def current_version(self) -> str:
        """What `current` is called, as of now."""
        return self._catalogs.current_version()

    def manifest(self, version: str) -> CatalogManifest:
        """What a version holds and where from; InputError if it is not kept."""
        return self._catalogs.manifest(version)

    def versions(self) -> Sequence[CatalogManifest]:
        """All versions kept, newest first."""
        return self._catalogs.versions()
