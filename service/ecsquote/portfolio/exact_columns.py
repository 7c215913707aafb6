"""Columns of USD to the last digit: integers of 124 bits in limbs of 31, for products that 64 bits do not hold.

An amount is an integer of 10⁻²⁰ USD. Sums and products of non-negative integers are exact; one that does not fit raises
OverflowError.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ecsquote.portfolio.columns import MONEY, MONEY_PLACES

Integers = NDArray[np.int64]
LIMB_BITS = 31
LIMBS = 4
LIMB_MASK = (1 << LIMB_BITS) - 1
SCALE: int = 10**MONEY_PLACES
MAX_FACTOR = 1 << (2 * LIMB_BITS)
"""Factors of columns are below this."""


@dataclass(frozen=True, slots=True)
class ExactColumn:
    """One integer per row: Σ limbs[i] × 2^(31 i), the least limb first; limbs that are all 0 are left out."""

    limbs: tuple[Integers, ...]

    @classmethod
    def of(cls, values: Sequence[int]) -> "ExactColumn":
        """A column of Python integers, 0 or more."""
        widest = max(values, default=0)
        if widest >> (LIMB_BITS * LIMBS) or min(values, default=0) < 0:
            raise OverflowError(f"{widest} does not fit into {LIMB_BITS * LIMBS} bits")
        count = max(1, -(-widest.bit_length() // LIMB_BITS))
        return cls(
            tuple(
                np.array([value >> (LIMB_BITS * at) & LIMB_MASK for value in values], np.int64) for at in range(count)
            )
        )

    def take(self, rows: NDArray[Any]) -> "ExactColumn":
        """The values at these places."""
        return ExactColumn(tuple(limb[rows] for limb in self.limbs))

    def with_rows(self, places: NDArray[Any], values: "ExactColumn") -> "ExactColumn":
        """The column with other values at some places; it takes the memory of this one."""
        limbs = list(self.limbs)
        limbs += [np.zeros(len(limbs[0]), np.int64) for _ in values.limbs[len(limbs) :]]
        for at, limb in enumerate(limbs):
            limb[places] = values.limbs[at] if at < len(values.limbs) else 0
        return ExactColumn(tuple(limbs))

    def plus(self, other: "ExactColumn") -> "ExactColumn":
        """The sums, row by row."""
        short, long = sorted((self.limbs, other.limbs), key=len)
        summed = [left + right for left, right in zip(short, long, strict=False)]
        return _carried([*summed, *long[len(short) :]])

    def times(self, factors: Integers) -> "ExactColumn":
        """The products with a column of integers from 0 to below 2⁶²."""
        if not len(factors):
            return self
        low, high = factors, None
        if int(factors.max()) >> LIMB_BITS:
            low, high = factors & LIMB_MASK, factors >> LIMB_BITS
        products: list[Integers] = []
        carry: Any = 0
        for at in range(len(self.limbs) + (high is not None)):
            product = carry
            if at < len(self.limbs):
                product = self.limbs[at] * low + product
            if high is not None and at:
                product = self.limbs[at - 1] * high + product
            products.append(product & LIMB_MASK)
            carry = product >> LIMB_BITS
        return _with_carry(products, carry)

    def integers(self) -> list[int]:
        """The values as Python integers."""
        columns = [limb.tolist() for limb in self.limbs]
        return [sum(part << (LIMB_BITS * at) for at, part in enumerate(row)) for row in zip(*columns, strict=True)]

    def decimals(self, missing: NDArray[np.bool_] | None = None) -> Any:
        """The amounts in USD as Arrow decimals, null where `missing`."""
        rows = len(self.limbs[0])
        words = np.zeros((rows, 2), np.int64)
        limbs = self.limbs
        words[:, 0] = limbs[0]
        if len(limbs) > 1:
            words[:, 0] |= limbs[1] << LIMB_BITS
        if len(limbs) > 2:
            words[:, 0] |= limbs[2] << 2 * LIMB_BITS
            words[:, 1] = limbs[2] >> 2
        if len(limbs) > 3:
            words[:, 1] |= limbs[3] << (LIMB_BITS - 2)
        valid = None
        if missing is not None and missing.any():
            valid = pa.py_buffer(np.packbits(~missing, bitorder="little"))
        return pa.Array.from_buffers(MONEY, rows, [valid, pa.py_buffer(words)])


def zeros(rows: int) -> ExactColumn:
    """A column of 0."""
    return ExactColumn((np.zeros(rows, np.int64),))


def placed(rows: int, places: NDArray[Any], values: ExactColumn) -> ExactColumn:
    """A column of 0 with values at some places."""
    limbs = []
    for limb in values.limbs:
        whole = np.zeros(rows, np.int64)
        whole[places] = limb
        limbs.append(whole)
    return ExactColumn(tuple(limbs))


def _carried(limbs: Sequence[Integers]) -> ExactColumn:
    carry: Any = 0
    narrow = []
    for limb in limbs:
        total = limb + carry
        narrow.append(total & LIMB_MASK)
        carry = total >> LIMB_BITS
    return _with_carry(narrow, carry)


def _with_carry(limbs: list[Integers], carry: Integers) -> ExactColumn:
    while np.any(carry):
        limbs.append(carry & LIMB_MASK)
        carry = carry >> LIMB_BITS
    while len(limbs) > LIMBS and not np.any(limbs[-1]):
        limbs.pop()
    if len(limbs) > LIMBS:
        raise OverflowError("an amount of more than 10¹⁷ USD a month")
    return ExactColumn(tuple(limbs))
