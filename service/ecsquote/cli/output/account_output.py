"""An account report in the formats of `ecsquote scan`: the table for people, JSON, Markdown and Excel."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ecsquote.contract.scans import AccountReport

ACCOUNT_FORMATS = ("table", "json", "markdown", "xlsx")


def check_account_format(form: str, path: Path | None) -> None:
    """Raise UsageError, before anything is read, for a workbook that would go to a terminal."""
    if form == "xlsx" and path is None:
        raise click.UsageError("--format xlsx is written to a file; name one with --output")


def write_account_report(report: "AccountReport", form: str, path: Path | None) -> None:
    """Write to standard output, or to the file that --output names; ExtraMissing where a package is missing."""
    from ecsquote.cli.output.output_file import output, write_file
    from ecsquote.contract.scans import account_report_document

    document = account_report_document(report)
    if form == "xlsx" and path is not None:
        from ecsquote.quotes.exports.account_workbook import write_account_workbook

        write_file(path, write_account_workbook(document))
        return
    with output(path) as file:
        if form == "json":
            json.dump(document, file, ensure_ascii=False, indent=2)
            file.write("\n")
        elif form == "markdown":
            from ecsquote.quotes.exports.account_markdown import write_account_markdown

            file.write(write_account_markdown(document))
        else:
            from ecsquote.cli.output.account_table import account_tables
            from ecsquote.cli.output.terminal import show
            from ecsquote.units import amounts_in

            with amounts_in(document["currency"]):
                show(account_tables(document), file)
