"""`ecsquote workload`: what a file holds, as quote requests, with what could not be known."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.failures import INPUT_WRONG
from ecsquote.cli.input.reading_options import reading_options
from ecsquote.cli.input.request_options import region_option, tasks_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecsquote.contract.workloads import WorkloadReading


@click.command("workload")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@region_option
@tasks_option
@click.option(
    "--requests", "only_requests", is_flag=True, help="Only the quote requests: one as an object, else a list."
)
@click.option("--format", "form", type=click.Choice(("json", "yaml")), default="json", show_default=True)
@reading_options
def command(files: tuple[str, ...], only_requests: bool, form: str, **asked: Any) -> None:
    """Show what the FILEs hold: one quote request per Region, what is unknown, and what is not priced.

    A FILE is anything that `ecsquote quote` takes; several are read as one workload. What is unknown, at fault or
    suspicious is printed on standard error, one line each.
    """
    from ecsquote.cli.input.workload_files import asked_of, reading_of
    from ecsquote.contract.workloads import reading_document

    reading = reading_of(files, asked_of(asked))
    requests: Sequence[Any] = reading.requests
    document: Any = reading_document(reading)
    if only_requests:
        document = requests[0] if len(requests) == 1 else list(requests)
    _write(document, form)
    for line in notes_of(reading):
        click.echo(f"ecsquote: {line}", err=True)
    if not requests or (asked["strict"] and not reading.complete):
        raise click.exceptions.Exit(INPUT_WRONG)


def notes_of(reading: WorkloadReading) -> Iterator[str]:
    """One line for each unknown value, fault and warning."""
    for unknown in reading.unknown:
        taken = "" if unknown.taken is None else f"; {unknown.taken} is taken"
        yield f"{unknown.source}: unknown {unknown.kind.value}: {unknown.what}{taken}"
    for fault in reading.faults:
        yield f"{fault.source}{fault.pointer or ''}: {fault.message}"
    for warning in reading.warnings:
        yield f"{warning.source}: {warning.message}"


def _write(document: Any, form: str) -> None:
    plain = json.loads(json.dumps(document, default=str))
    if form == "json":
        json.dump(plain, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    import yaml

    yaml.safe_dump(plain, sys.stdout, sort_keys=False, allow_unicode=True)
