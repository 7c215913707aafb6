"""The Spot prices of one refresh after the other: what a version keeps of those before it, and what it adds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.refresh.part_rows import is_spot
from ecsquote.pricing.store.records import Record

MAX_DAYS = 90
"""As long as AWS keeps its own history."""
_KEY = ("location", "service_code", "usage_type", "variant")


def samples_of_region(kept: Iterable[Record], *versions: Sequence[Record]) -> list[Record]:
    """The samples of a Region: those kept so far, then the Spot prices of each version's rows, the oldest first.

    A price that is read again unchanged makes its row longer; another price begins a row. Rows that ended more than
    90 days before the last reading are dropped. Private rates are not samples.
    """
    found: dict[tuple[str, ...], list[Record]] = {}
    for row in kept:
        found.setdefault(_key(row), []).append(dict(row))
    for rows in versions:
        for row in rows:
            if is_spot(row) and row["basis"] != Basis.CUSTOM.value:
                _add(found.setdefault(_key(row), []), row)
    every = [row for key in sorted(found) for row in found[key]]
    last = max((row["until"] for row in every), default="")
    return [row for row in every if _days_between(row["until"], last) <= MAX_DAYS]


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in _KEY)


def _add(samples: list[Record], row: Record) -> None:
    """A price of a day; of two prices of one day the later reading counts."""
    day, price = row["observed_on"], row["unit_price"]
    if samples and day < samples[-1]["until"]:
        return
    if samples and samples[-1]["unit_price"] == price:
        samples[-1]["until"] = day
        return
    if samples and samples[-1]["since"] == day:
        samples.pop()
        if samples and samples[-1]["unit_price"] == price:
            samples[-1]["until"] = day
            return
    samples.append({name: row[name] for name in _KEY} | {"unit_price": price, "since": day, "until": day})


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)) // timedelta(days=1)
