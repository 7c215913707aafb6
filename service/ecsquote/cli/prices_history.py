"""`ecsquote prices history`: what one workload costs under every catalog version that is kept."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from ecsquote.calculator.compare import compare
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.quote import OptionQuote, Quote
from ecsquote.calculator.request import read_request
from ecsquote.cli.analysis_command import money, table
from ecsquote.cli.catalogs import catalog_store
from ecsquote.cli.inputs import Overrides, read_request_document
from ecsquote.cli.output_file import output
from ecsquote.cli.quote_table import option_name
from ecsquote.cli.terminal import show
from ecsquote.errors import InputError
from ecsquote.pricing.catalog import Catalog
from ecsquote.pricing.manifest import CatalogManifest
from ecsquote.pricing.refresh.versions import across_versions
from ecsquote.settings import load_settings
from ecsquote.units import decimal_string


@dataclass(frozen=True, slots=True)
class _Row:
    """A version, and the quote that it gives; or why it gives none."""

    manifest: CatalogManifest
    outcome: Quote | InputError


@click.command()
@click.argument("file")
@click.option("--region", help="AWS Region; default: the request's own, for a task definition AWS_REGION.")
@click.option("--tasks", metavar="N", help="How many tasks of a bare task definition run; default 1.")
@click.option(
    "--launch-option",
    "launch_options",
    multiple=True,
    type=click.Choice([option.value for option in LaunchOption]),
    help="Only this option; may be repeated.",
)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option("--output", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead.")
def history(
    file: str,
    region: str | None,
    tasks: str | None,
    launch_options: tuple[str, ...],
    form: str,
    path: Path | None,
) -> None:
    """Price FILE under every catalog version that is kept, oldest first: each option's month, version by version."""
    document = read_request_document(file, Overrides(region, tasks, launch_options))
    document.pop("catalog_version", None)
    store = catalog_store(load_settings())
    rows = [_Row(manifest, outcome) for manifest, outcome in across_versions(store, lambda it: _price(document, it))]
    failures = [row.outcome for row in rows if isinstance(row.outcome, InputError)]
    if len(failures) == len(rows):
        raise failures[-1]
    with output(path) as target:
        if form == "json":
            json.dump([_document(row) for row in rows], target, ensure_ascii=False, indent=1)
            target.write("\n")
        else:
            show([Group(*_tables(rows))], target)


def _price(document: Mapping[str, Any], catalog: Catalog) -> Quote | InputError:
    """The quote; a request that an old version cannot take, as one with a younger Region, is that version's alone."""
    try:
        return compare(read_request(document, catalog), catalog)
    except InputError as error:
        return error


def _document(row: _Row) -> dict[str, Any]:
    head = {"version": row.manifest.version, "published_at": row.manifest.published_at.isoformat(timespec="seconds")}
    if isinstance(row.outcome, InputError):
        return {**head, "options": [], "error": _reason(row.outcome)}
    return {**head, "options": [_option(option) for option in row.outcome.options], "error": None}


def _option(option: OptionQuote) -> dict[str, Any]:
    return {
        "launch_option": option.launch_option,
        "cpu_architecture": option.cpu_architecture,
        "savings_plan": option.savings_plan,
        "savings_plans": list(option.savings_plans),
        "available": option.available,
        "unavailable_reason": option.unavailable_reason,
        "monthly": None if option.monthly is None else decimal_string(option.monthly),
    }


def _reason(error: InputError) -> str:
    return "; ".join(fault.message for fault in error.faults) or str(error)


def _tables(rows: list[_Row]) -> Iterator[RenderableType]:
    priced = [_by_name(row.outcome) if isinstance(row.outcome, Quote) else {} for row in rows]
    names = list(dict.fromkeys(name for each in reversed(priced) for name, monthly in each.items() if monthly))
    found = table("Version", "Published", *names, right=names)
    found.columns[0].no_wrap = True
    for row, monthly in zip(rows, priced, strict=True):
        found.add_row(
            row.manifest.version, f"{row.manifest.published_at:%Y-%m-%d}", *(money(monthly.get(name)) for name in names)
        )
    yield found
    for row in rows:
        if isinstance(row.outcome, InputError):
            yield Text(f"\n{row.manifest.version}: {_reason(row.outcome)}")


def _by_name(quote: Quote) -> dict[str, Decimal | None]:
    """Option in words → its month."""
    return {option_name(quote, option): option.monthly for option in quote.options}
