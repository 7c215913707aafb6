"""Budget results in words and cents, for tables and comments alike; every figure stays exact in JSON."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.contract.budget_checks import BudgetCheck, BudgetResult, BudgetVerdict, Cause, Check, CheckKind, Period
from ecsquote.units import currency_sign, decimal_string, to_cents

_TENTH = Decimal("0.1")
_PER = {Period.MONTH: "a month", Period.YEAR: "a year", Period.TASK: "a task"}
_BOUND = {
    CheckKind.LIMIT: "limit",
    CheckKind.CHANGE_AMOUNT: "allowed change",
    CheckKind.CHANGE_PERCENT: "allowed change",
}
_CENT = Decimal("0.01")
_SMALL_PLACES = Decimal("0.000001")


def title(result: BudgetResult) -> str:
    """The budget's name, and the workload where each is judged by itself."""
    return result.name if result.workload is None else f"{result.name}: {result.workload}"


def dollars(amount: Decimal | None, *, sign: bool = False) -> str:
    """Cents, half-up, with thousands apart; amounts under a cent (a task's) with six places; - for none."""
    if amount is None:
        return "-"
    small = amount and abs(amount) < _CENT
    shown = abs(amount.quantize(_SMALL_PLACES, rounding=ROUND_HALF_UP) if small else to_cents(amount))
    front = "-" if amount < 0 and shown else "+" if sign and shown else ""
    return f"{front}{currency_sign()}{decimal_string(shown) if small else f'{shown:,}'}"


def percent(share: Decimal | None, *, sign: bool = False) -> str:
    """One place, half-up: +30.0 %; - for none."""
    if share is None:
        return "-"
    shown = share.quantize(_TENTH, rounding=ROUND_HALF_UP)
    return f"{shown:{'+' if sign else ''},} %" if shown else "0.0 %"


def per(result: BudgetResult) -> str:
    """What the amounts are per, as in $5.00 a month."""
    return _PER[result.per]


def change(result: BudgetResult) -> str:
    """The change in dollars and percent: "+$12.00 (+30.0 %)"."""
    if result.change is None:
        return "-"
    share = f" ({percent(result.change_percent, sign=True)})" if result.change_percent is not None else ""
    return f"{dollars(result.change, sign=True)}{share}"


def limit(result: BudgetResult) -> str:
    """The limit on the costs, else the warning threshold; empty without either."""
    for check in result.checks:
        if check.kind is CheckKind.LIMIT:
            return dollars(check.warning_threshold if check.threshold is None else check.threshold)
    return ""


def used(result: BudgetResult) -> str:
    """The share of the limit that is used; empty without one."""
    found = [check for check in result.checks if check.kind is CheckKind.LIMIT and check.used_percent is not None]
    return percent(found[0].used_percent) if found else ""


def sentences(result: BudgetResult) -> Iterator[str]:
    """What each check found, those that are within left out where another is not."""
    told = [check for check in result.checks if check.verdict is not BudgetVerdict.WITHIN] or result.checks
    for check in told:
        yield _sentence(result, check)


def _sentence(result: BudgetResult, check: Check) -> str:
    reason = "" if check.reason is None else f" ({check.reason})"
    if check.figure is None:
        what = {
            CheckKind.LIMIT: "the limit",
            CheckKind.CHANGE_AMOUNT: "the change",
            CheckKind.CHANGE_PERCENT: "the change in percent",
        }
        return f"{what[check.kind]} cannot be checked{reason}"
    figure = _figure(result, check, check.figure)
    if check.verdict is BudgetVerdict.EXCEEDED:
        return f"{figure} is more than the {_BOUND[check.kind]} of {_threshold(check, check.threshold)}{reason}"
    if check.verdict is BudgetVerdict.WARNING:
        return f"{figure} is more than the warning threshold of {_threshold(check, check.warning_threshold)}{reason}"
    bound, name = check.threshold, _BOUND[check.kind]
    if bound is None:
        bound, name = check.warning_threshold, "warning threshold"
    return f"{figure} keeps to the {name} of {_threshold(check, bound)}{reason}"


def _figure(result: BudgetResult, check: Check, figure: Decimal) -> str:
    if check.kind is CheckKind.LIMIT:
        return f"{dollars(figure)} {per(result)}"
    if check.kind is CheckKind.CHANGE_AMOUNT:
        return f"a change of {dollars(figure, sign=True)} {per(result)}"
    return f"a change of {percent(figure, sign=True)}"


def _threshold(check: Check, threshold: Decimal | None) -> str:
    if check.kind is CheckKind.CHANGE_PERCENT:
        return f"{decimal_string(threshold or Decimal(0))} %"
    return dollars(threshold)


def place(result: BudgetResult, line: Cause) -> str:
    """What a line belongs to: the workload where there are several, the service where it is of one."""
    names = [line.workload] if len(result.workloads) > 1 else []
    return ": ".join([*names, line.service or line.component])


def shown_lines(result: BudgetResult) -> Sequence[Cause]:
    """The lines that changed; all of a limit that is not kept where none did."""
    changed = [line for line in result.lines if line.change]
    return changed or (result.lines if result.verdict in (BudgetVerdict.WARNING, BudgetVerdict.EXCEEDED) else ())


def options(result: BudgetResult) -> Iterator[str]:
    """How each workload is priced, as in: checkout is priced on Fargate, what runs today."""
    for each in result.workloads:
        if each.launch_option is None or each.launch_option_chosen is None:
            continue
        words = f"{each.name} is priced on {LaunchOption(each.launch_option).words}, {each.launch_option_chosen}"
        if each.base_launch_option not in (None, each.launch_option):
            words += f"; the base on {LaunchOption(each.base_launch_option).words}"
        yield words


def notes(check: BudgetCheck) -> Iterator[str]:
    """Notes besides the budgets: what has no price, what no budget selects, and unused budgets."""
    for name, reason in check.unpriced_workloads.items():
        yield f"{name} cannot be priced: {reason}"
    if check.unbudgeted_workloads:
        yield f"no budget selects {', '.join(check.unbudgeted_workloads)}"
    if check.unused_budgets:
        yield f"select none of these workloads: {', '.join(check.unused_budgets)}"
    for state in ("new", "removed"):
        names = {each.name: None for result in check.budgets for each in result.workloads if each.state == state}
        if names:
            yield f"{state}: {', '.join(names)}"
    yield from dict.fromkeys(words for result in check.budgets for words in options(result))
