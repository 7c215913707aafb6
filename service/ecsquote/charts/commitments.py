"""The monthly cost by hourly Savings Plan commitment: one line per launch option and plan, with the best point."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from ecsquote.calculator.savings_plans.names import plan_words
from ecsquote.charts.analysis_answers import ShownCommitments, ShownCurve
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.lines import Line, haloed, line_encodings
from ecsquote.charts.money_axis import money_axis
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import hourly_dollars, sentence
from ecsquote.errors import Fault, InputError
from ecsquote.units import dollars

HEIGHT = 340
MAX_LINES = 12


def draw(answer: ShownCommitments, wish: Wish) -> Drawing:
    """The curves that there are, cheapest best first; InputError where there is none."""
    curves = [curve for curve in answer.curves if curve.best is not None and curve.curve]
    if not curves:
        raise InputError("no curve to draw", [Fault("/curves", "holds no launch option that a plan covers")])
    shown = curves[:MAX_LINES]
    bests = list(_bests(shown))
    return Drawing(
        marks=alt.layer(_lines(shown, wish.palette), *_marks(bests, wish.palette)),
        height=HEIGHT,
        title="Cost against Savings Plan commitment",
        subtitle=_subtitle(curves, shown),
        description=_description(shown),
    )


def _name(curve: ShownCurve) -> str:
    return f"{curve.launch_option.words}, {plan_words(curve.savings_plan)}"


def _lines(curves: Sequence[ShownCurve], palette: Palette) -> alt.Chart:
    points: list[dict[str, Any]] = [
        {
            "line": _name(curve),
            "commitment": float(point.hourly_commitment),
            "cost": float(point.monthly),
            "monthly": dollars(point.monthly),
            "hourly": hourly_dollars(point.hourly_commitment),
        }
        for curve in curves
        for point in curve.curve
    ]
    lines = [Line(_name(curve), curve.launch_option, plan_words(curve.savings_plan)) for curve in curves]
    largest = max(row["cost"] for row in points)
    hourly = max(row["commitment"] for row in points)
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X(
                "commitment:Q", axis=money_axis(hourly, "USD committed an hour"), scale=alt.Scale(nice=False, zero=True)
            ),
            y=alt.Y("cost:Q", axis=money_axis(largest, "USD a month"), scale=alt.Scale(zero=False)),
            tooltip=[
                alt.Tooltip("line:N", title="Option and plan"),
                alt.Tooltip("hourly:N", title="Committed an hour"),
                alt.Tooltip("monthly:N", title="A month"),
            ],
            **line_encodings(lines, palette),
        )
    )
    return chart


def _bests(curves: Sequence[ShownCurve]) -> Iterator[dict[str, Any]]:
    widest = max(point.hourly_commitment for curve in curves for point in curve.curve)
    for number, curve in enumerate(curves):
        if (best := curve.best) is not None:
            yield {
                "line": _name(curve),
                "commitment": float(best.hourly_commitment),
                "cost": float(best.monthly),
                "right": best.hourly_commitment > widest / 2,
                "label": f"{hourly_dollars(best.hourly_commitment)} an hour: {dollars(best.monthly)}"
                if not number
                else "",
            }


def _marks(bests: list[dict[str, Any]], palette: Palette) -> Iterator[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=bests)).encode(x=alt.X("commitment:Q"), y=alt.Y("cost:Q"))
    yield base.mark_point(size=130, filled=False, strokeWidth=2.5, color=palette.mark)
    for right in (False, True):
        labels = [row for row in bests if row["right"] is right and row["label"]]
        side = base.properties(data=alt.InlineData(values=labels)).encode(text=alt.Text("label:N"))
        if labels:
            yield from haloed(side, palette, align="right" if right else "left", dy=16, fontWeight="bold")


def _subtitle(curves: Sequence[ShownCurve], shown: Sequence[ShownCurve]) -> list[str]:
    lines = ["USD a month; rings mark each plan's best commitment"]
    if len(shown) < len(curves):
        lines.append(f"the {len(shown)} cheapest of {len(curves)} options and plans")
    return lines


def _description(curves: Sequence[ShownCurve]) -> str:
    return sentence("; ".join(_best_words(curve) for curve in curves))


def _best_words(curve: ShownCurve) -> str:
    if curve.best is None:
        return f"{_name(curve)}: not available"
    best = f"best at {hourly_dollars(curve.best.hourly_commitment)} an hour, {dollars(curve.best.monthly)} a month"
    without = "" if curve.without_plan is None else f", without a plan {dollars(curve.without_plan)}"
    return f"{_name(curve)}: {best}{without}"
