"""The catalog store that the settings name: a folder's, or that of an object storage with its local copy."""

import hashlib
from pathlib import Path

from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.settings import Settings

COPIES = "object-storage"


def open_store(settings: Settings, *, begins_with_shipped: bool = False) -> CatalogStore:
    """Where catalog versions are kept; InputError for an address that is none.

    `begins_with_shipped`: an empty object storage counts as holding the shipped catalog, for a caller that makes a new
    version from it.
    """
    address = settings.catalog_location
    if not settings.catalog_in_object_storage:
        return CatalogStore(Path(address))
    from ecsquote.pricing.store.object_storage import ObjectStorage
    from ecsquote.pricing.store.shared_store import SharedCatalogStore

    storage = ObjectStorage(address, local_root(settings))
    return SharedCatalogStore(storage, begins_with_shipped=begins_with_shipped)


def local_root(settings: Settings) -> Path:
    """The folder that new versions are written to: the catalog's own, or that of the object storage's copies."""
    if not settings.catalog_in_object_storage:
        return Path(settings.catalog_location)
    name = hashlib.sha256(settings.catalog_location.rstrip("/").encode()).hexdigest()[:16]
    return settings.data_dir / COPIES / name
