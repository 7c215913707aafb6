"""A row of a portfolio as the request that a single quote of the same service would be made from."""

from collections.abc import Mapping
from typing import Any

FAMILY = "task"
INCLUDED_STORAGE_GIB = 20
"""The size that means: nothing beyond what every Fargate task has."""


def task_definition(size: Mapping[str, Any]) -> dict[str, Any]:
    """An awsvpc task of one container; `size` has the columns of a row, as text or numbers."""
    document: dict[str, Any] = {
        "family": FAMILY,
        "cpu": str(size["cpu"]),
        "memory": str(size["memory_mib"]),
        "networkMode": "awsvpc",
        "runtimePlatform": {
            "cpuArchitecture": size["architecture"],
            "operatingSystemFamily": size["operating_system"],
        },
        "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
    }
    storage = size.get("ephemeral_storage_gib", INCLUDED_STORAGE_GIB)
    if storage != INCLUDED_STORAGE_GIB:
        document["ephemeralStorage"] = {"sizeInGiB": storage}
    return document


def service_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """The service of a row: its task definition, its network and its load."""
    address = "ENABLED" if row.get("public_ip") else "DISABLED"
    if row.get("tasks") is not None:
        load = {"tasks": row["tasks"]}
    else:
        load = {"runs_per_month": row["runs_per_month"], "seconds_per_run": row["seconds_per_run"]}
    return {
        "name": row["id"],
        "task_definition": task_definition(row),
        "service_definition": {"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": address}}},
        "load": load,
    }


def usage_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """What surrounds the tasks of a row; a quantity of 0 is left out."""
    usage: dict[str, Any] = {}
    if row.get("internet_out_gb"):
        usage["data_transfer"] = {"internet_out_gb": row["internet_out_gb"]}
    if row.get("logs_ingested_gb"):
        usage["logs"] = {"ingested_gb": row["logs_ingested_gb"]}
    return usage


def request_document(row: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """The whole request; `shared` is what holds for every service of the portfolio."""
    return {
        **shared,
        "region": row["region"],
        "services": [service_document(row)],
        "usage": usage_document(row),
    }
