"""The end of a search: what is answered once a quote's time is over, and that hostile requests are little work."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.capacity_lines import CUT_SHORT
from ecsquote.calculator.placement.search import dynamic_program
from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.work_limit import limited
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import Quote
from support_catalog import shipped_catalog

FLEETS = ["EC2_ON_DEMAND", "MANAGED_INSTANCES"]


def task_definition(family: str, cpu: int, memory_mib: int) -> dict[str, Any]:
    container = {"name": "app", "image": "app:1", "essential": True}
    return {
        "family": family,
        "cpu": str(cpu),
        "memory": str(memory_mib),
        "networkMode": "awsvpc",
        "containerDefinitions": [container],
    }


def random_hours(services: int, hours: int) -> list[dict[str, Any]]:
    draw = random.Random(1)  # noqa: S311 - the same loads in every run, not secrets
    return [
        {
            "name": f"s{number}",
            "task_definition": task_definition(f"s{number}", draw.choice([256, 512, 1024]), 2048),
            "load": {"hourly_tasks": [draw.randint(0, 40) for _ in range(hours)]},
        }
        for number in range(services)
    ]


def priced(document: dict[str, Any], has_time: Callable[[], bool] = lambda: True) -> Quote:
    catalog = shipped_catalog()
    request = read_request({"region": "us-east-1", "launch_options": FLEETS, **document}, catalog)
    with limited(has_time):
        return price_request(request, catalog)


def cells_of_tables(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each exact table that is made from now on, how many cells it has."""
    cells: list[int] = []
    made = dynamic_program._tables

    def counted(holds: IntArray, prices: FloatArray, kinds: list[int], demand: int) -> list[FloatArray]:
        cells.append(len(kinds) * demand)
        return made(holds, prices, kinds, demand)

    monkeypatch.setattr(dynamic_program, "_tables", counted)
    return cells


@pytest.mark.parametrize("profile", ["production", "cheapest"])
def test_a_search_whose_time_is_over_answers_with_its_honest_gap(profile: str) -> None:
    hours = [2, 3, 5, 7] * 6
    services = [{**each, "load": {"hourly_tasks": hours}} for each in random_hours(3, 24)]
    document = {"services": services, "fleet": {"profile": profile}}
    cut, whole = priced(document, lambda: False), priced(document)
    for row in cut.options:
        (full,) = [each for each in whole.options if each.launch_option == row.launch_option]
        assert CUT_SHORT not in full.warnings
        assert row.placement is not None
        assert full.placement is not None
        fleet = row.placement.lower_bound_hourly * (1 + row.placement.gap_percent / 100)
        cheapest = full.placement.lower_bound_hourly  # no fleet costs less
        assert fleet >= cheapest * Decimal("0.9999")  # gap_percent has two places
        assert CUT_SHORT in row.warnings or fleet <= cheapest * (1 + full.placement.gap_percent / 100) * Decimal(
            "1.0001"
        )
    assert any(CUT_SHORT in row.warnings for row in cut.options)


def test_time_that_is_over_ends_each_load_after_its_first_plan() -> None:
    """Of each load one question per step that is left out, never one for the rounds within it."""
    asked = 0

    def no_time() -> bool:
        nonlocal asked
        asked += 1
        return False

    services, hours = 6, 24
    priced({"services": random_hours(services, hours), "fleet": {"profile": "cheapest"}}, no_time)
    planners = 4  # at their price, without burstable types, with roomy ones, at full use
    assert asked <= 2 * len(FLEETS) * hours * planners


@pytest.mark.parametrize("most_types", [None, 2])
def test_a_million_tasks_with_spare_instances_are_not_tried_fleet_by_fleet(
    most_types: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """64 instances hold no million tasks, so that no table of instances × tasks is made."""
    tables = cells_of_tables(monkeypatch)
    quote = priced(
        {
            "launch_options": ["EC2_ON_DEMAND"],
            "services": [{"task_definition": task_definition("web", 256, 512), "load": {"tasks": "1000000"}}],
            "fleet": {"profile": "cheapest", "target_capacity_percent": 99, "max_instance_types": most_types},
        }
    )
    assert quote.options[0].available
    assert max(tables) <= SearchLimits().cover_table_cells


def test_many_hours_of_many_small_tasks_share_one_table_for_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """300,000 tasks of 6 MiB at 168 different hours, with memory given for every type: the bound is one table's."""
    cells = cells_of_tables(monkeypatch)
    container = {"name": "app", "image": "app:1", "essential": True, "memory": 6}
    names = list(shipped_catalog().instance_types)[:859]
    quote = priced(
        {
            "launch_options": ["EC2_ON_DEMAND"],
            "services": [
                {
                    "task_definition": {"family": "web", "networkMode": "bridge", "containerDefinitions": [container]},
                    "load": {"hourly_tasks": [300_000 - 37 * hour for hour in range(168)]},
                }
            ],
            "fleet": {"registered_memory_mib": {name: 200 + 7 * place for place, name in enumerate(names)}},
        }
    )
    assert quote.options[0].available
    assert sum(cells) <= 2 * SearchLimits().cover_table_cells
