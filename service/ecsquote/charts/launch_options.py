"""The monthly cost on every launch option: one bar per option, cheapest first, divided by cost component."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from ecsquote.calculator.components import ComponentGroup, component_entry, stack_order
from ecsquote.charts.answers import ShownOption, ShownQuote
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.legends import legend
from ecsquote.charts.money_axis import money_axis
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import option_words, sentence, shortened
from ecsquote.errors import Fault, InputError
from ecsquote.units import dollars

MAX_BARS = 24
ROW_HEIGHT = 46
BAR_HEIGHT = 20


def draw(quote: ShownQuote, wish: Wish) -> Drawing:
    """Return the available options; raises InputError if there is none."""
    options = [option for option in quote.options if option.available and option.monthly is not None]
    if not options:
        raise InputError("no launch option is available", [Fault("/options", "holds no available option to draw")])
    shown = options[:MAX_BARS]
    names = [_name(option, quote, options) for option in shown]
    totals = [
        {"row": row, "option": name, "monthly": dollars(option.monthly or Decimal(0))}
        for row, (option, name) in enumerate(zip(shown, names, strict=True))
    ]
    parts = list(_parts(shown, names))
    longest = max(float(option.monthly or 0) for option in shown)
    return Drawing(
        marks=alt.layer(_bars(parts, longest, wish.palette), *_labels(totals)),
        height=ROW_HEIGHT * len(shown),
        title=shortened(quote.name or "ECS workload"),
        subtitle=_subtitle(quote, options, shown),
        description=_description(quote, totals),
    )


def _name(option: ShownOption, quote: ShownQuote, among: Sequence[ShownOption]) -> str:
    words = option_words(option, among)
    return f"{words} (today)" if quote.runs_today(option) else words


def _parts(options: Sequence[ShownOption], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the pieces of every bar, one per component, each from where the one before it ends."""
    for row, (option, name) in enumerate(zip(options, names, strict=True)):
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for line in option.line_items:
            sums[line.component] += line.monthly
        end = Decimal(0)
        for component in sorted(sums, key=lambda each: (stack_order(each), each)):
            begin, end = end, end + sums[component]
            yield {
                "row": row,
                "option": name,
                "component": shortened(component_entry(component).label),
                "group": component_entry(component).group.value,
                "from": float(begin),
                "to": float(end),
                "monthly": dollars(sums[component]),
                "total": dollars(option.monthly or Decimal(0)),
            }


def _bars(parts: list[dict[str, Any]], longest: float, palette: Palette) -> alt.Chart:
    used = {part["group"] for part in parts}
    groups = [group.value for group in ComponentGroup]
    colours = dict(zip(groups, palette.series, strict=True))
    domain = [name for name in groups if name in used]
    bars: alt.Chart = (
        alt.Chart(alt.InlineData(values=parts))
        .mark_bar(height=BAR_HEIGHT, yOffset=9, stroke=palette.background, strokeWidth=1)
        .encode(
            y=_rows(),
            x=alt.X("from:Q", axis=money_axis(longest, "USD a month"), scale=alt.Scale(domain=[0, longest or 1])),
            x2=alt.X2("to:Q"),
            color=alt.Color(
                "group:N",
                scale=alt.Scale(domain=domain, range=[colours[name] for name in domain]),
                legend=legend(domain),
            ),
            tooltip=[
                alt.Tooltip("option:N", title="Launch option"),
                alt.Tooltip("component:N", title="Component"),
                alt.Tooltip("monthly:N", title="A month"),
                alt.Tooltip("total:N", title="Option's total"),
            ],
        )
    )
    return bars


def _labels(totals: list[dict[str, Any]]) -> tuple[alt.Chart, alt.Chart]:
    """The name above each bar, and at the right end what the month costs."""
    base = alt.Chart(alt.InlineData(values=totals)).encode(y=_rows())
    name = base.mark_text(align="left", dy=-13, limit={"expr": "max(60, width - 100)"}, fontSize=13).encode(
        x=alt.value(0), text=alt.Text("option:N")
    )
    total = base.mark_text(align="right", dy=-13, fontSize=13, fontWeight="bold").encode(
        x=alt.value("width"), text=alt.Text("monthly:N")
    )
    return name, total


def _rows() -> alt.Y:
    return alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))


def _subtitle(quote: ShownQuote, options: Sequence[ShownOption], shown: Sequence[ShownOption]) -> list[str]:
    lines = [f"USD a month in {shortened(quote.region, 40)}, cheapest first"]
    if len(shown) < len(options):
        lines.append(f"the {len(shown)} cheapest of {len(options)} available options")
    return lines


def _description(quote: ShownQuote, totals: Sequence[dict[str, Any]]) -> str:
    name = shortened(quote.name or "ECS workload")
    figures = ", ".join(f"{each['option']} {each['monthly']}" for each in totals)
    region = shortened(quote.region, 40)
    return sentence(f"What {name} costs a month in {region} on each launch option, cheapest first: {figures}")
