"""Ask every source for its parts, read what has changed, and lay what is fit to be taken aside on disk."""

import pickle
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from ecsquote.errors import CatalogError, EcsquoteError
from ecsquote.pricing.refresh.part_rows import plans_table, price_record
from ecsquote.pricing.refresh.report import RefreshPlan, RefreshReport
from ecsquote.pricing.sources.source import Harvest, PriceSource, Progress, SourcePart
from ecsquote.pricing.store.provenance import PartRecord
from ecsquote.pricing.store.records import MeterKey, Record

QUEUED_PER_WORKER = 2


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of one part, as they wait on disk for the version to be put together."""

    prices: tuple[Record, ...] = ()
    plan_prices: pa.Table | None = None
    instance_types: tuple[Record, ...] = ()
    interruptions: tuple[Record, ...] = ()
    spot: tuple[Record, ...] = ()
    kept_back: frozenset[MeterKey] = frozenset()
    """Meters that the source contradicts itself about: their old rows stay."""


@dataclass(slots=True)
class Read:
    """A part that was read, and where its rows wait; or why it could not be read."""

    source: PriceSource
    part: SourcePart
    path: Path | None = None
    record: PartRecord | None = None
    failure: str | None = None
    conflicts: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    def staged(self) -> Staged:
        """The rows, back from disk."""
        if self.path is None:
            return Staged()
        with self.path.open("rb") as file:
            found: Staged = pickle.load(file)  # noqa: S301 - written by this process a moment ago, in its own folder
        return found


@dataclass(slots=True)
class Wanted:
    """What the sources have: parts to read, and parts that are what they were."""

    to_read: list[tuple[PriceSource, SourcePart]] = field(default_factory=list)
    unchanged: list[SourcePart] = field(default_factory=list)


def list_parts(
    plan: RefreshPlan,
    regions: Sequence[str],
    sources: Sequence[PriceSource],
    known: Mapping[str, PartRecord],
    report: RefreshReport,
) -> Wanted:
    """Ask each source, and compare versions with those of the last refresh; what cannot be asked is left out."""
    wanted = Wanted()
    for source in sources:
        try:
            parts = source.parts(regions, plan.services)
        except EcsquoteError as error:
            report.left_out.append(f"{source.name}: {error}")
            continue
        for part in parts:
            record = known.get(part.key)
            if record is not None and part.version is not None and record.version == part.version:
                wanted.unchanged.append(part)
            else:
                wanted.to_read.append((source, part))
    wanted.to_read.sort(key=lambda each: (each[1].region, each[1].key))
    return wanted


def read_parts(
    wanted: Iterable[tuple[PriceSource, SourcePart]],
    work: Path,
    now: Callable[[], datetime],
    workers: int,
    progress: Progress,
    stop: threading.Event,
) -> Iterable[Read]:
    """Read parts side by side and give them in order, a few ahead at most: memory does not grow with their number."""
    queue: list[Future[Read]] = []
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="refresh") as pool:
        try:
            for number, (source, part) in enumerate(wanted):
                if stop.is_set():
                    break
                queue.append(pool.submit(_read, source, part, work / f"part-{number}", now, progress))
                if len(queue) >= workers * QUEUED_PER_WORKER:
                    yield queue.pop(0).result()
            while queue:
                yield queue.pop(0).result()
        finally:
            for future in queue:
                future.cancel()


def _read(source: PriceSource, part: SourcePart, path: Path, now: Callable[[], datetime], progress: Progress) -> Read:
    try:
        harvest = source.read(part, progress)
        _stage(harvest, path)
    except EcsquoteError as error:
        return Read(source, part, failure=str(error))
    except OSError as error:
        # Network errors belong to the sources and were reported above; errors of the local disk end the refresh.
        raise CatalogError(f"what was read cannot be written to {path.parent}: {error.strerror}") from error
    rows = len(harvest.prices) + len(harvest.plan_prices) + len(harvest.interruptions) + len(harvest.instance_types)
    record = PartRecord(
        key=part.key,
        source=part.source,
        service_code=part.service_code,
        region=part.region,
        version=part.version,
        etag=harvest.etag,
        published_at=harvest.published_at,
        read_at=now(),
        rows=rows,
    )
    return Read(
        source,
        part,
        path,
        record,
        conflicts=tuple(str(conflict) for conflict in harvest.conflicts),
        refusals=tuple(f"{refusal.row} in {refusal.region} {refusal.reason}" for refusal in harvest.refusals),
    )


def _stage(harvest: Harvest, path: Path) -> None:
    priced = {(row.service_code, row.usage_type, row.variant) for row in harvest.prices}
    refused = {(it.meter.service_code, it.meter.usage_type, it.meter.variant) for it in harvest.refusals if it.meter}
    staged = Staged(
        prices=tuple(price_record(row) for row in harvest.prices),
        plan_prices=plans_table(harvest.plan_prices) if harvest.plan_prices else None,
        instance_types=tuple(harvest.instance_types),
        interruptions=tuple(harvest.interruptions),
        spot=tuple(asdict(statistics) for statistics in harvest.spot),
        kept_back=frozenset(conflict.key for conflict in harvest.conflicts) | refused - priced,
    )
    with path.open("wb") as file:
        pickle.dump(staged, file, protocol=pickle.HIGHEST_PROTOCOL)
