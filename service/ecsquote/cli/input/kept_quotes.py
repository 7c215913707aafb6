"""Quotes that a server has kept, by their ids: the command line reads them from the settings' own database."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ecsquote.errors import NotFound
from ecsquote.settings import Settings

_ID = re.compile(r"[0-9a-f]{32}")


def is_quote_id(name: str) -> bool:
    """Whether a name on the command line is the id of a quote and not a file."""
    return bool(_ID.fullmatch(name)) and not Path(name).exists()


def kept_quote(quote_id: str, settings: Settings) -> Mapping[str, Any]:
    """The document of a kept quote; NotFound that names it if there is none of this id."""
    # Imported here because a comparison of files needs no database.
    from ecsquote.quotes.store import QuoteStore  # noqa: PLC0415

    store = QuoteStore.open(settings.database_location)
    try:
        return store.get(quote_id).parsed()
    except NotFound as error:
        raise NotFound(f"{quote_id}: {error}") from None
    finally:
        store.close()
