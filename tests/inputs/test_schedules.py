"""How often schedules fire in a month, against arithmetic and a count day by day through 400 years."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from ecsquote.inputs.schedules import DAYS_IN_400_YEARS, firings_per_month, parse_cron

MONTH = Decimal(730)


@pytest.mark.parametrize(
    ("expression", "firings"),
    [
        ("rate(1 minute)", Fraction(43_800)),  # 730 × 60
        ("rate(5 minutes)", Fraction(8_760)),
        ("rate(1 hour)", Fraction(730)),
        ("rate(7 days)", Fraction(730, 168)),
        ("cron(0 11 ? * * *)", Fraction(730, 24)),
        ("cron(0 11 * * ? *)", Fraction(730, 24)),
        ("cron(0/15 * * * ? *)", Fraction(730 * 4)),
        ("cron(0 8 ? * MON-FRI *)", Fraction(730, 24) * Fraction(5, 7)),
        ("cron(0 8,20 ? * 2-6 *)", Fraction(730, 24) * Fraction(10, 7)),
        ("cron(0 0 1 * ? *)", Fraction(730, 24) * 4_800 / DAYS_IN_400_YEARS),  # 400 years have 4,800 first days
        ("cron(0 0 L * ? *)", Fraction(730, 24) * 4_800 / DAYS_IN_400_YEARS),
        ("cron(0 0 ? * 6L *)", Fraction(730, 24) * 4_800 / DAYS_IN_400_YEARS),
        ("cron(0 0 ? * 2#1 *)", Fraction(730, 24) * 4_800 / DAYS_IN_400_YEARS),
        ("cron(0 0 LW * ? *)", Fraction(730, 24) * 4_800 / DAYS_IN_400_YEARS),
        ("cron(0 0 1W * ? *)", Fraction(730, 24) * 4_800 / DAYS_IN_400_YEARS),
        ("cron(0 0 31W * ? *)", Fraction(730, 24) * 2_800 / DAYS_IN_400_YEARS),  # seven months have 31 days
        ("cron(0 0 29 2 ? *)", Fraction(730, 24) * 97 / DAYS_IN_400_YEARS),  # 97 leap years
        ("cron(0 0 1 JAN,JUL ? *)", Fraction(730, 24) * 800 / DAYS_IN_400_YEARS),
    ],
)
def test_an_expression_fires_as_often_as_the_calendar_says(expression: str, firings: Fraction) -> None:
    assert firings_per_month(expression, MONTH) == firings


def test_a_minute_rate_of_two_tasks_makes_87600_runs() -> None:
    assert 2 * firings_per_month("rate(1 minute)", MONTH) == 87_600


@pytest.mark.parametrize(
    "inside", ["0 3 15W * ? *", "0 0 ? * 5L *", "10 1/3 ? 2-4 SAT-MON *", "0 0 31 * ? *", "0 0 ? * L *"]
)
def test_a_cron_counts_the_same_days_as_400_years_walked_one_by_one(inside: str) -> None:
    cron = parse_cron(f"cron({inside})")
    first = date(2000, 1, 1)
    days = sum(cron.fires_on(first + timedelta(days=number)) for number in range(DAYS_IN_400_YEARS))
    month = Decimal(24) * DAYS_IN_400_YEARS
    assert firings_per_month(f"cron({inside})", month) == days * cron.times_a_day


@pytest.mark.parametrize(
    ("inside", "weekly"),
    [("0 8 ? * MON-FRI *", True), ("0 8 * * ? *", True), ("0 8 1 * ? *", False), ("0 8 ? 6 MON *", False),
     ("0 8 ? * 2#1 *", False)],
)  # fmt: skip
def test_a_week_that_repeats_is_known_as_one(inside: str, *, weekly: bool) -> None:
    assert parse_cron(f"cron({inside})").weekly is weekly


@pytest.mark.parametrize(
    "expression",
    [
        "at(2026-12-01T00:00:00)", "rate(0 minutes)", "rate(1 week)", "rate(minute)", "cron(0 8 * * *)",
        "cron(60 8 * * ? *)", "cron(0 24 * * ? *)", "cron(0 8 32 * ? *)", "cron(0 8 1 13 ? *)", "cron(0 8 ? * 8 *)",
        "cron(0 8 * * ? 2027)", "cron(0 8 1 * MON *)", "cron(*/0 8 * * ? *)", "every day", "", "cron(٣ 8 * * ? *)",
    ],
)  # fmt: skip
def test_what_cannot_be_known_or_read_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        firings_per_month(expression, MONTH)
