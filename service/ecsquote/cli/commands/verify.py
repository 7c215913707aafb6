"""`ecsquote verify`: every line of a quote against AWS's own calculator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.failures import PRICES_MISSING
from ecsquote.cli.input.request_options import output_option, workload_options

if TYPE_CHECKING:
    from ecsquote.inputs.quote_requests import Asked
    from ecsquote.verify.verifying import Asking

DIFFERS = 1


@click.command("verify")
@click.argument("name", metavar="FILE|ID")
@workload_options
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option(
    "--rates",
    type=click.Choice(("list", "account")),
    default="list",
    show_default=True,
    help="AWS's public rates, or those of the account of your credentials.",
)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
@output_option
def command(name: str, catalog_version: str | None, rates: str, form: str, path: Path | None, **asked: Any) -> None:
    """Price every line of a quote by AWS's own calculator, and compare.

    The quote is made from FILE, or is the kept quote of an ID. This calls bcm-pricing-calculator
    GetUsageLinesEstimatedCost with your AWS credentials. Lines of one usage type are compared as a sum. Spot and
    derived prices cannot be compared, and fail nothing.

    Exit codes: 0 all that was compared agrees; 1 a row differs by more than a cent, or an option's total by more than
    0.1 %; 2 the input is wrong; 3 nothing could be priced, or AWS's calculator did not answer.
    """
    from ecsquote.cli.input.workload_files import asked_of
    from ecsquote.cli.output.output_file import output
    from ecsquote.cli.output.terminal import show
    from ecsquote.cli.output.verification_table import verification_tables
    from ecsquote.contract.verifications import Rates, VerificationVerdict, verification_json
    from ecsquote.pricing.aws_clients import AwsClients
    from ecsquote.verify.pricing_calculator import PricingCalculator
    from ecsquote.verify.verifying import verify

    document = _quote(name, asked_of(asked, catalog_version))
    verification = verify(document, Rates(rates), PricingCalculator(AwsClients()), _say)
    with output(path) as file:
        if form == "json":
            file.write(verification_json(verification) + "\n")
        else:
            show(verification_tables(verification), file)
    if verification.verdict is VerificationVerdict.DIFFERS:
        raise click.exceptions.Exit(DIFFERS)
    if verification.verdict is VerificationVerdict.NOT_PRICED or not verification.complete:
        raise click.exceptions.Exit(PRICES_MISSING)


def _quote(name: str, asked: Asked) -> Mapping[str, Any]:
    """The quote of a file, or a kept quote."""
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.input.kept_quotes import is_quote_id, kept_quote_with
    from ecsquote.cli.input.workload_files import one_request
    from ecsquote.contract.quotes import quote_document
    from ecsquote.settings import load_settings

    settings = load_settings()
    if is_quote_id(name):
        return kept_quote_with(name, settings, asked.overrides)
    request = one_request(name, asked)
    return quote_document(
        settings_quoter(settings).quote(request.document, datetime.now(UTC), workload=request.workload)
    )


def _say(asking: Asking) -> None:
    """What AWS is about to be asked, and what that costs, on standard error."""
    from ecsquote.counted import counted
    from ecsquote.units import decimal_string

    cost = (
        "what AWS charges for it is not known"
        if asking.usd_per_call is None
        else f"AWS charges ${decimal_string(asking.usd_per_call * asking.calls)} for it"
    )
    lines, calls = counted(asking.lines, "usage line"), counted(asking.calls, "call")
    click.echo(f"ecsquote: AWS's calculator prices {lines} in {calls}; {cost}", err=True)
