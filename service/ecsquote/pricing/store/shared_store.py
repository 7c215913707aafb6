"""Catalog versions that many replicas share: those of an object storage, read through a local copy of each.

The shipped catalog never replaces a bucket that is empty or unreachable: a user who names one wants its prices.
"""

import logging
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from ecsquote.errors import CatalogError, EcsquoteError, NotFound
from ecsquote.pricing.store import catalog_files
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.manifest import MANIFEST_FILE, CatalogManifest
from ecsquote.pricing.store.object_storage import ObjectStorage

LISTED_SECONDS = 30.0
"""How long a replica may lag behind a version that another has put there."""
TROUBLED_SECONDS = 5.0
"""How soon a storage that did not answer is asked again."""

log = logging.getLogger(__name__)


class SharedCatalogStore(CatalogStore):
    """A catalog store over an object storage; `begins_with_shipped` is for a refresh that makes the first version."""

    def __init__(
        self, storage: ObjectStorage, shipped: Path | None = None, *, begins_with_shipped: bool = False
    ) -> None:
        super().__init__(storage.cache, shipped)
        self.storage = storage
        self._begins_with_shipped = begins_with_shipped
        self._asking = threading.Lock()
        self._there: Mapping[str, CatalogManifest] | None = None
        self._until = 0.0
        self._trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why the versions may not be the latest; None where they are."""
        return self._trouble

    def current_version(self) -> str:
        """The newest version of the storage; CatalogError where it holds none or none can be read."""
        if not self._remote() and not self._begins_with_shipped:
            raise CatalogError(
                f"{self.storage.address} holds no catalog version yet; "
                "`ecsquote prices refresh` or `ecsquote prices import` puts the first one there"
            )
        return super().current_version()

    def manifest(self, version: str) -> CatalogManifest:
        """The manifest of a version; its tables need not be here."""
        return self._remote().get(version) or super().manifest(version)

    def folder(self, version: str) -> Path:
        """Where the local copy of a version is, brought here if need be; InputError for an unknown one."""
        if version in self._remote() and not self._is_here(version):
            try:
                self.storage.pull(version)
            except NotFound:
                self.look_again()  # it was removed since the versions were listed
        return super().folder(version)

    def share(self, version: str) -> None:
        """Put a version of the local folder into the storage; where that fails it is as if it had not been made."""
        try:
            self.storage.push(version)
        except EcsquoteError:
            shutil.rmtree(self.storage.cache / version, ignore_errors=True)
            raise
        self.look_again()

    def look_again(self) -> None:
        """List the storage's versions before the next answer."""
        self._until = 0.0

    def removable(self) -> set[str]:
        """Versions that may be removed: those of the storage."""
        return set(self._remote())

    def unshare(self, version: str) -> None:
        """Take a version out of the storage."""
        self.storage.remove(version)
        self.look_again()

    def _kept_manifests(self) -> Iterator[CatalogManifest]:
        return iter(self._remote().values())

    def _is_here(self, version: str) -> bool:
        return (self.storage.cache / version / MANIFEST_FILE).is_file()

    def _remote(self) -> Mapping[str, CatalogManifest]:
        """The storage's versions as of a moment ago; those known or copied before where it does not answer."""
        with self._asking:
            if self._there is not None and time.monotonic() < self._until:
                return self._there
            try:
                self._there = self._listed(self._there or {})
                self._trouble, wait = None, LISTED_SECONDS
            except EcsquoteError as error:
                log.error("%s", error)
                known = self._there or {manifest.version: manifest for manifest in self._copies()}
                if not known:
                    raise CatalogError(str(error)) from error
                self._there, wait = known, TROUBLED_SECONDS
                self._trouble = f"{error}; the prices are those read from there before"
            self._until = time.monotonic() + wait
            return self._there

    def _listed(self, known: Mapping[str, CatalogManifest]) -> Mapping[str, CatalogManifest]:
        manifests = ((name, known.get(name) or self.storage.manifest(name)) for name in self.storage.versions())
        return {name: manifest for name, manifest in manifests if manifest is not None}

    def _copies(self) -> Iterator[CatalogManifest]:
        """What an earlier process brought here."""
        for folder in self._root_folders():
            if self._is_here(folder.name):
                yield catalog_files.read_manifest(folder)
