"""Paging: a limit, and an opaque cursor that stays valid for one catalog version."""

import base64
import binascii
from collections.abc import Iterable
from itertools import islice
from typing import Annotated, TypeVar

from fastapi import Query

from ecsquote.api.runtime.context import Context
from ecsquote.errors import Fault, InputError, NotFound
from ecsquote.pricing.catalog.catalog import Catalog

Item = TypeVar("Item")
MAX_OFFSET = 10**9

PageLimit = Annotated[int, Query(ge=1, le=1000, description="the maximum number of items")]
Cursor = Annotated[str | None, Query(max_length=300, description="the `next_cursor` of the previous page")]


def place(context: Context, cursor: str | None) -> tuple[Catalog, int]:
    """Return the catalog version and offset of a cursor; for None the start of the current catalog."""
    if cursor is None:
        return context.catalogs.current(), 0
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        offset, separator, version = text.partition(":")
        if separator and offset.isdigit() and len(offset) < 10:
            return context.catalogs.load(version), int(offset)
    except (binascii.Error, UnicodeError, ValueError, InputError, NotFound):
        pass
    fault = Fault("/cursor", "must be the `next_cursor` of an earlier page")
    raise InputError("the cursor is not valid", [fault])


def cut(catalog: Catalog, items: Iterable[Item], offset: int, limit: int) -> tuple[list[Item], str | None]:
    """Return `limit` items from an offset, and the cursor of the next page."""
    found = list(islice(items, offset, offset + limit + 1))
    if len(found) <= limit:
        return found, None
    cursor = base64.urlsafe_b64encode(f"{offset + limit}:{catalog.version}".encode()).decode().rstrip("=")
    return found[:limit], cursor
