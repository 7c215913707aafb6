"""`ecsquote diff`: two workloads, or one before and after, compared line by line."""

from typing import Any

import click

from ecsquote.cli.input.request_options import (
    launch_options_option,
    output_option,
    region_option,
    tasks_option,
)
from ecsquote.inputs.files import STANDARD_INPUT


@click.command("diff")
@click.argument("before")
@click.argument("after", required=False)
@click.option("--base-ref", metavar="REV", help="BEFORE is the file as it was at this git revision.")
@click.option("--base-catalog", metavar="V", help="BEFORE is priced from this catalog version.")
@region_option
@tasks_option
@launch_options_option
@click.option("--format", "form", type=click.Choice(("table", "markdown", "json")), default="table", show_default=True)
@output_option
def command(before: str, after: str | None, base_ref: str | None, base_catalog: str | None, **asked: Any) -> None:
    """Compare the cost of BEFORE and AFTER: what rose, what fell, what is new and what is gone.

    Each is a file, - for standard input, REV:FILE for a file at a git revision as git spells it, or the id of a kept
    quote. One FILE alone is compared with itself, at --base-ref or priced from --base-catalog.
    """
    if after is None and base_ref is None and base_catalog is None:
        raise click.UsageError("name BEFORE and AFTER, or one FILE with --base-ref or --base-catalog")
    if after is not None and base_ref is not None:
        raise click.UsageError("--base-ref goes with one FILE; REV:FILE names a revision beside another input")
    names = (before, before if after is None else after)
    if names == (STANDARD_INPUT, STANDARD_INPUT):
        raise click.UsageError("standard input can be read once; name a file for the other side")
    from ecsquote.cli.diff import run

    run(names=names, base_ref=base_ref, base_catalog=base_catalog, **asked)
