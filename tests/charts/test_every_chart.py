"""What holds for every chart: a valid spec that needs nothing from outside, pictures in both themes, words for all."""

import json
import sys
from copy import deepcopy
from typing import Any

import altair as alt
import pytest
import vl_convert

from ecsquote.charts.chart import FILE_WIDTH, Wish
from ecsquote.charts.drawing import VEGA_LITE_VERSION, ChartFormat, chart_spec, draw_chart
from ecsquote.charts.kinds import KINDS
from ecsquote.charts.theme import PALETTES, Theme
from ecsquote.errors import ExtraMissing, Fault, InputError, NotFound
from support_chart_documents import DOCUMENTS
from support_charts import png_size, texts

LABELS = {
    "launch-options": {"Fargate Spot", "$31.67", "EC2 On-Demand", "$1,234.00"},
    "fleet": {
        "2 × m7g.large",
        "CPU 75 % used",
        "1 × c7g.large, 50 % of the month",
        "memory 90 % used",
        "web",
        "worker",
    },
    "load-week": {"tasks", "instances", "web", "m7g.large", "06:00"},
    "break-even": {"from 5: EC2 On-Demand, $40.01", "number of tasks", "Fargate", "EC2 On-Demand"},
    "commitments": {"$0.078992 an hour: $358.38", "USD committed an hour"},
    "regions": {"us-east-1", "$20.01", "eu-west-1", "$31.67", "EC2 Spot", "Fargate Spot"},
    "price-history": {"v1", "v2", "Fargate"},
    "spot-range": {"Fargate Spot", "typical $32.50, high $41.23, as quoted $31.67"},
}


@pytest.fixture(scope="module", params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each chart in turn."""
    chart: str = request.param
    return chart


def test_every_chart_is_tested() -> None:
    assert KINDS.keys() == DOCUMENTS.keys() == LABELS.keys()


def test_the_versions_of_writer_and_renderer_agree() -> None:
    assert alt.SCHEMA_VERSION.removeprefix("v").startswith(VEGA_LITE_VERSION)
    assert VEGA_LITE_VERSION in vl_convert.get_vegalite_versions()


def test_a_spec_is_valid_compiles_and_is_as_wide_as_its_container(name: str) -> None:
    spec = chart_spec(name, DOCUMENTS[name], Wish(), width=None)
    alt.LayerChart.from_dict(spec) if "layer" in spec else alt.Chart.from_dict(spec)  # validates
    assert spec["width"] == "container"
    assert spec["$schema"].endswith(f"v{VEGA_LITE_VERSION}.1.json")
    compiled = vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE_VERSION)
    assert compiled["marks"]
    assert '"url"' not in json.dumps(spec), "a spec holds its data"


def test_the_words_are_there(name: str) -> None:
    spec = chart_spec(name, DOCUMENTS[name], Wish(), width=None)
    assert spec["title"]["text"]
    assert len(spec["description"]) > 30
    assert spec["description"].endswith(".")


def test_an_svg_shows_the_labels_and_says_what_it_shows(name: str) -> None:
    svg = draw_chart(name, DOCUMENTS[name], ChartFormat.SVG, Wish(Theme.DARK))
    assert LABELS[name] <= texts(svg)
    start = svg[:2000].decode()
    assert "role='img' aria-label=" in start
    assert PALETTES[Theme.DARK].background in start


def test_a_png_has_a_sane_size(name: str) -> None:
    width, height = png_size(draw_chart(name, DOCUMENTS[name], ChartFormat.PNG, Wish()))
    assert 2 * FILE_WIDTH <= width <= 2 * FILE_WIDTH + 400
    assert 200 <= height <= 1400


def test_themes_differ_in_colours_alone(name: str) -> None:
    light, dark = (chart_spec(name, DOCUMENTS[name], Wish(theme), width=None) for theme in Theme)
    assert light["config"]["background"] != dark["config"]["background"]
    assert light["description"] == dark["description"]
    swap = dict(zip(PALETTES[Theme.LIGHT].series, PALETTES[Theme.DARK].series, strict=True))
    text = json.dumps({**light, "config": {}})
    assert any(colour in text for colour in (*swap, PALETTES[Theme.LIGHT].mark))
    assert not any(colour in json.dumps({**dark, "config": {}}) for colour in swap)


def _places(document: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every value's place in a document."""
    inside = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *(place for key, value in inside for place in _places(value, (*path, key)))]


ODD: tuple[object, ...] = (None, [], {}, "NaN", "-1", True, "x" * 5000, "9" * 200, 10**18, [[]])


def test_an_odd_value_anywhere_is_refused_or_drawn(name: str) -> None:
    """Only InputError, for each odd value at each place of the document; never another exception."""
    refused = 0
    faults: list[Fault] = []
    document = json.loads(json.dumps(DOCUMENTS[name]))
    for number, place in enumerate(_places(document)[1:]):
        odd = deepcopy(document)
        at = odd
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = ODD[number % len(ODD)]
        try:
            chart_spec(name, odd, Wish(), width=None)
        except InputError as error:
            refused += 1
            faults += error.faults
    assert refused
    assert len(faults) >= refused
    assert all(fault.message for fault in faults)


def test_a_document_of_another_kind_is_refused_with_what_would_be_right(name: str) -> None:
    with pytest.raises(InputError, match=KINDS[name].made_by):
        chart_spec(name, {"hello": 1}, Wish(), width=None)


def test_a_chart_that_there_is_not() -> None:
    with pytest.raises(NotFound, match="launch-options, fleet"):
        chart_spec("pie", {}, Wish(), width=None)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    monkeypatch.delitem(sys.modules, "ecsquote.charts.launch_options", raising=False)
    with pytest.raises(ExtraMissing, match=r"pip install 'ecsquote\[charts\]'"):
        chart_spec("launch-options", DOCUMENTS["launch-options"], Wish(), width=None)
