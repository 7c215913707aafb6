"""The line items behind a budget's figures: what grew most, or without a base what costs most."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ecsquote.contract.budget_checks import Cause
from ecsquote.quotes.differences import line_pairs
from ecsquote.units import exact_sum

MOST = 50
"""Lines that a budget's result carries; the others are counted."""

Line = Mapping[str, Any]
Lines = Sequence[Line]


def causes(sides: Sequence[tuple[str, Lines, Lines | None]]) -> list[Cause]:
    """Every line of some workloads (name, lines, the base's lines or None), the greatest rise first."""
    found = [cause for name, head, base in sides for cause in _of_workload(name, head, base)]
    compared = any(base is not None for _, _, base in sides)
    if compared:
        found.sort(key=lambda each: (-(each.change or Decimal(0)), -each.monthly))
    else:
        found.sort(key=lambda each: -each.monthly)
    return found


def _of_workload(name: str, head: Lines, base: Lines | None) -> Iterator[Cause]:
    for before, after in line_pairs(base or (), head):
        yield _cause(name, before, after, compared=base is not None)


def _cause(name: str, before: Line | None, after: Line | None, *, compared: bool) -> Cause:
    line = after or before or {}
    monthly, base_monthly = (_figure(side, "monthly") for side in (after, before))
    return Cause(
        workload=name,
        service=line["service"],
        component=line["component"],
        description=line["description"],
        unit=line["unit"],
        quantity=_figure(after, "quantity"),
        monthly=monthly,
        base_quantity=_figure(before, "quantity") if compared else None,
        base_monthly=base_monthly if compared else None,
        change=exact_sum([monthly, -base_monthly]) if compared else None,
    )


def _figure(line: Line | None, field: str) -> Decimal:
    return Decimal(0 if line is None else line[field])
