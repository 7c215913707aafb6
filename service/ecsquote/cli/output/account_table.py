"""An account report as people read it: the steps, the clusters, the services of each, and what no figure holds."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecsquote.cli.output.analysis_output import money, table
from ecsquote.cli.output.terminal import printable
from ecsquote.quotes.exports.account_rows import (
    Document,
    cluster_rows,
    not_right_sized,
    report_notes,
    report_title,
    service_rows,
)

_CLUSTER_FIGURES = ("Today", "Idle", "Monthly", "Right-sized")
_SERVICE_FIGURES = ("Today", "Monthly", "Saves")


def account_tables(document: Document) -> Sequence[RenderableType]:
    """Everything that a terminal shows."""
    title = Text(printable(document["summary"]["words"]), style="bold")
    title.append(f"\n{printable(report_title(document))}\n", "not bold")
    parts: list[RenderableType] = [title, _clusters(document)]
    for cluster in document["clusters"]:
        if cluster["services"]:
            parts += [Text(f"\n{printable(cluster['cluster'])}", style="bold"), _services(cluster)]
            parts += _listed(not_right_sized(cluster), "Not right-sized")
    return [*parts, *_listed(report_notes(document), "Note")]


def _clusters(document: Document) -> Table:
    made = table("Cluster", "Region", "Services", *_CLUSTER_FIGURES[:2], "Cheapest", *_CLUSTER_FIGURES[2:],
                 right=("Services", *_CLUSTER_FIGURES))  # fmt: skip
    for each in cluster_rows(document):
        name = printable(each.name if each.complete else f"{each.name}, at least")
        figures = (money(each.today), money(each.idle), each.cheapest)
        after = (money(each.cheapest_monthly), money(each.right_sized_monthly))
        made.add_row(name, printable(each.region), str(each.services), *figures, *after)
    if document["shared"]["line_items"]:
        made.add_row("shared", "", "", money(Decimal(document["shared"]["monthly"])), "", "", "", "")
    made.add_section()
    made.add_row("all", "", "", money(Decimal(document["summary"]["today_monthly"])), "", "", "", "", style="bold")
    return made


def _services(cluster: Document) -> Table:
    made = table("Service", "Runs on", "Tasks", "Today", "Cheapest", "Monthly", "Right size", "Saves", "Sure",
                 right=_SERVICE_FIGURES)  # fmt: skip
    for each in service_rows(cluster):
        today = (money(each.today), each.cheapest, money(each.cheapest_monthly))
        size = (each.right_size or "-", money(each.saves), each.confidence)
        made.add_row(printable(each.name), each.runs_on, each.tasks, *today, *size)
    return made


def _listed(texts: Iterator[str], title: str) -> list[RenderableType]:
    """Texts below a title, each with a dash; nothing where there are none."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for text in texts:
        grid.add_row("-", printable(text))
    return [Text(f"\n{title}", style="bold"), Padding(grid, (0, 0, 0, 2))] if grid.row_count else []
