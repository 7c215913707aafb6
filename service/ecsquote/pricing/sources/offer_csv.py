"""Offer files in CSV: five metadata lines, the column names on line six, one row for each price dimension."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from ecsquote.errors import SourceError
from ecsquote.pricing.sources.offer_rows import (
    Attributes,
    OfferContent,
    OfferHead,
    OfferRow,
    PriceDimension,
    Term,
)
from ecsquote.pricing.sources.row_map.index import RowMap

BLOCK_BYTES = 4 << 20
_HEAD_LINES, _HEAD_LINE_BYTES = 12, 1 << 16
_TERM_COLUMNS = (
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
    "Unit",
    "PricePerUnit",
    "Currency",
)
_REQUIRED = (*_TERM_COLUMNS, "usageType")


def _plain(name: str) -> str:
    """Pre Installed S/W, preInstalledSw → preinstalledsw: the CSV and JSON names of one attribute."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_ATTRIBUTES = {_plain(name): name for name in Attributes.__struct_fields__ if name != "usageType"}


def read_offer_csv(path: Path, row_map: RowMap) -> OfferContent:
    """The rows of an offer file that the map may want; SourceError for a file that is torn or no offer."""
    try:
        head, names, skipped = _head(path)
        if not _ends_a_line(path):
            raise SourceError(f"{path.name} ends in the middle of a row")
        return OfferContent(head, tuple(_rows(path, names, skipped, row_map)))
    except (pa.ArrowException, csv.Error, UnicodeDecodeError, ValueError) as error:
        raise SourceError(f"{path.name} is not an offer file in CSV: {error}") from error


def _head(path: Path) -> tuple[OfferHead, list[str], int]:
    """What the file says of itself, its column names, and the number of lines above them."""
    said: dict[str, str] = {}
    with path.open("rb") as file:
        for number in range(_HEAD_LINES):
            cells = next(csv.reader([file.readline(_HEAD_LINE_BYTES).decode()]), [])
            if cells[:1] == ["SKU"]:
                if missing := [name for name in _REQUIRED if name not in cells]:
                    raise ValueError(f"its column {', '.join(missing)} is missing")
                head = OfferHead(said.get("OfferCode", ""), said.get("Version", ""), said.get("Publication Date", ""))
                if not head.version:
                    raise ValueError("it names no version")
                return head, cells, number
            if len(cells) >= 2:
                said[cells[0]] = cells[1]
    raise ValueError("no line names its columns")


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def _rows(path: Path, names: list[str], skipped: int, row_map: RowMap) -> Iterator[OfferRow]:
    """Products with their On-Demand terms, put together from the rows of their price dimensions."""
    columns = {name: _ATTRIBUTES[_plain(name)] for name in names if _plain(name) in _ATTRIBUTES}
    read = [*_TERM_COLUMNS, *columns, *(["Product Family"] if "Product Family" in names else [])]
    reader = pyarrow.csv.open_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(skip_rows=skipped, block_size=BLOCK_BYTES),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=False),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=read, column_types=dict.fromkeys(read, pa.string()), strings_can_be_null=False
        ),
    )
    wanted = f"^(?:{row_map.usage_type_pattern})$"
    found: dict[str, dict[tuple[str, str], dict[str, PriceDimension]]] = {}
    products: dict[str, tuple[str, Attributes]] = {}
    for batch in reader:
        usage_type = batch.column(read.index("usageType"))
        mask = pc.and_(
            pc.equal(batch.column(read.index("TermType")), "OnDemand"), pc.match_substring_regex(usage_type, wanted)
        )
        for cells in batch.filter(mask).to_pylist():
            _take(cells, columns, row_map, products, found)
    for sku, (family, attributes) in products.items():
        terms = tuple(Term(dimensions, effective) for (_, effective), dimensions in found[sku].items())
        yield OfferRow(sku, family, attributes, terms)


def _take(
    cells: Mapping[str, str],
    columns: Mapping[str, str],
    row_map: RowMap,
    products: dict[str, tuple[str, Attributes]],
    found: dict[str, dict[tuple[str, str], dict[str, PriceDimension]]],
) -> None:
    sku = cells["SKU"]
    if sku not in products:
        attributes = Attributes(**{attribute: cells[column] for column, attribute in columns.items()})
        family = cells.get("Product Family", "")
        if row_map.find(attributes, family) is None:
            return
        products[sku] = (family, attributes)
    dimension = PriceDimension(
        unit=cells["Unit"],
        price_per_unit={cells["Currency"]: cells["PricePerUnit"]},
        rate_code=cells["RateCode"],
        begin_range=cells["StartingRange"],
        end_range=cells["EndingRange"],
    )
    term = found.setdefault(sku, {}).setdefault((cells["OfferTermCode"], cells["EffectiveDate"]), {})
    same = term.get(dimension.rate_code)
    if same is not None:
        dimension.price_per_unit = same.price_per_unit | dimension.price_per_unit
    term[dimension.rate_code] = dimension
