"""`ecsquote quote`: prices the workloads in files and prints the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.failures import INPUT_WRONG, PRICES_MISSING, SeveralFailures
from ecsquote.cli.input.request_options import output_option, workload_options
from ecsquote.cli.output.chart_file import chart_option, write_chart
from ecsquote.cli.output.formats import FORMATS, TABLE, holds_warnings, is_binary, is_rounded
from ecsquote.errors import EcsquoteError

if TYPE_CHECKING:
    from ecsquote.contract.quotes import Quote
    from ecsquote.inputs.quote_requests import Asked
    from ecsquote.quotes.second_currency import SecondCurrency


@click.command("quote")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@workload_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--explain", is_flag=True, help="With the table: every line with its price and where that comes from.")
@click.option("--advice", is_flag=True, help="Also try changes, each by a quote of its own, and list those that save.")
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option("--calculator-cents", is_flag=True, help="Round as the AWS Pricing Calculator: each line, then added.")
@click.option("--currency", metavar="CUR", help="Also show each month in this currency, e.g. EUR.")
@click.option("--exchange-rate", metavar="RATE", help="With --currency: its units for one of the quote's currency.")
@chart_option
@output_option
def command(  # noqa: PLR0913, PLR0917 - click hands options over by name
    files: tuple[str, ...],
    form: str,
    explain: bool,
    advice: bool,
    catalog_version: str | None,
    calculator_cents: bool,
    currency: str | None,
    exchange_rate: str | None,
    chart: Path | None,
    path: Path | None,
    **asked: Any,
) -> None:
    """Price each FILE on every launch option and compare.

    A FILE is a quote request, ECS documents as AWS prints or takes them, a Terraform plan (terraform show -json) or
    folder, a CloudFormation template, a cdk.out folder, a Compose file or a Copilot manifest; - reads standard input.
    """
    _check_format(form, path, explain=explain, calculator_cents=calculator_cents)
    second = _second_currency(currency, exchange_rate, form)
    if chart is not None and len(set(files)) > 1:
        raise click.UsageError("--chart draws one quote: give one FILE")
    from ecsquote.calculator.pricing_calculator_cents import in_calculator_cents
    from ecsquote.cli.input.workload_files import asked_of
    from ecsquote.cli.output.output_file import output
    from ecsquote.cli.output.quote_output import write_quotes, write_quotes_file

    options = asked_of(asked, catalog_version, advice=advice)
    now = datetime.now(UTC)
    quotes = _quotes(files, options, now, with_a_look=form == TABLE)
    _draw(next(iter(quotes.values())), chart)
    if calculator_cents:
        quotes = {name: in_calculator_cents(quote) for name, quote in quotes.items()}
    if is_binary(form) and path is not None:
        write_quotes_file(list(quotes.values()), form, path, now)
    else:
        with output(path) as file:
            write_quotes(list(quotes.values()), form, file, explain=explain, now=now, second=second)
    if not holds_warnings(form):
        _warn(quotes)
    if asked["strict"] and any(quote.workload and not quote.workload.complete for quote in quotes.values()):
        raise click.exceptions.Exit(INPUT_WRONG)
    if any(map(_only_prices_are_missing, quotes.values())):
        raise click.exceptions.Exit(PRICES_MISSING)


def _check_format(form: str, path: Path | None, *, explain: bool, calculator_cents: bool) -> None:
    """UsageError where options do not go with the format."""
    if explain and form != TABLE:
        raise click.UsageError("--explain goes with --format table; the other formats hold every line already")
    if calculator_cents and not is_rounded(form):
        raise click.UsageError("--calculator-cents goes with --format table or markdown; the other formats are exact")
    if is_binary(form) and path is None:
        raise click.UsageError(f"--format {form} goes with --output FILE: a workbook is not for a terminal")


def _second_currency(currency: str | None, exchange_rate: str | None, form: str) -> SecondCurrency | None:
    """The currency to show next to the quote's own; UsageError where half of it is given or the format has no place."""
    from ecsquote.quotes.second_currency import SecondCurrency

    if currency is None and exchange_rate is None:
        return None
    if currency is None or exchange_rate is None:
        raise click.UsageError("--currency and --exchange-rate go together: rates are yours, none is built in")
    if form not in (TABLE, "json", "markdown"):
        raise click.UsageError("--currency goes with --format table, json or markdown")
    return SecondCurrency.of(currency, exchange_rate)


def _warn(quotes: Mapping[str, Quote]) -> None:
    """What the quotes warn of, once each, on standard error."""
    from ecsquote.cli.output.notes import warnings

    lines = [note.words for quote in quotes.values() for note in warnings(quote)]
    for line in dict.fromkeys(lines):
        click.echo(f"ecsquote: {line}", err=True)


def _draw(quoted: Quote, chart: Path | None) -> None:
    """The chart, where there is something to draw: a table without any price says why by itself."""
    from ecsquote.contract.quotes import quote_document

    if any(option.available for option in quoted.options):
        write_chart("launch-options", lambda: quote_document(quoted), chart)


def _quotes(files: tuple[str, ...], asked: Asked, now: datetime, *, with_a_look: bool) -> Mapping[str, Quote]:
    """The quotes of every file, with the first few changes that save; all are checked before any is priced."""
    from ecsquote.cli.input.advice_time import AdviceTime
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.input.workload_files import belonging_together, requests_in
    from ecsquote.quotes.quoter import CheckedRequest
    from ecsquote.settings import load_settings

    quoter = settings_quoter(load_settings())
    requests: dict[str, CheckedRequest] = {}
    failures: dict[str, EcsquoteError] = {}
    for names in belonging_together(dict.fromkeys(files)):
        try:
            found = requests_in(names, asked)
            for request in found:
                shown = names[0] if len(found) == 1 else f"{names[0]} in {request.document['region']}"
                requests[shown] = quoter.read(request.document, request.workload)
        except EcsquoteError as error:
            failures[" ".join(names)] = error
    if failures:
        raise SeveralFailures(failures)
    return {
        name: quoter.price_with_a_look(checked, now, AdviceTime())
        if with_a_look and not checked.request.advice
        else quoter.price(checked, now)
        for name, checked in requests.items()
    }


def _only_prices_are_missing(quote: Quote) -> bool:
    """True where nothing could be priced, because prices are missing."""
    unavailable = [option for option in quote.options if not option.available]
    return len(unavailable) == len(quote.options) and any(option.price_missing for option in unavailable)
