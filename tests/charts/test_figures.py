"""Each chart's figures are the answer's, exact to the cent, and stand where they belong."""

from typing import Any

import pytest

from ecsquote.charts.chart import Wish
from ecsquote.charts.drawing import chart_spec
from ecsquote.errors import InputError
from support_chart_documents import BREAK_EVEN, DOCUMENTS, QUOTE, option, priced, service
from support_charts import rows


def spec(name: str, document: Any = None, **wish: Any) -> dict[str, Any]:
    return chart_spec(name, document or DOCUMENTS[name], Wish(**wish), width=None)


def test_break_even_draws_every_point_and_marks_the_change() -> None:
    drawn = spec("break-even")
    points = {(row["line"], row["value"]): row["monthly"] for row in rows(drawn, "line")}
    assert points["Fargate", 5] == "$45.00"
    assert points["EC2 On-Demand", 5] == "$40.01"  # 40.005, half up
    assert len(points) == 16
    assert {(row["value"], row["cost"]) for row in rows(drawn, "place")} == {(5, 40.005)}
    assert drawn["description"] == (
        "At 1 task the cheapest option is Fargate, $9.00 a month; from 5 it is EC2 On-Demand, $40.01."
    )


def test_break_even_without_a_change_says_so() -> None:
    only = {**BREAK_EVEN, "stretches": [{"first": 1, "last": 8, "cheapest": priced("FARGATE", "9")}]}
    drawn = spec("break-even", only)
    assert rows(drawn, "place") == []
    assert drawn["title"]["subtitle"] == ["USD a month; the same option is the cheapest at any number of tasks"]


def test_commitments_mark_the_best_of_each_curve_that_there_is() -> None:
    drawn = spec("commitments")
    assert [row["monthly"] for row in rows(drawn, "hourly")] == ["$372.79", "$358.38", "$401.50"]
    assert {(row["commitment"], row["cost"]) for row in rows(drawn, "label")} == {(0.078992, 358.375)}
    assert "best at $0.078992 an hour, $358.38 a month, without a plan $372.79" in drawn["description"]


def test_regions_are_sorted_by_their_cheapest_option() -> None:
    drawn = spec("regions")
    assert [(row["region"], row["monthly"], row["option"]) for row in rows(drawn, "region")][:2] == [
        ("us-east-1", "$20.01", "EC2 Spot"),
        ("eu-west-1", "$31.67", "Fargate Spot"),
    ]
    assert "ap-east-2" in drawn["title"]["subtitle"][1]


def test_fleet_blocks_are_the_tasks_shares_of_what_binds() -> None:
    """Bound by CPU: web reserves 512 and worker 1,024 of 2 × 512 + 1,024, so a quarter and a half of the used 0.75."""
    blocks = rows(spec("fleet"), "kind")
    first = [
        (row["kind"], row["from"], row["to"]) for row in blocks if row["row"] == 0 and row["instance"] == "m7g.large"
    ]
    assert sorted(set(first)) == sorted(
        [
            ("web", 0.0, 0.1875),
            ("web", 0.1875, 0.375),
            ("worker", 0.375, 0.75),
            ("idle capacity", 0.75, 1.0),
        ]
    )
    # bound by memory: three equal tasks share 0.9
    second = [row["to"] for row in blocks if row["instance"] == "c7g.large" and row["kind"] == "web"]
    assert sorted(set(second)) == [0.3, 0.6, 0.9]


def test_each_zone_of_a_fleet_is_a_row_that_names_it() -> None:
    """Two zones by number, one by its name; a fleet that is not spread names none."""
    placed = {"instance_type": "t3.small", "count": 1, "hours": "730", "cpu_used": "0.5", "memory_used": "0.5"}
    placed |= {"tasks": {"web": 1}, "bound_by": "eni"}
    zones = ({"zone": 2}, {"zone": 1}, {"zone": 3, "availability_zone": "eu-west-1c"})
    for instances, names in (
        ([placed | zone for zone in zones], ["t3.small, zone 1", "t3.small, zone 2", "t3.small, eu-west-1c"]),
        ([placed], ["t3.small"]),
    ):
        placement = {"instances": instances, "idle_share": "0.5"}
        options = [option("EC2_ON_DEMAND", ("ec2_compute", "1"), placement=placement)]
        drawn = spec("fleet", {**QUOTE, "options": options})
        assert [row["name"] for row in rows(drawn, "right")] == [f"1 × {name}" for name in names]
        assert all(f"1 × {name} with 1 web each" in drawn["description"] for name in names)


def test_an_instance_without_tasks_says_why_it_stands() -> None:
    placed = {"instance_type": "t3.small", "count": 1, "hours": "730", "cpu_used": "0", "memory_used": "0", "zone": 1}
    placed |= {"tasks": {}, "bound_by": "demand"}
    for reasons, words in (
        (["deployment_headroom"], ": room for a deployment"),
        (["deployment_headroom", "min_instances"], ": room for a deployment or the minimum of the Auto Scaling group"),
        ([], ""),
    ):
        placement = {"instances": [placed | {"kept_for": reasons}], "idle_share": "1"}
        options = [option("EC2_ON_DEMAND", ("ec2_compute", "1"), placement=placement)]
        drawn = spec("fleet", {**QUOTE, "options": options})
        assert [row["name"] for row in rows(drawn, "right")] == [f"1 × t3.small, zone 1{words}"]
        assert f"with no tasks{words}, CPU 0 %" in drawn["description"]


def test_many_tasks_are_one_block_that_says_how_many() -> None:
    placed = {"instance_type": "m7g.metal", "count": 1, "hours": "730", "cpu_used": "1", "memory_used": "1"}
    for tasks, blocks in ((48, 48), (49, 1)):
        instances = [{**placed, "tasks": {"web": tasks}, "bound_by": "cpu"}]
        placement = {"instances": instances, "idle_share": "0"}
        options = [option("EC2_SPOT", ("ec2_compute", "1"), placement=placement)]
        drawn = rows(spec("fleet", {**QUOTE, "options": options}), "kind")
        assert len({row["to"] for row in drawn if row["kind"] == "web"}) == blocks
        assert {row["count"] for row in drawn if row["kind"] == "web"} == ({""} if blocks > 1 else {"49 ×"})


def test_hundreds_of_services_on_hundreds_of_instances_are_few_blocks() -> None:
    """30 rows at most, each of at most eight colours and what is idle."""
    placed = {"instance_type": "m7g.metal", "count": 1, "hours": "730", "cpu_used": "1", "memory_used": "1"}
    instances = [
        {**placed, "tasks": {f"s{row}-{number}": 1 for number in range(100)}, "bound_by": "cpu"} for row in range(100)
    ]
    options = [option("EC2_SPOT", ("ec2_compute", "1"), placement={"instances": instances, "idle_share": "0"})]
    blocks = rows(spec("fleet", {**QUOTE, "options": options}), "used")
    assert {row["row"] for row in blocks} == set(range(30))
    assert len(blocks) <= 30 * 9


def test_the_wished_option_is_drawn_and_one_without_instances_refused() -> None:
    assert spec("fleet", launch_option="EC2_ON_DEMAND") == spec("fleet")
    with pytest.raises(InputError) as refused:
        spec("fleet", launch_option="FARGATE")
    assert refused.value.faults[0].message == "FARGATE has no instances here; launch_option may be EC2_ON_DEMAND"


def test_load_pieces_follow_the_hours() -> None:
    pieces = {(row["name"], row["hour"], row["end"]): row["count"] for row in rows(spec("load-week"), "when")}
    assert pieces == {
        ("web", 0, 8): 1,
        ("web", 8, 20): 4,
        ("web", 20, 24): 2,
        ("worker", 0, 8): 1,
        ("worker", 8, 20): 1,
        ("worker", 20, 24): 1,
        ("m7g.large", 0, 8): 1,
        ("m7g.large", 8, 24): 2,
        ("c7g.large", 8, 20): 1,
    }
    description = spec("load-week")["description"]
    assert description == "From 2 to 5 tasks run, most from 08:00; EC2 On-Demand follows with 1 to 3 instances."


def test_a_load_that_changes_through_the_week_is_drawn_as_one() -> None:
    weekly = [1] * 24 * 5 + [0] * 24 * 2
    services = [service("web", "512", "1024", {"hourly_tasks": weekly})]
    drawn = spec("load-week", {**QUOTE, "request": {"services": services}, "options": QUOTE["options"][:2]})
    pieces = [row for row in rows(drawn, "when") if row["name"] == "web"]
    assert [(row["hour"], row["end"], row["when"]) for row in pieces] == [(0, 120, "Mon 00:00 to Sat 00:00")]


def test_a_constant_load_has_no_hours_to_draw() -> None:
    services = [service("web", "512", "1024", {"tasks": "4"})]
    constant = {**QUOTE, "request": {"services": services}, "options": QUOTE["options"][:2]}
    with pytest.raises(InputError) as refused:
        spec("load-week", constant)
    assert refused.value.faults[0].pointer == "/request/services"


def test_history_draws_the_versions_that_price_it() -> None:
    drawn = spec("price-history")
    assert [(row["version"], row["monthly"]) for row in rows(drawn, "version")] == [("v1", "$10.01"), ("v2", "$11.00")]
    assert drawn["description"] == "From version v1 to v2, a month: Fargate $10.01 to $11.00."
    assert "2 of 3 versions, 2026-01-01 to 2026-02-01" in drawn["title"]["subtitle"][0]


def test_spot_range_shows_typical_high_and_the_quote() -> None:
    drawn = spec("spot-range")
    points = {row["kind"]: row["monthly"] for row in rows(drawn, "kind")}
    assert points == {
        "as quoted": "$31.67",
        "typical (median)": "$32.50",
        "mean": "$33.01",  # 33.005, half up
        "high (95th percentile)": "$41.23",
    }
    with pytest.raises(InputError, match="no Spot price has a history"):
        spec("spot-range", {**QUOTE, "options": QUOTE["options"][1:]})
