"""The interface of every price source: it lists its parts cheaply and reads one part at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import PlanRow, PriceRow


@dataclass(frozen=True, slots=True)
class SourcePart:
    """The unit that a refresh takes or leaves: what one source reports for one service in one Region.

    `version` shows whether it has changed since it was last read; None where the source cannot say.
    """

    source: str
    service_code: str
    region: str
    version: str | None = None
    address: str = ""

    @property
    def key(self) -> str:
        """The part's name in a manifest, whatever its version."""
        return f"{self.source}/{self.service_code}/{self.region}"


@dataclass(frozen=True, slots=True)
class PriceConflict:
    """Rows that contradict each other for one meter in one Region; none of them is taken."""

    region: str
    meter: Meter
    rows: tuple[str, ...]
    """Each as SKU, usage type and price; a single one has tiers that do not join."""
    terms: str = ""
    """For a Savings Plan's rate: of which plan."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The meter as a catalog's rows name it."""
        return self.meter.service_code, self.meter.usage_type, self.meter.variant

    def __str__(self) -> str:
        """As the report prints it."""
        what = f"{self.meter}{self.terms} in {self.region}"
        if len(self.rows) == 1:
            return f"{what}: the tiers of {self.rows[0]} do not join"
        return f"{what}: {' against '.join(self.rows)}"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that should be a meter's price but cannot be taken, and why."""

    region: str
    row: str
    reason: str
    meter: Meter | None = None


@dataclass(frozen=True, slots=True)
class SpotStatistics:
    """What Spot cost in one Availability Zone over the days looked back; prices are decimal text, USD per hour."""

    region: str
    availability_zone: str
    instance_type: str
    operating_system: str
    current: str
    mean: str
    p50: str
    p95: str
    since: str
    until: str


@dataclass(slots=True)
class Harvest:
    """What one part brought."""

    prices: list[PriceRow] = field(default_factory=list)
    plan_prices: list[PlanRow[PriceRow]] = field(default_factory=list)
    instance_types: list[dict[str, object]] = field(default_factory=list)
    offerings: list[str] = field(default_factory=list)
    """Instance types that the Region sells."""
    spot: list[SpotStatistics] = field(default_factory=list)
    interruptions: list[dict[str, object]] = field(default_factory=list)
    conflicts: list[PriceConflict] = field(default_factory=list)
    refusals: list[RefusedRow] = field(default_factory=list)
    published_at: str = ""
    etag: str | None = None
    rows_seen: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Progress of one part: bytes come in, then rows are kept; or, where `part` is empty, of all parts."""

    part: str
    bytes_done: int = 0
    bytes_total: int | None = None
    rows: int | None = None
    parts_done: int = 0
    parts_total: int | None = None


Progress = Callable[[Step], None]


def no_progress(_step: Step) -> None:
    """For callers that do not watch."""


class PriceSource(Protocol):
    """Anything that knows prices."""

    name: str

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """What there is to read; costs at most one small request for each service. SourceError if it cannot say."""

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """Read one complete part; SourceError rather than half of it."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Now, injected so that tests and pinned refreshes agree on it."""

    now: Callable[[], datetime] = _utc_now
