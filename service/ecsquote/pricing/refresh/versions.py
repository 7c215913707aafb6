"""Versions beside each other: what each holds and from when, what changed between two, and which may go."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from ecsquote.counted import counted
from ecsquote.errors import CatalogError, InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.refresh.part_rows import MeterKey, Record, meter_name, tiers_by_meter
from ecsquote.pricing.refresh.report import Move
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.locking import refresh_lock
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.store.provenance import PartRecord

_INSTANCE = "BoxUsage:"


class Versions(Protocol):
    """As much of a catalog store as looking at versions needs."""

    def current_version(self) -> str:
        """What quotes use unless they name another."""

    def manifest(self, version: str) -> CatalogManifest:
        """InputError for an unknown version."""

    def folder(self, version: str) -> Path:
        """Where its tables are."""

    def parts(self, version: str) -> Mapping[str, PartRecord]:
        """Where its prices come from, part by part."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version with its provenance: the manifest, the parts of the last refresh, and how old each is."""

    manifest: CatalogManifest
    current: bool
    parts: tuple[PartRecord, ...]

    def ages_days(self, now: datetime) -> Mapping[str, int]:
        """Service code → days since its oldest part was read."""
        ages: dict[str, int] = {}
        for part in self.parts:
            ages[part.service_code] = max(ages.get(part.service_code, 0), (now - part.read_at).days)
        return dict(sorted(ages.items()))


@dataclass(slots=True)
class VersionDiff:
    """What is different in `after`: prices that rose or fell, tiers and meters that came or went, types too."""

    before: str
    after: str
    rose: list[Move] = field(default_factory=list)
    fell: list[Move] = field(default_factory=list)
    came: list[tuple[str, str]] = field(default_factory=list)
    """Region and meter."""
    went: list[tuple[str, str]] = field(default_factory=list)
    types_came: dict[str, list[str]] = field(default_factory=dict)
    """Region → instance types on sale in `after` only."""
    types_went: dict[str, list[str]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many prices rose and fell, how many meters and instance types came and went, Regions apart."""
        return {
            "rose": len(self.rose),
            "fell": len(self.fell),
            "came": len(self.came),
            "went": len(self.went),
            "types_came": sum(map(len, self.types_came.values())),
            "types_went": sum(map(len, self.types_went.values())),
        }

    def to_json(self, most: int | None = None) -> dict[str, Any]:
        """The diff for scripts, at most so many of each list; `counts` are of all."""
        return {
            "before": self.before,
            "after": self.after,
            "counts": self.counts(),
            "rose": [move.to_json() for move in self.rose[:most]],
            "fell": [move.to_json() for move in self.fell[:most]],
            "came": [{"region": region, "meter": meter} for region, meter in self.came[:most]],
            "went": [{"region": region, "meter": meter} for region, meter in self.went[:most]],
            "types_came": self.types_came,
            "types_went": self.types_went,
        }


def show_version(store: Versions, version: str) -> VersionView:
    """A version and where its prices come from; InputError for an unknown one."""
    return VersionView(
        store.manifest(version),
        version == store.current_version(),
        tuple(store.parts(version).values()),
    )


def diff_versions(
    store: Versions, before: str, after: str, *, regions: Sequence[str] = (), service_code: str | None = None
) -> VersionDiff:
    """Compare two versions, price by price, biggest change first.

    InputError for an unknown version, and for a Region or a service that neither has prices of.
    """
    tables = [_prices(store, version) for version in (before, after)]
    known = _values(tables, "location")
    _refuse_unknown("Region", set(regions) - known)
    if service_code is not None:
        _refuse_unknown("service", {service_code} - _values(tables, "service_code"))
    places = regions or sorted(known)
    diff = VersionDiff(before, after)
    for region in places:
        old, new = (_of_region(table, region, service_code) for table in tables)
        _compare(diff, region, tiers_by_meter(old), tiers_by_meter(new))
    for moves in (diff.rose, diff.fell):
        moves.sort(key=_biggest_first)
    return diff


def _values(tables: Sequence[pa.Table], column: str) -> set[str]:
    return {value for table in tables for value in pc.unique(table.column(column)).to_pylist()}


def _refuse_unknown(kind: str, names: set[str]) -> None:
    if names:
        raise InputError(f"neither version has prices of the {kind} {', '.join(sorted(names))}")


def _biggest_first(move: Move) -> tuple[bool, Decimal, str, str]:
    """What was free has risen most of all."""
    return move.percent is not None, -abs(move.percent or Decimal(0)), move.region, move.meter


def _prices(store: Versions, version: str) -> pa.Table:
    folder = store.folder(version)
    return files.read_table(folder, store.manifest(version), files.PRICES)


def _of_region(table: pa.Table, region: str, service_code: str | None) -> list[Record]:
    rows: list[Record] = table.filter(pc.equal(table.column("location"), region)).to_pylist()
    return [row for row in rows if service_code in (None, row["service_code"])]


def _compare(
    diff: VersionDiff, region: str, old: Mapping[MeterKey, list[Record]], new: Mapping[MeterKey, list[Record]]
) -> None:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            tier = (before or after or [])[0]
            (diff.came if before is None else diff.went).append((region, meter_name(tier)))
            continue
        prices = {tier["begin_range"]: tier["unit_price"] for tier in before}
        for tier in after:
            was: Decimal | None = prices.get(tier["begin_range"])
            if was is not None and was != tier["unit_price"]:
                move = Move(region, meter_name(tier), was, tier["unit_price"])
                (diff.rose if move.new > move.old else diff.fell).append(move)
    sold_before, sold_after = _types(old), _types(new)
    if came := sorted(sold_after - sold_before):
        diff.types_came[region] = came
    if went := sorted(sold_before - sold_after):
        diff.types_went[region] = went


def _types(meters: Mapping[MeterKey, object]) -> set[str]:
    return {usage_type.partition(":")[2] for _, usage_type, _ in meters if usage_type.startswith(_INSTANCE)}


def prune_versions(
    root: Path, store: CatalogStore, *, keep: int, pinned: Sequence[str] = (), dry_run: bool = False
) -> list[str]:
    """Remove the oldest versions of a folder but for `keep` of them, the current one and the pinned; their names.

    Quotes that name a removed version can no longer be priced again. A version leaves by one rename first, so that
    nobody meets half of one.
    """
    if keep < 1:
        raise CatalogError("at least one version must stay")
    held = store.removable()
    versions = [manifest.version for manifest in store.versions() if manifest.version in held]
    staying = {*versions[:keep], store.current_version(), *pinned}
    going = [version for version in versions if version not in staying]
    if dry_run or not going:
        return going
    with refresh_lock(root) as work:
        for version in going:
            store.unshare(version)
            if not (root / version).is_dir():
                continue  # a version of the object storage that was never read here
            (root / version).rename(work / version)
            shutil.rmtree(work / version, ignore_errors=True)
    return going


class HoldsCatalogs(Protocol):
    """As much of a catalog store as pricing from every version needs."""

    def versions(self) -> Sequence[CatalogManifest]:
        """All versions kept, newest first."""

    def load(self, version: str) -> Catalog:
        """One version; InputError if it is not kept."""


def every_version(store: HoldsCatalogs, newest: int | None = None) -> Iterator[Catalog]:
    """The catalogs kept, or so many of the newest, oldest first; each is loaded when it is its turn."""
    for manifest in reversed(store.versions()[:newest]):
        yield store.load(manifest.version)


def staleness_warning(manifest: CatalogManifest, limit_days: int, now: datetime) -> str | None:
    """What every quote must say of a catalog that is older than the setting allows; None for a fresh one."""
    days = (now.astimezone(UTC) - manifest.published_at.astimezone(UTC)).days
    if days <= limit_days:
        return None
    return (
        f"The price catalog {manifest.version} is {counted(days, 'day')} old, past the limit of {limit_days}; "
        "`ecsquote prices refresh` brings it up to date"
    )
