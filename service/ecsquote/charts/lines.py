"""The common parts of line charts: one colour per launch option, and dashes for its variants."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.charts.legends import legend
from ecsquote.charts.theme import Palette

DASHES = ([1, 0], [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [4, 2])
HALO_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name in the legend, its launch option (a colour), and its variant."""

    name: str
    launch_option: LaunchOption
    variant: str = ""


def colour_of(option: LaunchOption, palette: Palette) -> str:
    """The colour of a launch option."""
    return palette.series[list(LaunchOption).index(option) % len(palette.series)]


def line_encodings(lines: Sequence[Line], palette: Palette, field: str = "line") -> dict[str, Any]:
    """Colour and dash of lines that `field` names, in one legend."""
    variants = list(dict.fromkeys(line.variant for line in lines))
    names = [line.name for line in lines]
    strokes = legend(names, symbolType="stroke", symbolStrokeWidth=3, symbolSize=300)
    colours = alt.Scale(domain=names, range=[colour_of(line.launch_option, palette) for line in lines])
    encodings: dict[str, Any] = {"color": alt.Color(field, type="nominal", scale=colours, legend=strokes)}
    if len(variants) > 1:
        dashes = [DASHES[variants.index(line.variant) % len(DASHES)] for line in lines]
        scale = alt.Scale(domain=names, range=dashes)
        encodings["strokeDash"] = alt.StrokeDash(field, type="nominal", scale=scale, legend=strokes)
    return encodings


def haloed(text: alt.Chart, palette: Palette, **properties: Any) -> tuple[alt.Chart, alt.Chart]:
    """A text mark that stays readable where it crosses a line, and in its half of the picture."""
    properties["limit"] = {"expr": "max(80, width / 2)"}
    halo = text.mark_text(**properties, stroke=palette.background, strokeWidth=HALO_WIDTH, strokeJoin="round")
    return halo, text.mark_text(**properties)
