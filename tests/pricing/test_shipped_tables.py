"""Each table that the shipped catalog was made from: how many of its rows ship, their sum, and twenty rows of each.

The figures were counted and added up in the tables themselves; `shipped_rows.csv` holds every so-manieth row of each.
"""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.catalog.table_schemas import OPTIONAL_SCHEMAS, PRICES, RESERVED_INSTANCES, SAVINGS_PLANS
from ecsquote.pricing.store import catalog_files as files

FOLDER = pricing_data_folder() / "catalog"
PRICED, WATCHER = (
    "github:lamngockhuong/aws-price@508fb45 lib/data/pricing/",
    "github:QuinnyPig/aws-price-watcher@a6645eb raw/",
)
EC2_SHOP, PRICE_MAP = "github:yeo/ec2.shop@", "AWS computesavingsplan price map via "
PRICE_LIST = "AWS Price List via "

TABLES = [
    # table, file of the catalog, what its sources begin with, rows, sum of the prices in USD
    ("efs", PRICES, (f"{PRICED}efs.json",), 444, "280.45551"),
    ("secrets_manager", PRICES, (f"{WATCHER}secretsmanager.json",), 70, "14.000175"),
    ("cloud_map", PRICES, (f"{WATCHER}cloudmap.json",), 105, "3.500070"),
    ("xray", PRICES, (f"{WATCHER}xray.json",), 103, "0.000207200"),
    ("kms", PRICES, (f"{WATCHER}kms.json",), 70, "35.000107"),
    ("ssm", PRICES, (f"{WATCHER}systemsmanager.json",), 139, "0.2467480"),
    ("guardduty", PRICES, (f"{PRICED}guardduty.json",), 210, "215.8330"),
    ("cloudwatch_extra", PRICES, (f"{PRICED}cloudwatch.json (awsstatic)",), 324, "72.410540"),
    ("eventbridge", PRICES, (f"{WATCHER}events.json",), 29, "0.00003653"),
    (
        "ec2_on_demand_additions",
        PRICES,
        ("AWS Price List GetProducts answer; public copy", "github:addisonj/pricesim@cbdb505"),
        34,
        "111.89820",
    ),
    ("ec2_on_demand_derived", PRICES, ("derived from our us-", "derived from our eu-"), 66, "302.79995"),
    ("ec2_windows_on_demand", PRICES, ("github:rhpds/parsec@28e2c40",), 3047, "26412.59485"),
    ("savings_plans_ec2_published", SAVINGS_PLANS, (PRICE_MAP,), 7581, "25427.3302047"),
    ("ec2_reserved_instances", RESERVED_INSTANCES, (EC2_SHOP,), 54182, "123838.8644149"),
]


@cache
def table_of(file: str) -> Any:
    """A file of the shipped catalog."""
    return files.read_table(FOLDER, files.read_manifest(FOLDER), file, OPTIONAL_SCHEMAS.get(file))


def rows_of(file: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a file, of each these columns: dictionaries of all would take ten times as long."""
    return [*zip(*(table_of(file)[column].to_pylist() for column in columns), strict=True)]


@pytest.mark.parametrize(("table", "file", "sources", "count", "total"), TABLES, ids=[row[0] for row in TABLES])
def test_rows_and_sum_of_each_table(table: str, file: str, sources: tuple[str, ...], count: int, total: str) -> None:
    prices = [
        price
        for source, variant, price in rows_of(file, "source", "variant", "unit_price")
        if source.removeprefix(PRICE_LIST).startswith(sources)
        # Windows rates of plans are computed from these, and have their source
        and (file != SAVINGS_PLANS or variant == "RunInstances")
    ]
    assert len(prices) == count, table
    assert sum(prices) == Decimal(total), table


def test_reserved_instances_of_the_table_of_plans() -> None:
    prices = [
        price
        for source, price in rows_of(RESERVED_INSTANCES, "source", "unit_price")
        if not source.startswith(f"{PRICE_LIST}{EC2_SHOP}")
    ]
    assert len(prices) == 20887
    assert sum(prices) == Decimal("43297.141119")


def test_twenty_rows_of_each_table() -> None:
    held = {
        (*names, plan, str(begin)): price
        for file in (PRICES, SAVINGS_PLANS, RESERVED_INSTANCES)
        for (*names, begin, price), plan in zip(
            rows_of(file, "location", "service_code", "usage_type", "variant", "begin_range", "unit_price"),
            plans_of(file),
            strict=True,
        )
    }
    with Path(__file__).with_name("shipped_rows.csv").open(encoding="utf-8", newline="") as text:
        wanted = list(csv.DictReader(text))
    assert len(wanted) == 20 * (len(TABLES) + 1)
    for row in wanted:
        begin = f"{Decimal(row['begin_range']):.6f}"
        key = (row["region"], row["service_code"], row["usage_type"], row["variant"], row["plan"], begin)
        assert held[key] == Decimal(row["usd"]), row


def plans_of(file: str) -> list[str]:
    """COMPUTE 1 NO_UPFRONT of each row; empty for prices."""
    if file == PRICES:
        return [""] * table_of(file).num_rows
    return [" ".join(map(str, plan)) for plan in rows_of(file, "plan_type", "term_years", "payment_option")]
