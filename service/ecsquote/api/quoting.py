"""From the bytes of a request to a quote ready to be kept; no HTTP, no waiting."""

from collections.abc import Mapping
from typing import Any

from ecsquote.api.context import Catalogs
from ecsquote.calculator.compare import compare
from ecsquote.calculator.quote import Quote
from ecsquote.calculator.request import read_request
from ecsquote.errors import Fault, InputError, NotFound
from ecsquote.pricing.catalog import Catalog

MAX_VERSION_CHARACTERS = 128


def price(document: Mapping[str, Any], catalogs: Catalogs) -> Quote:
    """The quote of a request document; raises InputError or CatalogError."""
    catalog = catalog_for(document, catalogs)
    return compare(read_request(document, catalog), catalog)


def catalog_for(document: Mapping[str, Any], catalogs: Catalogs) -> Catalog:
    """The catalog that a request pins with `catalog_version`, else the current one."""
    version = document.get("catalog_version")
    if not isinstance(version, str):  # none, or a fault that the request's own check tells
        return catalogs.current()
    try:
        return catalogs.load(version[: MAX_VERSION_CHARACTERS + 1])
    except NotFound:
        message = "is no catalog version that is kept here; GET /v1/catalogs lists them"
        raise InputError("the catalog version is unknown", [Fault("/catalog_version", message)]) from None
