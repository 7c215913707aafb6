"""The price catalogs that commands read: those of the settings, beside the one that ships."""

from collections.abc import Mapping
from typing import Any

import click

from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.opening import open_store
from ecsquote.settings import Settings


def catalog_store(settings: Settings) -> CatalogStore:
    """Where catalog versions are kept; an object storage that does not answer is told at once."""
    store = open_store(settings)
    if settings.catalog_in_object_storage:
        store.current_version()
        if store.trouble:
            click.echo(f"ecsquote: {store.trouble}", err=True)
    return store


def chosen_catalog(store: CatalogStore, request: Mapping[str, Any]) -> Catalog:
    """The version that a request pins, else the current one; InputError for one that is not kept."""
    version = request.get("catalog_version")
    if not isinstance(version, str):
        return store.current()
    try:
        return store.load(version)
    except InputError as error:
        fault = Fault("/catalog_version", f"{error}; ecsquote prices versions lists those that are kept")
        raise InputError("the catalog version is unknown", [fault]) from None
