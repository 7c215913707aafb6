"""A bill of millions of rows is read in flat memory, and to the last digit.

`make soak` reads ten million rows (ECSQUOTE_SOAK); the suite reads two hundred thousand.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from support_bills import START

ROWS = 10_000_000 if "ECSQUOTE_SOAK" in os.environ else 200_000
PART = 100_000
TASKS = 137
"""Tasks that each hour has, so that no part of the file looks like another."""
MOST_MIB = 1_500
"""Of the process, the interpreter and its libraries included."""
SUM = """
import resource, sys
from decimal import Decimal
from pathlib import Path
from ecsquote.bills.buckets import BillFilter, BillScope, bucket_sums, sorted_rows
from ecsquote.bills.check import file_sum, wanted_columns
from ecsquote.bills.export_files import export_files
from ecsquote.bills.grouping import grouped
from ecsquote.bills.rows import CostBasis
only = BillFilter(service=sys.argv[2]) if len(sys.argv) > 2 else BillFilter()
bill = grouped(export_files([Path(sys.argv[1])]), wanted_columns(CostBasis.LIST, only))
total = file_sum(bill.rows)
placed = sorted_rows(bill.rows, BillScope("2026-10", "us-east-1", None, only))
matched = next(iter(bucket_sums(placed).values()))
print(total.rows, total.cost, matched[0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def part(first: int, rows: int) -> pa.Table:
    """Rows of Fargate tasks, an hour and task each; row n costs n % 1000 nano-dollars more than a cent."""
    numbers = range(first, first + rows)
    hours = [START.replace(tzinfo=None) + timedelta(hours=hour) for hour in range(745)]
    hour = [n // TASKS % 744 for n in numbers]
    costs = [f"0.01{n % 1000:07d}" for n in numbers]
    same = {
        "line_item_line_item_type": "Usage",
        "line_item_product_code": "AmazonECS",
        "line_item_usage_type": "USE1-Fargate-vCPU-Hours:perCPU",
        "line_item_operation": "FargateTask",
        "line_item_currency_code": "USD",
        "product_region_code": "us-east-1",
        "line_item_usage_amount": "0.25",
    }
    return pa.table(
        {
            **{name: pa.repeat(value, rows) for name, value in same.items()},
            "line_item_resource_id": [f"arn:aws:ecs:us-east-1:123456789012:task/shop/{n % TASKS}-{n}" for n in numbers],
            "line_item_usage_start_date": pa.array([hours[one] for one in hour], pa.timestamp("ms")),
            "line_item_usage_end_date": pa.array([hours[one + 1] for one in hour], pa.timestamp("ms")),
            "line_item_unblended_cost": costs,
            "pricing_public_on_demand_cost": costs,
            "resource_tags": [f'{{"aws_ecs_service_name": "service-{n % 40}", "user_team": "web"}}' for n in numbers],
        }
    )


def parts(rows: int) -> Iterator[pa.Table]:
    for first in range(0, rows, PART):
        yield part(first, min(PART, rows - first))


@pytest.fixture(scope="module", params=["csv", "parquet"])
def bill(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path: Path = tmp_path_factory.mktemp("bill") / f"bill.{request.param}"
    schema = part(0, 1).schema
    writer = arrow_csv.CSVWriter(path, schema) if request.param == "csv" else parquet.ParquetWriter(path, schema)
    with writer:
        for one in parts(ROWS):
            writer.write_table(one)
    yield path
    path.unlink()


@pytest.mark.parametrize("service", [None, "service-7"])
def test_a_large_bill_is_summed_exactly_in_flat_memory(bill: Path, service: str | None) -> None:
    """Each thousand rows cost 10 dollars and 0 + 1 + … + 999 nano-dollars."""
    words = [str(bill), *([service] if service else [])]
    done = subprocess.run([sys.executable, "-c", SUM, *words], capture_output=True, text=True, check=True)
    rows, cost, matched, mib = done.stdout.split()
    assert ROWS % 1000 == 0
    assert int(rows) == ROWS
    assert Decimal(cost) == ROWS // 1000 * (10 + sum(range(1000)) * Decimal("1e-9"))
    assert int(matched) == (ROWS if service is None else sum(n % 40 == 7 for n in range(ROWS)))
    assert int(mib) < MOST_MIB
