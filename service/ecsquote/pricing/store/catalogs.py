"""The one interface to catalog versions: which are stored, what each holds and where its prices come from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.store.provenance import PartRecord


class Catalogs(Protocol):
    """Catalog versions, whatever holds them: `CatalogStore`, its shared form, or a cache over either."""

    def current(self) -> Catalog:
        """The newest version; CatalogError if there is none."""

    def load(self, version: str) -> Catalog:
        """One version; InputError if it is not kept."""

    def current_version(self) -> str:
        """What `current` is called."""

    def manifest(self, version: str) -> CatalogManifest:
        """What a version holds and where from; InputError if it is not kept."""

    def parts(self, version: str) -> Mapping[str, PartRecord]:
        """Where a version's prices come from, part by part; InputError if it is not kept."""

    def versions(self) -> Sequence[CatalogManifest]:
        """All versions kept, newest first."""

    def folder(self, version: str) -> Path:
        """Where a version's tables are; InputError if it is not kept."""

    def look_again(self) -> None:
        """Forget what may be out of date: a version was put there a moment ago."""

    @property
    def trouble(self) -> str | None:
        """Why the versions may not be the latest; None where they are."""
