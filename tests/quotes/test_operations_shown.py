"""AWS's operation of each price: on every line of a quote, and in the exports that name rows of a bill."""

import csv
import io
from typing import Any

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.quotes.exports import EXPORTS
from support_catalog import shipped_catalog

REQUEST = {
    "region": "us-east-1",
    "services": [
        {
            "task_definition": {
                "family": "web",
                "cpu": "512",
                "memory": "1024",
                "networkMode": "awsvpc",
                "containerDefinitions": [{"name": "app", "image": "app:1"}],
            }
        }
    ],
    "usage": {
        "load_balancers": [{"type": "application", "lcu_per_hour": "1"}],
        "nat_gateways": {"count": 1},
        "logs": {"ingested_gb": "10", "stored_gb": "10"},
    },
    "launch_options": ["FARGATE", "FARGATE_SPOT", "EC2_ON_DEMAND", "MANAGED_INSTANCES"],
}
OPERATIONS = {
    "USE1-Fargate-vCPU-Hours:perCPU": "",
    "SpotUsage-Fargate-vCPU-Hours:perCPU": None,
    "BoxUsage:": "RunInstances",
    "management-hours": "ECSManagedInstancesUsage",
    "LCUUsage": "LoadBalancing:Application",
    "NatGateway-Hours": "NatGateway",
    "-DataProcessing-Bytes": "PutLogEvents",
    "TimedStorage-ByteHrs": None,
}
"""By a part of the usage type."""


def quoted() -> dict[str, Any]:
    catalog = shipped_catalog()
    quote = price_request(read_request(REQUEST, catalog), catalog)
    return {**quote_document(quote), "id": "0" * 32, "created_at": "2026-11-22T12:00:00Z"}


def test_every_line_has_its_operation_where_it_is_known() -> None:
    lines = [line for option in quoted()["options"] for line in option["line_items"]]
    assert all("operation" in line["price"] for line in lines)
    for part, operation in OPERATIONS.items():
        found = {line["price"]["operation"] for line in lines if part in (line["price"]["usage_type"] or "")}
        assert found == {operation}, part


def test_csv_and_focus_carry_it_and_a_quote_kept_before_there_was_one_has_none() -> None:
    quote = quoted()
    for form, column, meter in (("csv", "operation", "usage_type"), ("focus", "x_Operation", "SkuMeter")):
        rows = list(csv.DictReader(io.StringIO(EXPORTS[form].write([quote]).decode(), newline="")))
        for part, operation in OPERATIONS.items():
            assert {row[column] for row in rows if part in row[meter]} == {operation or ""}, (form, part)
    for option in quote["options"]:
        for line in option["line_items"]:
            del line["price"]["operation"]
    for form in ("csv", "focus"):
        text = EXPORTS[form].write([quote]).decode()
        assert "LoadBalancing:Application" not in text
