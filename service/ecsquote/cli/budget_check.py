"""`ecsquote budget check`: whether workloads keep to their budgets; the exit code is the gate."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import click

from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.markdown import write_markdown
from ecsquote.cli.failures import BUDGET_EXCEEDED, PRICES_MISSING
from ecsquote.cli.input.budget_base import BaseChoice
from ecsquote.cli.input.budget_inputs import WorkloadReader, read_budgets_file
from ecsquote.cli.input.catalogs import catalog_store
from ecsquote.cli.output.budget_table import budget_table
from ecsquote.cli.output.output_file import output
from ecsquote.cli.output.terminal import show
from ecsquote.contract.budget_checks import BudgetCheck, BudgetVerdict, check_document
from ecsquote.inputs.workload_document import Overrides
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import load_settings

EXIT_CODES: Mapping[BudgetVerdict, int] = {
    BudgetVerdict.WITHIN: 0,
    BudgetVerdict.WARNING: 0,
    BudgetVerdict.EXCEEDED: BUDGET_EXCEEDED,
    BudgetVerdict.UNPRICED: PRICES_MISSING,
}


def run(  # noqa: PLR0913, PLR0917 - a parameter for each option, as click hands them over
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
    """Print the check, and leave with the code of its verdict."""
    choice = BaseChoice(bases, base_ref, base_catalog)
    settings = load_settings()
    store = catalog_store(settings)
    budgets = read_budgets_file(budgets_file, store.current())
    reader = WorkloadReader(
        settings, Quoter(store, settings.stale_days), budgets, Overrides(region, tasks, (), catalog_version)
    )
    check = check_budgets(budgets, choice.workloads(files, reader))
    with output(path) as file:
        write_check(check, form, file)
    raise click.exceptions.Exit(EXIT_CODES[check.verdict])


def write_check(check: BudgetCheck, form: str, file: TextIO) -> None:
    """The check as a table, JSON or Markdown."""
    if form == "json":
        json.dump(check_document(check), file, ensure_ascii=False, indent=2)
        file.write("\n")
    elif form == "markdown":
        file.write(write_markdown(check))
    else:
        show([budget_table(check)], file)
