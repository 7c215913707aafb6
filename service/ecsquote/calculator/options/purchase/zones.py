"""Availability Zones: those that placement constraints allow, and moves that cover enough zones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.rules.eligibility import ZONE_ATTRIBUTE
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression
from ecsquote.errors import OptionUnavailable


def zone_expressions(group: TaskGroup) -> tuple[str, ...]:
    """The placement constraints of a service that name a zone."""
    return tuple(text for text in group.placement_expressions if ZONE_ATTRIBUTE in parse_expression(text).attributes)


def zones_left(region: str, groups: Sequence[TaskGroup], zones: Sequence[str]) -> frozenset[str] | None:
    """The zones in which some task may run; None where every task may run in every zone.

    OptionUnavailable where a service's own constraints leave it no zone of the Region.
    """
    left: set[str] | None = set()
    for group in groups:
        texts = zone_expressions(group)
        mine = {zone for zone in zones if all(_may_be(text, zone) for text in texts)}
        if zones and texts and not mine:
            named = " and ".join(f'"{text}"' for text in texts)
            raise OptionUnavailable(
                f"{group.service}: the placement constraint {named} matches no Availability Zone of {region}, "
                f"which has {', '.join(zones)}"
            )
        if not group.daemon:
            left = None if left is None or not texts or not zones else left | mine
    return frozenset(left) if left else None


def _may_be(text: str, zone: str) -> bool:
    return parse_expression(text).judge({ZONE_ATTRIBUTE: zone}) is not False


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Equal instances in one zone, and the hourly cost of one in each zone open to it."""

    zone: str
    count: int
    hourly: Mapping[str, Decimal]


ZoneMoves = tuple[tuple[str, ...], ...]
"""For each group, the zones to which one of its instances moves."""


def covering_moves(groups: Sequence[ZoneGroup], needed: int) -> ZoneMoves:
    """The cheapest moves after which instances are in `needed` zones, or in as many as possible.

    Exact: a dynamic program over groups and sets of covered zones; a Region has at most six zones.
    """
    best: dict[frozenset[str], tuple[Decimal, ZoneMoves]] = {frozenset(): (Decimal(0), ())}
    for group in groups:
        following: dict[frozenset[str], tuple[Decimal, ZoneMoves]] = {}
        for covered, (cost, moves) in best.items():
            for zones in _choices(group):
                stay = {group.zone} if len(zones) < group.count else set()
                key = covered | set(zones) | stay
                extra = sum((group.hourly[zone] - group.hourly[group.zone] for zone in zones), Decimal(0))
                found = (cost + extra, (*moves, zones))
                if key not in following or found < following[key]:
                    following[key] = found
        best = following
    return min(best.items(), key=lambda each: (-min(len(each[0]), needed), each[1]))[1][1]


def _choices(group: ZoneGroup) -> list[tuple[str, ...]]:
    others = sorted(set(group.hourly) - {group.zone})
    return [chosen for size in range(min(len(others), group.count) + 1) for chosen in combinations(others, size)]
