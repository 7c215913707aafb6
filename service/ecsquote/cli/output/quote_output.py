"""Quotes in the formats of `ecsquote quote`: the table for people, and the others for programs."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from ecsquote.contract.quotes import Quote, quote_document
from ecsquote.errors import InputError


def write_quotes(quotes: Sequence[Quote], form: str, file: TextIO, *, explain: bool, now: datetime) -> None:
    """All quotes in one format; JSON is an array where there are several, CSV has one header."""
    if form == "table":
        _write_tables(quotes, file, explain=explain)
    elif form == "json":
        documents = [quote_document(quote) for quote in quotes]
        json.dump(documents[0] if len(documents) == 1 else documents, file, ensure_ascii=False, indent=2)
        file.write("\n")
    else:
        _write_exports(quotes, form, file, now)


def write_workbook_file(quotes: Sequence[Quote], path: Path, now: datetime) -> None:
    """All quotes in one Excel workbook; ExtraMissing where its package is not installed."""
    from ecsquote.quotes.exports.workbook import write_workbook

    content = write_workbook([_unkept(quote, now) for quote in quotes])
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None


def _write_tables(quotes: Sequence[Quote], file: TextIO, *, explain: bool) -> None:
    from rich.console import RenderableType
    from rich.text import Text

    from ecsquote.cli.output.explanation import explanation
    from ecsquote.cli.output.quote_table import quote_table
    from ecsquote.cli.output.terminal import show

    parts: list[RenderableType] = []
    for quote in quotes:
        parts += [Text(), quote_table(quote)] if parts else [quote_table(quote)]
        if explain:
            parts.append(explanation(quote))
    show(parts, file)


def _write_exports(quotes: Sequence[Quote], form: str, file: TextIO, now: datetime) -> None:
    from ecsquote.quotes.exports import EXPORTS

    for number, quote in enumerate(quotes):
        text = EXPORTS[form].write(_unkept(quote, now))
        if number and form != "markdown":
            text = text.split("\r\n", 1)[1]
        file.write(f"\n{text}" if number and form == "markdown" else text)


def _unkept(quote: Quote, now: datetime) -> dict[str, Any]:
    """The document of a quote that is printed and not kept: it has a time, and no id to find it by."""
    return {"id": "", "created_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"), **quote_document(quote)}
