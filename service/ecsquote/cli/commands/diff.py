"""`ecsquote diff`: two workloads, or one before and after, compared line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.failures import PRICES_MISSING
from ecsquote.cli.input.request_options import output_option, workload_options
from ecsquote.errors import EcsquoteError, Fault, InputError, NoServices
from ecsquote.inputs.files import STANDARD_INPUT, read_files
from ecsquote.inputs.source_file import SourceFile

if TYPE_CHECKING:
    from ecsquote.inputs.quote_requests import Asked
    from ecsquote.settings import Settings


@click.command("diff")
@click.argument("before")
@click.argument("after", required=False)
@click.option("--base-ref", metavar="REV", help="BEFORE is the file as it was at this git revision.")
@click.option("--base-catalog", metavar="V", help="BEFORE is priced from this catalog version.")
@workload_options
@click.option("--format", "form", type=click.Choice(("table", "markdown", "json")), default="table", show_default=True)
@output_option
def command(
    before: str,
    after: str | None,
    base_ref: str | None,
    base_catalog: str | None,
    form: str,
    path: Path | None,
    **asked: Any,
) -> None:
    """Compare the cost of BEFORE and AFTER: what rose, what fell, what is new and what is gone.

    Each is a file, - for standard input, REV:FILE for a file at a git revision as git spells it, or the id of a kept
    quote. One FILE alone is compared with itself, at --base-ref or priced from --base-catalog; a Terraform plan alone
    is compared before and after it is applied.
    """
    alone = after is None and base_ref is None and base_catalog is None
    names = (before, before) if alone and _is_plan(before) else _names(before, after, base_ref, base_catalog)
    from ecsquote.cli.input.workload_files import asked_of, before_change
    from ecsquote.cli.output.diff_table import difference_tables
    from ecsquote.cli.output.output_file import output
    from ecsquote.cli.output.terminal import show
    from ecsquote.contract.quote_differences import differences_document
    from ecsquote.quotes.differences import differences
    from ecsquote.quotes.exports.difference_markdown import write_difference_markdown
    from ecsquote.settings import load_settings
    from ecsquote.units import amounts_in

    settings = load_settings()
    sides = (
        (names[0], before_change(asked_of(asked, base_catalog)) if alone else asked_of(asked, base_catalog), base_ref),
        (names[1], asked_of(asked), None),
    )
    first, second = _documents(sides, settings, of_a_plan=alone)
    every_option = bool(asked["launch_options"])
    found = differences(first, second)
    with output(path) as file:
        if form == "json":
            json.dump(differences_document(found), file, ensure_ascii=False, indent=2)
            file.write("\n")
        elif form == "markdown":
            file.write(write_difference_markdown(differences_document(found), every_option))
        else:
            with amounts_in(found.currency):
                show(difference_tables(found, every_option=every_option), file)
    _warn(names, (first, second))
    if any(map(_only_prices_are_missing, (first, second))):
        raise click.exceptions.Exit(PRICES_MISSING)


def _is_plan(name: str) -> bool:
    """Whether a file is a Terraform plan, which holds both sides by itself."""
    from ecsquote.contract.workloads import InputFormat
    from ecsquote.inputs.reader import recognize

    if name == STANDARD_INPUT:
        return False
    try:
        return recognize(read_files(name)).form is InputFormat.TERRAFORM_PLAN
    except InputError:
        return False


def _names(before: str, after: str | None, base_ref: str | None, base_catalog: str | None) -> tuple[str, str]:
    """What both sides are read from; UsageError where the arguments do not name two sides."""
    if after is None and base_ref is None and base_catalog is None:
        raise click.UsageError("name BEFORE and AFTER, or one FILE with --base-ref or --base-catalog")
    if after is not None and base_ref is not None:
        raise click.UsageError("--base-ref goes with one FILE; with two, write REV:FILE for either")
    names = (before, before if after is None else after)
    if names == (STANDARD_INPUT, STANDARD_INPUT):
        raise click.UsageError("standard input can be read once; name a file for the other side")
    return names


def _warn(names: Sequence[str], documents: Sequence[Mapping[str, Any]]) -> None:
    """Print what the quotes warn of their prices, such as their age, on standard error: once where both say it."""
    told = [dict.fromkeys(document["catalog"]["warnings"]) for document in documents]
    for warning in {**told[0], **told[1]}:
        only = [name for name, warnings in zip(names, told, strict=True) if warning in warnings]
        prefix = f"{only[0]}: " if len(only) == 1 else ""
        click.echo(f"ecsquote: {prefix}{warning}", err=True)


def _documents(
    sides: Sequence[tuple[str, Asked, str | None]], settings: Settings, *, of_a_plan: bool
) -> list[Mapping[str, Any]]:
    """The quote of each side; all faults of both are reported together.

    `of_a_plan`: both are of one plan, where a side without services is one that costs nothing.
    """
    documents: list[Mapping[str, Any] | None] = []
    failures: list[EcsquoteError] = []
    empty: list[EcsquoteError] = []
    for name, asked, base_ref in sides:
        try:
            documents.append(_document(name, settings, asked, base_ref))
        except NoServices as error:
            documents.append(None)
            empty.append(error)
        except EcsquoteError as error:
            failures.append(error)
    if failures or len(empty) == len(sides) or (empty and not of_a_plan):
        raise ExceptionGroup("what is compared cannot be read", [*failures, *empty])
    return [_or_nothing(document, documents) for document in documents]


def _or_nothing(document: Mapping[str, Any] | None, documents: Sequence[Mapping[str, Any] | None]) -> Mapping[str, Any]:
    from ecsquote.quotes.differences import without_costs

    return document or without_costs(next(filter(None, documents)))


def _document(name: str, settings: Settings, asked: Asked, base_ref: str | None = None) -> Mapping[str, Any]:
    """The quote of a file, a file at a revision, or a kept quote; every fault names it."""
    from ecsquote.cli.input.catalogs import settings_quoter
    from ecsquote.cli.input.kept_quotes import is_quote_id, kept_quote_with
    from ecsquote.contract.quotes import quote_document
    from ecsquote.inputs.quote_requests import request_of

    try:
        if base_ref is None and is_quote_id(name):
            return kept_quote_with(name, settings, asked.overrides)
        request = request_of(_files(name, base_ref), asked)
        quote = settings_quoter(settings).quote(request.document, datetime.now(UTC), workload=request.workload)
        return quote_document(quote)
    except InputError as error:
        shown = name if base_ref is None else f"{name} at {base_ref}"
        faults = [Fault(f"{shown}{fault.pointer or '/'}", fault.message) for fault in error.faults]
        raise type(error)(f"{shown}: {error}", faults) from None


def _files(name: str, base_ref: str | None) -> tuple[SourceFile, ...]:
    """The file or folder, or the one file as it was at a revision."""
    from ecsquote.cli.input.git_revision import file_at_revision, read_at_revision

    if base_ref is not None:
        found = file_at_revision(base_ref, Path(name))
    elif ":" in name and not Path(name).exists():
        revision, path = name.split(":", 1)
        found = read_at_revision(revision, path)
    else:
        return read_files(name)
    if found is None:
        raise InputError("this file does not exist at that revision")
    return (SourceFile(name, found),)


def _only_prices_are_missing(document: Mapping[str, Any]) -> bool:
    """True where nothing could be priced, because prices are missing."""
    options = document["options"]
    return not any(option["available"] for option in options) and any(option["price_missing"] for option in options)
