"""One refresh from beginning to end: ask, read, check, put together, swap in. Until the swap nothing is changed."""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date
from pathlib import Path

from ecsquote.counted import counted, noun
from ecsquote.errors import CatalogError, RefreshStopped
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.refresh.assembling import (
    PRIVATE,
    SCHEMAS,
    BaseTables,
    TableWriter,
    merged_types,
    prices_of_region,
    records_table,
)
from ecsquote.pricing.refresh.checks import check_part
from ecsquote.pricing.refresh.gathering import Read, Staged, list_parts, read_parts
from ecsquote.pricing.refresh.part_rows import scope_of
from ecsquote.pricing.refresh.plan_rates import plans_of_region
from ecsquote.pricing.refresh.report import PartOutcome, PartResult, RefreshPlan, RefreshReport
from ecsquote.pricing.refresh.spot_samples import samples_of_region
from ecsquote.pricing.refresh.tally import Tally
from ecsquote.pricing.sources.savings_plan_offers import SavingsPlanOffers
from ecsquote.pricing.sources.source import Clock, PriceSource, Progress, SourcePart, Step, no_progress
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.locking import refresh_lock
from ecsquote.pricing.store.manifest import CatalogManifest, check_version_name, default_version
from ecsquote.pricing.store.provenance import PARTS_FILE, SPOT_SOURCES, PartRecord, parts_bytes
from ecsquote.pricing.store.provenance import read_parts as read_part_records
from ecsquote.pricing.store.records import Record
from ecsquote.pricing.tables.warnings import age_warnings

PRICE_LIST = "price-list"

log = logging.getLogger(__name__)


def refresh(
    plan: RefreshPlan,
    root: Path,
    store: CatalogStore,
    sources: Sequence[PriceSource],
    *,
    progress: Progress = no_progress,
    clock: Clock | None = None,
    stop: threading.Event | None = None,
) -> RefreshReport:
    """Bring the catalog up to date from its sources: a new version in `root`, or none, and what there is to say.

    Parts that cannot be read or fail their checks keep their old prices, and the report says why. Raises
    RefreshRunning where another refresh is running, RefreshStopped if `stop` was set, CatalogError where the
    version cannot be written or there is none to begin from; the version in use is never touched.
    """
    clock = clock or Clock()
    with refresh_lock(root) as work:
        return _Refresh(plan, root, store, clock, work).run(sources, progress, stop or threading.Event())


class _Refresh:
    """The state of one refresh."""

    def __init__(self, plan: RefreshPlan, root: Path, store: CatalogStore, clock: Clock, work: Path) -> None:
        self.plan, self.root, self.clock, self.work = plan, root, clock, work
        self.base_version = store.current_version()
        folder = store.folder(self.base_version)
        self.manifest = files.read_manifest(folder)
        self.base = BaseTables(folder, self.manifest)
        self.records: dict[str, PartRecord] = dict(read_part_records(folder))
        self.report = RefreshReport(self.base_version)
        self.taken: dict[str, list[Read]] = defaultdict(list)
        self.with_current_plans: set[str] = set()
        """Regions whose offer file of Savings Plans is known to be the current one."""
        self.at_hand: tuple[str, list[Record]] = ("", [])

    def run(self, sources: Sequence[PriceSource], progress: Progress, stop: threading.Event) -> RefreshReport:
        """Ask, read and check; then write, if anything is worth writing."""
        known_regions = self.base.regions()
        regions = list(self.plan.regions) or known_regions
        if unknown := sorted(set(regions) - set(known_regions)):
            raise CatalogError(f"the catalog {self.base_version} knows no Region {', '.join(unknown)}")
        wanted = list_parts(self.plan, regions, sources, self.records, self.report)
        for part in wanted.unchanged:
            self.records[part.key] = self.records[part.key].model_copy(update={"checked_at": self.clock.now()})
            self._note(part, PartOutcome.UNCHANGED)
        total = len(wanted.to_read)
        progress(Step("", parts_total=total))
        reading = read_parts(wanted.to_read, self.work, self.clock.now, self.plan.workers, progress, stop)
        for done, read in enumerate(reading, start=1):
            self._consider(read)
            progress(Step("", parts_done=done, parts_total=total))
        if stop.is_set():
            raise RefreshStopped("the refresh was stopped; the catalog is what it was")
        if self.taken:
            self._write(known_regions, stop)
        return self.report

    def _consider(self, read: Read) -> None:
        """Take a part, or keep the old rows and say why."""
        part = read.part
        self.report.conflicts += read.conflicts
        self.report.refusals += read.refusals
        if read.failure is not None:
            log.warning("%s is not refreshed: %s", part.key, read.failure)
            self._note(part, PartOutcome.KEPT_OLD, read.failure)
            return
        if self._is_what_it_was(read):
            self._leave(read, PartOutcome.UNCHANGED)
            return
        staged = read.staged()
        if part.source not in (*SPOT_SOURCES, PRIVATE) and (staged.prices or part.source == PRICE_LIST):
            in_scope = scope_of(part)
            old = [row for row in self._base_prices(part.region) if in_scope(row)]
            verdict = check_part(self.plan, part.region, old, staged.prices, set(staged.kept_back))
            if verdict.reasons:
                reason = "; ".join(f"{part.service_code} in {part.region} {why}" for why in verdict.reasons)
                log.warning("%s is not refreshed: %s", part.key, reason)
                self._leave(read, PartOutcome.KEPT_OLD, reason)
                return
            self.report.moves += verdict.moves
        self.taken[part.region].append(read)
        if read.record:
            self.records[part.key] = read.record
        self._note(part, PartOutcome.TAKEN, rows=read.record.rows if read.record else 0)

    def _is_what_it_was(self, read: Read) -> bool:
        """Whether a part that cannot say beforehand what has changed holds just what was read the last time."""
        known = self.records.get(read.part.key)
        if known is None or read.record is None or read.part.version is not None:
            return False
        return known.etag is not None and known.etag == read.record.etag

    def _leave(self, read: Read, outcome: PartOutcome, reason: str | None = None) -> None:
        """Leave a part that was read: the rows of the last version stay."""
        if outcome is PartOutcome.UNCHANGED:
            known = self.records[read.part.key]
            self.records[read.part.key] = known.model_copy(update={"checked_at": self.clock.now()})
        self._note(read.part, outcome, reason)
        if read.path:
            read.path.unlink(missing_ok=True)

    def _base_prices(self, region: str) -> list[Record]:
        """The last version's prices in a Region; parts come Region by Region, so the latest one is kept at hand."""
        if self.at_hand[0] != region:
            self.at_hand = (region, self.base.of_region(table_schemas.PRICES, region).to_pylist())
        return self.at_hand[1]

    def _note(self, part: SourcePart, outcome: PartOutcome, reason: str | None = None, rows: int = 0) -> None:
        if part.source == SavingsPlanOffers.name and outcome is not PartOutcome.KEPT_OLD:
            self.with_current_plans.add(part.region)
        record = self.records.get(part.key)
        age = (self.clock.now() - record.read_at).days if record else self._age_of_base(part)
        self.report.parts.append(
            PartResult(part.source, part.service_code, part.region, outcome, reason, rows, age_days=age)
        )

    def _age_of_base(self, part: SourcePart) -> int | None:
        """Days since the last version's rows were read, from the rows themselves."""
        in_scope = scope_of(part)
        days = [row["observed_on"] for row in self._base_prices(part.region) if in_scope(row)]
        return (self.clock.now().date() - date.fromisoformat(max(days))).days if days else None

    def _write(self, regions: Sequence[str], stop: threading.Event) -> None:
        """Write the version aside and swap it in."""
        published_at = self.clock.now().astimezone(UTC)
        version = check_version_name(self.plan.version or default_version(published_at))
        tally = Tally()
        try:
            contents, rows = self._tables(regions, tally, stop)
        except OSError as error:
            raise CatalogError(
                f"the catalog version {version} cannot be written to {self.root}: {error.strerror}"
            ) from error
        contents[PARTS_FILE] = parts_bytes(self.records.values())
        manifest = CatalogManifest(
            version=version,
            published_at=published_at,
            rows_by_service=dict(sorted(tally.by_service.items())),
            rows_by_region=dict(sorted(tally.by_region.items())),
            sources=tally.sources(),
            left_out=self.manifest.left_out,
            warnings=(*age_warnings(tally.ages, set(regions), published_at), *self._warnings()),
            files={name: files.described(data, rows.get(name, len(self.records))) for name, data in contents.items()},
        )
        files.write_version(self.root, manifest, contents)
        self.report.version = version

    def _warnings(self) -> Iterator[str]:
        """The warnings for every quote from this version."""
        old = Counter(part.service_code for part in self.report.parts if part.outcome is PartOutcome.KEPT_OLD)
        if old:
            listed = ", ".join(f"{code} in {counted(count, 'Region')}" for code, count in sorted(old.items()))
            yield f"The last refresh could not renew {listed}"
        if self.report.conflicts:
            left = len(self.report.conflicts)
            as_before = f"{counted(left, 'price')} as {noun(left, 'it was', 'they were')}"
            yield f"The last refresh left {as_before}: AWS's rows contradict"

    def _tables(
        self, regions: Sequence[str], tally: Tally, stop: threading.Event
    ) -> tuple[dict[str, bytes], dict[str, int]]:
        """Every file of the version: Region by Region where parts can change it, else as it was."""
        contents: dict[str, bytes] = {}
        rows: dict[str, int] = {}
        found_types: list[Record] = []
        with ExitStack() as open_files:
            writers = {name: TableWriter(self.work, name, schema) for name, schema in SCHEMAS.items()}
            for writer in writers.values():
                open_files.callback(writer.abandon)
            for region in regions:
                if stop.is_set():
                    raise RefreshStopped("the refresh was stopped; the catalog is what it was")
                taken = [(read.part, read.staged()) for read in self.taken.get(region, ())]
                self._write_region(region, taken, writers, tally)
                found_types += [row for _, staged in taken for row in staged.instance_types]
            for name in (table_schemas.ZONE_PRICES, table_schemas.LOCATIONS):
                writers[name].write(self.base.table(name))
            types = merged_types(self.base.table(table_schemas.INSTANCE_TYPES).to_pylist(), found_types)
            writers[table_schemas.INSTANCE_TYPES].write_records(types)
            for name, writer in writers.items():
                contents[name], rows[name] = writer.close(), writer.rows
        return contents, rows

    def _write_region(
        self, region: str, taken: Sequence[tuple[SourcePart, Staged]], writers: dict[str, TableWriter], tally: Tally
    ) -> None:
        prices = self.base.of_region(table_schemas.PRICES, region)
        samples = self.base.of_region(table_schemas.SPOT_SAMPLES, region)
        if taken:
            before = self._base_prices(region)
            after = prices_of_region(before, taken)
            prices = records_table(prices.schema, after)
            samples = records_table(samples.schema, samples_of_region(samples.to_pylist(), before, after))
        writers[table_schemas.SPOT_SAMPLES].write(samples)
        tally.add(region, prices)
        writers[table_schemas.PRICES].write(prices)
        base_plans = self.base.of_region(table_schemas.SAVINGS_PLANS, region)
        plans = plans_of_region(region, base_plans, taken, offers_current=region in self.with_current_plans)
        self.report.disagreements += plans.disagreements
        writers[table_schemas.SAVINGS_PLANS].write(plans.table)
        reserved = self.base.of_region(table_schemas.RESERVED_INSTANCES, region)
        writers[table_schemas.RESERVED_INSTANCES].write(reserved)
        interruptions = [row for _, staged in taken for row in staged.interruptions]
        spot = [row for _, staged in taken for row in staged.spot]
        for name, new in ((table_schemas.INTERRUPTIONS, interruptions), (table_schemas.SPOT_ZONES, spot)):
            if new:
                writers[name].write_records(new)
            else:
                writers[name].write(self.base.of_region(name, region, "region"))
