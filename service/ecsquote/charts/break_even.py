"""The monthly cost along an axis, one line per option, with the points at which the cheapest option changes."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from ecsquote.charts.analysis_answers import ShownBreakEven, ShownPriced, ShownStretch
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.lines import Line, haloed, line_encodings
from ecsquote.charts.money_axis import money_axis
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import priced_words, sentence, shortened
from ecsquote.contract.axis import Axis
from ecsquote.counted import listed
from ecsquote.errors import Fault, InputError
from ecsquote.units import dollars

HEIGHT = 340
MAX_LABELS = 5
_AXES = {
    Axis.TASKS: "number of tasks",
    Axis.HOURS_PER_WEEK: "hours a week",
    Axis.CAPACITY_PERCENT: "% of the instances' capacity used",
}


def draw(answer: ShownBreakEven, wish: Wish) -> Drawing:
    """The options that have a price somewhere on the axis; InputError where none has."""
    among = [option for point in answer.points for option in point.options if option.monthly is not None]
    if not among:
        raise InputError("no launch option is available", [Fault("/points", "holds no available option to draw")])
    lines = {priced_words(option, among): option for option in among}
    shown = _shown_up_to(answer)
    points = [row for row in _points(answer, among) if row["value"] <= shown]
    changes = [stretch for stretch in answer.stretches[1:] if stretch.cheapest and stretch.cheapest.monthly is not None]
    marked = list(_marked(changes[:MAX_LABELS], among, shown))
    return Drawing(
        marks=alt.layer(
            _lines(
                points,
                [Line(name, option.launch_option, _variant(option)) for name, option in lines.items()],
                answer.axis,
                wish.palette,
            ),
            *_marks(marked, wish.palette),
        ),
        height=HEIGHT,
        title=_title(answer),
        subtitle=_subtitle(answer, changes, shown),
        description=_description(answer, among, changes),
    )


def _variant(option: ShownPriced) -> str:
    return f"{option.cpu_architecture} {option.savings_plan or ''}"


def _shown_up_to(answer: ShownBreakEven) -> int:
    """As far as something happens: three times the last break-even, at least 16, at most the last point."""
    last = max(point.value for point in answer.points)
    if answer.axis is not Axis.TASKS or len(answer.stretches) == 1:
        return last
    wanted = max(16, 3 * answer.stretches[-1].first)
    return min((point.value for point in answer.points if point.value >= wanted), default=last)


def _points(answer: ShownBreakEven, among: Sequence[ShownPriced]) -> Iterator[dict[str, Any]]:
    for point in answer.points:
        for option in point.options:
            if option.monthly is not None:
                yield {
                    "value": point.value,
                    "cost": float(option.monthly),
                    "line": priced_words(option, among),
                    "monthly": dollars(option.monthly),
                }


def _marked(changes: Sequence[ShownStretch], among: Sequence[ShownPriced], shown: int) -> Iterator[dict[str, Any]]:
    for number, change in enumerate(changes):
        if (best := change.cheapest) is not None and best.monthly is not None:
            yield {
                "value": change.first,
                "cost": float(best.monthly),
                "place": 12 + 17 * number,
                "right": change.first > shown / 2,
                "label": f"from {change.first:,}: {priced_words(best, among)}, {dollars(best.monthly)}",
            }


def _lines(points: list[dict[str, Any]], lines: Sequence[Line], axis: Axis, palette: Palette) -> alt.Chart:
    largest = max(row["cost"] for row in points)
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(strokeWidth=2.5, point={"size": 22, "filled": True})
        .encode(
            x=alt.X(
                "value:Q", title=_AXES[axis], scale=alt.Scale(nice=False), axis=alt.Axis(tickMinStep=1, grid=False)
            ),
            y=alt.Y("cost:Q", axis=money_axis(largest, "USD a month")),
            tooltip=[
                alt.Tooltip("line:N", title="Launch option"),
                alt.Tooltip("value:Q", title=_AXES[axis].capitalize(), format=","),
                alt.Tooltip("monthly:N", title="A month"),
            ],
            **line_encodings(lines, palette),
        )
    )
    return chart


def _marks(marked: list[dict[str, Any]], palette: Palette) -> Iterator[alt.Chart]:
    if not marked:
        return
    base = alt.Chart(alt.InlineData(values=marked)).encode(x=alt.X("value:Q"))
    yield base.mark_rule(strokeDash=[4, 4], color=palette.faint)
    yield base.mark_point(size=130, filled=False, strokeWidth=2.5, color=palette.mark).encode(y=alt.Y("cost:Q"))
    for right in (False, True):
        labels = [row for row in marked if row["right"] is right]
        side = base.properties(data=alt.InlineData(values=labels)).encode(
            y=alt.Y("place:Q", scale=None), text=alt.Text("label:N")
        )
        if labels:
            yield from haloed(
                side, palette, align="right" if right else "left", dx=-6 if right else 6, baseline="middle"
            )


def _title(answer: ShownBreakEven) -> str:
    of = f": {shortened(answer.service, 40)}" if answer.service else ""
    return f"Where the cheapest launch option changes{of}"


def _subtitle(answer: ShownBreakEven, changes: Sequence[ShownStretch], shown: int) -> list[str]:
    last = answer.points[-1].value
    beyond = [f"drawn up to {shown:,}; tried up to {last:,}"] if shown < last else []
    return [*_changes_words(answer, changes), *beyond]


def _changes_words(answer: ShownBreakEven, changes: Sequence[ShownStretch]) -> list[str]:
    if not changes:
        return [f"USD a month; the same option is the cheapest at any {_AXES[answer.axis]}"]
    if len(changes) > MAX_LABELS:
        return [f"USD a month; the first {MAX_LABELS} of {len(changes)} changes are marked"]
    return ["USD a month; rings mark where another option becomes the cheapest"]


def _description(answer: ShownBreakEven, among: Sequence[ShownPriced], changes: Sequence[ShownStretch]) -> str:
    first = answer.stretches[0]
    best = first.cheapest
    opening = f"At {_counted(first.first, answer.axis)} no option is available"
    if best is not None and best.monthly is not None:
        words = f"{priced_words(best, among)}, {dollars(best.monthly)} a month"
        opening = f"At {_counted(first.first, answer.axis)} the cheapest option is {words}"
    later = [
        f"from {change.first:,} it is {priced_words(change.cheapest, among)}, {dollars(change.cheapest.monthly)}"
        for change in changes
        if change.cheapest is not None and change.cheapest.monthly is not None
    ]
    return sentence(f"{opening}; {listed(later, 12)}" if later else f"{opening}, and stays so to {first.last:,}")


def _counted(value: int, axis: Axis) -> str:
    """A value of the axis in words: "1 task"."""
    return (
        "1 task" if axis is Axis.TASKS and value == 1 else f"{value:,} {'tasks' if axis is Axis.TASKS else _AXES[axis]}"
    )
