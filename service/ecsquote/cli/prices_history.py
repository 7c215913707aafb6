"""`ecsquote prices history`: what one workload costs under every catalog version that is kept."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter
from rich.console import Group, RenderableType
from rich.text import Text

from ecsquote.calculator.analysis.price_history import price_history
from ecsquote.charts.words import priced_words
from ecsquote.cli.analysis_command import money, table
from ecsquote.cli.input.catalogs import catalog_store
from ecsquote.cli.output.chart_file import write_chart
from ecsquote.cli.output.output_file import output
from ecsquote.cli.output.terminal import show
from ecsquote.contract.analyses import PriceHistory
from ecsquote.inputs.workload_document import Overrides, read_request_document
from ecsquote.pricing.store.version_views import every_version
from ecsquote.settings import load_settings

_ANSWER = TypeAdapter(PriceHistory)


def run(
    file: str,
    region: str | None,
    tasks: str | None,
    launch_options: tuple[str, ...],
    form: str,
    chart: Path | None,
    path: Path | None,
) -> None:
    """Print the bill under every version, oldest first."""
    document = read_request_document(file, Overrides(region, tasks, launch_options))
    answer = price_history(document, every_version(catalog_store(load_settings())))
    write_chart("price-history", lambda: _ANSWER.dump_python(answer, mode="json"), chart)
    with output(path) as target:
        if form == "json":
            target.write(_ANSWER.dump_json(answer, indent=2).decode() + "\n")
        else:
            show([Group(*_tables(answer))], target)


def _tables(answer: PriceHistory) -> Iterator[RenderableType]:
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
