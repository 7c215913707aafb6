"""`ecsquote budget check`: whether workloads keep to their budgets; the exit code is the gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from ecsquote.cli.failures import VERDICT_EXIT_CODES
from ecsquote.cli.input.request_options import budgets_option, output_option, request_options

if TYPE_CHECKING:
    from ecsquote.contract.budget_checks import BudgetCheck


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@budgets_option
@click.option(
    "--base", "bases", multiple=True, metavar="FILE", help="What a FILE was before, or the id of a kept quote."
)
@click.option("--base-ref", metavar="REV", help="Each FILE as it was at this git revision.")
@click.option("--base-catalog", metavar="V", help="The base priced from this catalog version.")
@request_options
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option("--format", "form", type=click.Choice(("table", "json", "markdown")), default="table", show_default=True)
@output_option
def command(
    files: tuple[str, ...],
    budgets_file: str,
    bases: tuple[str, ...],
    base_ref: str | None,
    base_catalog: str | None,
    catalog_version: str | None,
    form: str,
    path: Path | None,
    **asked: Any,
) -> None:
    """Check whether the workload in each FILE keeps to the budgets.

    Exit codes: 0 within, or a warning; 1 a budget is exceeded; 2 the input or the command is wrong; 3 no budget is
    known to be exceeded, but a workload or its base cannot be priced.
    """
    from ecsquote.budgets.check import check_budgets
    from ecsquote.cli.input.budget_base import BaseChoice
    from ecsquote.cli.input.budget_inputs import WorkloadReader, read_budgets_file
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.cli.input.workload_files import asked_of
    from ecsquote.cli.output.output_file import output
    from ecsquote.quotes.quoter import Quoter
    from ecsquote.settings import load_settings

    choice = BaseChoice(bases, base_ref, base_catalog)
    settings = load_settings()
    store = catalog_store(settings)
    budgets = read_budgets_file(budgets_file, store.current())
    reader = WorkloadReader(settings, Quoter(store, settings.stale_days), budgets, asked_of(asked, catalog_version))
    check = check_budgets(budgets, choice.workloads(files, reader))
    with output(path) as file:
        write_check(check, form, file)
    raise click.exceptions.Exit(VERDICT_EXIT_CODES[check.verdict])


def write_check(check: BudgetCheck, form: str, file: TextIO) -> None:
    """The check as a table, JSON or Markdown."""
    from ecsquote.budgets.markdown import write_markdown
    from ecsquote.cli.output.budget_table import budget_table
    from ecsquote.cli.output.terminal import show
    from ecsquote.contract.budget_checks import check_document

    if form == "json":
        json.dump(check_document(check), file, ensure_ascii=False, indent=2)
        file.write("\n")
    elif form == "markdown":
        file.write(write_markdown(check))
    else:
        show([budget_table(check)], file)
