"""What is learned of a bill makes the next estimate meet it: usage file in, the same quantities out."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecsquote.bills.buckets import BillFilter
from ecsquote.bills.learn import learn_bill, usage_yaml
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.errors import InputError
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.quote_requests import Asked, request_of
from ecsquote.inputs.source_file import SourceFile
from support_api import task_definition
from support_bills import MONTH, OCTOBER_HOURS, START, MadeRow, export, made_rows
from support_catalog import shipped_catalog

USAGE: dict[str, Any] = {
    "load_balancers": [
        {"type": "application", "scheme": "internal", "lcu_per_hour": "2.5"},
        {"type": "network", "scheme": "internal", "lcu_per_hour": "1"},
    ],
    "data_transfer": {"inter_az_gb": "150", "inter_region_gb": {"us-west-2": "40"}},
    "nat_gateways": {"count": 2, "processed_gb": "60"},
    "vpc_endpoints": {"interface_endpoints": 3, "processed_gb": "12"},
    "logs": {"ingested_gb": "45", "stored_gb": "20"},
    "alarms": {"count": 6},
    "secrets": {"count": 4, "api_calls": 5000},
    "ecr": {"stored_gb": "6"},
    "efs": {"stored_gb": "10", "storage_class": "ONE_ZONE"},
}


def request(**more: Any) -> dict[str, Any]:
    services = [
        {"name": "web", "task_definition": task_definition(), "load": {"tasks": "4"}},
        {"name": "api", "task_definition": task_definition(cpu="1024", memory="2048"), "load": {"tasks": "3"}},
    ]
    return {"region": "us-east-1", "services": services, "launch_options": ["FARGATE"], **more}


def hourly(row: MadeRow, tasks: int, hours: int) -> list[MadeRow]:
    """A service's row as AWS bills it: one per task and hour."""
    quantity = row.quantity / OCTOBER_HOURS / tasks
    return [
        replace(row, quantity=quantity, hours=1, start=START + timedelta(hours=hour), resource=f"{row.resource}{task}")
        for hour in range(hours)
        for task in range(tasks)
    ]


@pytest.fixture(scope="module")
def bill_rows() -> list[MadeRow]:
    rows = made_rows(request(usage=USAGE), "FARGATE")
    tasks = {"web": 4, "api": 3}
    others = [row for row in rows if not row.tags]
    services = [row for row in rows if row.tags]
    return [*others, *(one for row in services for one in hourly(row, tasks[row.tags["aws:ecs:serviceName"]], 744))]


def test_the_learned_file_makes_the_next_estimate_meet_the_bill(bill_rows: list[MadeRow], tmp_path: Path) -> None:
    text = usage_yaml(learn_bill([export(tmp_path / "bill.parquet", bill_rows)], MONTH, BillFilter()))
    learned = yaml.safe_load(text)
    assert learned["web"] == {"average_tasks": "4"}
    assert learned["api"] == {"average_tasks": "3"}
    expected = {**USAGE, "load_balancers": [{**one} for one in USAGE["load_balancers"]]}
    for balancer in expected["load_balancers"]:
        balancer.pop("scheme")
    assert learned["usage"] == expected
    unknown = request()
    for service in unknown["services"]:
        service["load"] = {"tasks": "1"}
    asked = Asked(Overrides(fields=(("hours_per_month", "744"),)), usage_file=SourceFile("usage.yml", text.encode()))
    read = request_of([SourceFile("request.json", _json(unknown))], asked).document
    for balancer in read["usage"]["load_balancers"]:
        balancer["scheme"] = "internal"
    catalog = shipped_catalog()
    (again, *_) = price_request(read_request(read, catalog), catalog).options
    (wanted, *_) = price_request(read_request(request(usage=USAGE, hours_per_month=744), catalog), catalog).options
    assert again.monthly == wanted.monthly == sum(row.list_cost for row in bill_rows)


def _json(document: dict[str, Any]) -> bytes:
    return yaml.safe_dump(document).encode()


def test_a_part_of_the_month_is_scaled_to_all_of_it(tmp_path: Path) -> None:
    """248 hours are a third: tasks stay, GB are three times as many."""
    rows = [row for row in made_rows(request(), "FARGATE") if row.tags["aws:ecs:serviceName"] == "web"]
    logs = MadeRow(
        "AmazonCloudWatch", "USE1-DataProcessing-Bytes", Decimal(5), Decimal("0.5"), "PutLogEvents", hours=248
    )
    short = [one for row in rows for one in hourly(row, 4, 248)]
    found = learn_bill([export(tmp_path / "bill.csv", [*short, logs])], MONTH, BillFilter())
    assert found.hours == 248
    assert found.loads == {"web": {"average_tasks": "4"}}
    assert found.sizes == {"web": Decimal("0.25")}
    assert found.usage == {"logs": {"ingested_gb": "15"}}


def test_a_filter_learns_only_what_it_names(bill_rows: list[MadeRow], tmp_path: Path) -> None:
    path = export(tmp_path / "bill.parquet", bill_rows)
    found = learn_bill([path], MONTH, BillFilter(service="api"))
    assert (found.loads, found.usage) == ({"api": {"average_tasks": "3"}}, {})
    with pytest.raises(InputError, match="no usage that a usage file could hold"):
        learn_bill([path], MONTH, BillFilter(cluster="batch"))
