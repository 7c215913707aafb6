"""`ecsquote prices show`: the rows of the price catalog, each with its source and date."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import click

from ecsquote.errors import PriceNotFound

if TYPE_CHECKING:
    from ecsquote.pricing.catalog.catalog import Catalog
    from ecsquote.pricing.price import Price

TABLE_COLUMNS = ("region", "service_code", "usage_type", "unit", "unit_price", "begin_range", "basis", "observed_on")


@click.command("show")
@click.option("--region", help="Only this AWS Region.")
@click.option("--service", "service_code", metavar="CODE", help="Only this service code, e.g. AmazonECS.")
@click.option("--usage-type", metavar="U", help="Only this usage type, with or without the Region's prefix.")
@click.option("--catalog-version", metavar="V", help="Of this catalog version.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
def command(
    region: str | None, service_code: str | None, usage_type: str | None, catalog_version: str | None, form: str
) -> None:
    """Print price rows. JSON and CSV hold every column, the table the main ones."""
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.settings import load_settings

    store = catalog_store(load_settings())
    catalog = store.current() if catalog_version is None else store.load(catalog_version)
    rows = list(_rows(catalog, region, service_code, usage_type))
    if not rows:
        wanted = " ".join(filter(None, (service_code, usage_type, region and f"in {region}")))
        raise PriceNotFound(f"catalog {catalog.version} holds no price for {wanted}".rstrip())
    {"table": _write_table, "json": _write_json, "csv": _write_csv}[form](rows)


def _rows(
    catalog: Catalog, region: str | None, service_code: str | None, usage_type: str | None
) -> Iterator[dict[str, str | None]]:
    regions = [region] if region is not None else [each.code for each in catalog.regions()]
    for code in regions:
        for price in catalog.prices(code, service_code, usage_type):
            yield _cells(price)


def _cells(price: Price) -> dict[str, str | None]:
    """A price as text, money and quantities exact."""
    from ecsquote.units import decimal_string

    cells: dict[str, str | None] = {field.name: getattr(price, field.name) for field in fields(price)}
    for name in ("unit_price", "begin_range", "end_range"):
        value = getattr(price, name)
        cells[name] = None if value is None else decimal_string(value)
    cells["basis"] = price.basis.value
    return cells


def _write_table(rows: Sequence[dict[str, str | None]]) -> None:
    from rich import box
    from rich.table import Table

    from ecsquote.cli.output.terminal import show as show_on

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in TABLE_COLUMNS:
        numeric = name in ("unit_price", "begin_range")
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(row[name] or "" for name in TABLE_COLUMNS))
    show_on([table], sys.stdout)


def _write_json(rows: Sequence[dict[str, str | None]]) -> None:
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _write_csv(rows: Sequence[dict[str, str | None]]) -> None:
    writer = csv.DictWriter(sys.stdout, tuple(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
