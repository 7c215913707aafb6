"""Why rows have no price: each text once, and for every row which one it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class ReasonColumn:
    """The first reason that a row is given stays."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._texts: dict[str, int] = {}
        self._codes: NDArray[Any] | None = None

    def add_kinds(self, texts: Sequence[str | None], codes: NDArray[Any], but: NDArray[Any] | None = None) -> None:
        """The reason of each kind, for the rows of the kind; not for the rows `but`."""
        if not any(texts):
            return
        table = np.array([0 if text is None else self._code(text) for text in texts], np.int32)
        found = table[codes]
        if but is not None:
            found[but] = 0
        self._merge(found)

    def add_rows(self, reasons: Mapping[int, str]) -> None:
        """Reasons by row."""
        if not reasons:
            return
        found = np.zeros(self._rows, np.int32)
        found[list(reasons)] = [self._code(text) for text in reasons.values()]
        self._merge(found)

    def add_column(self, other: "ReasonColumn", but: NDArray[Any] | None = None) -> None:
        """The reasons of another column of as many rows; not for the rows `but`."""
        if other._codes is not None:
            self.add_kinds([None, *other._texts], other._codes, but)

    @property
    def missing(self) -> NDArray[np.bool_] | None:
        """True where a row has no price; None where all have one."""
        return None if self._codes is None else self._codes > 0

    def column(self) -> Any:
        """The texts as an Arrow dictionary, null where a row has a price."""
        if self._codes is None:
            return pa.DictionaryArray.from_arrays(pa.nulls(self._rows, pa.int32()), pa.array([], pa.string()))
        codes = self._codes
        indices = pa.array(codes - 1, mask=codes == 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(list(self._texts), pa.string()))

    def _code(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts) + 1)

    def _merge(self, found: NDArray[Any]) -> None:
        self._codes = found if self._codes is None else np.where(self._codes > 0, self._codes, found)
