"""From an answer to its chart, in each format; the packages of the extra are imported when the first one is drawn."""

import importlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from enum import StrEnum
from types import ModuleType
from typing import Any
from xml.sax.saxutils import quoteattr

from ecsquote.charts.answers import read_answer
from ecsquote.charts.chart import FILE_WIDTH, Wish, specification
from ecsquote.charts.kinds import kind_of
from ecsquote.errors import ExtraMissing
from ecsquote.units import amounts_in

PNG_SCALE = 2
"""Pixels of a picture for each of a screen, so that it is sharp in a document."""
VEGA_LITE_VERSION = "6.4"
"""The version of the specs that Altair writes, among those that vl-convert holds; a test compares them."""
EXTRA_MISSING = "charts need packages that are not installed: pip install 'ecsquote[charts]'"
_PACKAGES = frozenset(("altair", "vl_convert"))


class ChartFormat(StrEnum):
    """How a chart is written."""

    VEGA_LITE = "vega-lite"
    SVG = "svg"
    PNG = "png"


MEDIA_TYPES: Mapping[ChartFormat, str] = {
    ChartFormat.VEGA_LITE: "application/vnd.vegalite.v6+json",
    ChartFormat.SVG: "image/svg+xml",
    ChartFormat.PNG: "image/png",
}


def draw_chart(name: str, document: Mapping[str, Any], form: ChartFormat, wish: Wish) -> bytes:
    """Draw an answer of the API.

    Raises NotFound for an unknown chart, InputError for a document that it does not show, ExtraMissing without the
    packages of the extra.
    """
    wide = None if form is ChartFormat.VEGA_LITE else FILE_WIDTH
    return written(chart_spec(name, document, wish, width=wide), form)


def chart_spec(name: str, document: Mapping[str, Any], wish: Wish, *, width: int | None) -> dict[str, Any]:
    """A chart's Vega-Lite spec; without a width as wide as its container. Raises as `draw_chart`."""
    kind = kind_of(name)
    answer = read_answer(document, kind.answer, kind.made_by)
    drawer = with_extra(f"ecsquote.charts.{kind.module}")
    currency = document.get("currency")
    with amounts_in(currency) if isinstance(currency, str) else nullcontext():
        return specification(drawer.draw(answer, wish), wish.theme, width=width)


def written(spec: dict[str, Any], form: ChartFormat) -> bytes:
    """A spec as JSON, or drawn."""
    if form is ChartFormat.VEGA_LITE:
        return json.dumps(spec, ensure_ascii=False, separators=(",", ":")).encode()
    renderer = with_extra("vl_convert")
    if form is ChartFormat.SVG:
        svg: str = renderer.vegalite_to_svg(spec, vl_version=VEGA_LITE_VERSION, allowed_base_urls=[])
        return svg.replace("<svg ", f"<svg role='img' aria-label={quoteattr(spec['description'])} ", 1).encode()
    png: bytes = renderer.vegalite_to_png(spec, vl_version=VEGA_LITE_VERSION, scale=PNG_SCALE, allowed_base_urls=[])
    return png


def with_extra(module: str) -> ModuleType:
    """A module that needs the extra `charts`; ExtraMissing where that is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in _PACKAGES:
            raise
        raise ExtraMissing(EXTRA_MISSING) from None
