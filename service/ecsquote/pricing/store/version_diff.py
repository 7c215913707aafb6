"""What changed between two versions: prices that rose or fell, meters and instance types that came or went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ecsquote.errors import InputError
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.pricing.store.records import MeterKey, Record, meter_name, tiers_by_meter
from ecsquote.units import decimal_string

_INSTANCE = "BoxUsage:"


@dataclass(frozen=True, slots=True)
class PriceMove:
    """A price that differs between two versions."""

    region: str
    meter: str
    old: Decimal
    new: Decimal

    @property
    def percent(self) -> Decimal | None:
        """By how much it rose, or fell (negative), to a tenth of a percent; None for what was free."""
        if not self.old:
            return None
        return ((self.new - self.old) / self.old * 100).quantize(Decimal("0.1"))

    def to_json(self) -> dict[str, str | None]:
        """The move for scripts: decimals as strings."""
        return {
            "region": self.region,
            "meter": self.meter,
            "old": decimal_string(self.old),
            "new": decimal_string(self.new),
            "percent": None if self.percent is None else decimal_string(self.percent),
        }


@dataclass(slots=True)
class VersionDiff:
    """What is different in `after`: prices that rose or fell, tiers and meters that came or went, types too."""

    before: str
    after: str
    rose: list[PriceMove] = field(default_factory=list)
    fell: list[PriceMove] = field(default_factory=list)
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
        """The diff for scripts, at most `most` entries per list; `counts` cover all."""
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


def diff_versions(
    store: Catalogs, before: str, after: str, *, regions: Sequence[str] = (), service_code: str | None = None
) -> VersionDiff:
    """Compare two versions, price by price, biggest change first.

    InputError for an unknown version, and for a Region or a service that neither has prices of.
    """
    tables = [_prices(store, version) for version in dict.fromkeys((before, after))]
    known = _values(tables, "location")
    _refuse_unknown("Region", set(regions) - known)
    if service_code is not None:
        _refuse_unknown("service", {service_code} - _values(tables, "service_code"))
    places = regions or sorted(known)
    diff = VersionDiff(before, after)
    if before == after:  # versions never change
        return diff
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


def _biggest_first(move: PriceMove) -> tuple[bool, Decimal, str, str]:
    """What was free has risen most of all."""
    return move.percent is not None, -abs(move.percent or Decimal(0)), move.region, move.meter


def _prices(store: Catalogs, version: str) -> pa.Table:
    folder = store.folder(version)
    return files.read_table(folder, store.manifest(version), table_schemas.PRICES)


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
                move = PriceMove(region, meter_name(tier), was, tier["unit_price"])
                (diff.rose if move.new > move.old else diff.fell).append(move)
    sold_before, sold_after = _types(old), _types(new)
    if came := sorted(sold_after - sold_before):
        diff.types_came[region] = came
    if went := sorted(sold_before - sold_after):
        diff.types_went[region] = went


def _types(meters: Mapping[MeterKey, object]) -> set[str]:
    return {usage_type.partition(":")[2] for _, usage_type, _ in meters if usage_type.startswith(_INSTANCE)}
