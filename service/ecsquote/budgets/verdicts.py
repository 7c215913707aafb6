"""Thresholds: a figure against a warning and a hard threshold gives a verdict; several give the worst of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from fractions import Fraction

from ecsquote.units import ExactDecimal, to_decimal

_EXACT = Context(prec=100, traps=[Inexact])


class Verdict(StrEnum):
    """What is to be said of a budget."""

    WITHIN = "within"
    WARNING = "warning"
    EXCEEDED = "exceeded"
    UNPRICED = "unpriced"


SEVERITY = (Verdict.WITHIN, Verdict.WARNING, Verdict.UNPRICED, Verdict.EXCEEDED)
"""From good to bad. What is exceeded stays so, whatever the missing price may be: it comes before unpriced."""


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several; within for none."""
    return max(verdicts, key=SEVERITY.index, default=Verdict.WITHIN)


class Kind(StrEnum):
    """What a check compares with its thresholds."""

    LIMIT = "limit"
    CHANGE_AMOUNT = "change_amount"
    CHANGE_PERCENT = "change_percent"


@dataclass(frozen=True, slots=True)
class Check:
    """One figure against its thresholds: USD per the budget's period, or percent of the base."""

    kind: Kind
    verdict: Verdict
    figure: ExactDecimal | None
    """None where it cannot be told."""
    threshold: ExactDecimal | None
    """More than this exceeds the budget."""
    warning_threshold: ExactDecimal | None
    """More than this is a warning."""
    used_percent: ExactDecimal | None
    """The figure as a share of the hard threshold, else of the warning's; None without a figure or for 0."""
    reason: str | None = None


def exact_dollars(amount: Fraction) -> Decimal:
    """USD to the last digit; only a quotient that has no finite decimal is rounded, at the 12th place."""
    try:
        return _EXACT.divide(Decimal(amount.numerator), Decimal(amount.denominator))
    except Inexact:
        return to_decimal(amount)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A warning and a hard threshold, at least one of them."""

    kind: Kind
    hard: Decimal | None
    warning: Decimal | None

    def judge(self, figure: Fraction) -> Check:
        """Exactly, whatever the figure is rounded to for printing; equal to a threshold is still below it."""
        verdict = Verdict.WITHIN
        if self.hard is not None and figure > Fraction(self.hard):
            verdict = Verdict.EXCEEDED
        elif self.warning is not None and figure > Fraction(self.warning):
            verdict = Verdict.WARNING
        return self.said(verdict, figure)

    def said(self, verdict: Verdict, figure: Fraction | None = None, reason: str | None = None) -> Check:
        """A verdict that is settled already."""
        whole = self.warning if self.hard is None else self.hard
        used = None if figure is None or not whole else to_decimal(figure * 100 / Fraction(whole))
        printed = to_decimal if self.kind is Kind.CHANGE_PERCENT else exact_dollars
        shown = None if figure is None else printed(figure)
        return Check(self.kind, verdict, shown, self.hard, self.warning, used, reason)
