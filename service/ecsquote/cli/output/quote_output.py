"""Quotes in the formats of `ecsquote quote`: the table for people, and the exports."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from ecsquote.cli.output.formats import TABLE
from ecsquote.cli.output.output_file import write_file
from ecsquote.contract.quotes import Quote, quote_document
from ecsquote.quotes.exports import EXPORTS
from ecsquote.quotes.second_currency import SecondCurrency
from ecsquote.units import amounts_in


def write_quotes(
    quotes: Sequence[Quote],
    form: str,
    file: TextIO,
    *,
    explain: bool,
    now: datetime,
    second: SecondCurrency | None = None,
) -> None:
    """Write all quotes in one format, as one table or one export; months in a second currency too where asked."""
    if form == TABLE:
        _write_tables(quotes, file, second, explain=explain)
    else:
        file.write(_export(quotes, form, now, second).decode(errors="surrogatepass"))


def write_quotes_file(quotes: Sequence[Quote], form: str, path: Path, now: datetime) -> None:
    """Write all quotes to a file in a binary format; ExtraMissing where its package is not installed."""
    write_file(path, _export(quotes, form, now))


def _write_tables(quotes: Sequence[Quote], file: TextIO, second: SecondCurrency | None, *, explain: bool) -> None:
    from rich.console import RenderableType
    from rich.text import Text

    from ecsquote.cli.output.explanation import explanation
    from ecsquote.cli.output.quote_table import quote_table
    from ecsquote.cli.output.terminal import show

    parts: list[RenderableType] = []
    for quote in quotes:
        parts += [Text()] if parts else []
        with amounts_in(quote.currency):
            parts.append(quote_table(quote, second, explain=explain))
            parts += [explanation(quote)] if explain else []
    show(parts, file)


def _export(quotes: Sequence[Quote], form: str, now: datetime, second: SecondCurrency | None = None) -> bytes:
    documents = [_document(quote, form, now) for quote in quotes]
    if second is not None:
        documents = [{**document, "second_currency": second.section(document)} for document in documents]
    return EXPORTS[form].write(documents)


def _document(quote: Quote, form: str, now: datetime) -> dict[str, Any]:
    """The document of a quote that is not kept: tables name its time, and no id to find it by."""
    if form == "json":
        return quote_document(quote)
    return {"id": "", "created_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"), **quote_document(quote)}
