"""Which instances of a month the hours of starts and scale-in belong to: those that do not stand all the time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.units import fraction_sum

Load = tuple[int, ...]
Layouts = Mapping[Load, tuple[Bought, ...]]


@dataclass(slots=True)
class _Kind:
    """Instances that a placement shows as one row, in shares of the month."""

    needed: Fraction = Fraction(0)
    most: int = 0
    """At once."""

    @property
    def room(self) -> Fraction:
        """What they do not stand of the time in which they could."""
        return self.most - self.needed


def with_billed_factors(
    layouts: Layouts, month: Sequence[tuple[Load, Fraction]], factors: Mapping[str, Fraction]
) -> Layouts:
    """Each row with its billed hours for each hour in which it is needed.

    `month`: the loads with their shares of it. `factors`: of each planned type, for all its instances together. What
    starts and scale-in add is divided in proportion to the time that instances do not stand: those that are always
    there have none, and no instance is billed for more than the month.
    """
    kinds = _kinds(layouts, month)
    added: defaultdict[str, Fraction] = defaultdict(Fraction)
    room: defaultdict[str, Fraction] = defaultdict(Fraction)
    for (name, _), kind in kinds.items():
        added[name] += kind.needed * (factors.get(name, Fraction(1)) - 1)
        room[name] += kind.room

    @cache
    def factor(name: str, kind: object) -> Fraction:
        known = kinds.get((name, kind))
        if known is None or not known.needed or not room[name]:
            return factors.get(name, Fraction(1))
        return 1 + added[name] * known.room / room[name] / known.needed

    return {
        load: tuple(replace(row, billed_factor=factor(_planned(row), row.kind)) for row in rows)
        for load, rows in layouts.items()
    }


def _kinds(layouts: Layouts, month: Sequence[tuple[Load, Fraction]]) -> dict[tuple[str, object], _Kind]:
    found: dict[tuple[str, object], _Kind] = {}
    needed: defaultdict[tuple[str, object], list[Fraction]] = defaultdict(list)
    for load, share in month:
        counts: defaultdict[tuple[str, object], int] = defaultdict(int)
        for row in layouts[load]:
            counts[_planned(row), row.kind] += row.group.count
        for key, count in counts.items():
            kind = found.setdefault(key, _Kind())
            needed[key].append(share * count)
            kind.most = max(kind.most, count)
    for key, kind in found.items():
        kind.needed = fraction_sum(needed[key])
    return found


def _planned(row: Bought) -> str:
    return row.planned_type or row.group.instance_type
