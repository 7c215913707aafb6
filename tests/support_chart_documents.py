"""A document for every chart, small enough to check its arithmetic by hand."""

from decimal import Decimal
from typing import Any

PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT", "hourly_commitment": "0.05"}


def option(launch_option: str, *parts: tuple[str, str], **more: Any) -> dict[str, Any]:
    """An available option whose month is the sum of its parts."""
    lines = [{"component": component, "monthly": monthly} for component, monthly in parts]
    total = str(sum(Decimal(monthly) for _, monthly in parts))
    named = {"launch_option": launch_option, "cpu_architecture": "X86_64", "savings_plan": None}
    return {**named, "available": True, "monthly": total, "line_items": lines, **more}


UNAVAILABLE = {
    "launch_option": "EXTERNAL",
    "cpu_architecture": "X86_64",
    "available": False,
    "monthly": None,
    "line_items": [],
}


def service(name: str, cpu: str, memory: str, load: dict[str, Any]) -> dict[str, Any]:
    """A service of the request."""
    container = {"name": "app", "image": "app:1", "essential": True}
    size = {"cpu": cpu, "memory": memory, "networkMode": "awsvpc"}
    return {
        "name": name,
        "task_definition": {"family": name, **size, "containerDefinitions": [container]},
        "load": load,
    }


DAY = [1] * 8 + [4] * 12 + [2] * 4
PLACEMENT = {
    "instances": [
        {
            "instance_type": "m7g.large",
            "count": 2,
            "hours": "1460",
            "tasks": {"web": 2, "worker": 1},
            "cpu_used": "0.75",
            "memory_used": "0.5",
            "bound_by": "cpu",
        },
        {
            "instance_type": "c7g.large",
            "count": 1,
            "hours": "365",
            "tasks": {"web": 3},
            "cpu_used": "0.375",
            "memory_used": "0.9",
            "bound_by": "memory",
        },
    ],
    "idle_share": "0.125",
    "hourly_instances": {"m7g.large": [1] * 8 + [2] * 16, "c7g.large": [0] * 8 + [1] * 12 + [0] * 4},
}
QUOTE: dict[str, Any] = {
    "name": "checkout",
    "region": "eu-west-1",
    "hours_per_month": "730",
    "request": {
        "services": [
            service("web", "512", "1024", {"hourly_tasks": DAY}),
            service("worker", "1024", "2048", {"tasks": "1"}),
        ]
    },
    "options": [
        option(
            "FARGATE_SPOT",
            ("fargate_compute", "11.005"),
            ("load_balancer", "20.6625"),
            ("load_balancer", "0.0015"),
            spot_month={"mean": "33.005", "p50": "32.5", "p95": "41.2349"},
        ),
        option("FARGATE", ("savings_plan", "36.5"), ("load_balancer", "20.664"), savings_plan=PLAN),
        option("EC2_ON_DEMAND", ("ec2_compute", "1213.994999"), ("ebs_volume", "20.01"), placement=PLACEMENT),
        UNAVAILABLE,
    ],
}


def priced(launch_option: str, monthly: str | None) -> dict[str, Any]:
    """A row of a quote in short."""
    return {"launch_option": launch_option, "cpu_architecture": "X86_64", "savings_plan": None, "monthly": monthly}


def _point(value: int) -> dict[str, Any]:
    """Fargate costs 9 a task; an instance costs 40.005 and holds as many as there are."""
    both = [priced("FARGATE", str(9 * value)), priced("EC2_ON_DEMAND", "40.005")]
    return {"value": value, "options": sorted(both, key=lambda each: Decimal(each["monthly"]))}


BREAK_EVEN = {
    "axis": "tasks",
    "service": "web",
    "points": [_point(value) for value in range(1, 9)],
    "stretches": [
        {"first": 1, "last": 4, "cheapest": priced("FARGATE", "9")},
        {"first": 5, "last": 8, "cheapest": priced("EC2_ON_DEMAND", "40.005")},
    ],
    "quotes": 8,
}
COMMITMENTS = {
    "curves": [
        {
            "launch_option": "FARGATE",
            "savings_plan": PLAN,
            "without_plan": "372.792233",
            "best": {"hourly_commitment": "0.078992", "monthly": "358.375"},
            "curve": [
                {"hourly_commitment": "0", "monthly": "372.792233"},
                {"hourly_commitment": "0.078992", "monthly": "358.375"},
                {"hourly_commitment": "0.2", "monthly": "401.5"},
            ],
        },
        {
            "launch_option": "EC2_ON_DEMAND",
            "savings_plan": PLAN,
            "without_plan": "10",
            "best": None,
            "curve": [],
            "unavailable_reason": "no rate",
        },
    ]
}
COMPARISON = {
    "regions": [
        {"region": "us-east-1", "options": [option("EC2_SPOT", ("ec2_compute", "20.005"))]},
        {"region": "eu-west-1", "options": QUOTE["options"]},
        {"region": "ap-east-2", "options": [UNAVAILABLE]},
    ]
}
HISTORY = {
    "versions": [
        {"version": "v0", "published_at": "2025-12-01T00:00:00Z", "options": [], "error": "no such Region"},
        {"version": "v1", "published_at": "2026-01-01T00:00:00Z", "options": [priced("FARGATE", "10.005")]},
        {"version": "v2", "published_at": "2026-02-01T00:00:00Z", "options": [priced("FARGATE", "11.0049")]},
    ]
}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "launch-options": QUOTE,
    "fleet": QUOTE,
    "load-week": QUOTE,
    "spot-range": QUOTE,
    "break-even": BREAK_EVEN,
    "commitments": COMMITMENTS,
    "regions": COMPARISON,
    "price-history": HISTORY,
}
