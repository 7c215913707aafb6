"""Catalog versions on disk: the one that ships, and those that were imported or refreshed beside it."""

import threading
from collections.abc import Sequence
from pathlib import Path

from ecsquote.errors import CatalogError, InputError
from ecsquote.facts import pricing_data_folder
from ecsquote.pricing import catalog_files
from ecsquote.pricing.manifest import CatalogManifest
from ecsquote.pricing.table_catalog import TableCatalog


def load_catalog(folder: Path) -> TableCatalog:
    """A version's folder as a catalog in memory; CatalogError says in plain words why it cannot be used."""
    manifest = catalog_files.read_manifest(folder)
    tables = {name: catalog_files.read_table(folder, manifest, name) for name in catalog_files.SCHEMAS}
    return TableCatalog(manifest, tables)


class CatalogStore:
    """The versions under a root folder, with the shipped catalog as one of them; loaded ones are kept in memory.

    The newest version of the root is the current one; without any, the shipped catalog is. A version's folder
    never changes once it is there, so its manifest is read once.
    """

    def __init__(self, root: Path | None, shipped: Path | None = None) -> None:
        self._root = root
        self._shipped = shipped
        self._lock = threading.Lock()
        self._loaded: dict[str, TableCatalog] = {}
        self._manifests: dict[Path, CatalogManifest] = {}

    def versions(self) -> Sequence[CatalogManifest]:
        """What is there, newest first, the shipped version too; CatalogError names a damaged one."""
        manifests = [self._manifest(folder) for folder in (*self._root_folders(), *self._shipped_folders())]
        unique = {manifest.version: manifest for manifest in reversed(manifests)}
        return tuple(sorted(unique.values(), key=_age, reverse=True))

    def current_version(self) -> str:
        """The version that quotes use unless they name another; CatalogError where there is none."""
        folders = self._root_folders() or self._shipped_folders()
        if not folders:
            raise CatalogError("there is no price catalog; import one with `ecsquote prices import`")
        return max((self._manifest(folder) for folder in folders), key=_age).version

    def current(self) -> TableCatalog:
        """The current version; CatalogError where there is none or it is damaged."""
        return self.load(self.current_version())

    def manifest(self, version: str) -> CatalogManifest:
        """The manifest of a version; InputError for an unknown one, CatalogError for a damaged one."""
        return self._manifest(self.folder(version))

    def load(self, version: str) -> TableCatalog:
        """A version in memory; InputError for an unknown one, CatalogError for a damaged one."""
        loaded = self._loaded.get(version)
        if loaded is None:
            folder = self.folder(version)
            with self._lock:
                loaded = self._loaded.get(version)
                if loaded is None:
                    loaded = self._loaded[version] = load_catalog(folder)
        return loaded

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

    def _root_folders(self) -> Sequence[Path]:
        """The version folders of the root; one that is still being written begins with a dot."""
        if self._root is None or not self._root.is_dir():
            return ()
        return sorted(entry for entry in self._root.iterdir() if not entry.name.startswith(".") and entry.is_dir())

    def _shipped_folders(self) -> Sequence[Path]:
        folder = self._shipped or pricing_data_folder() / "catalog"
        return (folder,) if folder.is_dir() else ()


def _age(manifest: CatalogManifest) -> tuple[float, str]:
    return manifest.published_at.timestamp(), manifest.version
