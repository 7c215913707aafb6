"""Whether a part may replace what the last version holds, and which of its prices moved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ecsquote.contract.price_basis import Basis
from ecsquote.counted import counted, listed
from ecsquote.pricing.refresh.part_rows import names_a_type
from ecsquote.pricing.refresh.report import RefreshPlan
from ecsquote.pricing.refresh_choices import Accept
from ecsquote.pricing.store.records import MeterKey, Record, meter_name, tiers_by_meter
from ecsquote.pricing.store.version_diff import PriceMove

MANY_MOVES_SHARE = Decimal("0.5")
"""Where more than half of the prices jump at once, a unit or a currency has changed, not the prices."""
ENOUGH_PRICES = 8
_NAMED = 3


@dataclass(slots=True)
class PartCheck:
    """Why a part is not taken (empty: it is), and the prices that moved by more than the limit."""

    reasons: list[str] = field(default_factory=list)
    moves: list[PriceMove] = field(default_factory=list)


def check_part(
    plan: RefreshPlan, region: str, old: Sequence[Record], new: Sequence[Record], kept_back: set[MeterKey]
) -> PartCheck:
    """Compare a part's rows with those it replaces; `kept_back` are meters whose old rows stay anyway."""
    verdict = PartCheck()
    before, after = tiers_by_meter(old), tiers_by_meter(new)
    published = {key for key, tiers in before.items() if tiers[0]["basis"] == Basis.PUBLISHED}
    if before and not after:
        verdict.reasons.append(f"holds no price where the last version has {len(before)}")
        return verdict
    least = len(published) * (1 - plan.max_lost_percent / 100)
    if Accept.FEWER_ROWS not in plan.accept and len(after.keys() | kept_back & before.keys()) < least:
        verdict.reasons.append(
            f"holds prices of {counted(len(after), 'meter')} where the last version has {len(before)}"
        )
    missing = sorted(
        meter_name(before[key][0])
        for key in before.keys() - after.keys() - kept_back
        if not names_a_type(key[1]) and before[key][0]["basis"] != Basis.CUSTOM
    )
    if missing and Accept.MISSING_METERS not in plan.accept:
        verdict.reasons.append(f"has no price of {listed(missing, _NAMED)}")
    verdict.moves, compared = _moves(plan, region, before, after)
    if (
        Accept.MANY_MOVES not in plan.accept
        and compared >= ENOUGH_PRICES
        and len(verdict.moves) > compared * MANY_MOVES_SHARE
    ):
        verdict.reasons.append(
            f"moves {len(verdict.moves)} of {counted(compared, 'price')} by more than {plan.max_move_percent} %"
        )
    return verdict


def _moves(
    plan: RefreshPlan, region: str, before: dict[MeterKey, list[Record]], after: dict[MeterKey, list[Record]]
) -> tuple[list[PriceMove], int]:
    """Prices of the same meter and tier that moved by more than the limit, and how many were compared."""
    moves = []
    compared = 0
    for key in sorted(before.keys() & after.keys()):
        old = {tier["begin_range"]: tier for tier in before[key]}
        for tier in after[key]:
            if (same := old.get(tier["begin_range"])) is None:
                continue
            compared += 1
            change = abs(tier["unit_price"] - same["unit_price"])
            if change * 100 > same["unit_price"] * plan.max_move_percent:
                moves.append(PriceMove(region, meter_name(tier), same["unit_price"], tier["unit_price"]))
    return moves, compared
