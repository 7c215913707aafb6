"""`ecsquote quote`: prices requests or bare task definitions and prints the comparison."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from ecsquote.calculator.calculator_cents import in_calculator_cents
from ecsquote.cli.failures import PRICES_MISSING, SeveralFailures
from ecsquote.cli.input.catalogs import settings_quoter
from ecsquote.cli.output.chart_file import write_chart
from ecsquote.cli.output.formats import WITHOUT_WARNINGS, WORKBOOK
from ecsquote.cli.output.notes import warnings
from ecsquote.cli.output.output_file import output
from ecsquote.cli.output.quote_output import write_quotes, write_workbook_file
from ecsquote.contract.quotes import Quote, quote_document
from ecsquote.errors import EcsquoteError
from ecsquote.inputs.workload_document import Overrides, read_request_document
from ecsquote.quotes.quoter import CheckedRequest
from ecsquote.settings import load_settings


def run(  # noqa: PLR0913, PLR0917 - a parameter for each option, as click hands them over
    files: tuple[str, ...],
    region: str | None,
    tasks: str | None,
    form: str,
    explain: bool,
    launch_options: tuple[str, ...],
    advice: bool,
    catalog_version: str | None,
    calculator_cents: bool,
    chart: Path | None,
    path: Path | None,
) -> None:
    """Price the files and print the comparison; all of them are checked before any is priced."""
    overrides = Overrides(region, tasks, launch_options, catalog_version, advice=advice)
    now = datetime.now(UTC)
    quotes = _quotes(files, overrides, now)
    _draw(next(iter(quotes.values())), chart)
    if calculator_cents:
        quotes = {name: in_calculator_cents(quote) for name, quote in quotes.items()}
    if form == WORKBOOK and path is not None:
        write_workbook_file(list(quotes.values()), path, now)
    else:
        with output(path) as file:
            write_quotes(list(quotes.values()), form, file, explain=explain, now=now)
    if form in WITHOUT_WARNINGS:
        _warn(quotes)
    if any(map(_only_prices_are_missing, quotes.values())):
        raise click.exceptions.Exit(PRICES_MISSING)


def _warn(quotes: Mapping[str, Quote]) -> None:
    """What the quotes warn of, once each, on standard error."""
    lines = [": ".join(filter(None, note)) for quote in quotes.values() for note in warnings(quote)]
    for line in dict.fromkeys(lines):
        click.echo(f"ecsquote: {line}", err=True)


def _draw(quoted: Quote, chart: Path | None) -> None:
    """The chart, where there is something to draw: a table without any price says why by itself."""
    if any(option.available for option in quoted.options):
        write_chart("launch-options", lambda: quote_document(quoted), chart)


def _quotes(files: tuple[str, ...], overrides: Overrides, now: datetime) -> Mapping[str, Quote]:
    """The quote of every file; all of them are checked before any is priced."""
    quoter = settings_quoter(load_settings())
    requests: dict[str, CheckedRequest] = {}
    failures: dict[str, EcsquoteError] = {}
    for name in dict.fromkeys(files):
        try:
            requests[name] = quoter.read(read_request_document(name, overrides))
        except EcsquoteError as error:
            failures[name] = error
    if failures:
        raise SeveralFailures(failures)
    return {name: quoter.price(checked, now) for name, checked in requests.items()}


def _only_prices_are_missing(quote: Quote) -> bool:
    """True where nothing could be priced, and that for want of prices."""
    unavailable = [option for option in quote.options if not option.available]
    return len(unavailable) == len(quote.options) and any(option.price_missing for option in unavailable)
