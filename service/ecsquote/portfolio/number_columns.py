"""Numbers in any form (integers, decimals, floats, text) as exact integers of 10⁻¹²; the rest row by row."""

from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecsquote.portfolio.columns import QUANTITY, QUANTITY_PLACES
from ecsquote.portfolio.exact_columns import Integers

UNITS: int = 10**QUANTITY_PLACES
_LARGEST = (1 << 62) // UNITS
_PLAIN = r"^[0-9]{1,6}(\.[0-9]{1,12})?$"


@dataclass(frozen=True)
class NumberColumn:
    """Values × 10¹², 0 where there is none; those that do not fit are in `large`."""

    values: Integers
    given: NDArray[np.bool_]
    unread: NDArray[Any]
    """Rows with a value that is not read yet."""
    large: dict[int, Decimal] = field(default_factory=dict)

    def put(self, row: int, value: Decimal) -> None:
        """Read one more row; a value has at most 12 decimals."""
        if value < _LARGEST:
            self.values[row] = int(value.scaleb(QUANTITY_PLACES))
        else:
            self.large[row] = value

    def at(self, row: int) -> Decimal:
        """The value of a row."""
        return self.large.get(row, Decimal(int(self.values[row])).scaleb(-QUANTITY_PLACES))

    def filled(self) -> "NumberColumn":
        """The column with 0 where there is no value."""
        return NumberColumn(self.values, np.ones(len(self.values), np.bool_), self.unread, self.large)

    @property
    def approximate(self) -> NDArray[np.float64]:
        """Only to find rows that need a closer look."""
        found = self.values / UNITS
        for row, value in self.large.items():
            found[row] = float(value)
        return found

    def beyond(self, most: int) -> NDArray[np.bool_]:
        """True where a value is above a bound."""
        found: NDArray[np.bool_] = self.values > most * UNITS
        found[[row for row, value in self.large.items() if value > most]] = True
        return found

    @property
    def has_fraction(self) -> NDArray[np.bool_]:
        """True where a value is not whole."""
        found: NDArray[np.bool_] = self.values % UNITS != 0
        return found

    @property
    def is_zero(self) -> NDArray[np.bool_]:
        """True where a value is 0."""
        found: NDArray[np.bool_] = self.given & (self.values == 0)
        found[[*self.large, *self.unread.tolist()]] = False
        return found

    def integers(self, others: list[tuple[int, int]]) -> Any:
        """Whole numbers as Arrow integers, null where there is none; `others` are put in place of their rows."""
        whole = self.values // UNITS
        for row, value in self.large.items():
            whole[row] = int(value)
        for row, number in others:
            whole[row] = number
        return pa.array(whole, mask=~self.given)

    def decimals(self) -> Any:
        """Arrow decimals with 12 places, null where there is none."""
        words = np.zeros((len(self.values), 2), np.int64)
        words[:, 0] = self.values
        valid = None if self.given.all() else pa.py_buffer(np.packbits(self.given, bitorder="little"))
        for row, value in self.large.items():
            scaled = int(value.scaleb(QUANTITY_PLACES))
            low = scaled & ((1 << 64) - 1)
            words[row] = low - (1 << 64) if low >> 63 else low, scaled >> 64
        return pa.Array.from_buffers(QUANTITY, len(words), [valid, pa.py_buffer(words)])


def number_column(column: Any, rows: int) -> NumberColumn:
    """Read what is plain; the rows of anything else are `unread`."""
    if column is not None and pa.types.is_decimal(column.type) and 0 <= column.type.scale < QUANTITY_PLACES:
        with suppress(pa.ArrowInvalid):  # a value is too large for it, and is read by itself
            column = column.cast(QUANTITY)
    if column is None or column.null_count == rows:
        return NumberColumn(np.zeros(rows, np.int64), np.zeros(rows, np.bool_), np.zeros(0, np.int64))
    given = np.asarray(column.is_valid())
    if pa.types.is_integer(column.type) and column.type != pa.uint64():
        values = np.asarray(column.fill_null(0)).astype(np.int64)
        plain = (values >= 0) & (values < _LARGEST)
        scaled = np.where(plain, values, 0) * UNITS
    elif column.type == QUANTITY:
        words = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset : 2 * (column.offset + rows)]
        low, high = words[::2], words[1::2]
        plain = given & (high == 0) & (low >= 0) & (low < _LARGEST * UNITS)
        scaled = np.where(plain, low, 0)
    else:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        text = column if column.type == pa.string() else column.cast(pa.string())
        matched = pc.fill_null(pc.match_substring_regex(text, _PLAIN), False)
        plain = np.asarray(matched)
        decimals = pc.if_else(matched, text, "0").cast(QUANTITY)
        scaled = np.frombuffer(decimals.buffers()[1], np.int64)[2 * decimals.offset :][: 2 * rows : 2].copy()
        given = given & np.asarray(pc.fill_null(pc.not_equal(text, ""), False))
    return NumberColumn(scaled, given, np.flatnonzero(given & ~plain))
