"""Schedule expressions of EventBridge, EventBridge Scheduler and Application Auto Scaling: how often they fire.

Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

DAYS_IN_400_YEARS = 146_097
"""The Gregorian calendar repeats after this many days."""
_EXPRESSION = re.compile(r"\s*(rate|cron|at)\s*\(([^()]{1,200})\)\s*")
_RATE = re.compile(r"\s*([0-9]{1,9})\s+(minute|hour|day)s?\s*", re.IGNORECASE)
_HOURS = {"minute": Fraction(1, 60), "hour": Fraction(1), "day": Fraction(24)}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS = 6
_STEP = re.compile(r"(\*|[0-9A-Z]{1,3}(?:-[0-9A-Z]{1,3})?)(?:/([0-9]{1,3}))?")
_SATURDAY, _SUNDAY = 7, 1

DayRule = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression: the times of day, and the days."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    fires_on: DayRule
    weekly: bool
    """True where the same weekdays count in every month, so that the expression is a week that repeats."""

    @property
    def times_a_day(self) -> int:
        """Firings on a day that counts."""
        return len(self.minutes) * len(self.hours)


def firings_per_month(expression: str, hours_per_month: Decimal) -> Fraction:
    """How often an expression fires in an average month of that many hours.

    rate(…): the month divided by the period. cron(…): the firings of 400 Gregorian years spread evenly over their days.
    ValueError for at(…), which fires once, for named years, and for what is not an expression.
    """
    kind, inside = _parts(expression)
    if kind == "at":
        raise ValueError("at(…) fires once: how often that is a month cannot be known")
    if kind == "rate":
        return Fraction(hours_per_month) / _period_hours(inside)
    return _firings_in_400_years(inside) * Fraction(hours_per_month) / (24 * DAYS_IN_400_YEARS)


def parse_cron(expression: str) -> Cron:
    """The cron expression in cron(…); ValueError for anything else."""
    kind, inside = _parts(expression)
    if kind != "cron":
        raise ValueError(f"must be cron(…), not {kind}(…)")
    return _cron(inside)


def _parts(expression: str) -> tuple[str, str]:
    found = _EXPRESSION.fullmatch(expression)
    if found is None:
        raise ValueError("must be rate(…), cron(…) or at(…)")
    return found[1], found[2]


def _period_hours(inside: str) -> Fraction:
    found = _RATE.fullmatch(inside)
    if found is None or int(found[1]) == 0:
        raise ValueError("must be rate(N minutes), rate(N hours) or rate(N days), N from 1")
    return int(found[1]) * _HOURS[found[2].lower()]


@lru_cache(maxsize=256)
def _firings_in_400_years(inside: str) -> int:
    cron = _cron(inside)
    return cron.times_a_day * sum(
        years for first, years in _kinds_of_years().items() if years for day in _year(first) if cron.fires_on(day)
    )


@cache
def _kinds_of_years() -> Counter[date]:
    """How many of 400 years are of each of the fourteen kinds (leap or not, first weekday), by a first day."""
    first_of: dict[tuple[int, int], date] = {}
    number: Counter[date] = Counter()
    for year in range(2000, 2400):
        first = date(year, 1, 1)
        days = (date(year, 12, 31) - first).days
        number[first_of.setdefault((days, first.weekday()), first)] += 1
    return number


def _year(first: date) -> Iterator[date]:
    day = first
    while day.year == first.year:
        yield day
        day += timedelta(days=1)


@lru_cache(maxsize=256)
def _cron(inside: str) -> Cron:
    fields = inside.upper().split()
    if len(fields) != _FIELDS:
        raise ValueError("cron(…) must have six fields: minutes, hours, day of month, month, day of week, year")
    minutes, hours, day, month, weekday, year = fields
    if year != "*":
        raise ValueError("it fires in named years only: how often that is a month cannot be known")
    if "?" not in (day, weekday) and "*" not in (day, weekday):
        raise ValueError("cron(…) must have ? as its day of month or its day of week")
    months = frozenset(_numbers(month, 1, 12, _MONTHS))
    on_day, on_weekday = _day_of_month(day), _day_of_week(weekday)
    every_month = len(months) == len(_MONTHS)
    return Cron(
        minutes=tuple(_numbers(minutes, 0, 59)),
        hours=tuple(_numbers(hours, 0, 23)),
        fires_on=lambda one: one.month in months and on_day(one) and on_weekday(one),
        weekly=every_month and day in ("*", "?") and not set("#L") & set(weekday),
    )


def _numbers(field: str, first: int, last: int, names: tuple[str, ...] = ()) -> list[int]:
    """The numbers that a field names: a list of *, N, N-M, each with /STEP or without."""
    found: set[int] = set()
    for part in field.split(","):
        matched = _STEP.fullmatch("*" if part == "?" else part)
        if matched is None:
            raise ValueError(f"cron(…) has a field that cannot be read: {part[:20]}")
        start, _, end = matched[1].partition("-")
        low = first if start == "*" else _number(start, first, last, names)
        high = last if start == "*" or (matched[2] and not end) else _number(end or start, first, last, names)
        step = int(matched[2] or 1)
        if step == 0:
            raise ValueError("cron(…) has a step of 0")
        span = range(low, high + 1) if low <= high else [*range(low, last + 1), *range(first, high + 1)]
        found.update(span[::step])
    return sorted(found)


def _number(text: str, first: int, last: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + first
    if not (text.isascii() and text.isdecimal()) or not first <= int(text) <= last:
        raise ValueError(f"cron(…) has {text[:20]} where {first} to {last} is meant")
    return int(text)


def _day_of_month(field: str) -> DayRule:
    """The rule of the third field: numbers, L (the last day), LW, or NW (the weekday nearest to day N)."""
    if field in ("*", "?"):
        return lambda _: True
    if field in ("L", "LW"):
        last_weekday = field == "LW"
        return lambda day: day == (_last_weekday(day) if last_weekday else _last_of_month(day))
    if field.endswith("W"):
        wanted = _number(field[:-1], 1, 31, ())
        return lambda day: day == _nearest_weekday(day, wanted)
    days = frozenset(_numbers(field, 1, 31))
    return lambda day: day.day in days


def _day_of_week(field: str) -> DayRule:
    """The rule of the fifth field: 1 to 7 from Sunday, or names; NL (the last one of the month), N#K (the K-th)."""
    if field in ("*", "?"):
        return lambda _: True
    if "#" in field:
        name, _, which = field.partition("#")
        wanted, number = _number(name, _SUNDAY, _SATURDAY, _WEEKDAYS), _number(which, 1, 5, ())
        return lambda day: _weekday(day) == wanted and (day.day - 1) // 7 + 1 == number
    if field.endswith("L"):
        last = _SATURDAY if field == "L" else _number(field[:-1], _SUNDAY, _SATURDAY, _WEEKDAYS)
        if field == "L":
            return lambda day: _weekday(day) == last
        return lambda day: _weekday(day) == last and day + timedelta(days=7) > _last_of_month(day)
    days = frozenset(_numbers(field, _SUNDAY, _SATURDAY, _WEEKDAYS))
    return lambda day: _weekday(day) in days


def _weekday(day: date) -> int:
    """1 for Sunday to 7 for Saturday, as cron counts."""
    return day.isoweekday() % 7 + 1


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _last_weekday(day: date) -> date:
    last = _last_of_month(day)
    return last - timedelta(days=max(0, last.isoweekday() - 5))


def _nearest_weekday(day: date, wanted: int) -> date | None:
    """The weekday nearest to a day of the month, within the month; None where the month has no such day."""
    last = _last_of_month(day)
    if wanted > last.day:
        return None
    target = day.replace(day=wanted)
    if target.isoweekday() == 6:
        return target - timedelta(days=1) if wanted > 1 else target + timedelta(days=2)
    if target.isoweekday() == 7:
        return target + timedelta(days=1) if target != last else target - timedelta(days=2)
    return target
