"""What a refresh is asked to do, and what it says afterwards."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ecsquote.pricing.refresh_choices import Accept
from ecsquote.pricing.sources.row_map.index import OFFERS
from ecsquote.pricing.store.version_diff import PriceMove


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """What to bring up to date; the defaults are everything that the current version knows."""

    regions: Sequence[str] = ()
    """Region codes; empty for every Region of the current version."""
    services: Sequence[str] = OFFERS
    workers: int = 4
    """Parts fetched at once; large files are parsed one at a time all the same."""
    max_move_percent: Decimal = Decimal(25)
    """A price that moved by more is listed."""
    max_lost_percent: Decimal = Decimal(10)
    """A part with fewer rows than this below the last version's is not taken."""
    accept: frozenset[Accept] = frozenset()
    version: str | None = None
    """The new version's name; by its time where None."""


class PartOutcome(StrEnum):
    """What became of a part."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    KEPT_OLD = "kept-old"


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part of the refresh: what was done, why not, and how old the prices in use now are."""

    source: str
    service_code: str
    region: str
    outcome: PartOutcome
    reason: str | None = None
    rows: int = 0
    age_days: int | None = None
    """Days since the prices in use were read; None where there are none."""


@dataclass(slots=True)
class RefreshReport:
    """All that a refresh has to say; `version` is None where the old one stays in use."""

    base: str
    version: str | None = None
    parts: list[PartResult] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Sources that could not be asked at all, each with the reason."""
    moves: list[PriceMove] = field(default_factory=list)
    """Prices that moved by more than the limit."""
    conflicts: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    """Savings Plan rates on which AWS's offer files and its price maps disagree; the file's is kept."""

    @property
    def partial(self) -> bool:
        """Whether something that was asked for is older than it should be."""
        return bool(self.left_out or self.conflicts or self.refusals) or any(
            part.outcome is PartOutcome.KEPT_OLD for part in self.parts
        )

    def counts(self) -> dict[str, int]:
        """How many parts were taken, unchanged, kept."""
        return {outcome.value: sum(part.outcome is outcome for part in self.parts) for outcome in PartOutcome}

    def to_json(self) -> dict[str, Any]:
        """The report for scripts: decimals as strings."""
        return {
            "base": self.base,
            "version": self.version,
            "partial": self.partial,
            "counts": self.counts(),
            "parts": [asdict(part) for part in self.parts],
            "left_out": list(self.left_out),
            "moves": [move.to_json() for move in self.moves],
            "conflicts": list(self.conflicts),
            "refusals": list(self.refusals),
            "disagreements": list(self.disagreements),
        }
