"""Paging: how many, and an opaque cursor that holds its place in one catalog version."""

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

Limit = Annotated[int, Query(ge=1, le=1000, description="at most so many items")]
Cursor = Annotated[str | None, Query(max_length=300, description="`next_cursor` of the page before")]


def place(context: Context, cursor: str | None) -> tuple[Catalog, int]:
    """The catalog version and the offset that a cursor stands for; the current catalog's start for None."""
    if cursor is None:
        return context.catalogs.current(), 0
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        offset, separator, version = text.partition(":")
        if separator and offset.isdigit() and len(offset) < 10:
            return context.catalogs.load(version), int(offset)
    except (binascii.Error, UnicodeError, ValueError, InputError, NotFound):
        pass
    fault = Fault("/cursor", "must be the next_cursor of an earlier page")
    raise InputError("the cursor is not one that was handed out", [fault])


def cut(catalog: Catalog, items: Iterable[Item], offset: int, limit: int) -> tuple[list[Item], str | None]:
    """`limit` items from an offset on, and the cursor of what follows."""
    found = list(islice(items, offset, offset + limit + 1))
    if len(found) <= limit:
        return found, None
    cursor = base64.urlsafe_b64encode(f"{offset + limit}:{catalog.version}".encode()).decode().rstrip("=")
    return found[:limit], cursor
