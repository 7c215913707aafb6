"""`ecsquote prices diff`: what is different between two catalog versions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from ecsquote.counted import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.pricing.store.version_diff import PriceMove, VersionDiff

MOST = 20
"""Rows of each list in the table; the JSON document has all."""


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--region", "regions", multiple=True, metavar="R", help="Only this AWS Region; may be repeated.")
@click.option("--service", "service_code", metavar="CODE", help="Only this service code, e.g. AmazonECS.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(before: str, after: str, regions: tuple[str, ...], service_code: str | None, form: str) -> None:
    """Compare the prices of two catalog versions: what rose, what fell, what came and went, biggest change first."""
    from rich.console import Group

    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.cli.output.terminal import show
    from ecsquote.pricing.store.version_diff import diff_versions
    from ecsquote.settings import load_settings

    found = diff_versions(
        catalog_store(load_settings()), before, after, regions=tuple(dict.fromkeys(regions)), service_code=service_code
    )
    if form == "json":
        json.dump(found.to_json(), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        show([Group(*_tables(found))], sys.stdout)


def _tables(found: VersionDiff) -> Iterator[RenderableType]:
    from rich.text import Text

    counts = found.counts()
    yield Text(
        f"{found.before} → {found.after}: {counted(counts['rose'], 'price')} rose, {counts['fell']:,} fell; "
        f"{counts['came']:,} came, {counts['went']:,} went"
    )
    yield from _moves("Rose", found.rose)
    yield from _moves("Fell", found.fell)
    yield from _meters("Came", found.came)
    yield from _meters("Went", found.went)
    yield from _types("Instance types that came", found.types_came)
    yield from _types("Instance types that went", found.types_went)


def _moves(heading: str, moves: Sequence[PriceMove]) -> Iterator[RenderableType]:
    from rich.text import Text

    from ecsquote.cli.output.analysis_output import table
    from ecsquote.units import decimal_string

    if not moves:
        return
    yield Text(f"\n{heading}", style="bold")
    rows = table("Region", "Price", "Before", "After", "By", right=("Before", "After", "By"))
    for move in moves[:MOST]:
        percent = "was free" if move.percent is None else f"{move.percent:+} %"
        rows.add_row(move.region, move.meter, f"${decimal_string(move.old)}", f"${decimal_string(move.new)}", percent)
    yield rows
    yield from _more(len(moves))


def _meters(heading: str, meters: Sequence[tuple[str, str]]) -> Iterator[RenderableType]:
    from rich.text import Text

    if not meters:
        return
    yield Text(f"\n{heading}", style="bold")
    for region, meter in meters[:MOST]:
        yield Text(f"  {meter} in {region}")
    yield from _more(len(meters))


def _types(heading: str, types: dict[str, list[str]]) -> Iterator[RenderableType]:
    from rich.text import Text

    if not types:
        return
    yield Text(f"\n{heading}", style="bold")
    for region, names in types.items():
        more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
        yield Text(f"  {region}: {', '.join(names[:MOST])}{more}")


def _more(count: int) -> Iterator[RenderableType]:
    from rich.text import Text

    if count > MOST:
        yield Text(f"  … and {count - MOST:,} more; --format json lists all")
