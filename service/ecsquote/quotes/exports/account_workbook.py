"""An account report as an Excel workbook: steps, clusters, services, lines and notes, every figure exact."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ecsquote.quotes.exports.account_rows import Document, cluster_rows, report_notes, report_title, service_rows
from ecsquote.quotes.exports.workbook import workbook_of
from ecsquote.units import decimal_string

_STEPS = ("Step", "Monthly", "Monthly, exact", "Services")
_CLUSTERS = (
    "Cluster", "Region", "Account", "Services", "Today", "Today, exact", "Idle", "Idle, exact", "Cheapest",
    "Cheapest monthly", "Cheapest monthly, exact", "Right-sized cheapest", "Right-sized monthly",
    "Right-sized monthly, exact", "Complete",
)  # fmt: skip
_SERVICES = (
    "Cluster", "Service", "Runs on", "Tasks", "Load from", "Today", "Today, exact", "Cheapest", "Cheapest monthly",
    "Cheapest monthly, exact", "Right size", "Saves", "Saves, exact", "Confidence", "Text",
)  # fmt: skip
_LINES = (
    "Cluster", "Component", "Service", "Description", "Quantity", "Quantity, exact", "Unit", "Unit price",
    "Unit price, exact", "Monthly", "Monthly, exact", "Usage type",
)  # fmt: skip
_NOTES = ("Text",)


def write_account_workbook(document: Document) -> bytes:
    """One workbook; ExtraMissing where openpyxl is not installed."""
    return workbook_of(
        (
            ("Summary", _STEPS, _steps(document)),
            ("Clusters", _CLUSTERS, _clusters(document)),
            ("Services", _SERVICES, _services(document)),
            ("Line items", _LINES, _line_items(document)),
            ("Notes", _NOTES, ((text,) for text in (report_title(document), *report_notes(document)))),
        )
    )


def _steps(document: Document) -> Iterator[Sequence[Any]]:
    summary = document["summary"]
    yield "today", *_figure(Decimal(summary["today_monthly"])), None
    for name, step in (("right-sized", summary["right_sized"]), ("on Spot", summary["spot"])):
        if step is not None:
            yield name, *_figure(Decimal(step["monthly"])), Decimal(step["services"])


def _clusters(document: Document) -> Iterator[Sequence[Any]]:
    for each in cluster_rows(document):
        yield (
            each.name, each.region, each.account, Decimal(each.services), *_figure(each.today), *_figure(each.idle),
            each.cheapest, *_figure(each.cheapest_monthly), each.right_sized, *_figure(each.right_sized_monthly),
            each.complete,
        )  # fmt: skip


def _services(document: Document) -> Iterator[Sequence[Any]]:
    for cluster in document["clusters"]:
        for each in service_rows(cluster):
            yield (
                each.cluster, each.name, each.runs_on, each.tasks, each.load_source, *_figure(each.today),
                each.cheapest, *_figure(each.cheapest_monthly), each.right_size, *_figure(each.saves),
                each.confidence, each.reason,
            )  # fmt: skip


def _line_items(document: Document) -> Iterator[Sequence[Any]]:
    parts = [(each["cluster"], each["today"]["line_items"]) for each in document["clusters"]]
    for name, lines in (*parts, ("shared", document["shared"]["line_items"])):
        for line in lines:
            yield (
                name, line["component"], line["service"], line["description"], *_figure(Decimal(line["quantity"])),
                line["unit"], *_figure(Decimal(line["unit_price"])), *_figure(Decimal(line["monthly"])),
                line["price"]["usage_type"],
            )  # fmt: skip


def _figure(amount: Decimal | None) -> tuple[Decimal | None, str | None]:
    """A figure as a number and as exact text."""
    return (None, None) if amount is None else (amount, decimal_string(amount))
