"""`ecsquote bill check`: an estimate compared with what AWS billed; the exit code is the verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.cli.failures import BILL_BEYOND_TOLERANCE
from ecsquote.cli.input.bill_options import bill_options
from ecsquote.cli.input.request_options import output_option, region_option

if TYPE_CHECKING:
    from ecsquote.settings import Settings


@click.command("check")
@click.option("--quote", "quote", required=True, metavar="FILE|ID", help="The workload: any file, or a kept quote.")
@bill_options
@click.option(
    "--launch-option",
    type=click.Choice([option.value for option in LaunchOption]),
    help="What the bill is for; default: what the workload runs on today.",
)
@click.option(
    "--cost",
    type=click.Choice(("list", "effective", "net")),
    default="list",
    show_default=True,
    help="Public prices, those after plans and reservations, or what is invoiced.",
)
@click.option(
    "--tolerance", default="5%", show_default=True, metavar="PERCENT", help="A larger difference exits with 1."
)
@region_option
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
@output_option
def command(
    quote: str,
    bills: tuple[Path, ...],
    region: str | None,
    form: str,
    path: Path | None,
    **asked: str | None,
) -> None:
    """Compare an estimate with the bill of a month, component by component.

    The estimate is quoted again for the hours of the month, or for those that the bill covers. Each difference is
    divided into quantity and price, and each row of the bill is in one bucket, so that their sums are the bill's.

    Exit codes: 0 within the tolerance; 1 beyond it; 2 the input or the command is wrong; 3 prices are missing.
    """
    from ecsquote.bills.check import check_bill
    from ecsquote.bills.questions import question_of
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.output.bill_table import bill_table
    from ecsquote.cli.output.output_file import output
    from ecsquote.cli.output.terminal import show
    from ecsquote.contract.bill_checks import bill_check_document
    from ecsquote.settings import load_settings

    settings = load_settings()
    question = question_of(asked)
    check = check_bill(_request(quote, region, settings), bills, question, settings_quoter(settings))
    with output(path) as file:
        if form == "json":
            json.dump(bill_check_document(check), file, ensure_ascii=False, indent=2)
            file.write("\n")
        else:
            show([bill_table(check)], file)
    if check.verdict == "beyond":
        raise click.exceptions.Exit(BILL_BEYOND_TOLERANCE)


def _request(name: str, region: str | None, settings: Settings) -> Mapping[str, Any]:
    """The request in a file in any known form, or that of a quote: kept, or printed as JSON."""
    from ecsquote.bills.estimate import is_quote, request_of_quote
    from ecsquote.cli.input.kept_quotes import is_quote_id, kept_quote
    from ecsquote.cli.input.workload_files import asked_of, one_request
    from ecsquote.documents import parse_object
    from ecsquote.errors import InputError
    from ecsquote.inputs.files import read_bytes

    if is_quote_id(name):
        return request_of_quote(kept_quote(name, settings))
    if name.endswith(".json") and Path(name).is_file():
        try:
            document = parse_object(read_bytes(name))
        except InputError:
            document = {}
        if is_quote(document):
            return request_of_quote(document)
    try:
        return one_request(name, asked_of({"region": region})).document
    except InputError as error:
        raise type(error)(f"{name}: {error}", error.faults) from None
