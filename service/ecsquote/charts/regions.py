"""The cost of the workload in each Region on its cheapest launch option, cheapest Region first."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.charts.analysis_answers import ShownComparison, ShownRegion
from ecsquote.charts.answers import ShownOption
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.legends import legend
from ecsquote.charts.lines import colour_of
from ecsquote.charts.money_axis import money_axis
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import option_words, sentence, shortened
from ecsquote.counted import listed
from ecsquote.errors import Fault, InputError
from ecsquote.units import dollars

ROW_HEIGHT = 26
ROOM_FOR_FIGURES = 96
MAX_IN_DESCRIPTION = 10
MAX_NAMED = 4


def draw(answer: ShownComparison, wish: Wish) -> Drawing:
    """The Regions with an available option; InputError where none has."""
    found = [(region, option) for region in answer.regions if (option := _cheapest(region)) is not None]
    if not found:
        raise InputError("no launch option is available", [Fault("/regions", "hold no available option to draw")])
    found.sort(key=lambda pair: (pair[1].monthly, pair[0].region))
    among = [option for region in answer.regions for option in region.options]
    rows: list[dict[str, Any]] = [
        {
            "region": shortened(region.region, 24),
            "cost": float(option.monthly or 0),
            "monthly": dollars(option.monthly or Decimal(0)),
            "option": option_words(option, among),
            "launch_option": option.launch_option.words,
        }
        for region, option in found
    ]
    priced = {region.region for region, _ in found}
    return Drawing(
        marks=alt.layer(*_bars(rows, list(dict.fromkeys(option.launch_option for _, option in found)), wish.palette)),
        height=ROW_HEIGHT * len(rows) + 8,
        title="Cheapest launch option by Region",
        subtitle=_subtitle([region.region for region in answer.regions if region.region not in priced]),
        description=sentence(
            "The cheapest option in each Region, a month: "
            + listed([f"{row['region']} {row['monthly']} ({row['option']})" for row in rows], MAX_IN_DESCRIPTION)
        ),
    )


def _bars(rows: list[dict[str, Any]], options: Sequence[LaunchOption], palette: Palette) -> tuple[alt.Chart, alt.Chart]:
    colours = alt.Scale(domain=[one.words for one in options], range=[colour_of(one, palette) for one in options])
    longest = max(row["cost"] for row in rows)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("region:N", sort=None, title=None, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.1))
    )
    # the scale ends before the picture does, so that every figure has room next to its bar
    scale = alt.Scale(domain=[0, longest or 1], rangeMax={"expr": f"max(40, width - {ROOM_FOR_FIGURES})"}, nice=False)
    bars = base.mark_bar().encode(
        x=alt.X("cost:Q", axis=money_axis(longest, "USD a month"), scale=scale),
        color=alt.Color("launch_option:N", scale=colours, legend=legend([one.words for one in options])),
        tooltip=[
            alt.Tooltip("region:N", title="Region"),
            alt.Tooltip("option:N", title="Cheapest"),
            alt.Tooltip("monthly:N", title="A month"),
        ],
    )
    figures = base.mark_text(align="left", dx=6).encode(x=alt.X("cost:Q", scale=scale), text=alt.Text("monthly:N"))
    return bars, figures


def _cheapest(region: ShownRegion) -> ShownOption | None:
    priced = [option for option in region.options if option.available and option.monthly is not None]
    return min(priced, key=lambda option: option.monthly or Decimal(0), default=None)


def _subtitle(missing: Sequence[str]) -> list[str]:
    lines = ["USD a month, cheapest Region first"]
    if missing:
        lines.append(f"nothing is available in {listed([shortened(name, 24) for name in missing], MAX_NAMED)}")
    return lines
