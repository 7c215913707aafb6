"""Quotes that a server has kept, by their ids: the command line reads them from the settings' own database."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ecsquote.errors import InputError, NotFound
from ecsquote.inputs.overrides import Overrides
from ecsquote.settings import Settings

_ID = re.compile(r"[0-9a-f]{32}")


def is_quote_id(name: str) -> bool:
    """Whether a name on the command line is the id of a quote and not a file."""
    return bool(_ID.fullmatch(name)) and not Path(name).exists()


def kept_quote_with(quote_id: str, settings: Settings, overrides: Overrides) -> Mapping[str, Any]:
    """A kept quote with the launch options asked for; InputError for any other option: what is kept never changes."""
    # Imported here for the same reason as below.
    from ecsquote.quotes.differences import asked_for  # noqa: PLC0415

    if replace(overrides, launch_options=()) != Overrides():
        raise InputError("a kept quote never changes: of the request's options, only --launch-option applies")
    return asked_for(kept_quote(quote_id, settings), overrides.launch_options)


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
