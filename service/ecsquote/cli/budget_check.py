"""`ecsquote budget check`: whether workloads keep to their budgets; the exit code is the gate."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import click

from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.markdown import write_markdown
from ecsquote.budgets.results import BudgetCheck, check_document
from ecsquote.budgets.verdicts import Verdict
from ecsquote.cli.budget_base import BaseChoice
from ecsquote.cli.budget_inputs import DEFAULT_BUDGETS, WorkloadReader, read_budgets_file
from ecsquote.cli.budget_table import budget_table
from ecsquote.cli.catalogs import catalog_store
from ecsquote.cli.failures import BUDGET_EXCEEDED, PRICES_MISSING
from ecsquote.cli.inputs import Overrides
from ecsquote.cli.output_file import output
from ecsquote.cli.request_options import output_option, region_option, tasks_option
from ecsquote.cli.terminal import show
from ecsquote.settings import load_settings

FORMATS = ("table", "json", "markdown")
EXIT_CODES: Mapping[Verdict, int] = {
    Verdict.WITHIN: 0,
    Verdict.WARNING: 0,
    Verdict.EXCEEDED: BUDGET_EXCEEDED,
    Verdict.UNPRICED: PRICES_MISSING,
}


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--budgets", "budgets_file", default=DEFAULT_BUDGETS, show_default=True, help="The budgets, YAML or JSON."
)
@click.option(
    "--base", "bases", multiple=True, metavar="FILE", help="What a FILE was before, or the id of a kept quote."
)
@click.option("--base-ref", metavar="REV", help="Each FILE as it was at this git revision.")
@click.option("--base-catalog", metavar="V", help="The base priced from this catalog version.")
@region_option
@tasks_option
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@output_option
def command(  # noqa: PLR0913, PLR0917 - a parameter for each option, as click hands them over
    files: tuple[str, ...],
    budgets_file: str,
    bases: tuple[str, ...],
    base_ref: str | None,
    base_catalog: str | None,
    region: str | None,
    tasks: str | None,
    catalog_version: str | None,
    form: str,
    path: Path | None,
) -> None:
    """Check whether the workload in each FILE keeps to the budgets.

    Exit codes: 0 within, or a warning; 1 a budget is exceeded; 2 the input or the command is wrong; 3 no budget is
    known to be exceeded, but a workload or its base cannot be priced.
    """
    choice = BaseChoice(bases, base_ref, base_catalog)
    settings = load_settings()
    store = catalog_store(settings)
    budgets = read_budgets_file(budgets_file, store.current())
    reader = WorkloadReader(settings, store, budgets, Overrides(region, tasks, (), catalog_version))
    check = check_budgets(budgets, choice.workloads(files, reader))
    with output(path) as file:
        write_check(check, form, file)
    raise click.exceptions.Exit(EXIT_CODES[check.verdict])


def write_check(check: BudgetCheck, form: str, file: TextIO) -> None:
    """The check in one of FORMATS."""
    if form == "json":
        json.dump(check_document(check), file, ensure_ascii=False, indent=2)
        file.write("\n")
    elif form == "markdown":
        file.write(write_markdown(check))
    else:
        show([budget_table(check)], file)
