"""A chart before it is written: its marks, its texts and its width."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecsquote.charts.theme import PALETTES, Palette, Theme, config

FILE_WIDTH = 760
"""Pixels of a picture without axis and margins; on a page each chart is as wide as its container."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart draws: an Altair chart or layers, its height, and its words.

    `description` is one or two sentences with the key figures, for readers who cannot see the picture.
    """

    marks: Any
    height: int
    title: str
    subtitle: Sequence[str]
    description: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of a chart, in addition to the document."""

    theme: Theme = Theme.LIGHT
    launch_option: str | None = None
    cpu_architecture: str | None = None

    @property
    def palette(self) -> Palette:
        """The theme's colours."""
        return PALETTES[self.theme]


def specification(drawing: Drawing, theme: Theme, *, width: int | None) -> dict[str, Any]:
    """The drawing as a Vega-Lite spec, checked against its schema; without a width as wide as its container."""
    size = {"width": "container" if width is None else width, "height": drawing.height}
    spec: dict[str, Any] = drawing.marks.to_dict()
    spec |= {
        **size,
        "title": {"text": drawing.title, "subtitle": list(drawing.subtitle), "limit": {"expr": "width"}},
        "description": drawing.description,
        "autosize": {"type": "fit-x", "contains": "padding"} if width is None else {"type": "pad"},
        "padding": 12,
        "config": config(PALETTES[theme]),
    }
    return spec
