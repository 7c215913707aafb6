"""The price catalogs that commands read: those of the settings and the shipped one."""

import click

from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings


def catalog_store(settings: Settings) -> CatalogStore:
    """Open the store of catalog versions; warns at once if the object storage does not answer."""
    store = open_store(settings)
    if settings.catalog_in_object_storage:
        store.current_version()
        if store.trouble:
            click.echo(f"ecsquote: {store.trouble}", err=True)
    return store


def settings_quoter(settings: Settings) -> Quoter:
    """Return what prices requests from the catalogs of the settings."""
    return Quoter(catalog_store(settings), settings.stale_days)
