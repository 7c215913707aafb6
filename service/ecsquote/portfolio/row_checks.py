"""Rows as people give them become checked workloads; what a single quote would refuse is set aside with the reason.

Columns are checked as a whole. What that does not accept at once goes through the models of a quote request, value by
value, and these say what is wrong.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecsquote.errors import InputError
from ecsquote.portfolio import columns
from ecsquote.portfolio.number_columns import NumberColumn, number_column
from ecsquote.portfolio.row_values import RowValues
from ecsquote.portfolio.terms import PortfolioTerms
from ecsquote.workload.service_request import MAX_NAME

_PRINTABLE_ASCII = f"^[ -~]{{0,{MAX_NAME - 1}}}[!-~]$"
_SHAPE = (columns.REGION, columns.CPU, columns.MEMORY, columns.ARCHITECTURE, columns.OPERATING_SYSTEM)


@dataclass(frozen=True)
class CheckedRows:
    """The workloads of the good rows, where they are in the table, and the reasons of the others by place."""

    workloads: Any
    places: NDArray[Any]
    reasons: dict[int, str]


def refuse_missing_columns(names: Sequence[str], where: str) -> None:
    """InputError where a column is missing without which no row can be priced, or one would be written twice."""
    missing = [name for name in columns.REQUIRED_COLUMNS if name not in names]
    if columns.TASKS not in names and not {columns.RUNS, columns.SECONDS} <= set(names):
        missing.append(f"{columns.TASKS} (or {columns.RUNS} and {columns.SECONDS})")
    if missing:
        raise InputError(f"{where}: columns are missing: {', '.join(missing)}")
    if taken := [name for name in columns.PRICE_COLUMNS if name in names]:
        raise InputError(f"{where}: {', '.join(taken)} would be overwritten by the results; rename the column")
    if twice := [name for name in dict.fromkeys(names) if list(names).count(name) > 1]:
        raise InputError(f"{where}: {', '.join(twice)} is there twice")


class RowChecker:
    """Checks tables of rows; values that it has seen are not checked again."""

    def __init__(self, terms: PortfolioTerms) -> None:
        self._values = RowValues(terms)

    def check(self, table: Any) -> CheckedRows:
        """Good rows and bad ones; every row is one of them."""
        return _TableCheck(table, self._values).checked()


class _TableCheck:
    def __init__(self, table: Any, values: RowValues) -> None:
        self._table = table.combine_chunks()
        self._values = values
        self._rows = table.num_rows
        self._reasons: dict[int, list[str]] = defaultdict(list)

    def checked(self) -> CheckedRows:
        ids = self._ids()
        kind = self._kinds()
        storage = self._words(columns.STORAGE, self._values.storage)
        public_ip = self._words(columns.PUBLIC_IP, self._values.public_ip)
        tasks, runs, seconds = self._loads()
        usage = {name: self._number(name, self._values.quantity, Decimal(0)) for name in columns.USAGE_COLUMNS}
        bad = np.zeros(self._rows, np.bool_)
        bad[list(self._reasons)] = True
        good = np.flatnonzero(~bad)
        found = {
            columns.ID: ids,
            **kind,
            columns.TASKS: tasks,
            columns.RUNS: runs,
            columns.SECONDS: seconds,
            columns.STORAGE: pa.array(storage.astype(np.int32)),
            columns.PUBLIC_IP: pa.array(public_ip.astype(np.bool_)),
            **{name: each.decimals() for name, each in usage.items()},
        }
        workloads = pa.table({name: found[name] for name in columns.WORKLOADS.names}, schema=columns.WORKLOADS)
        if len(good) != self._rows:
            workloads = workloads.take(pa.array(good))
        reasons = {row: "; ".join(texts) for row, texts in sorted(self._reasons.items())}
        return CheckedRows(workloads, good, reasons)

    def _column(self, name: str) -> Any:
        if name not in self._table.column_names:
            return None
        column = self._table[name]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def _ids(self) -> Any:
        column = _text(self._column(columns.ID))
        good = pc.fill_null(pc.match_substring_regex(column, _PRINTABLE_ASCII), False)
        for row in np.flatnonzero(~np.asarray(good)).tolist():
            if reason := self._values.name_fault(column[row].as_py()):
                self._reasons[row].append(reason)
        return column

    def _encoded(self, name: str) -> tuple[NDArray[Any], list[Any]]:
        """The place of every row's value among the distinct ones, of which the last is None."""
        column = self._column(name)
        if column is None:
            return np.zeros(self._rows, np.int64), [None]
        if not pa.types.is_dictionary(column.type):
            column = pc.dictionary_encode(column)
        codes = np.asarray(column.indices.fill_null(len(column.dictionary))).astype(np.int64)
        return codes, [*column.dictionary.to_pylist(), None]

    def _words(self, name: str, read: Callable[[Any], int | str]) -> NDArray[np.int64]:
        """A column of few different values; the reader returns a number, or what is wrong."""
        codes, values = self._encoded(name)
        read_values = [read(value) for value in values]
        for code, value in enumerate(read_values):
            if isinstance(value, str):
                for row in np.flatnonzero(codes == code).tolist():
                    self._reasons[row].append(value)
        table = np.array([0 if isinstance(value, str) else value for value in read_values], np.int64)
        found: NDArray[np.int64] = table[codes]
        return found

    def _kinds(self) -> dict[str, Any]:
        """Region, size and platform: each distinct combination is checked once."""
        encoded = {name: self._encoded(name) for name in _SHAPE}
        packed = np.zeros(self._rows, np.int64)
        for codes, values in encoded.values():
            packed = packed * len(values) + codes
        distinct = pa.array(packed).dictionary_encode()
        codes = np.asarray(distinct.indices)
        kinds = []
        for code, key in enumerate(distinct.dictionary.to_pylist()):
            parts: dict[str, Any] = {}
            rest = key
            for name in reversed(_SHAPE):
                rest, at = divmod(rest, len(encoded[name][1]))
                parts[name] = encoded[name][1][at]
            kind = self._values.kind(*(parts[name] for name in _SHAPE))
            if isinstance(kind, str):
                for row in np.flatnonzero(codes == code).tolist():
                    self._reasons[row].append(kind)
                kind = self._values.no_kind
            kinds.append(kind)
        found: dict[str, Any] = {}
        for at, name in enumerate(_SHAPE):
            values = [kind[at] for kind in kinds]
            if isinstance(values[0] if values else None, int):
                found[name] = pa.array(np.array(values, np.int32)[codes])
            else:
                words = {word: place for place, word in enumerate(dict.fromkeys(values))}
                indices = np.array([words[value] for value in values], np.int32)[codes]
                found[name] = pa.DictionaryArray.from_arrays(pa.array(indices), pa.array(list(words), pa.string()))
        return found

    def _number(self, name: str, read: Callable[[Any], Decimal | str], empty: Decimal | None = None) -> NumberColumn:
        number = number_column(self._column(name), self._rows)
        for row in number.unread.tolist():
            value = read(self._table[name][row].as_py())
            if isinstance(value, str):
                self._reasons[row].append(f"{name}: {value}")
            else:
                number.put(row, value)
        return number if empty is None else number.filled()

    def _loads(self) -> tuple[Any, Any, Any]:
        """Tasks, or runs and whole seconds: exactly one of the two."""
        tasks = self._number(columns.TASKS, self._values.tasks)
        runs = self._number(columns.RUNS, self._values.runs)
        seconds = self._number(columns.SECONDS, self._values.seconds)
        for row in np.flatnonzero(tasks.beyond(self._values.most_tasks) | tasks.has_fraction).tolist():
            self._reasons[row].append(f"{columns.TASKS}: {self._values.tasks(tasks.at(row))}")
        for row in np.flatnonzero(seconds.beyond(self._values.most_seconds) | seconds.is_zero).tolist():
            self._reasons[row].append(f"{columns.SECONDS}: {self._values.seconds(seconds.at(row))}")
        exactly_one = (tasks.given ^ runs.given) & (runs.given == seconds.given)
        for row in np.flatnonzero(~exactly_one).tolist():
            if row not in self._reasons:
                self._reasons[row].append(
                    f"must have either {columns.TASKS}, or {columns.RUNS} and {columns.SECONDS}; the others empty"
                )
        many = runs.approximate * np.maximum(60, seconds.approximate) > self._values.many_run_seconds
        for row in np.flatnonzero(many & exactly_one & runs.given).tolist():
            if row not in self._reasons and (reason := self._values.run_fault(runs.at(row), seconds.at(row))):
                self._reasons[row].append(reason)
        whole = [(row, ceil(seconds.at(row) or 0)) for row in np.flatnonzero(seconds.has_fraction).tolist()]
        return tasks.integers([]), runs.decimals(), seconds.integers(whole)


def _text(column: Any) -> Any:
    return column if column.type == pa.string() else column.cast(pa.string())
