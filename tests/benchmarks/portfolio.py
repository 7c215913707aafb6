"""Portfolios: the kernel and whole runs next to a loop over Decimal, memory by rows, and fleets of few shapes.

Goals: the kernel at least 100 × the loop, 10⁶ services from Parquet to Parquet at least 25 × the loop with its files,
memory at 10⁶ rows at most 1.3 × that of 10⁵, fleets of 10⁵ services of 500 shapes in under 30 s. Times are processor
seconds of all threads, medians, measured in turn.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from ecsquote.facts import pricing_data_folder
from ecsquote.portfolio import columns
from ecsquote.portfolio.kernel import PortfolioKernel
from ecsquote.portfolio.rate_vectors import RateVectors, TaskKind
from ecsquote.portfolio.run import PortfolioOrder, PortfolioRun
from ecsquote.portfolio.terms import PortfolioTerms, portfolio_terms
from ecsquote.pricing.store.catalog_store import load_catalog

OPTIONS = ("FARGATE", "FARGATE_SPOT")
REGIONS = ("us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1")
SIZES = (
    (256, 512),
    (256, 1024),
    (512, 1024),
    (512, 2048),
    (1024, 2048),
    (1024, 4096),
    (2048, 4096),
    (2048, 8192),
    (4096, 16384),
)
SHAPES = 500
ROW_GROUP = 128 * 1024
LOOP_ROWS = 50_000
GOALS = {"kernel": 100, "whole": 25, "memory": 1.3, "fleets": 30}
_PLACES = Decimal(1).scaleb(-12)


def terms_of(options: Sequence[str]) -> PortfolioTerms:
    """List prices of the shipped catalog."""
    return portfolio_terms(load_catalog(pricing_data_folder() / "catalog"), {"launch_options": list(options)})


def estate(rows: int, shapes: int | None = None) -> Any:
    """Checked workloads: nine tenths with tasks, the rest with runs; `shapes`: that many different services only."""
    chance = random.Random(1)  # noqa: S311 - the same estate in every run, not a secret
    number = shapes or min(rows, 20_000)
    kinds: list[dict[str, Any]] = []
    for _ in range(number):
        cpu, memory = chance.choice(SIZES)
        runs = shapes is None and chance.random() < 0.1
        kinds.append(
            {
                "id": None,
                "region": chance.choice(REGIONS),
                "cpu": cpu,
                "memory_mib": memory,
                "architecture": chance.choice(("X86_64", "X86_64", "ARM64")),
                "operating_system": "LINUX",
                "tasks": None if runs else chance.randint(1, 40),
                "runs_per_month": Decimal(chance.randint(1, 100_000)) if runs else None,
                "seconds_per_run": chance.randint(5, 3_600) if runs else None,
                "ephemeral_storage_gib": chance.choice((20, 20, 20, 50)),
                "public_ip": chance.random() < 0.1,
                "internet_out_gb": Decimal(0),
                "logs_ingested_gb": Decimal(0),
            }
        )
    table = pa.Table.from_pylist(kinds, columns.WORKLOADS)
    taken = table.take(pa.array(np.random.default_rng(1).integers(0, number, rows)))
    names = pa.array([f"service-{at}" for at in range(rows)])
    return taken.set_column(0, "id", names).unify_dictionaries().combine_chunks()


Lines = list[tuple[Decimal, Decimal]]


class DecimalLoop:
    """The same prices one after the other, with the rates looked up once for each kind."""

    def __init__(self, terms: PortfolioTerms) -> None:
        self._terms = terms
        self._vectors = RateVectors(terms)
        self._known: dict[tuple[Any, ...], Lines | None] = {}

    def prices(self, rows: Sequence[Mapping[str, Any]]) -> list[list[Decimal | None]]:
        """The month of every row on every option."""
        hours = self._terms.hours_per_month
        found: list[list[Decimal | None]] = []
        for row in rows:
            if row["tasks"] is not None:
                task_hours = row["tasks"] * hours
            else:
                task_hours = row["runs_per_month"] * max(60, row["seconds_per_run"]) / 3600
            month: list[Decimal | None] = []
            for option in self._terms.options:
                lines = self._lines(option, row)
                if lines is None:
                    month.append(None)
                    continue
                total = Decimal(0)
                for quantity, price in lines:
                    total += (quantity * task_hours).quantize(_PLACES, ROUND_HALF_UP) * price
                month.append(total)
            found.append(month)
        return found

    def _lines(self, option: Any, row: Mapping[str, Any]) -> Lines | None:
        kind = (row["region"], row["cpu"], row["memory_mib"], row["architecture"], row["operating_system"])
        key = (option, *kind, row["ephemeral_storage_gib"], row["public_ip"])
        if key not in self._known:
            compute = self._vectors.compute(option, TaskKind(*kind))
            extras = self._vectors.extras(row["region"], row["ephemeral_storage_gib"], row["public_ip"])
            lines = [*compute.lines, *extras.lines]
            exact = [(Decimal(each.numerator) / each.denominator, price) for each, price in lines]
            self._known[key] = None if compute.reason or extras.reason else exact
        return self._known[key]


def processor_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def kernel_against_the_loop(rows: int, rounds: int) -> float:
    """Print both rates and every wrong last digit; how many times as fast the kernel is."""
    terms = terms_of(OPTIONS)
    table = estate(rows)
    some = table.slice(0, LOOP_ROWS)
    listed = some.to_pylist()
    kernel, loop = PortfolioKernel(terms), DecimalLoop(terms)
    kernel.prices(some)
    exact = [month for row in loop.prices(listed) for month in row]
    priced = kernel.prices(some)[columns.MONTHLY].to_pylist()
    wrong = sum(
        exact[at * len(OPTIONS) + option] != priced[option * len(listed) + at]
        for at in range(len(listed))
        for option in range(len(OPTIONS))
    )
    ratios, kernel_rates, loop_rates = [], [], []
    for _ in range(rounds):
        kernel_rates.append(rows / processor_seconds(lambda: kernel.prices(table)))
        loop_rates.append(len(listed) / processor_seconds(lambda: loop.prices(listed)))
        ratios.append(kernel_rates[-1] / loop_rates[-1])
    ratio = statistics.median(ratios)
    write(f"kernel       {statistics.median(kernel_rates) / 1e6:8.2f} M services/s, {wrong} wrong last digits")
    write(f"Decimal loop {statistics.median(loop_rates) / 1e6:8.3f} M services/s, {ratio:.0f} ×")
    return ratio


def whole_against_the_loop(rows: int) -> float:
    """Parquet to Parquet both ways; the loop on fewer rows, at its rate."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parquet.write_table(estate(rows), folder / "in.parquet", row_group_size=ROW_GROUP)
        terms = terms_of(OPTIONS)
        order = PortfolioOrder((folder / "in.parquet",), folder / "out")
        wall = time.perf_counter()
        seconds = processor_seconds(lambda: PortfolioRun(order, terms, lambda *_: None).run())
        wall = time.perf_counter() - wall
        loop_seconds = processor_seconds(lambda: loop_over_files(folder, terms)) * rows / LOOP_ROWS
    write(f"Parquet to Parquet {rows:,} services: {seconds:.2f} s of processors, {wall:.2f} s by the clock")
    write(f"the loop with its files {loop_seconds:.1f} s, {loop_seconds / seconds:.0f} ×")
    return loop_seconds / seconds


def loop_over_files(folder: Path, terms: PortfolioTerms) -> None:
    """Read, price and write as a script would."""
    table = next(parquet.ParquetFile(folder / "in.parquet").iter_batches(LOOP_ROWS))
    rows = table.to_pylist()
    prices = DecimalLoop(terms).prices(rows)
    written = [
        {**row, "launch_option": option.value, "monthly": amount}
        for row, months in zip(rows, prices, strict=True)
        for option, amount in zip(terms.options, months, strict=True)
    ]
    schema = columns.WORKLOADS.append(pa.field("launch_option", pa.string())).append(pa.field("monthly", columns.MONEY))
    parquet.write_table(pa.Table.from_pylist(written, schema), folder / "loop.parquet")


def memory_of(rows: int) -> float:
    """The most MiB that a run of that number of rows has, in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "in.parquet"
        parquet.write_table(estate(rows), path, row_group_size=ROW_GROUP)
        words = [sys.executable, __file__, "--peak", str(path)]
        return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def peak_of(path: Path) -> None:
    """Run a file and print the most memory that the process had."""
    order = PortfolioOrder((path,), path.parent / "out")
    PortfolioRun(order, terms_of(OPTIONS), lambda *_: None).run()
    write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def fleets_of_shapes(rows: int) -> float:
    """Seconds for the EC2 options of many services of few shapes."""
    kernel = PortfolioKernel(terms_of(("EC2_ON_DEMAND", "EC2_SPOT")))
    table = estate(rows, SHAPES)
    seconds = processor_seconds(lambda: kernel.prices(table))
    write(f"EC2 fleets of {rows:,} services of {SHAPES} shapes: {seconds:.1f} s")
    return seconds


def missed(rows: int, rounds: int) -> Iterator[str]:
    """Print every measure; the goals that were missed."""
    if (ratio := kernel_against_the_loop(rows, rounds)) < GOALS["kernel"]:
        yield f"kernel: {ratio:.0f} × of {GOALS['kernel']} ×"
    if (ratio := whole_against_the_loop(rows)) < GOALS["whole"]:
        yield f"Parquet to Parquet: {ratio:.0f} × of {GOALS['whole']} ×"
    few, many = memory_of(rows // 10), memory_of(rows)
    write(f"memory: {few:.0f} MiB at {rows // 10:,} rows, {many:.0f} MiB at {rows:,}, {many / few:.2f} ×")
    if many / few > GOALS["memory"]:
        yield f"memory: {many / few:.2f} × of {GOALS['memory']} ×"
    if (seconds := fleets_of_shapes(rows // 10)) > GOALS["fleets"]:
        yield f"fleets: {seconds:.0f} s of {GOALS['fleets']} s"


def write(line: str) -> None:
    """Show a figure as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print the table, and the goals that were missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak is not None:
        peak_of(asked.peak)
        return
    if goals := list(missed(asked.rows, asked.rounds)):
        write("missed: " + "; ".join(goals))


if __name__ == "__main__":
    main()
