"""Our figures against AWS's: row by row, and option by option. Nothing here asks anybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ecsquote.contract.verifications import (
    IncomparableLine,
    Rates,
    UnpricedRow,
    Verification,
    VerificationVerdict,
    VerifiedOption,
    VerifiedRow,
)
from ecsquote.units import exact_difference, exact_sum
from ecsquote.verify.pricing_calculator import Answered, LineCost, LineError, sent_lines
from ecsquote.verify.usage_groups import Document, GroupedOption, UsageGroup

ROW_TOLERANCE = Decimal("0.01")
"""USD a month: a row differs by more than a cent."""
TOTAL_TOLERANCE_PERCENT = Decimal("0.1")
_PERCENT_PLACES = Decimal("0.0001")
NOT_ANSWERED = "NOT_ANSWERED"
"""Our code for rows of a call that AWS did not answer."""


@dataclass(frozen=True, slots=True)
class _ComparedRow:
    """The lines of one group and one operation: what AWS has a row for."""

    group: UsageGroup
    operation: str
    quantity: Decimal
    monthly: Decimal
    unit: str
    components: tuple[str, ...]


def compared(
    document: Document, options: Sequence[GroupedOption], answered: Answered, rates: Rates, rate_type: str
) -> Verification:
    """The verification of a quote from what AWS answered."""
    found: dict[_ComparedRow, list[str]] = {}
    totals = []
    for grouped in options:
        rows = list(_rows(grouped))
        for row in rows:
            found.setdefault(row, []).append(grouped.option["launch_option"])
        totals.append(_total(grouped.option, rows, answered))
    verified, not_priced = [], []
    for row, names in found.items():
        cost = _cost(row, answered)
        if isinstance(cost, LineError):
            not_priced.append(_unpriced(row, cost, names))
        else:
            verified.append(_verified(row, cost, names))
    return Verification(
        name=document.get("name"),
        quote_id=document.get("id"),
        region=document["region"],
        currency=document["currency"],
        catalog_version=document["catalog"]["version"],
        rates=rates,
        rate_type=rate_type,
        calls=answered.calls,
        complete=answered.failure is None,
        verdict=_verdict(verified, totals),
        options=tuple(totals),
        rows=tuple(verified),
        not_priced=tuple(not_priced),
        not_comparable=tuple(_incomparable(options)),
    )


def _rows(grouped: GroupedOption) -> Iterator[_ComparedRow]:
    for group, lines in grouped.groups.items():
        for operation in dict.fromkeys(line.operation for line in group.lines):
            held = [line for line, usage in zip(lines, group.lines, strict=True) if usage.operation == operation]
            yield _ComparedRow(
                group,
                operation,
                exact_sum(Decimal(line["quantity"]) for line in held),
                exact_sum(Decimal(line["monthly"]) for line in held),
                held[0]["unit"],
                tuple(dict.fromkeys(line["component"] for line in held)),
            )


def _cost(row: _ComparedRow, answered: Answered) -> LineCost | LineError:
    """AWS's cost of all lines of a row, or the first reason why one has none."""
    answers = answered.answers.get(row.group)
    if answers is None:
        return LineError(NOT_ANSWERED, answered.failure or "AWS's calculator was not asked")
    costs = []
    unit = None
    for line, answer in zip(sent_lines(row.group), answers, strict=True):
        if line.operation != row.operation:
            continue
        if isinstance(answer, LineError):
            return answer
        costs.append(answer.cost)
        unit = answer.unit
    return LineCost(exact_sum(costs), unit)


def _verified(row: _ComparedRow, cost: LineCost, names: Sequence[str]) -> VerifiedRow:
    difference = exact_difference(cost.cost, row.monthly)
    return VerifiedRow(
        service_code=row.group.service_code,
        usage_type=row.group.usage_type,
        operation=row.operation,
        components=row.components,
        launch_options=_distinct(names),
        quantity=row.quantity,
        unit=row.unit,
        aws_unit=cost.unit,
        monthly=row.monthly,
        aws_monthly=cost.cost,
        difference=difference,
        differs=abs(difference) > ROW_TOLERANCE,
    )


def _unpriced(row: _ComparedRow, error: LineError, names: Sequence[str]) -> UnpricedRow:
    return UnpricedRow(
        service_code=row.group.service_code,
        usage_type=row.group.usage_type,
        operation=row.operation,
        launch_options=_distinct(names),
        monthly=row.monthly,
        code=error.code,
        reason=error.reason,
    )


def _total(option: Document, rows: Sequence[_ComparedRow], answered: Answered) -> VerifiedOption:
    costs = [(row.monthly, _cost(row, answered)) for row in rows]
    priced = [(monthly, cost.cost) for monthly, cost in costs if isinstance(cost, LineCost)]
    ours = exact_sum(monthly for monthly, _ in priced)
    theirs = exact_sum(cost for _, cost in priced) if priced else None
    difference = None if theirs is None else exact_difference(theirs, ours)
    return VerifiedOption(
        launch_option=option["launch_option"],
        cpu_architecture=option["cpu_architecture"],
        savings_plan=option["savings_plan"],
        savings_plans=tuple(option.get("savings_plans", ())),
        monthly=Decimal(option["monthly"]),
        compared_monthly=ours,
        aws_monthly=theirs,
        difference=difference,
        difference_percent=_percent(difference, ours),
        differs=difference is not None and abs(difference) * 100 > ours * TOTAL_TOLERANCE_PERCENT,
    )


def _percent(difference: Decimal | None, whole: Decimal) -> Decimal | None:
    if difference is None or not whole:
        return None
    with localcontext(prec=100):
        return (difference * 100 / whole).quantize(_PERCENT_PLACES, rounding=ROUND_HALF_UP)


def _verdict(rows: Sequence[VerifiedRow], totals: Sequence[VerifiedOption]) -> VerificationVerdict:
    if not rows:
        return VerificationVerdict.NOT_PRICED
    differs = any(row.differs for row in rows) or any(total.differs for total in totals)
    return VerificationVerdict.DIFFERS if differs else VerificationVerdict.AGREES


def _incomparable(options: Sequence[GroupedOption]) -> Iterator[IncomparableLine]:
    """Each line once, with all the options that have it."""
    found: dict[tuple[str, str | None, str, str | None, str, str], list[str]] = {}
    for grouped in options:
        for line, reason in grouped.incomparable:
            usage_type = line["price"]["usage_type"]
            key = line["component"], line["service"], line["description"], usage_type, line["monthly"], reason
            found.setdefault(key, []).append(grouped.option["launch_option"])
    for (component, service, description, usage_type, monthly, reason), names in found.items():
        yield IncomparableLine(
            component=component,
            service=service,
            description=description,
            usage_type=usage_type,
            launch_options=_distinct(names),
            monthly=Decimal(monthly),
            reason=reason,
        )


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
