"""From the bytes of a request to a quote that is kept; quick ones at once, fleet searches in a thread."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ecsquote.api.runtime.context import Context
from ecsquote.calculator.analysis.advice import InTime, quote_request
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import Quote
from ecsquote.documents import parse_object
from ecsquote.errors import Fault, InputError, NotFound
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.quotes.kept import IdempotencyKey, KeptQuote, new_quote
from ecsquote.quotes.staleness import with_staleness

INLINE_BYTES = 8192
MAX_VERSION_CHARACTERS = 128
ADVICE_SECONDS = 20
"""Advice begins no further quote after so long."""
_NO_FLEET = frozenset(option.value for option in LaunchOption if not option.description.fleet)


async def make(body: bytes, context: Context, idempotency_key: str | None = None) -> KeptQuote:
    """Price and keep a request; a key that was used before answers with its first quote. Raises EcsquoteError."""
    small = len(body) <= INLINE_BYTES
    document = parse_object(body) if small else await context.in_thread(parse_object, body)
    key = None
    if idempotency_key is not None:
        key = IdempotencyKey.of(idempotency_key, document)
        if (first := await context.in_thread(context.quotes.find, key)) is not None:
            return first
    if small and _needs_no_fleet(document):
        quote = _price(document, context)
    else:
        quote = await context.in_thread(_price, document, context)
    return await context.keeper.keep(quote, key)


def _price(document: Mapping[str, Any], context: Context) -> KeptQuote:
    return new_quote(price(document, context))


def _needs_no_fleet(document: Mapping[str, Any]) -> bool:
    """True for what is priced sooner than a thread would take it over, from the catalog that is held."""
    options = document.get("launch_options")
    if document.get("catalog_version") is not None or document.get("advice"):
        return False
    return isinstance(options, list) and all(isinstance(one, str) and one in _NO_FLEET for one in options)


def price(document: Mapping[str, Any], context: Context, in_time: InTime | None = None) -> Quote:
    """The quote of a request document, old prices told; raises InputError or CatalogError.

    Advice is given while there is time, by default for ADVICE_SECONDS from now.
    """
    catalog = catalog_for(document, context.catalogs)
    quote = quote_request(read_request(document, catalog), catalog, in_time or advice_time())
    return with_staleness(quote, context.catalogs, context.settings.stale_days, datetime.now(UTC))


def advice_time() -> InTime:
    """Whether ADVICE_SECONDS from now have not passed yet."""
    end = time.monotonic() + ADVICE_SECONDS
    return lambda: time.monotonic() < end


def catalog_for(document: Mapping[str, Any], catalogs: Catalogs) -> Catalog:
    """The catalog that a request pins with `catalog_version`, else the current one."""
    version = document.get("catalog_version")
    if not isinstance(version, str):  # none, or a fault that the request's own check tells
        return catalogs.current()
    try:
        return catalogs.load(version[: MAX_VERSION_CHARACTERS + 1])
    except (InputError, NotFound):
        message = "is no catalog version that is kept here; GET /v1/catalogs lists them"
        raise InputError("the catalog version is unknown", [Fault("/catalog_version", message)]) from None
