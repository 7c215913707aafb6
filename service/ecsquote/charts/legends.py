"""Legends above a chart, in as many columns as fit: on a page, charts may be as narrow as a phone."""

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt

from ecsquote.charts.chart import FILE_WIDTH

MAX_COLUMNS = 4
_AXIS_WIDTH = 60
_SYMBOL_WIDTH, _CHARACTER_WIDTH = 44, 6.6
"""Pixels: the symbol with the space around it, and a character of a label on average."""


def legend(names: Sequence[str], *, orient: Literal["top", "bottom"] = "top", **more: Any) -> alt.Legend:
    """A legend of these names, in columns as wide as the longest of them."""
    column = _SYMBOL_WIDTH + _CHARACTER_WIDTH * max(map(len, names), default=1)
    # not `width`, which follows the layout: a legend that grows while it is laid out pushes the title out of sight
    room = f"(isValid(containerSize()[0]) ? containerSize()[0] - {_AXIS_WIDTH} : {FILE_WIDTH})"
    columns = {"expr": f"clamp(floor({room} / {column:.0f}), 1, {MAX_COLUMNS})"}
    return alt.Legend(orient=orient, columns=columns, **more)
