"""Thresholds: a figure against a warning and a hard threshold gives a verdict; several give the worst of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from ecsquote.contract.budget_checks import BudgetVerdict, Check, CheckKind
from ecsquote.units import to_decimal

_EXACT = Context(prec=100, traps=[Inexact])


SEVERITY = (BudgetVerdict.WITHIN, BudgetVerdict.WARNING, BudgetVerdict.UNPRICED, BudgetVerdict.EXCEEDED)
"""From good to bad. What is exceeded stays so, whatever the missing price may be: it comes before unpriced."""


def worst(verdicts: Iterable[BudgetVerdict]) -> BudgetVerdict:
    """The worst of several; within for none."""
    return max(verdicts, key=SEVERITY.index, default=BudgetVerdict.WITHIN)


def exact_dollars(amount: Fraction) -> Decimal:
    """USD to the last digit; only a quotient that has no finite decimal is rounded, at the 12th place."""
    try:
        return _EXACT.divide(Decimal(amount.numerator), Decimal(amount.denominator))
    except Inexact:
        return to_decimal(amount)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A warning and a hard threshold, at least one of them."""

    kind: CheckKind
    hard: Decimal | None
    warning: Decimal | None

    def judge(self, figure: Fraction) -> Check:
        """Exactly, whatever the figure is rounded to for printing; equal to a threshold is still below it."""
        verdict = BudgetVerdict.WITHIN
        if self.hard is not None and figure > Fraction(self.hard):
            verdict = BudgetVerdict.EXCEEDED
        elif self.warning is not None and figure > Fraction(self.warning):
            verdict = BudgetVerdict.WARNING
        return self.said(verdict, figure)

    def said(self, verdict: BudgetVerdict, figure: Fraction | None = None, reason: str | None = None) -> Check:
        """A verdict that is settled already."""
        whole = self.warning if self.hard is None else self.hard
        used = None if figure is None or not whole else to_decimal(figure * 100 / Fraction(whole))
        printed = to_decimal if self.kind is CheckKind.CHANGE_PERCENT else exact_dollars
        shown = None if figure is None else printed(figure)
        return Check(self.kind, verdict, shown, self.hard, self.warning, used, reason)
