"""The keys of a server, in the database that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager

from ecsquote.quotes.access_keys import KeyStore
from ecsquote.quotes.store import QuoteStore
from ecsquote.settings import Settings


@contextmanager
def open_keys(settings: Settings) -> Iterator[KeyStore]:
    """The keys, until the end of the block; raises InputError or StoreError."""
    if settings.database_url is None:
        settings.make_data_dir()
    store = QuoteStore.open(settings.database_location)
    try:
        yield store.keys
    finally:
        store.close()
