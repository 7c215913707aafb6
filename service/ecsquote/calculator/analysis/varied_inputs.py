"""The inputs of a request that can be a little more or less, and what they are then."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from ecsquote.units import decimal_string, to_decimal

_LOADS = ("tasks", "average_tasks", "hourly_tasks", "hourly_demand", "runs_per_month", "seconds_per_run")
_NOT_VARIED = frozenset({"share_of_hours", "availability_zones", "rules"})
"""Shares must add up to 1, zones and rules are settings, not quantities."""
_LIMITS = ("min_tasks", "max_tasks")

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class VariedInput:
    """One input: its place in the document, its name in words, and its value."""

    place: Place
    name: str
    value: Any

    def moved(self, percent: Decimal) -> tuple[Any, Fraction]:
        """The value `percent` higher (negative: lower), and the share by which it actually changed.

        Whole numbers move by at least one, away from where they are.
        """
        factor = 1 + Fraction(percent) / 100
        if isinstance(self.value, list):
            values = [_moved(each, factor) for each in self.value]
            before, after = (sum(map(Fraction, counts), Fraction(0)) for counts in (self.value, values))
            return values, after / before - 1
        value = _moved(self.value, factor)
        return value, Fraction(value) / Fraction(self.value) - 1


def _moved(value: Any, factor: Fraction) -> Any:
    number = Fraction(value) * factor
    if isinstance(value, int):
        return ceil(number) if factor > 1 else floor(number)
    return decimal_string(to_decimal(number))


def varied_inputs(document: dict[str, Any]) -> Iterator[VariedInput]:
    """Each service's load and deployments, then every quantity of `usage`; what is 0 or missing cannot move."""
    for index, service in enumerate(document["services"]):
        for form in _LOADS:
            value = service["load"].get(form)
            if value is None:
                continue
            if form == "tasks":  # a whole number, answered as text
                value = int(value)
            if any(map(Fraction, value)) if isinstance(value, list) else Fraction(value):
                yield VariedInput(("services", index, "load", form), f"{service['name']}: {form}", value)
        for place, value in _numbers(service["deployments"], ("services", index, "deployments")):
            yield VariedInput(place, f"{service['name']}: deployments {place[-1]}", value)
    for place, value in _numbers(document["usage"], ("usage",)):
        yield VariedInput(place, " ".join(map(str, place[1:])), value)


def _numbers(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NOT_VARIED:
                yield from _numbers(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _numbers(inner, (*place, index))
    elif isinstance(value, str | int) and not isinstance(value, bool) and (number := _number(value)):
        yield place, number


def _number(value: str | int) -> str | int | None:
    """The value where it is a number other than 0."""
    if isinstance(value, int):
        return value or None
    try:
        return value if Decimal(value) else None
    except ArithmeticError:
        return None


def put(document: dict[str, Any], place: Place, value: Any) -> None:
    """Change one input of a document; an average's min_tasks and max_tasks are removed."""
    inner: Any = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    if place[-1] == "average_tasks":
        for limit in _LIMITS:
            inner.pop(limit, None)
