"""For tests of keys: a server with a database of either kind, and what each caller is answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from ecsquote.quotes.access_keys import KeyStore, Scope
from ecsquote.quotes.store import QuoteStore
from support_api import serving

UNKNOWN_KEY = "ecsq_" + "0" * 64
PLACES = {
    "quote_id": "0" * 32,
    "before": "0" * 32,
    "after": "1" * 32,
    "chart": "launch-options",
    "version": "none",
    "job_id": "none",
}
"""A value for each parameter of a path."""


@contextmanager
def key_store(location: str) -> Iterator[KeyStore]:
    """The keys of a database, as the command line opens them."""
    store = QuoteStore.open(location)
    yield store.keys
    store.close()


@contextmanager
def closed_server(location: str, folder: Path, **settings: Any) -> Iterator[tuple[httpx.Client, Mapping[str, str]]]:
    """A client without a key of a server with one key of each scope, by scope; `admin` is the key's own name too."""
    with key_store(location) as keys:
        made = {scope.value: keys.create(scope.value, scope) for scope in Scope}
    with serving(folder, database_url=location, **settings) as client:
        yield client, made


def bearer(key: str) -> dict[str, str]:
    """The header that carries a key; none without one."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def operations(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Every operation of an OpenAPI document, with values in its path."""
    return [(method.upper(), path.format_map(PLACES)) for path, item in document["paths"].items() for method in item]
