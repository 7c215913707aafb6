"""The columns of a portfolio: what a row of workloads may have, and what a row of prices adds."""

from typing import Any

import pyarrow as pa

ID = "id"
REGION = "region"
CPU = "cpu"
MEMORY = "memory_mib"
ARCHITECTURE = "architecture"
OPERATING_SYSTEM = "operating_system"
TASKS = "tasks"
RUNS = "runs_per_month"
SECONDS = "seconds_per_run"
STORAGE = "ephemeral_storage_gib"
PUBLIC_IP = "public_ip"
INTERNET_OUT = "internet_out_gb"
LOGS = "logs_ingested_gb"

LAUNCH_OPTION = "launch_option"
SAVINGS_PLAN = "savings_plan"
MONTHLY = "monthly"
CATALOG_VERSION = "catalog_version"
REASON = "reason"

WORKLOAD_COLUMNS = (
    ID,
    REGION,
    CPU,
    MEMORY,
    ARCHITECTURE,
    OPERATING_SYSTEM,
    TASKS,
    RUNS,
    SECONDS,
    STORAGE,
    PUBLIC_IP,
    INTERNET_OUT,
    LOGS,
)
REQUIRED_COLUMNS = (ID, REGION, CPU, MEMORY)
PRICE_COLUMNS = (LAUNCH_OPTION, SAVINGS_PLAN, MONTHLY, CATALOG_VERSION, REASON)

MONEY_PLACES = 20
MONEY: Any = pa.decimal128(38, MONEY_PLACES)
"""USD with 20 decimals: every amount of a quote, whose quantities have 12 decimals and whose prices have few."""
USAGE_COLUMNS = (INTERNET_OUT, LOGS)
"""In the order in which a quote bills them."""
QUANTITY_PLACES = 12
QUANTITY: Any = pa.decimal128(38, QUANTITY_PLACES)
WORD: Any = pa.dictionary(pa.int32(), pa.string())

WORKLOADS: Any = pa.schema(
    [
        (ID, pa.string()),
        (REGION, WORD),
        (CPU, pa.int32()),
        (MEMORY, pa.int32()),
        (ARCHITECTURE, WORD),
        (OPERATING_SYSTEM, WORD),
        (TASKS, pa.int64()),
        (RUNS, QUANTITY),
        (SECONDS, pa.int64()),
        (STORAGE, pa.int32()),
        (PUBLIC_IP, pa.bool_()),
        (INTERNET_OUT, QUANTITY),
        (LOGS, QUANTITY),
    ]
)
"""Checked workloads: sizes in CPU units and MiB; `seconds_per_run` rounded up to whole seconds, as AWS bills them.

`tasks` is null where a row has runs, and the two columns of runs where it has tasks.
"""
