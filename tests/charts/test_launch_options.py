"""The chart of launch options: its figures are the quote's to the cent, in the spec and in the picture."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

import pytest

from ecsquote.charts.chart import Wish
from ecsquote.charts.drawing import ChartFormat, chart_spec, draw_chart
from ecsquote.charts.theme import PALETTES, Theme
from ecsquote.errors import InputError
from support_chart_documents import QUOTE, option
from support_charts import rows, texts


def spec(document: Any = QUOTE, **wish: Any) -> dict[str, Any]:
    return chart_spec("launch-options", document, Wish(**wish), width=None)


def test_each_bar_is_as_long_as_its_option_costs_and_says_so() -> None:
    bars = rows(spec(), "component")
    for number, asked in enumerate(QUOTE["options"][:3]):
        pieces = [row for row in bars if row["row"] == number]
        assert pieces[0]["from"] == 0
        assert all(after["from"] == before["to"] for before, after in pairwise(pieces))
        assert pieces[-1]["to"] == pytest.approx(float(asked["monthly"]), abs=1e-9)
        cents = Decimal(asked["monthly"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert {row["total"] for row in pieces} == {f"${cents:,}"}
    # 11.005 + 20.6625 + 0.0015 = 31.669; 1213.994999 + 20.01 = 1234.004999
    assert [row["monthly"] for row in rows(spec(), "option") if "total" not in row] == ["$31.67", "$57.16", "$1,234.00"]


def test_lines_of_one_component_are_one_piece_rounded_once() -> None:
    pieces = {row["component"]: row["monthly"] for row in rows(spec(), "component") if row["row"] == 0}
    # 20.6625 + 0.0015 = 20.664; cents of each line apart would be 20.66 + 0.00
    assert pieces == {"Fargate vCPU and memory": "$11.01", "Load balancers": "$20.66"}


def test_variants_are_told_apart_and_unavailable_ones_left_out() -> None:
    both = [option("FARGATE", ("fargate_compute", "1"), cpu_architecture=name) for name in ("ARM64", "X86_64")]
    names = {row["option"] for row in rows(spec({"region": "eu-west-1", "options": both}), "option")}
    assert names == {"Fargate, ARM64", "Fargate, x86-64"}
    names = {row["option"] for row in rows(spec(), "option")}
    assert names == {"Fargate Spot", "Fargate, Compute Savings Plan, 1 year, no upfront", "EC2 On-Demand"}


def test_what_runs_today_is_named() -> None:
    """One bar: that of the launch option and architecture that run today, without a Savings Plan."""
    today = {"launch_option": "EC2_ON_DEMAND", "cpu_architecture": "X86_64", "savings_plan": None, "monthly": "1234"}
    names = {row["option"] for row in rows(spec({**QUOTE, "current": today}), "option")}
    assert names == {"Fargate Spot", "Fargate, Compute Savings Plan, 1 year, no upfront", "EC2 On-Demand (today)"}
    planned = {**QUOTE, "current": {**today, "launch_option": "FARGATE"}}
    assert not any("today" in row["option"] for row in rows(spec(planned), "option"))


def test_the_description_holds_the_key_figures() -> None:
    assert spec()["description"] == (
        "What checkout costs a month in eu-west-1 on each launch option, cheapest first: Fargate Spot $31.67, "
        "Fargate, Compute Savings Plan, 1 year, no upfront $57.16, EC2 On-Demand $1,234.00."
    )


def test_the_picture_shows_every_name_and_figure() -> None:
    shown = texts(draw_chart("launch-options", QUOTE, ChartFormat.SVG, Wish(Theme.DARK)))
    assert {"checkout", "Fargate Spot", "$31.67", "$57.16", "EC2 On-Demand", "$1,234.00", "Instances"} <= shown


def test_a_theme_is_its_colours() -> None:
    for theme in Theme:
        assert spec(theme=theme)["config"]["background"] == PALETTES[theme].background
    assert spec(theme=Theme.LIGHT) != spec(theme=Theme.DARK)


def test_without_an_available_option_there_is_nothing_to_draw() -> None:
    with pytest.raises(InputError) as refused:
        spec({"region": "eu-west-1", "options": QUOTE["options"][3:]})
    assert refused.value.faults[0].pointer == "/options"
