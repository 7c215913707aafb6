"""Line items as CSV, every figure exact."""

from collections.abc import Mapping
from typing import Any

from ecsquote.quotes.exports.rows import csv_text, option_plans, priced_lines, text_cell

COLUMNS = (
    "quote_id", "launch_option", "cpu_architecture", "savings_plan",
    "component", "service", "description", "quantity", "unit", "unit_price", "monthly", "currency", "region",
    "service_code", "usage_type", "sku", "rate_code", "effective_date", "basis", "source", "catalog_version",
)  # fmt: skip


def write_csv(document: Mapping[str, Any]) -> str:
    """One row per line item of every available option; the sum of `monthly` over one option is its total."""
    return csv_text(COLUMNS, (_cells(document, option, line) for option, line in priced_lines(document)))


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
