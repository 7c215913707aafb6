"""The cost of a month on Spot at past prices, typical and high, next to the quote's figure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from ecsquote.charts.answers import ShownOption, ShownQuote, ShownSpotMonth
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.legends import legend
from ecsquote.charts.lines import colour_of
from ecsquote.charts.money_axis import money_axis
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import option_words, sentence, shortened
from ecsquote.errors import Fault, InputError
from ecsquote.units import dollars

ROW_HEIGHT = 70
MAX_ROWS = 12
BAR_SIZE = 10
SHAPES = {
    "as quoted": "diamond",
    "typical (median)": "circle",
    "mean": "cross",
    "high (95th percentile)": "square",
}


def draw(quote: ShownQuote, wish: Wish) -> Drawing:
    """The Spot options whose prices have a history; InputError where none has."""
    found = [
        (option, option.spot_month, option.monthly)
        for option in quote.options
        if option.available and option.spot_month is not None and option.monthly is not None
    ][:MAX_ROWS]
    if not found:
        message = "holds no Spot option with a spot_month: the catalog has no history of its prices"
        raise InputError("no Spot price has a history", [Fault("/options", message)])
    names = [option_words(option, quote.options) for option, _, _ in found]
    rows = [
        _row(row, name, option, month, today)
        for row, (name, (option, month, today)) in enumerate(zip(names, found, strict=True))
    ]
    return Drawing(
        marks=alt.layer(*_marks(rows, found, wish.palette)),
        height=ROW_HEIGHT * len(rows),
        title=f"Spot prices' range: {shortened(quote.name, 50)}" if quote.name else "Spot prices' range",
        subtitle=[f"USD a month in {shortened(quote.region, 40)} by the Spot prices of the past"],
        description=sentence("What a month on Spot has cost: " + "; ".join(row["words"] for row in rows)),
    )


def _row(row: int, name: str, option: ShownOption, month: ShownSpotMonth, today: Decimal) -> dict[str, Any]:
    figures = f"typical {dollars(month.p50)}, high {dollars(month.p95)}"
    points = (month.p50, month.mean, month.p95, today)
    return {
        "row": row,
        "option": name,
        "low": float(min(points)),
        "high": float(max(points)),
        "figures": f"{figures}, as quoted {dollars(today)}",
        "words": f"{name} {figures}, mean {dollars(month.mean)}, as quoted {dollars(today)}",
        "launch_option": option.launch_option,
    }


def _points(found: Sequence[tuple[ShownOption, ShownSpotMonth, Decimal]]) -> Iterator[dict[str, Any]]:
    for row, (_, month, today) in enumerate(found):
        for kind, figure in zip(SHAPES, (today, month.p50, month.mean, month.p95), strict=True):
            yield {"row": row, "kind": kind, "cost": float(figure), "monthly": dollars(figure)}


def _marks(
    rows: list[dict[str, Any]], found: Sequence[tuple[ShownOption, ShownSpotMonth, Decimal]], palette: Palette
) -> Iterator[alt.Chart]:
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    largest = max(row["high"] for row in rows)
    x = alt.X("low:Q", axis=money_axis(largest, "USD a month"), scale=alt.Scale(zero=False, padding=24))
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y)
    colours = {row["launch_option"]: colour_of(row["launch_option"], palette) for row in rows}
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    bar = base.mark_bar(height=BAR_SIZE, yOffset=22, opacity=0.55, cornerRadius=BAR_SIZE / 2)
    yield bar.encode(x=x, x2=alt.X2("high:Q"), color=alt.Color("launch_option:N", scale=scale, legend=None))
    points = alt.Chart(alt.InlineData(values=list(_points(found)))).mark_point(
        yOffset=22, size=90, filled=True, opacity=1, color=palette.mark
    )
    yield points.encode(
        y=y,
        x=alt.X("cost:Q"),
        shape=alt.Shape(
            "kind:N",
            scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
            legend=legend(list(SHAPES), symbolFillColor=palette.mark, symbolStrokeColor=palette.mark),
        ),
        tooltip=[alt.Tooltip("kind:N", title="Which"), alt.Tooltip("monthly:N", title="A month")],
    )
    name = base.mark_text(align="left", dy=-20, fontSize=13, limit={"expr": "width"})
    yield name.encode(x=alt.value(0), text=alt.Text("option:N"))
    figures = base.mark_text(align="left", dy=-1, color=palette.faint, limit={"expr": "width"})
    yield figures.encode(x=alt.value(0), text=alt.Text("figures:N"))
