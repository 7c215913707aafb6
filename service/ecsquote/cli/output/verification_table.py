"""A verification as people read it: the rows that differ first, each option's total, then what was not compared."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.cli.output.analysis_output import money, table
from ecsquote.cli.output.diff_table import signed
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.verifications import (
    IncomparableLine,
    UnpricedRow,
    Verification,
    VerificationVerdict,
    VerifiedOption,
    VerifiedRow,
)
from ecsquote.counted import counted
from ecsquote.units import decimal_string, exact_sum

_FIGURES = ("Quantity", "Here", "AWS", "Difference")
_DIFFERS = "bold red"


def verification_tables(verification: Verification) -> Sequence[RenderableType]:
    """The tables and the sentence that they come to."""
    parts: list[RenderableType] = [_title(verification)]
    if verification.rows:
        parts += [_rows(verification.rows), Text(""), _totals(verification.options)]
    below = [*_left_out(verification), f"\n{_outcome(verification)}"]
    return [*parts, *(Text(f"\n{line}") for line in below)]


def _title(verification: Verification) -> Text:
    name = printable(verification.name or "ECS workload")
    calls = counted(verification.calls, "call")
    words = f"{name} in {verification.region}, prices of catalog {verification.catalog_version}"
    return Text(f"{words}, against AWS's calculator ({verification.rate_type}, {calls})", style="bold")


def _rows(rows: Sequence[VerifiedRow]) -> Table:
    """Every row, those that differ first."""
    made = table("Usage type", "Operation", *_FIGURES, right=_FIGURES)
    for row in sorted(rows, key=lambda each: not each.differs):
        made.add_row(
            printable(row.usage_type),
            printable(row.operation),
            f"{decimal_string(row.quantity)} {row.unit}",
            money(row.monthly),
            money(row.aws_monthly),
            _difference(row.difference),
            style=_DIFFERS if row.differs else None,
        )
    return made


def _totals(options: Sequence[VerifiedOption]) -> Table:
    right = ("Month", "Compared", "AWS", "Difference")
    made = table("Launch option", *right, right=right)
    for option in options:
        made.add_row(
            _name(option),
            money(option.monthly),
            money(option.compared_monthly),
            money(option.aws_monthly),
            _difference(option.difference),
            style=_DIFFERS if option.differs else None,
        )
    return made


def _name(option: VerifiedOption) -> str:
    plans = plans_in_short(option.savings_plan, option.savings_plans)
    return ", ".join(filter(None, (LaunchOption(option.launch_option).words, option.cpu_architecture, plans)))


def _difference(value: Decimal | None) -> str:
    """With its sign; nothing where there is not a cent between the two."""
    shown = signed(value)
    return "" if shown in ("$0.00", "-$0.00", "+$0.00") else shown


def _left_out(verification: Verification) -> Iterator[str]:
    """What AWS could not price, then what it was not asked for, each reason once."""
    for unpriced in verification.not_priced:
        yield f"AWS could not price {_unpriced(unpriced)}"
    by_reason: dict[str, list[IncomparableLine]] = {}
    for line in verification.not_comparable:
        by_reason.setdefault(line.reason, []).append(line)
    for reason, lines in by_reason.items():
        names = dict.fromkeys(line.usage_type or line.description for line in lines)
        total = money(exact_sum(line.monthly for line in lines))
        yield f"Not compared, {printable(reason)}: {printable(', '.join(names))} ({total})"


def _unpriced(row: UnpricedRow) -> str:
    operation = f" ({row.operation})" if row.operation else ""
    return printable(f"{row.usage_type}{operation}, {money(row.monthly)} here: {row.code}, {row.reason}")


def _outcome(verification: Verification) -> str:
    compared = counted(len(verification.rows), "row")
    if verification.verdict is VerificationVerdict.NOT_PRICED:
        return "Nothing could be compared"
    if verification.verdict is VerificationVerdict.AGREES:
        return f"All {compared} agree" if len(verification.rows) > 1 else f"{compared} agrees"
    rows = sum(row.differs for row in verification.rows)
    options = sum(option.differs for option in verification.options)
    return f"More than a cent apart: {rows} of {compared}; more than 0.1 % in total: {counted(options, 'option')}"
