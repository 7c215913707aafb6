"""How far a refresh is: bars with bytes and rows on a terminal, lines of JSON for scripts, nothing into a pipe."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.progress import BarColumn, Progress, TaskID, TextColumn

from ecsquote.cli.output.terminal import terminal
from ecsquote.counted import counted
from ecsquote.pricing.sources.source import Progress as Watch
from ecsquote.pricing.sources.source import Step, no_progress

_MIB = 1 << 20
ALL = "All parts"


@contextmanager
def shown_progress(file: TextIO, *, as_json: bool) -> Iterator[Watch]:
    """Receives the progress of a refresh; the bars disappear at the end."""
    if as_json:
        yield _StepLines(file).watch
    elif file.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"))
        with Progress(*columns, console=terminal(file), transient=True) as bars:
            yield _Bars(bars).watch
    else:
        yield no_progress


class _Bars:
    """A bar for all parts, and one for each part that is being read."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._lock = threading.Lock()
        self._all = bars.add_task(ALL, total=None, done="asking what has changed")
        self._parts: dict[str, TaskID] = {}
        self._bytes: dict[str, int] = {}
        self._rows = 0

    def watch(self, step: Step) -> None:
        """Draw a step; called from several threads."""
        with self._lock:
            if step.part:
                self._draw_part(step)
            megabytes = f"{sum(self._bytes.values()) / _MIB:,.1f} MiB, {counted(self._rows, 'row')}"
            if step.part:
                self._bars.update(self._all, done=megabytes)
            else:
                done = f"{step.parts_done} of {step.parts_total}, {megabytes}"
                self._bars.update(self._all, total=step.parts_total, completed=step.parts_done, done=done)

    def _draw_part(self, step: Step) -> None:
        self._bytes[step.part] = max(step.bytes_done, self._bytes.get(step.part, 0))
        if step.rows is not None:
            self._rows += step.rows
            if (task := self._parts.pop(step.part, None)) is not None:
                self._bars.remove_task(task)
            return
        if step.part not in self._parts:
            self._parts[step.part] = self._bars.add_task(f"  {step.part}", total=step.bytes_total, done="")
        total = f" of {step.bytes_total / _MIB:,.1f}" if step.bytes_total else ""
        done = f"{step.bytes_done / _MIB:,.1f}{total} MiB"
        self._bars.update(self._parts[step.part], completed=step.bytes_done, total=step.bytes_total, done=done)


class _StepLines:
    """A line for each part that has been read, and for each count of all."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._bytes: dict[str, int] = {}

    def watch(self, step: Step) -> None:
        """Write a step, unless it only says that more bytes came; called from several threads."""
        with self._lock:
            if not step.part:
                self._write({"parts_done": step.parts_done, "parts_total": step.parts_total})
                return
            self._bytes[step.part] = max(step.bytes_done, self._bytes.get(step.part, 0))
            if step.rows is not None:
                self._write({"part": step.part, "bytes": self._bytes[step.part], "rows": step.rows})

    def _write(self, line: dict[str, object]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
