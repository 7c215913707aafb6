"""A slice of checked workloads as numbers: each kind of task once, and which kind, load and extras a row has."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ecsquote.portfolio import columns
from ecsquote.portfolio.exact_columns import MAX_FACTOR, Integers
from ecsquote.portfolio.rate_vectors import ServiceShape, TaskKind

_QUANTITY_UNITS: int = 10**columns.QUANTITY_PLACES


@dataclass(frozen=True)
class Quantities:
    """A column of decimals × 10¹²; those that are too large for it are 0 there and exact in `large`."""

    values: Integers
    large: dict[int, Fraction]


@dataclass(frozen=True)
class WorkloadSlice:
    """Rows of one table; `codes` are places in `kinds` and `extras`, of which each pair is there once."""

    table: Any
    kinds: list[TaskKind]
    extras: list[tuple[str, int, bool]]
    """The Region, the GiB of ephemeral storage, and whether there is a public address."""
    codes: NDArray[Any]
    tasks: Integers
    """0 where a row has runs."""
    regions: list[str]
    region_codes: NDArray[Any]

    @property
    def rows(self) -> int:
        """How many services there are."""
        return len(self.tasks)

    @cached_property
    def run_rows(self) -> NDArray[Any]:
        """Where the rows with runs are."""
        if self.table[columns.TASKS].null_count == 0:
            return np.zeros(0, np.int64)
        return np.flatnonzero(np.asarray(self.table[columns.TASKS].is_null()))

    @cached_property
    def runs(self) -> Quantities:
        """Runs a month; 0 where a row has tasks."""
        return quantities(self.table[columns.RUNS])

    @cached_property
    def seconds(self) -> Integers:
        """Whole seconds of a run before AWS's minimum; 0 where a row has tasks."""
        return integers(self.table[columns.SECONDS])

    @cached_property
    def idle_rows(self) -> NDArray[Any]:
        """Where nothing runs in the month."""
        if not len(self.run_rows):
            return np.flatnonzero(self.tasks == 0)
        idle = (self.tasks == 0) & (self.runs.values == 0)
        idle[list(self.runs.large)] = False
        return np.flatnonzero(idle)

    @cached_property
    def _has_tasks(self) -> NDArray[Any]:
        return np.asarray(self.table[columns.TASKS].is_valid())

    def is_tasks(self, row: int) -> bool:
        """True where a row has tasks, False where it has runs."""
        return bool(self._has_tasks[row])

    def load(self, row: int) -> Fraction:
        """The tasks of a row, or its runs a month."""
        if self.is_tasks(row):
            return Fraction(int(self.tasks[row]))
        return self.runs.large.get(row, Fraction(int(self.runs.values[row]), _QUANTITY_UNITS))

    def shape(self, row: int) -> ServiceShape:
        """The service of a row."""
        _, storage, public_ip = self.extras[self.codes[row]]
        kind = self.kinds[self.codes[row]]
        if self.is_tasks(row):
            return ServiceShape(kind, storage, public_ip, int(self.tasks[row]), None, None)
        return ServiceShape(kind, storage, public_ip, None, self.load(row), int(self.seconds[row]))

    @cached_property
    def load_codes(self) -> tuple[NDArray[Any], list[int]]:
        """For every row which distinct service it is, and a row of each."""
        packed = self.codes.astype(np.int64) << 20 | self.tasks
        codes, first = _distinct(packed)
        if len(self.run_rows):
            codes = codes.astype(np.int64)
            places: dict[ServiceShape, int] = {}
            for row in self.run_rows.tolist():
                shape = self.shape(row)
                if shape not in places:
                    places[shape] = len(first)
                    first.append(row)
                codes[row] = places[shape]
            used, codes = np.unique(codes, return_inverse=True)
            first = [first[code] for code in used.tolist()]
        return codes, first


def workload_slice(table: Any) -> WorkloadSlice:
    """Read a table of checked workloads."""
    table = table.combine_chunks()
    regions, region_codes = _words(table[columns.REGION])
    architectures, architecture_codes = _words(table[columns.ARCHITECTURE])
    systems, system_codes = _words(table[columns.OPERATING_SYSTEM])
    places = (region_codes * len(architectures) + architecture_codes) * len(systems) + system_codes
    sizes = integers(table[columns.CPU]) << 24 | integers(table[columns.MEMORY])
    storage, public_ip = integers(table[columns.STORAGE]), integers(table[columns.PUBLIC_IP].cast(pa.int8()))
    codes, first = _distinct(((places << 42 | sizes) << 8 | storage) << 1 | public_ip)
    taken = table.take(pa.array(first, pa.int64()))
    sized = zip(first, taken[columns.CPU].to_pylist(), taken[columns.MEMORY].to_pylist(), strict=True)
    kinds = [
        TaskKind(
            regions[region_codes[row]], cpu, memory, architectures[architecture_codes[row]], systems[system_codes[row]]
        )
        for row, cpu, memory in sized
    ]
    extras = [(regions[region_codes[row]], int(storage[row]), bool(public_ip[row])) for row in first]
    return WorkloadSlice(
        table=table,
        kinds=kinds,
        extras=extras,
        codes=codes,
        tasks=integers(table[columns.TASKS]),
        regions=regions,
        region_codes=region_codes,
    )


def integers(column: Any) -> Integers:
    """A column of whole numbers, 0 where null."""
    array = _one(column)
    if array.null_count:
        array = array.fill_null(0)
    return np.asarray(array).astype(np.int64, copy=False)


def quantities(column: Any) -> Quantities:
    """A column of decimals with 12 places, 0 where null."""
    array = _one(column)
    if array.null_count == len(array):
        return Quantities(np.zeros(len(array), np.int64), {})
    words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset : 2 * (array.offset + len(array))].reshape(
        -1, 2
    )
    values = words[:, 0].copy()
    if array.null_count:
        values[np.asarray(array.is_null())] = 0
    large = (words[:, 1] != 0) | (values < 0) | (values >= MAX_FACTOR)
    if array.null_count:
        large &= np.asarray(array.is_valid())
    exact = {row: Fraction(array[row].as_py()) for row in np.flatnonzero(large).tolist()}
    values[large] = 0
    return Quantities(values, exact)


def _one(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _words(column: Any) -> tuple[list[str], Integers]:
    array = _one(column)
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0)
    return array.dictionary.to_pylist(), np.asarray(array.indices).astype(np.int64)


def _distinct(keys: Integers) -> tuple[NDArray[Any], list[int]]:
    """For every key its place among the distinct ones, and the first row of each."""
    encoded = pa.array(keys).dictionary_encode()
    codes = np.asarray(encoded.indices)
    first = np.full(len(encoded.dictionary), len(keys), np.int64)
    first[codes[::-1]] = np.arange(len(keys))[::-1]
    return codes, first.tolist()
