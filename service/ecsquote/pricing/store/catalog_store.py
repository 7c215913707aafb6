"""Catalog versions on disk: the one that ships, and those that were imported or refreshed since."""

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ecsquote.errors import CatalogError, InputError
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.store import catalog_files
from ecsquote.pricing.store.manifest import VERSION_PATTERN, CatalogManifest
from ecsquote.pricing.store.provenance import PartRecord, read_parts

IN_MEMORY = 4
"""Versions kept loaded, the latest used: a server that is refreshed every day would hold them all."""

_LOG = logging.getLogger("ecsquote.pricing")


def load_catalog(folder: Path) -> TableCatalog:
    """A version's folder as a catalog in memory; CatalogError says why it cannot be used."""
    manifest = catalog_files.read_manifest(folder)
    by_region = catalog_files.read_rows(folder, manifest, table_schemas.SAVINGS_PLANS)
    names = [name for name in table_schemas.SCHEMAS if name != table_schemas.SAVINGS_PLANS]
    tables = {name: catalog_files.read_table(folder, manifest, name) for name in names}
    if table_schemas.SPOT_ZONES in manifest.files:
        schema = table_schemas.OPTIONAL_SCHEMAS[table_schemas.SPOT_ZONES]
        tables[table_schemas.SPOT_ZONES] = catalog_files.read_table(folder, manifest, table_schemas.SPOT_ZONES, schema)
    samples = None
    if table_schemas.SPOT_SAMPLES in manifest.files:
        schema = table_schemas.OPTIONAL_SCHEMAS[table_schemas.SPOT_SAMPLES]
        samples = catalog_files.read_rows(folder, manifest, table_schemas.SPOT_SAMPLES, schema)
    return TableCatalog(manifest.version, manifest.published_at, manifest.warnings, tables, by_region, samples)


class CatalogStore:
    """The versions under a root folder, with the shipped catalog as one of them; a few are kept in memory.

    The newest version of the root is the current one; without any, the shipped catalog is. A version's folder
    never changes once it is there, so its manifest is read once.
    """

    def __init__(self, root: Path | None, shipped: Path | None = None) -> None:
        self._root = root
        self._shipped = shipped
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._loaded: OrderedDict[str, TableCatalog] = OrderedDict()
        self._parts: dict[str, Mapping[str, PartRecord]] = {}
        self._manifests: dict[Path, CatalogManifest] = {}
        self._skipped: set[str] = set()

    @property
    def trouble(self) -> str | None:
        """Why the versions may not be the latest; None where they are."""
        return None

    def versions(self) -> Sequence[CatalogManifest]:
        """What is there, newest first, the shipped version too; CatalogError names a damaged one."""
        unique = {manifest.version: manifest for manifest in (*self._shipped_manifests(), *self._kept_manifests())}
        return tuple(sorted(unique.values(), key=age, reverse=True))

    def current_version(self) -> str:
        """The version that quotes use unless they name another; CatalogError where there is none."""
        manifests = list(self._kept_manifests()) or list(self._shipped_manifests())
        if not manifests:
            raise CatalogError("there is no price catalog; import one with `ecsquote prices import`")
        return max(manifests, key=age).version

    def current(self) -> TableCatalog:
        """The current version; CatalogError where there is none or it is damaged."""
        return self.load(self.current_version())

    def manifest(self, version: str) -> CatalogManifest:
        """The manifest of a version; InputError for an unknown one, CatalogError for a damaged one."""
        return self._manifest(self.folder(version))

    def parts(self, version: str) -> Mapping[str, PartRecord]:
        """Where a version's prices come from, part by part; none for one that was not refreshed from AWS."""
        parts = self._parts.get(version)
        if parts is None:
            parts = self._parts[version] = read_parts(self.folder(version))
        return parts

    def load(self, version: str) -> TableCatalog:
        """A version in memory; InputError for an unknown one, CatalogError for a damaged one."""
        with self._lock:
            loaded = self._loaded.get(version)
            if loaded is not None:
                self._loaded.move_to_end(version)
                return loaded
        folder = self.folder(version)
        with self._loading:
            loaded = self._loaded.get(version) or load_catalog(folder)
        with self._lock:
            self._loaded[version] = loaded
            while len(self._loaded) > IN_MEMORY:
                gone, _ = self._loaded.popitem(last=False)
                self._parts.pop(gone, None)
        return loaded

    def share(self, version: str) -> None:
        """Publish a version that was written to the root; readers of the folder see it already."""

    def look_again(self) -> None:
        """Forget what may be out of date; folders are looked at each time anyway."""

    def removable(self) -> set[str]:
        """Versions that may be removed: those of the root."""
        return {folder.name for folder in self._root_folders()}

    def unshare(self, version: str) -> None:
        """Take a version away from others before it is removed from the root."""

    def folder(self, version: str) -> Path:
        """Where a version's files are; InputError for an unknown one."""
        for folder in self._root_folders():
            if folder.name == version:
                if (held := self._manifest(folder).version) != version:
                    raise CatalogError(f"the catalog {folder} holds version {held}, not {version}")
                return folder
        for folder in self._shipped_folders():
            if self._manifest(folder).version == version:
                return folder
        raise InputError(f"unknown catalog version {version!r}")

    def _manifest(self, folder: Path) -> CatalogManifest:
        manifest = self._manifests.get(folder)
        if manifest is None:
            manifest = self._manifests[folder] = catalog_files.read_manifest(folder)
        return manifest

    def _kept_manifests(self) -> Iterator[CatalogManifest]:
        """The manifests of the root's versions; one that is removed at this moment is none of them."""
        for folder in self._root_folders():
            try:
                yield self._manifest(folder)
            except CatalogError:
                if folder.is_dir():
                    raise

    def _shipped_manifests(self) -> Iterator[CatalogManifest]:
        return map(self._manifest, self._shipped_folders())

    def _root_folders(self) -> Sequence[Path]:
        """The version folders of the root; one that is still being written begins with a dot."""
        if self._root is None or not self._root.is_dir():
            return ()
        entries = sorted(entry for entry in self._root.iterdir() if not entry.name.startswith("."))
        return [entry for entry in entries if entry.is_dir() and self._may_be_version(entry)]

    def _may_be_version(self, folder: Path) -> bool:
        """False for a folder that no version is called, such as `lost+found` of a volume; the log names it once."""
        if re.fullmatch(VERSION_PATTERN, folder.name):
            return True
        if folder.name not in self._skipped:
            self._skipped.add(folder.name)
            _LOG.warning("%s is not a catalog version; it is skipped", ascii(folder.name))
        return False

    def _shipped_folders(self) -> Sequence[Path]:
        folder = self._shipped or pricing_data_folder() / "catalog"
        return (folder,) if folder.is_dir() else ()


def age(manifest: CatalogManifest) -> tuple[float, str]:
    """What orders versions by age."""
    return manifest.published_at.timestamp(), manifest.version
