"""`ecsquote prices history`: what one workload costs under every catalog version that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.input.request_options import output_option, workload_options
from ecsquote.cli.output.chart_file import chart_option, write_chart

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.contract.analyses import PriceHistory


@click.command("history")
@click.argument("file")
@workload_options
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
@chart_option
@output_option
def command(
    file: str,
    form: str,
    chart: Path | None,
    path: Path | None,
    **asked: Any,
) -> None:
    """Price FILE under every catalog version that is kept, oldest first: each option's month, version by version."""
    from pydantic import TypeAdapter
    from rich.console import Group

    from ecsquote.calculator.analysis.price_history import price_history
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.cli.input.workload_files import asked_of, one_request
    from ecsquote.cli.output.output_file import output
    from ecsquote.cli.output.terminal import show
    from ecsquote.contract.analyses import PriceHistory
    from ecsquote.pricing.store.version_views import every_version
    from ecsquote.settings import load_settings

    document = one_request(file, asked_of(asked)).document
    answer = price_history(document, every_version(catalog_store(load_settings())))
    adapter = TypeAdapter(PriceHistory)
    write_chart("price-history", lambda: adapter.dump_python(answer, mode="json"), chart)
    with output(path) as target:
        if form == "json":
            target.write(adapter.dump_json(answer, indent=2).decode() + "\n")
        else:
            show([Group(*_tables(answer))], target)


def _tables(answer: PriceHistory) -> Iterator[RenderableType]:
    from rich.text import Text

    from ecsquote.charts.words import priced_words
    from ecsquote.cli.output.analysis_output import money, table

    among = [option for bill in answer.versions for option in bill.options]
    priced = [{priced_words(option, among): option.monthly for option in bill.options} for bill in answer.versions]
    names = list(dict.fromkeys(name for each in reversed(priced) for name, monthly in each.items() if monthly))
    found = table("Version", "Published", *names, right=names)
    found.columns[0].no_wrap = True
    for bill, monthly in zip(answer.versions, priced, strict=True):
        found.add_row(bill.version, f"{bill.published_at:%Y-%m-%d}", *(money(monthly.get(name)) for name in names))
    yield found
    for bill in answer.versions:
        if bill.error is not None:
            yield Text(f"\n{bill.version}: {bill.error}")
