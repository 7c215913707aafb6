"""`ecsquote quote`: prices requests or bare task definitions and prints the comparison."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ecsquote.calculator.advice import quote_request
from ecsquote.calculator.calculator_cents import in_calculator_cents
from ecsquote.calculator.quote import Quote, quote_document
from ecsquote.calculator.request import read_request
from ecsquote.cli.catalogs import catalog_store, chosen_catalog
from ecsquote.cli.chart_file import chart_option, write_chart
from ecsquote.cli.failures import PRICES_MISSING, SeveralFailures
from ecsquote.cli.inputs import Overrides, read_request_document
from ecsquote.cli.output_file import output
from ecsquote.cli.quote_output import FORMATS, WORKBOOK, write_quotes, write_workbook_file
from ecsquote.cli.request_options import launch_options_option, output_option, region_option, tasks_option
from ecsquote.errors import EcsquoteError
from ecsquote.quotes.staleness import with_staleness
from ecsquote.settings import load_settings

_FOR_PEOPLE = ("table", "markdown")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@region_option
@tasks_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--explain", is_flag=True, help="With the table: every line with its price and where that comes from.")
@launch_options_option
@click.option("--advice", is_flag=True, help="Also try changes, each by a quote of its own, and list those that save.")
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option("--calculator-cents", is_flag=True, help="Round as the AWS Pricing Calculator: each line, then added.")
@chart_option
@output_option
def quote(  # noqa: PLR0913, PLR0917 - a parameter for each option, as click hands them over
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
    """Price each FILE on every launch option and compare.

    A FILE holds a quote request or a bare ECS task definition as AWS prints it; - reads standard input.
    """
    if explain and form != "table":
        raise click.UsageError("--explain goes with --format table; the other formats hold every line already")
    if calculator_cents and form not in _FOR_PEOPLE:
        raise click.UsageError("--calculator-cents goes with --format table or markdown; the other formats are exact")
    if form == WORKBOOK and path is None:
        raise click.UsageError("--format xlsx goes with --output FILE: a workbook is not for a terminal")
    if chart is not None and len(set(files)) > 1:
        raise click.UsageError("--chart draws one quote: give one FILE")
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
    if any(map(_only_prices_are_missing, quotes.values())):
        raise click.exceptions.Exit(PRICES_MISSING)


def _draw(quoted: Quote, chart: Path | None) -> None:
    """The chart, where there is something to draw: a table without any price says why by itself."""
    if any(option.available for option in quoted.options):
        write_chart("launch-options", lambda: quote_document(quoted), chart)


def _quotes(files: tuple[str, ...], overrides: Overrides, now: datetime) -> Mapping[str, Quote]:
    """The quote of every file; all of them are checked before any is priced."""
    settings = load_settings()
    store = catalog_store(settings)
    requests: dict[str, Any] = {}
    failures: dict[str, EcsquoteError] = {}
    for name in dict.fromkeys(files):
        try:
            document = read_request_document(name, overrides)
            catalog = chosen_catalog(store, document)
            requests[name] = (read_request(document, catalog), catalog)
        except EcsquoteError as error:
            failures[name] = error
    if failures:
        raise SeveralFailures(failures)
    return {
        name: with_staleness(quote_request(request, catalog), store, settings.stale_days, now)
        for name, (request, catalog) in requests.items()
    }


def _only_prices_are_missing(quote: Quote) -> bool:
    """True where nothing could be priced, and that for want of prices."""
    unavailable = [option for option in quote.options if not option.available]
    return len(unavailable) == len(quote.options) and any(option.price_missing for option in unavailable)
