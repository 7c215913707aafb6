"""An account report as Markdown, for a ticket or a wiki; money in cents."""

from collections.abc import Iterator
from decimal import Decimal

from ecsquote.quotes.exports.account_rows import (
    Document,
    cluster_rows,
    not_right_sized,
    report_notes,
    report_title,
    service_rows,
)
from ecsquote.quotes.exports.markdown import cell, money


def write_account_markdown(document: Document) -> str:
    """The steps, the clusters, the services of each, and what is not in the figures."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield "### What runs on ECS today"
    yield ""
    yield f"**{cell(document['summary']['words'])}**"
    yield ""
    yield cell(report_title(document))
    yield ""
    yield "| Cluster | Region | Services | Today | of it idle | Cheapest | Monthly | Right-sized | Monthly |"
    yield "|---|---|--:|--:|--:|---|--:|---|--:|"
    for each in cluster_rows(document):
        name = cell(each.name if each.complete else f"{each.name} (at least)")
        figures = [
            cell(each.cheapest), _money(each.cheapest_monthly), cell(each.right_sized),
            _money(each.right_sized_monthly),
        ]  # fmt: skip
        front = f"| {name} | {cell(each.region)} | {each.services} | {_money(each.today)} | {_money(each.idle)}"
        yield f"{front} | {' | '.join(figures)} |"
    if document["shared"]["line_items"]:
        yield f"| shared | | | {money(document['shared']['monthly'])} | | | | | |"
    for cluster in document["clusters"]:
        yield from _services(cluster)
    if notes := list(report_notes(document)):
        yield ""
        yield from (f"- {cell(note)}" for note in notes)


def _services(cluster: Document) -> Iterator[str]:
    if not cluster["services"]:
        return
    yield ""
    yield f"#### {cell(cluster['cluster'])}"
    yield ""
    yield "| Service | Runs on | Tasks | from | Today | Cheapest | Monthly | Right size | Saves | Confidence |"
    yield "|---|---|---|---|--:|---|--:|---|--:|---|"
    for each in service_rows(cluster):
        front = [each.name, each.runs_on, each.tasks, each.load_source]
        today = f"{_money(each.today)} | {cell(each.cheapest)} | {_money(each.cheapest_monthly)}"
        size = f"{cell(each.right_size)} | {_money(each.saves)} | {each.confidence}"
        yield f"| {' | '.join(cell(text) for text in front)} | {today} | {size} |"
    if reasons := list(not_right_sized(cluster)):
        yield ""
        yield from (f"- {cell(reason)}" for reason in reasons)


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else money(str(amount))
