"""Check budgets: each one's costs, now and in the base, against its thresholds, with the lines that caused it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ecsquote.budgets.budget import Budget
from ecsquote.budgets.causes import MOST, causes
from ecsquote.budgets.spending import Lines, Spending, spending
from ecsquote.budgets.verdicts import Thresholds, exact_dollars, worst
from ecsquote.budgets.workloads import Absent, CheckedWorkload, PricedQuote, Side, Unpriced
from ecsquote.contract.budget_checks import (
    BudgetCheck,
    BudgetResult,
    BudgetVerdict,
    Check,
    CheckKind,
    CountedWorkload,
    Period,
)
from ecsquote.counted import listed
from ecsquote.errors import Fault, InputError
from ecsquote.quotes.missing import is_at_least, lacks_workload, missing_in_short
from ecsquote.units import ExactDecimal, to_decimal

MONTHS_PER_YEAR = 12
MOST_NAMES = 3


def check_budgets(budgets: Sequence[Budget], workloads: Sequence[CheckedWorkload]) -> BudgetCheck:
    """Judge every budget; InputError where none of them selects any of the workloads."""
    groups = [(budget, group) for budget in budgets for group in _groups(budget, workloads)]
    if not groups:
        names = ", ".join(workload.name for workload in workloads[:5])
        message = f"no budget selects any workload ({names}): nothing would be checked"
        raise InputError(message, [Fault("/budgets", message)])
    results = tuple(_result(budget, group) for budget, group in groups)
    selected = {workload.name for _, group in groups for workload in group}
    used = {budget.name for budget, _ in groups}
    unpriced = {workload.name: reason for workload in workloads if (reason := _no_price(workload)) is not None}
    sides = [side for workload in workloads for side in (workload.head, workload.base)]
    catalogs = [side.document["catalog"] for side in sides if isinstance(side, PricedQuote)]
    return BudgetCheck(
        verdict=worst((*(result.verdict for result in results), *(BudgetVerdict.UNPRICED for _ in unpriced))),
        currency=_currency(sides),
        budgets=results,
        unpriced_workloads=unpriced,
        unbudgeted_workloads=tuple(workload.name for workload in workloads if workload.name not in selected),
        unused_budgets=tuple(budget.name for budget in budgets if budget.name not in used),
        catalog_versions=tuple(dict.fromkeys(each["version"] for each in catalogs)),
        warnings=tuple(
            dict.fromkeys((*_price_warnings(sides), *_advice_warnings(workloads), *_missing_warnings(workloads)))
        ),
    )


def _currency(sides: Iterable[Side]) -> str:
    """The one currency of all quotes; amounts in several are never added."""
    held = {side.document["currency"]: side.document["region"] for side in sides if isinstance(side, PricedQuote)}
    if len(held) > 1:
        found = " and ".join(f"{region} in {currency}" for currency, region in sorted(held.items()))
        message = f"{found} cannot be checked together: amounts in different currencies are never added"
        raise InputError(message, [Fault("/budgets", message)])
    return next(iter(held), "USD")


def _price_warnings(sides: Iterable[Side]) -> Iterator[str]:
    for side in sides:
        if isinstance(side, PricedQuote):
            yield from side.document["catalog"]["warnings"]


def _advice_warnings(workloads: Iterable[CheckedWorkload]) -> Iterator[str]:
    """A budget needs totals only: requests whose advice is not priced are named."""
    for workload in workloads:
        head = workload.head
        if isinstance(head, PricedQuote) and head.document["request"].get("advice") and head.document["advice"] is None:
            yield f"{workload.name}: a budget check prices no advice; `ecsquote quote` does"


def _missing_warnings(workloads: Iterable[CheckedWorkload]) -> Iterator[str]:
    """Workloads whose files leave usage open: they are judged on what is known."""
    for workload in workloads:
        head = workload.head
        if isinstance(head, PricedQuote) and is_at_least(head.document) and not lacks_workload(head.document):
            yield f"{workload.name}: it is at least this: {missing_in_short(head.document)}"


def _groups(budget: Budget, workloads: Sequence[CheckedWorkload]) -> Iterator[tuple[CheckedWorkload, ...]]:
    """The workloads that are judged together."""
    selected = tuple(workload for workload in workloads if workload.falls_under(budget))
    if budget.each is not None:
        yield from ((workload,) for workload in selected)
    elif selected:
        yield selected


def _no_price(workload: CheckedWorkload) -> str | None:
    """Why a workload that should run has no price on any option; None where it has one."""
    head = workload.head
    if isinstance(head, Unpriced):
        return head.reason
    if isinstance(head, Absent) or any(row["available"] for row in head.document["options"]):
        return None
    return "; ".join(dict.fromkeys(row["unavailable_reason"] for row in head.document["options"]))


@dataclass(frozen=True, slots=True)
class _Counted:
    workload: CheckedWorkload
    head: Spending
    base: Spending


@dataclass(frozen=True, slots=True)
class _Figure:
    """A sum over workloads; `known` is the part that has a price, `reason` why it is not all."""

    value: Fraction | None
    known: Fraction
    reason: str | None


def _result(budget: Budget, group: Sequence[CheckedWorkload]) -> BudgetResult:
    counted = [_Counted(each, spending(each.head, budget), spending(each.base, budget)) for each in group]
    spent = _figure(budget, [(each.workload.name, each.head) for each in counted])
    base = _figure(budget, [(each.workload.name, each.base) for each in counted])
    checks = tuple(_checks(budget, spent, base))
    lines = causes([(each.workload.name, each.head.lines, _base_lines(each.base)) for each in counted])
    change = None if spent.value is None or base.value is None else spent.value - base.value
    return BudgetResult(
        name=budget.name,
        workload=None if budget.each is None else group[0].name,
        owners=budget.owners,
        verdict=worst(check.verdict for check in checks),
        per=budget.per,
        scope=_scope(budget),
        spent=_shown(spent.value),
        base=_shown(base.value),
        change=_shown(change),
        change_percent=to_decimal(change * 100 / base.value) if change is not None and base.value else None,
        checks=checks,
        workloads=tuple(_counted_workload(budget, each) for each in counted),
        lines=tuple(lines[:MOST]),
        lines_left_out=max(0, len(lines) - MOST),
        budget=budget.model_dump(mode="json"),
    )


def _base_lines(base: Spending) -> Lines | None:
    return None if base.monthly is None else base.lines


def _figure(budget: Budget, spendings: Sequence[tuple[str, Spending]]) -> _Figure:
    """USD per the budget's period, over all workloads."""
    known = sum((Fraction(each.monthly) for _, each in spendings if each.monthly is not None), Fraction(0))
    reasons = list(_reasons((name, each.reason) for name, each in spendings if each.reason is not None))
    if budget.per is Period.YEAR:
        known *= MONTHS_PER_YEAR
    elif budget.per is Period.TASK and not reasons:
        present = [each for _, each in spendings if each.tasks]
        tasks = sum((each.tasks or Fraction(0) for each in present), Fraction(0))
        if len({each.tasks_are_runs for each in present}) > 1:
            reasons = ["per task divides by running tasks or by runs, not both: select services of one kind"]
        elif known and not tasks:
            reasons = ["no task runs to divide by"]
        known = known / tasks if tasks else Fraction(0)
    elif budget.per is Period.TASK:
        known = Fraction(0)
    return _Figure(None, known, "; ".join(reasons)) if reasons else _Figure(known, known, None)


def _reasons(reasons: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Each reason once, behind the workloads that it is about."""
    about: defaultdict[str, list[str]] = defaultdict(list)
    for name, reason in reasons:
        about[reason].append(name)
    for reason, names in about.items():
        yield f"{listed(names, MOST_NAMES)}: {reason}"


def _checks(budget: Budget, spent: _Figure, base: _Figure) -> Iterator[Check]:
    if budget.limit is not None:
        limit = Thresholds(CheckKind.LIMIT, budget.limit.amount, budget.limit.warning_amount)
        yield _limit_check(limit, spent)
    if (change := budget.change) is None:
        return
    for thresholds in (
        Thresholds(CheckKind.CHANGE_AMOUNT, change.amount, change.warning_amount),
        Thresholds(CheckKind.CHANGE_PERCENT, change.percent, change.warning_percent),
    ):
        if thresholds.hard is None and thresholds.warning is None:
            continue
        if spent.value is None or base.value is None:
            reasons = dict.fromkeys(figure.reason for figure in (spent, base) if figure.reason)
            yield thresholds.said(BudgetVerdict.UNPRICED, reason="; ".join(reasons))
        else:
            yield _change_check(thresholds, spent.value, base.value)


def _limit_check(limit: Thresholds, spent: _Figure) -> Check:
    """What is priced may be too much already, whatever the rest costs."""
    if spent.value is not None:
        return limit.judge(spent.value)
    known = limit.judge(spent.known)
    if known.verdict is BudgetVerdict.EXCEEDED:
        return limit.said(BudgetVerdict.EXCEEDED, spent.known, f"at least this much; {spent.reason}")
    return limit.said(BudgetVerdict.UNPRICED, reason=spent.reason)


def _change_check(thresholds: Thresholds, spent: Fraction, base: Fraction) -> Check:
    if thresholds.kind is CheckKind.CHANGE_AMOUNT:
        return thresholds.judge(spent - base)
    if base:
        return thresholds.judge((spent - base) * 100 / base)
    if spent:
        reason = "new: without a base there is no percentage; use limit or change.amount"
        return thresholds.said(BudgetVerdict.WARNING, reason=reason)
    return thresholds.judge(Fraction(0))


def _counted_workload(budget: Budget, each: _Counted) -> CountedWorkload:
    head, base, name = each.head, each.base, each.workload.name
    options = [side.launch_option.value if side.launch_option else None for side in (head, base)]
    return CountedWorkload(
        name=name,
        state=_state(each.workload),
        launch_option=options[0],
        launch_option_chosen=head.chosen,
        spent=_shown(_figure(budget, [(name, head)]).value),
        base=_shown(_figure(budget, [(name, base)]).value),
        base_launch_option=options[1],
        reason=head.reason or (base.reason if budget.change is not None else None),
    )


def _state(workload: CheckedWorkload) -> str:
    if isinstance(workload.head, Absent):
        return "removed"
    if isinstance(workload.base, Absent):
        return "new"
    return "changed" if isinstance(workload.base, PricedQuote) else "alone"


def _scope(budget: Budget) -> str:
    """The filters in words: "workload checkout-*, component nat_gateway"; "everything"."""
    filters = (
        ("workload", budget.workload),
        ("Region", budget.region),
        ("service", budget.service),
        ("component", budget.component),
        ("launch option", (budget.launch_option.value,) if budget.launch_option else ()),
    )
    return ", ".join(f"{name} {' or '.join(values)}" for name, values in filters if values) or "everything"


def _shown(value: Fraction | None) -> ExactDecimal | None:
    return None if value is None else exact_dollars(value)
