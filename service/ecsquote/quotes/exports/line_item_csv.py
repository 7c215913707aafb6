"""Line items as CSV, every figure exact."""

from collections.abc import Iterator, Mapping
from typing import Any

from ecsquote.quotes.exports.rows import csv_text, option_plans, priced_lines, text_cell
from ecsquote.quotes.exports.shared_lines import parts

COLUMNS = (
    "quote_id", "launch_option", "cpu_architecture", "savings_plan",
    "component", "service", "description", "quantity", "unit", "unit_price", "monthly", "currency", "region",
    "service_code", "usage_type", "sku", "rate_code", "effective_date", "basis", "source", "catalog_version",
    "allocation", "operation",
)  # fmt: skip


def write_csv(document: Mapping[str, Any]) -> str:
    """One row per line item of every available option; the sum of `monthly` over one option is its total.

    A line of instances that services share has a row for each service and one for idle: `allocation` is `service` or
    `idle` in them, and empty in all others.
    """
    rows = (row for option, line in priced_lines(document) for row in _rows(document, option, line))
    return csv_text(COLUMNS, rows)


def _rows(document: Mapping[str, Any], option: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[list[str]]:
    shared = parts(line)
    operation = text_cell(line["price"].get("operation"))
    if not shared:
        yield [*_cells(document, option, line), "", operation]
    for part in shared:
        allocation = "idle" if part.service is None else "service"
        yield [*_cells(document, option, {**part.line, "service": part.service}), allocation, operation]


def _cells(document: Mapping[str, Any], option: Mapping[str, Any], line: Mapping[str, Any]) -> list[str]:
    price = line["price"]
    return [
        document["id"],
        option["launch_option"],
        option["cpu_architecture"],
        option_plans(option),
        line["component"],
        text_cell(line["service"]),
        text_cell(line["description"]),
        line["quantity"],
        line["unit"],
        line["unit_price"],
        line["monthly"],
        document["currency"],
        document["region"],
        price["service_code"],
        text_cell(price["usage_type"]),
        text_cell(price["sku"]),
        text_cell(price["rate_code"]),
        price["effective_date"] or "",
        price["basis"],
        text_cell(price["source"]),
        document["catalog"]["version"],
    ]
