"""Colours are visible, and distinguishable with red-green blindness: computed from the published formulas.

Contrast: WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Colour blindness: Viénot, Brettel, Mollon 1999,
"Digital video colourmaps for checking the legibility of displays by dichromats". Difference: CIE 1976 (ΔE*ab).
"""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ecsquote.charts.theme import PALETTES, Theme

Vector = NDArray[np.float64]
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
TO_LMS = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
    "deuteranopia": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
}


def linear(colour: str) -> Vector:
    """sRGB as linear light, 0 to 1."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    light: Vector = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return light


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, bright = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def lab(colour: str, sight: Vector) -> Vector:
    """CIELAB, D65, as somebody with this sight sees it."""
    seen = np.clip(np.linalg.inv(TO_LMS) @ sight @ TO_LMS @ linear(colour), 0, 1)
    xyz = TO_XYZ @ seen / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, sight: Vector) -> float:
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def test_the_formulas_give_published_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # WCAG's well-known near miss
    assert difference("#000000", "#ffffff", SIGHT["all cones"]) == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("theme", Theme)
def test_marks_and_words_stand_out_from_the_background(theme: Theme) -> None:
    palette = PALETTES[theme]
    for colour in (*palette.series, palette.mark):
        assert contrast(colour, palette.background) >= 3, colour
    for colour in (palette.text, palette.faint):
        assert contrast(colour, palette.background) >= 4.5, colour


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("sight", SIGHT)
def test_colours_are_told_apart(theme: Theme, sight: str) -> None:
    """Neighbours, which touch in a stack, by 20; any two by 8: 2.3 is the least that anybody notices."""
    series = PALETTES[theme].series
    for one, other in pairwise(series):
        assert difference(one, other, SIGHT[sight]) >= 20, (one, other)
    for number, one in enumerate(series):
        for other in series[number + 1 :]:
            assert difference(one, other, SIGHT[sight]) >= 8, (one, other)
