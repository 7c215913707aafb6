"""Worked examples for the OpenAPI document; tests send them."""

from typing import Any

QUOTE_REQUEST: dict[str, Any] = {
    "name": "checkout, production",
    "region": "eu-west-1",
    "services": [
        {
            "name": "web",
            "task_definition": {
                "family": "web",
                "cpu": "1 vCPU",
                "memory": "2 GB",
                "networkMode": "awsvpc",
                "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
            },
            "service_definition": {
                "desiredCount": 4,
                "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "DISABLED"}},
            },
            "load": {"tasks": "4"},
        }
    ],
    "usage": {
        "load_balancers": [{"type": "application", "availability_zones": 2, "lcu_per_hour": "1.5"}],
        "data_transfer": {"internet_out_gb": "500"},
    },
    "launch_options": ["FARGATE", "FARGATE_SPOT", "EC2_ON_DEMAND", "EC2_SPOT"],
}

COMPARISON_REQUEST: dict[str, Any] = {
    "request": {name: value for name, value in QUOTE_REQUEST.items() if name != "region"},
    "regions": ["eu-west-1", "us-east-1"],
}

LAUNCH_OPTIONS_CHART: dict[str, Any] = {
    "name": "checkout, production",
    "region": "eu-west-1",
    "options": [
        {
            "launch_option": "FARGATE",
            "cpu_architecture": "X86_64",
            "available": True,
            "monthly": "150.91",
            "line_items": [
                {"component": "fargate_compute", "monthly": "118.20"},
                {"component": "load_balancer", "monthly": "32.71"},
            ],
        }
    ],
}
"""As much of a quote as its chart of launch options draws."""
