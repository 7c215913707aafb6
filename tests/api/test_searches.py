"""Searches of the server: their end by ECSQUOTE_QUOTE_SECONDS, for a quote, a batch line and a Region."""

from pathlib import Path
from typing import Any

import orjson

from ecsquote.calculator.capacity_lines import CUT_SHORT
from support_api import FixedCatalogs, quote_request, serving, task_definition
from support_catalog import shipped_catalog


def fleets_by_the_hour(**more: Any) -> dict[str, Any]:
    """Three services at different hours on instances."""
    services = [
        {
            "name": f"s{number}",
            "task_definition": task_definition(family=f"s{number}", cpu="512", memory="2048"),
            "load": {"hourly_tasks": [(hour * (number + 2)) % 13 for hour in range(24)]},
        }
        for number in range(3)
    ]
    return quote_request(services=services, launch_options=["EC2_ON_DEMAND", "MANAGED_INSTANCES"], **more)


def test_the_best_plan_so_far_is_answered_and_kept(tmp_path: Path) -> None:
    with serving(tmp_path, FixedCatalogs((shipped_catalog(),)), quote_seconds=1e-9) as client:
        answer = client.post("/v1/quotes", json=fleets_by_the_hour())
        assert answer.status_code == 201
        rows = answer.json()["options"]
        assert all(row["available"] for row in rows)
        assert any(CUT_SHORT in row["warnings"] for row in rows)
        assert client.get(answer.headers["location"]).content == answer.content
        line = orjson.dumps(fleets_by_the_hour())
        batch = client.post("/v1/quotes/batch", content=line, headers={"content-type": "application/x-ndjson"})
        assert any(CUT_SHORT in row["warnings"] for row in orjson.loads(batch.content)["options"])
        regions = {"request": fleets_by_the_hour(), "regions": ["us-east-1", "eu-west-1"]}
        compared = client.post("/v1/comparisons", json=regions).json()["regions"]
        assert all(any(CUT_SHORT in row["warnings"] for row in region["options"]) for region in compared)
