"""The prices of one Region, found by meter in a dictionary; built once, when the Region is first asked for."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import pyarrow as pa

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import AmbiguousPrice, CatalogError
from ecsquote.pricing.catalog.price_filter import PriceFilter
from ecsquote.pricing.catalog.table_schemas import OPERATION
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.operations import operating_system_of, operation_of
from ecsquote.pricing.price import Price, Rate

_BASES = {basis.value: basis for basis in Basis}


def column_values(table: pa.Table, name: str) -> list[Any]:
    """A column as Python values; the words of a dictionary column are shared, not copied."""
    column = table.column(name)
    if not pa.types.is_dictionary(column.type):
        values: list[Any] = column.to_pylist()
        return values
    values = []
    for chunk in column.chunks:
        words = chunk.dictionary.to_pylist()
        values += [None if code is None else words[code] for code in chunk.indices.to_pylist()]
    return values


def rows_where(table: pa.Table, name: str, value: str) -> pa.Table:
    """The rows that have this value in a column; pyarrow's own filter takes a scalar, and making one imports pandas."""
    runs: list[pa.Table] = []
    first = 0
    for found, run in groupby(column_values(table, name)):
        after = first + sum(1 for _ in run)
        if found == value:
            runs.append(table.slice(first, after - first))
        first = after
    return pa.concat_tables(runs) if runs else table.slice(0, 0)


class PriceColumns:
    """Price rows as columns; a Price is made only for the rows that are requested."""

    def __init__(self, table: pa.Table) -> None:
        self._columns = {name: column_values(table, name) for name in table.schema.names}

    def keys(self) -> Iterator[tuple[str, str, str]]:
        """Service code, usage type and variant of each row."""
        columns = self._columns
        return zip(columns["service_code"], columns["usage_type"], columns["variant"], strict=True)

    def price(self, index: int) -> Price:
        """One row as a Price, with the usage type as AWS prints it where the Region's prefix is known."""
        columns = self._columns
        prefix = columns["usage_type_prefix"][index]
        return Price(
            service_code=columns["service_code"][index],
            usage_type=None if prefix is None else prefix + columns["usage_type"][index],
            region=columns["location"][index],
            unit=columns["unit"][index],
            unit_price=columns["unit_price"][index],
            begin_range=columns["begin_range"][index],
            end_range=columns["end_range"][index],
            currency=columns["currency"][index],
            sku=columns["sku"][index],
            rate_code=columns["rate_code"][index],
            effective_date=columns["effective_date"][index],
            observed_on=columns["observed_on"][index],
            source=columns["source"][index],
            basis=_BASES[columns["basis"][index]],
            note=columns["note"][index],
            operation=self._operation(index),
            operating_system=operating_system_of(
                columns["service_code"][index], columns["usage_type"][index], columns["variant"][index]
            ),
        )

    def matching(self, wanted: PriceFilter) -> Iterator[int]:
        """The rows that are meant, in their order."""
        prefixes = self._columns["usage_type_prefix"]
        for index, (service_code, usage_type, variant) in enumerate(self.keys()):
            billed = None if prefixes[index] is None else prefixes[index] + usage_type
            if wanted.accepts(service_code, usage_type, billed, operating_system_of(service_code, usage_type, variant)):
                yield index

    def _operation(self, index: int) -> str | None:
        """As AWS's row says, else as it is known of the meter."""
        columns = self._columns
        held: str | None = columns[OPERATION][index] if OPERATION in columns else None
        if held is not None:
            return held
        return operation_of(columns["service_code"][index], columns["usage_type"][index], columns["variant"][index])


class RegionPrices:
    """All rates of a Region."""

    def __init__(self, region: str, table: pa.Table) -> None:
        self.region = region
        self._rows = PriceColumns(table)
        spans: dict[tuple[str, str, str], tuple[int, int]] = {}
        for index, key in enumerate(self._rows.keys()):
            first, _ = spans.get(key, (index, index))
            spans[key] = (first, index + 1)
        self._spans: Mapping[tuple[str, str, str], tuple[int, int]] = spans

    def rate(self, meter: Meter) -> Rate | None:
        """The tiers of a meter, None if there is no row; AmbiguousPrice where two rows match one tier."""
        span = self._spans.get((meter.service_code, meter.usage_type, meter.variant))
        if span is None:
            return None
        tiers = tuple(self._rows.price(index) for index in range(*span))
        begins = [tier.begin_range for tier in tiers]
        if len(set(begins)) != len(begins):
            raise AmbiguousPrice(f"{len(tiers)} prices answer for {meter} in {self.region}")
        try:
            return Rate(tiers)
        except ValueError as error:
            raise CatalogError(f"the catalog's tiers for {meter} in {self.region} do not join: {error}") from error

    def hours_by_type(self, usage_prefix: str, operation: str) -> Iterator[tuple[str, Price]]:
        """Instance type and price of every row such as BoxUsage:m5.large of an operation."""
        for (service_code, usage_type, variant), (first, _) in self._spans.items():
            if service_code == "AmazonEC2" and variant == operation and usage_type.startswith(usage_prefix):
                yield usage_type[len(usage_prefix) :], self._rows.price(first)

    def prices(self, wanted: PriceFilter) -> Iterator[Price]:
        """The rows that are meant, in catalog order."""
        return (self._rows.price(index) for index in self._rows.matching(wanted))
