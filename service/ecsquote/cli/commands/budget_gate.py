"""`ecsquote budget gate`: the check as a job of a pull request: against its base, with a comment, and an exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecsquote.cli.failures import VERDICT_EXIT_CODES, exit_code, failure_lines
from ecsquote.cli.input.request_options import budgets_option
from ecsquote.cli.output.output_file import write_file
from ecsquote.errors import CommentRefused, InputError

if TYPE_CHECKING:
    from ecsquote.cli.review.review_comments import Review
    from ecsquote.contract.budget_checks import BudgetVerdict


@click.command("gate")
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN...")
@budgets_option
@click.option("--base-ref", metavar="REV", help="Compare with this revision; default: where the pull request starts.")
@click.option("--region", help="AWS Region of files that name none.")
@click.option("--comment/--no-comment", default=True, show_default=True, help="Comment on the pull request.")
@click.option("--key", default="default", show_default=True, help="Identifies the comment if there are several gates.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Also write the comment to this file.")
def command(
    patterns: tuple[str, ...],
    budgets_file: str,
    base_ref: str | None,
    region: str | None,
    comment: bool,
    key: str,
    report: Path | None,
) -> None:
    """Check the workloads that match each PATTERN, as they are and as they were where the pull request starts.

    A PATTERN is git's: 'workloads/*.json', 'services/**/ecs.json'. Run it in a checkout with its history. Exit codes
    as for `ecsquote budget check`; a comment that fails does not change them.
    """
    from ecsquote.cli.review.pull_request import pull_request

    asked = pull_request(os.environ)
    revision = base_ref or asked.base
    try:
        verdict, markdown = _check(patterns, budgets_file, revision, region)
        code = VERDICT_EXIT_CODES[verdict]
        word = verdict.value
    except Exception as error:
        if (known := exit_code(error)) is None:
            raise
        code, word, markdown = known, "error", _failed(error)
        for line in failure_lines(error):
            click.echo(f"ecsquote: {line}", err=True)
    click.echo(markdown, nl=False)
    _write(report, markdown)
    _report_to_github(word, code, markdown)
    if comment:
        _comment(asked.review, asked.no_review, key, markdown)
    raise click.exceptions.Exit(code)


def _check(
    patterns: Sequence[str], budgets_file: str, revision: str | None, region: str | None
) -> tuple[BudgetVerdict, str]:
    from ecsquote.budgets.check import check_budgets
    from ecsquote.budgets.markdown import write_markdown
    from ecsquote.cli.input.budget_base import BaseChoice
    from ecsquote.cli.input.budget_inputs import WorkloadReader, read_budgets_file
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.cli.input.git_changes import matching_files, start_of_change
    from ecsquote.cli.input.workload_files import asked_of
    from ecsquote.quotes.quoter import Quoter
    from ecsquote.settings import load_settings

    if revision is None:
        raise InputError("this is not a pull request job: give --base-ref to compare with")
    base = start_of_change(revision)
    budgets_path = Path(budgets_file).absolute()
    files = [file for file in matching_files(patterns, base) if Path(file).absolute() != budgets_path]
    if not files:
        raise InputError(f"no file matches {' '.join(patterns)}: there is nothing to check")
    settings = load_settings()
    store = catalog_store(settings)
    budgets = read_budgets_file(budgets_file, store.current())
    reader = WorkloadReader(settings, Quoter(store, settings.stale_days), budgets, asked_of({"region": region}))
    check = check_budgets(budgets, BaseChoice(revision=base).workloads(files, reader))
    return check.verdict, write_markdown(check)


def _failed(error: Exception) -> str:
    """The comment on a check that could not be made."""
    lines = "\n".join(f"    {line}" for text in failure_lines(error) for line in text.splitlines())
    return f"### ECS budgets: could not be checked\n\n{lines}\n"


def _write(path: Path | None, text: str) -> None:
    if path is not None:
        write_file(path, text.encode())


def _report_to_github(verdict: str, code: int, markdown: str) -> None:
    """Write the job summary and the outputs for later steps to the files that GitHub Actions names."""
    outputs = {"GITHUB_STEP_SUMMARY": markdown, "GITHUB_OUTPUT": f"verdict={verdict}\nexit-code={code}\n"}
    for name, text in outputs.items():
        if path := os.environ.get(name):
            try:
                with Path(path).open("a", encoding="utf-8") as file:
                    file.write(text)
            except OSError as error:
                click.echo(f"ecsquote: {name} cannot be written: {error.strerror}", err=True)


def _comment(review: Review | None, no_review: str, key: str, markdown: str) -> None:
    """Add or update the comment; a failure is reported and does not change the verdict."""
    from ecsquote.cli.review.review_comments import put_comment

    if review is None:
        click.echo(f"ecsquote: no comment: {no_review}", err=True)
        return
    try:
        done = put_comment(review, key, markdown)
    except CommentRefused as error:
        click.echo(f"ecsquote: no comment: {error}", err=True)
    else:
        click.echo(f"ecsquote: comment {done}", err=True)
