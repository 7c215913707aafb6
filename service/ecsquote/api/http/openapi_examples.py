"""Examples of requests and answers in the OpenAPI document; tests send them."""

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
"""The part of a quote that its chart of launch options needs."""

QUOTE_DIFFERENCES: dict[str, Any] = {
    "currency": "USD",
    "current": None,
    "before": {
        "id": "5f0c3d1b7a9e4c2886d0b1e4a7c93f52",
        "name": "checkout, production",
        "region": "eu-west-1",
        "catalog_version": "2026-11-29",
        "hours_per_month": "730",
        "launch_option": "FARGATE",
        "monthly": "214.6164",
    },
    "after": {
        "id": "c81e6f4d20b7495fa3e9d7160b82c4ae",
        "name": "checkout, production",
        "region": "eu-west-1",
        "catalog_version": "2026-11-29",
        "hours_per_month": "730",
        "launch_option": "FARGATE",
        "monthly": "286.6966",
    },
    "change": "72.0802",
    "percent": "33.59",
    "options": [
        {
            "launch_option": "FARGATE",
            "savings_plan": None,
            "savings_plans": [],
            "before": {
                "cpu_architecture": "X86_64",
                "available": True,
                "unavailable_reason": None,
                "monthly": "214.6164",
            },
            "after": {
                "cpu_architecture": "X86_64",
                "available": True,
                "unavailable_reason": None,
                "monthly": "286.6966",
            },
            "change": "72.0802",
            "percent": "33.59",
            "lines": [
                {
                    "kind": "rose",
                    "component": "fargate_compute",
                    "service": "web",
                    "description": "Fargate vCPU, Linux/X86_64",
                    "before": {
                        "quantity": "2920",
                        "unit": "vCPU-Hours",
                        "unit_price": "0.04048",
                        "monthly": "118.2016",
                        "usage_type": "EU-Fargate-vCPU-Hours:perCPU",
                    },
                    "after": {
                        "quantity": "4380",
                        "unit": "vCPU-Hours",
                        "unit_price": "0.04048",
                        "monthly": "177.3024",
                        "usage_type": "EU-Fargate-vCPU-Hours:perCPU",
                    },
                    "change": "59.1008",
                    "quantity_change": "59.1008",
                    "price_change": "0",
                    "percent": "50",
                },
                {
                    "kind": "rose",
                    "component": "fargate_compute",
                    "service": "web",
                    "description": "Fargate memory, Linux/X86_64",
                    "before": {
                        "quantity": "5840",
                        "unit": "GB-Hours",
                        "unit_price": "0.004445",
                        "monthly": "25.9588",
                        "usage_type": "EU-Fargate-GB-Hours",
                    },
                    "after": {
                        "quantity": "8760",
                        "unit": "GB-Hours",
                        "unit_price": "0.004445",
                        "monthly": "38.9382",
                        "usage_type": "EU-Fargate-GB-Hours",
                    },
                    "change": "12.9794",
                    "quantity_change": "12.9794",
                    "price_change": "0",
                    "percent": "50",
                },
            ],
            "same_lines": 4,
        }
    ],
    "notes": [],
}
"""The example quote compared with the same quote for six tasks, both on Fargate."""

WORKLOAD_FILE: dict[str, Any] = {
    "family": "web",
    "cpu": "512",
    "memory": "1024",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
}
WORKLOAD_READING: dict[str, Any] = {
    "format": "ecs",
    "requests": [
        {
            "region": "eu-west-1",
            "services": [{"name": "web", "task_definition": WORKLOAD_FILE, "load": {"tasks": "1"}}],
        }
    ],
    "complete": True,
    "unknown": [],
    "assumed": [
        {
            "source": "task-definition/web",
            "pointer": "/requests/0/services/0/load",
            "what": "no service runs it: 1 task all month",
        }
    ],
    "warnings": [],
    "not_priced": [],
    "faults": [],
    "resources": [{"source": "task-definition/web", "type": "AWS::ECS::TaskDefinition", "in": "service"}],
}
"""What a bare task definition in eu-west-1 is read as."""
