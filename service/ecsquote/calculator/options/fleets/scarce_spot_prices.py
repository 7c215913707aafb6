"""Spot where few prices are known: a fleet of types far too large for its tasks would not show what Spot costs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth
from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.options.purchase.spot_pools import may_stand_in
from ecsquote.errors import OptionUnavailable, PriceNotFound

FEW = 2
"""Spot prices are few where less than half of the types have one."""
_ONE_SIZE = 2
"""One size larger has twice the CPU and twice the memory: our assumption of what a team would still run."""


def has_few_spot_prices(market: Market) -> bool:
    """Whether most of the types that the fleet allows have no Spot price."""
    return len(market.every) * FEW < market.on_demand_types


def require_fitting_types(month: ClusterMonth, on_demand: Callable[[], ClusterMonth], situation: Situation) -> None:
    """PriceNotFound for a Spot fleet that is oversized because the Spot prices of fitting types are missing.

    That is: few types have a Spot price, the types that the fleet would have On-Demand and those that may take their
    place in a Spot pool have none, and what is planned is more than one size larger.
    """
    if month.market is None or not has_few_spot_prices(month.market) or not _is_half_idle(month, situation):
        return
    try:
        fitting = on_demand()
    except OptionUnavailable:
        return
    if fitting.market is None or not (missing := _without_spot_price(fitting, fitting.market, month.market)):
        return
    spot, usual = _size(month, month.market, situation), _size(fitting, fitting.market, situation)
    ratios = spot.cpu_units / usual.cpu_units, spot.memory_mib / usual.memory_mib
    if min(ratios) >= _ONE_SIZE < max(ratios):
        raise PriceNotFound(
            f"{_no_price(missing, situation)}; the {len(month.market.every)} of {month.market.on_demand_types} types "
            "that have one are too large for these tasks"
        )


def missing_prices(spot: Market, on_demand: Callable[[], ClusterMonth], situation: Situation) -> PriceNotFound | None:
    """Why tasks fit on no type with a Spot price, where only the prices of those that they fit on are missing."""
    if not has_few_spot_prices(spot):
        return None
    try:
        fitting = on_demand()
    except OptionUnavailable:
        return None
    missing = _without_spot_price(fitting, fitting.market, spot) if fitting.market is not None else []
    return PriceNotFound(_no_price(missing, situation)) if missing else None


def _no_price(missing: Sequence[str], situation: Situation) -> str:
    place = "their" if len(missing) > 1 else "its"
    names = " and ".join(missing)
    return f"no Spot price in {situation.request.region} for {names} or a type that may take {place} place"


@dataclass(frozen=True, slots=True)
class _Size:
    """Means of the month, of what instances have and of what tasks use of it."""

    cpu_units: Fraction
    memory_mib: Fraction
    used_cpu_units: Fraction
    used_memory_mib: Fraction


def _is_half_idle(month: ClusterMonth, situation: Situation) -> bool:
    """Whether half of the CPU and half of the memory are idle: else no other fleet can be half as large in both."""
    if month.market is None:
        return False
    size = _size(month, month.market, situation)
    return size.used_cpu_units * _ONE_SIZE <= size.cpu_units and size.used_memory_mib * _ONE_SIZE <= size.memory_mib


def _size(month: ClusterMonth, market: Market, situation: Situation) -> _Size:
    candidates = {each.instance_type.name: each for each in market.every}
    totals = [Fraction(0)] * 4
    for row, running, occupied in _rows(month, situation):
        group, candidate = row.group, candidates[row.group.instance_type]
        totals[0] += running * candidate.instance_type.cpu_units
        totals[1] += running * candidate.instance_type.memory_mib
        totals[2] += occupied * candidate.instance_type.cpu_units * Fraction(group.cpu_used)
        totals[3] += occupied * candidate.memory_mib * Fraction(group.memory_used)
    return _Size(*totals)


def _rows(month: ClusterMonth, situation: Situation) -> Iterator[tuple[Bought, Fraction, Fraction]]:
    """Each row with how many of its instances there are on average, and how many of them hold its tasks."""
    for segment in month.segments:
        share = situation.segments[segment.position].share
        for row in segment.rows:
            yield row, share * row.group.count, share * row.group.count
    hours = Fraction(situation.hours_per_month)
    for run in month.runs:
        yield run.bought, run.hours / hours, run.occupied_hours / hours


def _without_spot_price(fitting: ClusterMonth, offered: Market, spot: Market) -> list[str]:
    """The types of a fleet that have no Spot price, and no stand-in that has one."""
    names = {
        row.group.instance_type
        for row in (
            *(row for segment in fitting.segments for row in segment.rows),
            *(run.bought for run in fitting.runs),
        )
    }
    return sorted(
        each.instance_type.name
        for each in offered.every
        if each.instance_type.name in names and not any(may_stand_in(other, each) for other in spot.every)
    )
