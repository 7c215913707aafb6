"""An example of every field of a quote request, by model; docs/request.md shows them and a test sends each."""

import json
from collections.abc import Mapping
from typing import Any

TASK_DEFINITION: Mapping[str, Any] = {
    "family": "web",
    "cpu": "512",
    "memory": "1024",
    "networkMode": "awsvpc",
    "containerDefinitions": [{"name": "web", "image": "nginx:1.27", "essential": True}],
}
SERVICE_DEFINITION: Mapping[str, Any] = {"desiredCount": 3, "launchType": "FARGATE"}
REQUEST: Mapping[str, Any] = {
    "region": "eu-west-1",
    "services": [{"name": "web", "task_definition": TASK_DEFINITION, "load": {"tasks": 3}}],
    "usage": {"nat_gateways": {"count": 1, "processed_gb": "100"}},
}
"""The request at the head of the page."""
_DAY = [2, 2, 2, 2, 2, 2, 3, 4, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 4, 3, 2, 2, 2]
_PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
_FAMILY_PLAN = {"type": "EC2_INSTANCE", "instance_family": "m7g", "term_years": 3, "payment_option": "ALL_UPFRONT"}
_TRAFFIC = {"new_connections_per_second": "10", "processed_gb_per_hour": "2"}
_BALANCER = {"type": "application", "lcu_per_hour": "1.5"}
_SCHEMA = "quote-request.schema.json"
_COMMENT = "as agreed in the review of May"

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "QuoteRequest": {
        "$schema": _SCHEMA,
        "comment": _COMMENT,
        "name": "checkout, production",
        "region": "eu-west-1",
        "services": REQUEST["services"],
        "usage": REQUEST["usage"],
        "launch_options": ["FARGATE", "EC2_ON_DEMAND"],
        "cpu_architectures": ["X86_64", "ARM64"],
        "fleet": {"instance_types": ["m7g.*"]},
        "savings_plan": _PLAN,
        "savings_plans": [_FAMILY_PLAN, _PLAN],
        "reserved_instances": [{"instance_type": "m7g.large", "count": 2, "hourly_rate": "0.05"}],
        "discounts": [{"service_code": "AmazonECS", "percent": "10"}],
        "hours_per_month": "744",
        "external": {"instances": 3},
        "capacity_providers": {"pool": {"purchase_option": "SPOT"}},
        "current": "EC2_ON_DEMAND",
        "spot": False,
        "tags": {"team": "web"},
        "catalog_version": "2026-11-22",
        "advice": True,
    },
    "ServiceRequest": {
        "task_definition": TASK_DEFINITION,
        "service_definition": SERVICE_DEFINITION,
        "name": "web",
        "load": {"tasks": 3},
        "deployments": {"per_month": "20", "minutes_each": "10"},
        "tags": {"team": "web"},
        "$schema": _SCHEMA,
        "comment": _COMMENT,
    },
    "ConstantTasks": {"tasks": 3},
    "HourlyTasks": {"hourly_tasks": _DAY},
    "AverageTasks": {"average_tasks": "3.5", "min_tasks": 2, "max_tasks": 8},
    "HourlyDemand": {
        "hourly_demand": [100 * tasks for tasks in _DAY],
        "demand_per_task": "120",
        "min_tasks": 2,
        "max_tasks": 8,
    },
    "MonthlyRuns": {"runs_per_month": "720", "seconds_per_run": "90"},
    "DeploymentsRequest": {"per_month": "20", "minutes_each": "10"},
    "Usage": {
        "load_balancers": [_BALANCER],
        "data_transfer": {"internet_out_gb": "500"},
        "nat_gateways": {"count": 2, "processed_gb": "100"},
        "vpc_endpoints": {"interface_endpoints": 3},
        "logs": {"ingested_gb": "20"},
        "container_insights": {"mode": "standard", "metrics": "40"},
        "alarms": {"count": 4},
        "secrets": {"count": 3},
        "ecr": {"stored_gb": "10"},
        "efs": {"stored_gb": "50"},
        "guardduty": {"enabled": True},
        "cloud_map": {"instances": "3"},
        "xray": {"traces_recorded": 1000000},
        "scheduler": {"invocations": 1000},
        "parameters": {"advanced": 2},
        "kms": {"keys": 1},
    },
    "LoadBalancer": {
        "type": "application",
        "scheme": "internal",
        "availability_zones": 3,
        "hours": "300",
        "lcu_per_hour": "1.5",
        "traffic": [_TRAFFIC],
        "reserved_lcu": "10",
        "mutual_tls_trust_stores": 1,
        "cross_zone": True,
        "processed_gb": "200",
    },
    "Traffic": {
        "share_of_hours": "1",
        "new_connections_per_second": "10",
        "active_connections": "500",
        "processed_gb_per_hour": "2",
        "requests_per_second": "40",
        "rules": 12,
        "protocol": "TLS",
    },
    "DataTransfer": {
        "internet_out_gb": "500",
        "account_internet_out_gb": "2000",
        "inter_az_gb": "100",
        "inter_region_gb": {"us-west-2": "50"},
    },
    "NatGateways": {"count": 2, "processed_gb": "100"},
    "VpcEndpoints": {"interface_endpoints": 3, "availability_zones": 2, "processed_gb": "100"},
    "Logs": {"ingested_gb": "20", "stored_gb": "5", "log_class": "INFREQUENT_ACCESS"},
    "ContainerInsights": {"mode": "standard", "metrics": "40"},
    "Alarms": {"count": 4},
    "Secrets": {"count": 3, "api_calls": 20000},
    "Ecr": {"stored_gb": "10", "image_gb": "0.5", "pulls_through_nat": 40},
    "Efs": {"stored_gb": "50", "storage_class": "ONE_ZONE"},
    "GuardDuty": {"enabled": True},
    "CloudMap": {"instances": "3", "api_calls": 1000000},
    "XRay": {"traces_recorded": 1000000, "traces_retrieved": 10000},
    "Scheduler": {"invocations": 1000},
    "Parameters": {"advanced": 2, "api_calls": 20000},
    "Kms": {"keys": 1, "requests": 20000},
    "FleetRequest": {
        "profile": "cheapest",
        "instance_types": ["m7g.*", "c7g.*"],
        "exclude_instance_types": ["*.metal"],
        "burstable": False,
        "average_cpu_percent": "40",
        "max_instance_types": 2,
        "availability_zones": 3,
        "deployment_headroom": False,
        "instance_start_minutes": 5,
        "scale_in_minutes": 30,
        "eni_trunking": True,
        "target_capacity_percent": 90,
        "min_instances": 2,
        "reserved_memory_mib": 256,
        "registered_memory_mib": {"m7g.large": 7680},
        "spot_allocation_strategy": "lowest-price",
        "spot_pools": 2,
        "on_demand_base_capacity": 2,
        "on_demand_percentage_above_base_capacity": 50,
        "root_volume_gib": 50,
        "root_volume_type": "gp2",
        "managed_instances": {"scale_in_minutes": 60},
    },
    "ManagedInstancesRequest": {
        "max_instance_types": 3,
        "availability_zones": 2,
        "deployment_headroom": True,
        "scale_in_minutes": 60,
        "use_local_storage": True,
    },
    "SavingsPlanRequest": {
        "type": "COMPUTE",
        "term_years": 1,
        "payment_option": "NO_UPFRONT",
        "instance_family": "m7g",
        "hourly_commitment": "1.5",
    },
    "ReservedInstancesRequest": {
        "instance_type": "m7g.large",
        "operating_system": "LINUX",
        "count": 2,
        "hourly_rate": "0.05",
    },
    "DiscountRequest": {"service_code": "AmazonECS", "percent": "10"},
    "ExternalRequest": {"instances": 3, "hours": "200", "trial": True},
    "CapacityProviderRequest": {"purchase_option": "SPOT"},
}
WITH: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("LoadBalancer", "mutual_tls_trust_stores"): {"type": "application"},
    ("LoadBalancer", "cross_zone"): {"type": "network"},
    ("LoadBalancer", "processed_gb"): {"type": "classic"},
    ("Ecr", "pulls_through_nat"): {"image_gb": "0.5"},
    ("SavingsPlanRequest", "instance_family"): {"type": "EC2_INSTANCE"},
    ("HourlyDemand", "demand_per_task"): {"min_tasks": 2},
}
"""What a field's example needs next to it, besides what its object requires."""


MAX_SHOWN = 80


def example(model: str, field: str) -> str:
    """The example of a field as JSON; one that is long is cut."""
    text = json.dumps(EXAMPLES[model][field], ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 2].rstrip(", ") + " …"
