"""The cost of one workload with every version of the price catalog: one line per launch option."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from ecsquote.charts.analysis_answers import ShownHistory, ShownPriced, ShownVersion
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.lines import Line, line_encodings
from ecsquote.charts.money_axis import money_axis
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import priced_words, sentence, shortened
from ecsquote.counted import counted, listed
from ecsquote.errors import Fault, InputError
from ecsquote.units import dollars

HEIGHT = 320
MAX_DRAWN = 120
MAX_IN_DESCRIPTION = 8
MAX_VERSION_CHARACTERS = 24


def draw(answer: ShownHistory, wish: Wish) -> Drawing:
    """The newest versions that price something; InputError where none does."""
    versions = [each for each in answer.versions if any(option.monthly is not None for option in each.options)]
    if not versions:
        raise InputError("no version prices this workload", [Fault("/versions", "holds no priced option to draw")])
    shown = versions[-MAX_DRAWN:]
    among = [option for version in shown for option in version.options if option.monthly is not None]
    first, last = shown[0].published_at, shown[-1].published_at
    every = counted(len(answer.versions), "version")
    return Drawing(
        marks=_lines(shown, among, wish.palette),
        height=HEIGHT,
        title="The month by every version of the price catalog",
        subtitle=[f"USD a month; {len(shown)} of {every}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"],
        description=_description(shown, among),
    )


def _lines(versions: Sequence[ShownVersion], among: Sequence[ShownPriced], palette: Palette) -> alt.Chart:
    points: list[dict[str, Any]] = [
        {
            "version": shortened(version.version, MAX_VERSION_CHARACTERS),
            "published": f"{version.published_at:%Y-%m-%d}",
            "line": priced_words(option, among),
            "cost": float(option.monthly),
            "monthly": dollars(option.monthly),
        }
        for version in versions
        for option in version.options
        if option.monthly is not None
    ]
    named = {priced_words(option, among): option for option in among}
    lines = [
        Line(name, option.launch_option, f"{option.cpu_architecture} {option.savings_plan or ''}")
        for name, option in named.items()
    ]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(strokeWidth=2.5, interpolate="step-after", point={"size": 45, "filled": True})
        .encode(
            x=alt.X(
                "version:N",
                sort=None,
                title="catalog version",
                axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False),
            ),
            y=alt.Y(
                "cost:Q",
                axis=money_axis(max(point["cost"] for point in points), "USD a month"),
                scale=alt.Scale(zero=False, padding=12),
            ),
            tooltip=[
                alt.Tooltip("line:N", title="Launch option"),
                alt.Tooltip("version:N", title="Version"),
                alt.Tooltip("published:N", title="Published"),
                alt.Tooltip("monthly:N", title="A month"),
            ],
            **line_encodings(lines, palette),
        )
    )
    return chart


def _description(versions: Sequence[ShownVersion], among: Sequence[ShownPriced]) -> str:
    first, last = versions[0], versions[-1]
    before = {priced_words(option, among): option.monthly for option in first.options}
    moves = [
        f"{name} {dollars(was)} to {dollars(option.monthly)}"
        for option in last.options
        if option.monthly is not None and (was := before.get(name := priced_words(option, among))) is not None
    ]
    between = f"From version {shortened(first.version)} to {shortened(last.version)}, a month"
    return sentence(f"{between}: {listed(moves, MAX_IN_DESCRIPTION)}")
