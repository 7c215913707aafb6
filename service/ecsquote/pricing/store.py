"""Catalog versions on disk: the one that ships, and those that were imported or refreshed beside it."""

import threading
from collections.abc import Sequence
from pathlib import Path

from ecsquote.errors import CatalogError, InputError
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing import catalog_files
from ecsquote.pricing.manifest import MANIFEST_FILE, CatalogManifest
from ecsquote.pricing.table_catalog import TableCatalog


def load_catalog(folder: Path) -> TableCatalog:
    """A version's folder as a catalog in memory; CatalogError says in plain words why it cannot be used."""
    manifest = catalog_files.read_manifest(folder)
    tables = {name: catalog_files.read_table(folder, manifest, name) for name in catalog_files.SCHEMAS}
    return TableCatalog(manifest, tables)


class CatalogStore:
    """The versions under a root folder, with the shipped catalog as one of them; loaded ones are kept in memory.

    The newest version of the root is the current one; without any, the shipped catalog is.
    """

    def __init__(self, root: Path | None, shipped: Path | None = None) -> None:
        self._root = root
        self._shipped = shipped
        self._lock = threading.Lock()
        self._loaded: dict[str, TableCatalog] = {}

    def versions(self) -> Sequence[CatalogManifest]:
        """What is there, newest first; the shipped version too."""
        manifests = {manifest.version: manifest for _, manifest in (*self._shipped_version(), *self._in_root())}
        return tuple(sorted(manifests.values(), key=_age, reverse=True))

    def current_version(self) -> str:
        """The version that quotes use unless they name another; CatalogError where there is none."""
        held = [manifest for _, manifest in self._in_root()] or [manifest for _, manifest in self._shipped_version()]
        if not held:
            raise CatalogError("there is no price catalog; import one with `ecsquote prices import`")
        return max(held, key=_age).version

    def current(self) -> TableCatalog:
        """The current version."""
        return self.load(self.current_version())

    def manifest(self, version: str) -> CatalogManifest:
        """The manifest of a version; InputError for an unknown one."""
        return self._find(version)[1]

    def load(self, version: str) -> TableCatalog:
        """A version in memory; InputError for an unknown one, CatalogError for a damaged one."""
        loaded = self._loaded.get(version)
        if loaded is None:
            folder, _ = self._find(version)
            with self._lock:
                loaded = self._loaded.get(version)
                if loaded is None:
                    loaded = self._loaded[version] = load_catalog(folder)
        return loaded

    def _find(self, version: str) -> tuple[Path, CatalogManifest]:
        for folder, manifest in (*self._in_root(), *self._shipped_version()):
            if manifest.version == version:
                return folder, manifest
        raise InputError(f"unknown catalog version {version!r}")

    def _in_root(self) -> Sequence[tuple[Path, CatalogManifest]]:
        if self._root is None or not self._root.is_dir():
            return ()
        folders = sorted(
            entry
            for entry in self._root.iterdir()
            if not entry.name.startswith(".") and (entry / MANIFEST_FILE).is_file()
        )
        return [(folder, catalog_files.read_manifest(folder)) for folder in folders]

    def _shipped_version(self) -> Sequence[tuple[Path, CatalogManifest]]:
        folder = self._shipped or pricing_data_folder() / "catalog"
        if not (folder / MANIFEST_FILE).is_file():
            return ()
        return [(folder, catalog_files.read_manifest(folder))]


def _age(manifest: CatalogManifest) -> tuple[float, str]:
    return manifest.published_at.timestamp(), manifest.version
