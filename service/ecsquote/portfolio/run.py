"""A run: files of workloads in, a folder of results out, part by part; what is written once is not priced again."""

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from ecsquote.errors import InputError
from ecsquote.portfolio import columns
from ecsquote.portfolio.input_files import PortfolioFile, PortfolioUnit, portfolio_files
from ecsquote.portfolio.kernel import PortfolioKernel
from ecsquote.portfolio.manifest import STATE, PricedPart, RunManifest, begun
from ecsquote.portfolio.result_files import ResultFormat, write_bytes, write_tables
from ecsquote.portfolio.row_checks import CheckedRows, RowChecker
from ecsquote.portfolio.summary_files import (
    previous_totals,
    write_changes,
    write_summary,
    write_workbook_of_totals,
)
from ecsquote.portfolio.terms import PortfolioTerms
from ecsquote.portfolio.totals import PortfolioTotals, currencies, part_totals

Progress = Callable[[int, int | None, int], None]
"""Called with the services priced, how many there are (None: not known) and the fleets planned so far."""


@dataclass(frozen=True)
class PortfolioOrder:
    """What is asked of a run."""

    files: tuple[Path, ...]
    output: Path
    form: ResultFormat = "parquet"
    by: tuple[str, ...] = ()
    resume: bool = False
    previous: Path | None = None
    """The folder of an earlier run, to list what changed."""
    excel: bool = False


@dataclass(frozen=True)
class PortfolioOutcome:
    """What a run came to."""

    rows: int
    set_aside: int
    kernel_seconds: float
    seconds: float
    totals: PortfolioTotals


class PortfolioRun:
    """One run over all files; `progress` is called now and then."""

    def __init__(self, order: PortfolioOrder, terms: PortfolioTerms, progress: Progress) -> None:
        self._order = order
        self._terms = terms
        self._progress = progress
        self._fleets = 0
        self._rows = 0
        self._all_rows: int | None = None
        self._kernel = PortfolioKernel(terms, self._tick)
        self._checker = RowChecker(terms)
        self._kernel_seconds = 0.0
        self._labels = [
            (option.value, plan)
            for option in terms.options
            for plan in ([None] if terms.savings_plan is None else [None, terms.savings_plan])
        ]

    def run(self) -> PortfolioOutcome:
        """Price what is not priced yet, and write the totals; InputError for what cannot be read."""
        started = time.perf_counter()
        files = portfolio_files(self._order.files, self._order.output)
        manifest = begun(self._order.output, self._wanted(files), resume=self._order.resume)
        counts = [file.rows() for file in files]
        self._all_rows = None if None in counts else sum(count or 0 for count in counts)
        state = self._order.output / STATE
        if not manifest.complete:
            self._clean()
            manifest.write(self._order.output)  # before anything else, so that a run that is killed at once can go on
            state.mkdir(exist_ok=True)
            self._parts(files, manifest, state)
            totals = self._merged(manifest, state)
            write_summary(self._order.output, totals, self._order.form, self._terms)
            write_bytes(self._order.output / "_totals.json", orjson.dumps(totals.document()))
            manifest.complete = True
            manifest.write(self._order.output)
        else:
            totals = previous_totals(self._order.output, self._order.by)
        if self._order.previous is not None:
            write_changes(self._order.output, totals, self._order.previous, self._terms)
        if self._order.excel:
            write_workbook_of_totals(self._order.output, totals, self._terms)
        shutil.rmtree(state, ignore_errors=True)
        seconds = time.perf_counter() - started
        return PortfolioOutcome(manifest.rows, manifest.set_aside, self._kernel_seconds, seconds, totals)

    def _wanted(self, files: Sequence[PortfolioFile]) -> RunManifest:
        options = {
            "launch_options": [option.value for option in self._terms.options],
            "request": self._terms.shared,
            "by": list(self._order.by),
            "format": self._order.form,
        }
        inputs = [{"file": file.name, "sha256": file.digest()} for file in files]
        return RunManifest(inputs, json.loads(json.dumps(options, default=str)), self._terms.catalog.version)

    def _clean(self) -> None:
        """Remove what a run that was stopped left half written."""
        for path in self._order.output.glob(".*.partial"):
            path.unlink()

    def _parts(self, files: Sequence[PortfolioFile], manifest: RunManifest, state: Path) -> None:
        done = len(manifest.parts)
        self._rows = manifest.rows + manifest.set_aside
        units = (unit for file in files for unit in file.units())
        for number, unit in enumerate(units):
            if number >= done:
                part, totals = self._part(number, unit, manifest)
                write_bytes(state / f"{number:05}.json", orjson.dumps(totals.document()))
                manifest.parts.append(part)
                manifest.write(self._order.output)
                self._rows += part.rows + part.set_aside
                self._progress(self._rows, self._all_rows, self._fleets)

    def _part(self, number: int, unit: PortfolioUnit, manifest: RunManifest) -> tuple[PricedPart, PortfolioTotals]:
        table = unit.read()
        if missing := [name for name in self._order.by if name not in table.column_names]:
            raise InputError(f"{unit.file}: has no column {', '.join(missing)}, which --by names")
        checked = self._checker.check(table)
        numbers = unit.numbers(table.num_rows)
        started = time.perf_counter()
        prices = self._kernel.prices(checked.workloads)
        self._kernel_seconds += time.perf_counter() - started
        billed_in = currencies(checked.workloads[columns.REGION], prices[columns.MONTHLY])
        manifest.refuse_other_currencies(unit.file, billed_in)
        rows = checked.workloads.num_rows
        kept = table if rows == table.num_rows else table.take(pa.array(checked.places))
        tables = [_beside(kept, prices.slice(at * rows, rows)) for at in range(len(self._labels))]
        results = set_aside = None
        if rows:
            results = f"results-{number:05}.{self._order.form}"
            write_tables(self._order.output / results, tables, self._order.form)
        bad = _set_aside(unit, table, checked, numbers)
        if bad.num_rows:
            set_aside = f"set-aside-{number:05}.{self._order.form}"
            write_tables(self._order.output / set_aside, [bad], self._order.form)
        totals = part_totals(tables, self._labels, self._order.by, unit.file, numbers[checked.places])
        return PricedPart(unit.file, rows, bad.num_rows, results, set_aside, billed_in), totals

    def _merged(self, manifest: RunManifest, state: Path) -> PortfolioTotals:
        totals = PortfolioTotals(self._order.by)
        for number in range(len(manifest.parts)):
            document = orjson.loads((state / f"{number:05}.json").read_bytes())
            totals.add(PortfolioTotals.of_document(self._order.by, document))
        return totals

    def _tick(self) -> None:
        self._fleets += 1
        self._progress(self._rows, self._all_rows, self._fleets)


def _beside(kept: Any, prices: Any) -> Any:
    for name in prices.column_names:
        kept = kept.append_column(name, prices[name])
    return kept


def _set_aside(unit: PortfolioUnit, table: Any, checked: CheckedRows, numbers: Any) -> Any:
    """The rows that were not priced, in the order of the file."""
    found: list[tuple[int, str | None, str, str]] = [(row.number, None, row.reason, row.text) for row in unit.broken]
    if checked.reasons:
        rows = table.take(pa.array(list(checked.reasons), pa.int64())).to_pylist()
        for (place, reason), row in zip(checked.reasons.items(), rows, strict=True):
            name = row[columns.ID]
            text = json.dumps(row, ensure_ascii=False, default=str)
            found.append((int(numbers[place]), None if name is None else str(name), reason, text))
    found.sort(key=lambda each: each[0])
    cells = list(zip(*found, strict=True)) or [(), (), (), ()]
    return pa.table(
        {
            "file": pa.array([unit.file] * len(found), pa.string()),
            "row_number": pa.array(cells[0], pa.int64()),
            "id": pa.array(cells[1], pa.string()),
            "reason": pa.array(cells[2], pa.string()),
            "row": pa.array(cells[3], pa.string()),
        }
    )
