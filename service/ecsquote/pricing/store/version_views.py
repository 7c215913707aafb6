"""One version with its provenance, and the catalogs of all versions in turn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.store.provenance import PartRecord


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version with its provenance: the manifest, the parts of the last refresh, and how old each is."""

    manifest: CatalogManifest
    current: bool
    parts: tuple[PartRecord, ...]

    def ages_days(self, now: datetime) -> Mapping[str, int]:
        """Service code → days since its oldest part was read."""
        ages: dict[str, int] = {}
        for part in self.parts:
            ages[part.service_code] = max(ages.get(part.service_code, 0), (now - part.read_at).days)
        return dict(sorted(ages.items()))


def show_version(store: Catalogs, version: str) -> VersionView:
    """A version and where its prices come from; InputError for an unknown one."""
    return VersionView(
        store.manifest(version),
        version == store.current_version(),
        tuple(store.parts(version).values()),
    )


def every_version(store: Catalogs, newest: int | None = None) -> Iterator[Catalog]:
    """The stored catalogs, or the `newest` of them, oldest first; each is loaded when the iterator reaches it."""
    for manifest in reversed(store.versions()[:newest]):
        yield store.load(manifest.version)
