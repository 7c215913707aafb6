"""Colours and letters of every chart, light and dark.

Each colour stands out from its background by 3:1 or more (WCAG 2.2, 1.4.11), text by 4.5:1, and neighbours can be
distinguished with red-green blindness too; tests compute all of this.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


class Theme(StrEnum):
    """The background that a chart is drawn for."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's colours."""

    background: str
    text: str
    faint: str
    """Axis labels and second lines."""
    grid: str
    idle: str
    """Capacity that is paid for and not used."""
    mark: str
    """A point or line that everything else is read against."""
    series: tuple[str, ...]


PALETTES = {
    Theme.LIGHT: Palette(
        background="#ffffff",
        text="#1a202c",
        faint="#4a5568",
        grid="#e2e8f0",
        idle="#e2e8f0",
        mark="#1a202c",
        series=("#1176bf", "#ab561d", "#129778", "#9e2180", "#729703", "#318dc3", "#6a778a", "#5b3fa8"),
    ),
    Theme.DARK: Palette(
        background="#111827",
        text="#f1f5f9",
        faint="#b6c2d1",
        grid="#2d3748",
        idle="#374151",
        mark="#f1f5f9",
        series=("#4ea3e8", "#f0883e", "#27d098", "#e57fbd", "#d9c73a", "#9bd3f5", "#b1a8ac", "#8d8bf8"),
    ),
}


def config(palette: Palette) -> dict[str, Any]:
    """Vega-Lite's `config` in these colours."""
    words = {"labelColor": palette.faint, "titleColor": palette.text, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": palette.background,
        "font": FONT,
        "view": {"stroke": None},
        "mark": {"aria": False},  # the description says what there is; hundreds of marks read out one by one do not
        "axis": {
            **words,
            "titleFontWeight": "normal",
            "gridColor": palette.grid,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "titlePadding": 8,
        },
        "legend": {**words, "title": None, "symbolType": "square", "symbolSize": 110, "labelLimit": 420},
        "title": {
            "anchor": "start",
            "color": palette.text,
            "subtitleColor": palette.faint,
            "fontSize": 16,
            "subtitleFontSize": 12,
            "fontWeight": 600,
            "subtitlePadding": 5,
            "offset": 14,
        },
        "text": {"color": palette.text, "fontSize": 12},
    }
