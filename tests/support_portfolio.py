"""Portfolios for tests: random services, and the single quote of each, which the kernel must equal."""

import random
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pyarrow as pa

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.portfolio.columns import WORKLOADS
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.workload.fargate_sizes import fargate_sizes
from support_catalog import shipped_catalog

FARGATE_OPTIONS = ("FARGATE", "FARGATE_SPOT")
WINDOWS = "WINDOWS_SERVER_2022_CORE"


def random_rows(number: int, seed: int, *, tasks_up_to: int = 1_000_000) -> list[dict[str, Any]]:
    """Services of every size, platform, Region and load; some sizes only fit the next larger one of Fargate."""
    chance = random.Random(seed)  # noqa: S311 - the same services in every run, not a secret
    regions = [region.code for region in shipped_catalog().regions()]
    sizes = {
        system: [(cpu, memory) for cpu, memories in fargate_sizes(system).items() for memory in memories]
        for system in ("LINUX", "WINDOWS")
    }
    return [_random_row(chance, at, regions, sizes, tasks_up_to) for at in range(number)]


def _random_row(
    chance: random.Random, at: int, regions: Sequence[str], sizes: Mapping[str, Any], tasks_up_to: int
) -> dict[str, Any]:
    system, architecture = chance.choice((("LINUX", "X86_64"), ("LINUX", "ARM64"), (WINDOWS, "X86_64")))
    cpu, memory = chance.choice(sizes["LINUX" if system == "LINUX" else "WINDOWS"])
    if chance.random() < 0.2:
        cpu, memory = chance.randint(128, 20_000), chance.randint(100, 140_000)
    row: dict[str, Any] = {
        "id": f"service-{at}",
        "region": chance.choice(regions),
        "cpu": cpu,
        "memory_mib": memory,
        "architecture": architecture,
        "operating_system": system,
        "tasks": None,
        "runs_per_month": None,
        "seconds_per_run": None,
        "ephemeral_storage_gib": chance.choice((20, 20, 20, chance.randint(21, 200))),
        "public_ip": chance.random() < 0.3,
        "internet_out_gb": _quantity(chance, chance.choice((0, 0, 90, 20_000, 10**12))),
        "logs_ingested_gb": _quantity(chance, chance.choice((0, 0, 1_000))),
    }
    if chance.random() < 0.6:
        row["tasks"] = chance.choice((0, 1, chance.randint(2, 40), chance.randint(1, tasks_up_to)))
    else:
        seconds = chance.choice((1, 30, 59, 60, 301, chance.randint(1, 86_400)))
        runs = chance.choice((0, 1, 1_000, chance.randint(1, 10_000_000)))
        row["seconds_per_run"] = seconds
        row["runs_per_month"] = Decimal(runs) if chance.random() < 0.8 else Decimal(runs) + Decimal("0.416666666667")
    return row


def _quantity(chance: random.Random, most: int) -> Decimal:
    return Decimal(chance.randint(0, most * 1_000)).scaleb(-3) if most else Decimal(0)


def workloads(rows: Sequence[Mapping[str, Any]]) -> Any:
    """The rows as a table of checked workloads."""
    return pa.Table.from_pylist([dict(row) for row in rows], WORKLOADS)


def single_prices(
    row: Mapping[str, Any], catalog: Catalog, options: Sequence[str], shared: Mapping[str, Any] | None = None
) -> dict[tuple[str, bool], tuple[Decimal | None, str | None]]:
    """(monthly, reason) of each option, and whether under the Savings Plan, as a quote of the service alone has it."""
    text = {key: str(value) if isinstance(value, Decimal) else value for key, value in row.items()}
    task: dict[str, Any] = {
        "family": "task",
        "cpu": str(row["cpu"]),
        "memory": str(row["memory_mib"]),
        "networkMode": "awsvpc",
        "runtimePlatform": {"cpuArchitecture": row["architecture"], "operatingSystemFamily": row["operating_system"]},
        "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
    }
    if row["ephemeral_storage_gib"] != 20:
        task["ephemeralStorage"] = {"sizeInGiB": row["ephemeral_storage_gib"]}
    address = "ENABLED" if row["public_ip"] else "DISABLED"
    load = (
        {"tasks": row["tasks"]}
        if row["tasks"] is not None
        else {"runs_per_month": text["runs_per_month"], "seconds_per_run": row["seconds_per_run"]}
    )
    service = {
        "name": "alone",
        "task_definition": task,
        "service_definition": {"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": address}}},
        "load": load,
    }
    usage = {
        "data_transfer": {"internet_out_gb": text["internet_out_gb"]},
        "logs": {"ingested_gb": text["logs_ingested_gb"]},
    }
    document = {"region": row["region"], "services": [service], "usage": usage, "launch_options": list(options)}
    quote = price_request(read_request({**document, **(shared or {})}, catalog), catalog)
    return {
        (str(option.launch_option), option.savings_plan is not None): (
            None if option.monthly is None else twenty_places(option.monthly),
            None if option.unavailable_reason is None else option.unavailable_reason.replace("alone: ", ""),
        )
        for option in quote.options
    }


def twenty_places(amount: Decimal) -> Decimal:
    """As results keep it: to 10⁻²⁰ USD, half up where there is more."""
    with localcontext() as context:
        context.prec = 60
        return amount.quantize(Decimal(1).scaleb(-20), ROUND_HALF_UP)
