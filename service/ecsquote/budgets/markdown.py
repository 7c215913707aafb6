"""A budget check as a comment on a pull request: every budget, then the lines behind those that are not kept."""

from collections.abc import Iterator, Sequence

from ecsquote.budgets import words
from ecsquote.budgets.verdicts import SEVERITY
from ecsquote.contract.budget_checks import BudgetCheck, BudgetResult, BudgetVerdict
from ecsquote.quotes.exports.markdown import cell
from ecsquote.units import amounts_in

MOST_LINES = 10
MOST_NOTES = 20
_SIGNS = {
    BudgetVerdict.WITHIN: "✅ within",
    BudgetVerdict.WARNING: "⚠️ warning",
    BudgetVerdict.EXCEEDED: "❌ exceeded",
    BudgetVerdict.UNPRICED: "❓ unpriced",
}


def write_markdown(check: BudgetCheck) -> str:
    """GitHub's and GitLab's Markdown; figures in cents."""
    with amounts_in(check.currency):
        return "\n".join(_lines(check)) + "\n"


def _lines(check: BudgetCheck) -> Iterator[str]:
    yield f"### ECS budgets: {_SIGNS[check.verdict]}"
    yield ""
    yield "| Budget | Verdict | Now | Limit | Used | Base | Change |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for result in check.budgets:
        figures = (
            f"{words.dollars(result.spent)} {words.per(result)}",
            words.limit(result),
            words.used(result),
            words.dollars(result.base),
            words.change(result),
        )
        row = [cell(words.title(result)), _SIGNS[result.verdict], *map(cell, figures)]
        yield f"| {' | '.join(row)} |"
    for result in _told(check):
        yield from _budget(result)
    yield from _notes(check)
    if check.warnings:
        yield ""
        yield "<details><summary>About the prices</summary>"
        yield ""
        yield from (f"- {cell(warning)}" for warning in check.warnings)
        yield ""
        yield "</details>"
    yield ""
    yield f"{check.currency}, rounded to cents; price catalog {cell(', '.join(check.catalog_versions))}."


def _told(check: BudgetCheck) -> Sequence[BudgetResult]:
    """The budgets that are exceeded, unpriced or near their limit, worst first; if none is, the first with a change."""
    worst_first = sorted(check.budgets, key=lambda each: SEVERITY.index(each.verdict), reverse=True)
    broken = [result for result in worst_first if result.verdict is not BudgetVerdict.WITHIN]
    return broken or [result for result in check.budgets if result.change][:1]


def _budget(result: BudgetResult) -> Iterator[str]:
    owners = f" ({cell(', '.join(result.owners))})" if result.owners else ""
    yield ""
    yield f"**{cell(words.title(result))}**{owners}: {cell(result.scope)}"
    yield ""
    for sentence in words.sentences(result):
        yield f"- {cell(sentence)}"
    lines = words.shown_lines(result)
    if not lines:
        return
    yield ""
    yield "| For | Item | Base | Now | Change a month |"
    yield "|---|---|--:|--:|--:|"
    for line in lines[:MOST_LINES]:
        figures = (
            words.dollars(line.base_monthly),
            words.dollars(line.monthly),
            words.dollars(line.change, sign=True) if line.change else "-",
        )
        row = [words.place(result, line), f"{line.description} ({line.component})", *figures]
        yield f"| {' | '.join(map(cell, row))} |"
    left = max(0, len(lines) - MOST_LINES) + result.lines_left_out
    if left:
        yield ""
        yield f"… and {left} more"


def _notes(check: BudgetCheck) -> Iterator[str]:
    found = list(words.notes(check))
    if found:
        yield ""
    for note in found[:MOST_NOTES]:
        yield f"- {cell(note)}"
    if len(found) > MOST_NOTES:
        yield f"- … and {len(found) - MOST_NOTES} more"
