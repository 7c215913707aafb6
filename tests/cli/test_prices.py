"""`ecsquote prices`: the catalog's rows, your own tables as a new version, and quotes at those prices."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from support_cli import EXAMPLES, Ecsquote
from support_tables import REGIONS, fargate, write_tables

FARGATE_GB = ("--region", "eu-west-1", "--service", "AmazonECS", "--usage-type", "Fargate-GB-Hours")
MY_TASK = (
    "quote",
    EXAMPLES / "my-task.json",
    "--region",
    "eu-west-1",
    "--launch-option",
    "FARGATE",
    "--format",
    "json",
)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A rate card: Fargate in one Region, ten and one dollar an hour."""
    folder = tmp_path / "tables"
    write_tables(folder, {"regions.csv": REGIONS, "fargate.csv": [fargate("vcpu", "10"), fargate("memory_gb", "1")]})
    return folder


def test_show_gives_a_row_with_its_source_and_date(ecsquote: Ecsquote) -> None:
    done = ecsquote("prices", "show", *FARGATE_GB, "--format", "csv")
    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["unit_price"] == "0.004445"  # AWS's list price in Ireland
    assert row["region"] == "eu-west-1"
    assert row["usage_type"] == "EU-Fargate-GB-Hours"
    assert row["observed_on"].startswith("20")
    assert row["source"]


def test_show_gives_the_same_rows_in_every_format(ecsquote: Ecsquote) -> None:
    row_of_csv = next(csv.DictReader(io.StringIO(ecsquote("prices", "show", *FARGATE_GB, "--format", "csv").stdout)))
    (row_of_json,) = json.loads(ecsquote("prices", "show", *FARGATE_GB, "--format", "json").stdout)
    assert {name: value or "" for name, value in row_of_json.items()} == row_of_csv
    table = ecsquote("prices", "show", *FARGATE_GB).stdout
    assert "0.004445" in table
    assert "EU-Fargate-GB-Hours" in table


def test_show_without_a_region_covers_all(ecsquote: Ecsquote) -> None:
    done = ecsquote("prices", "show", *FARGATE_GB[2:], "--format", "csv")
    regions = [row["region"] for row in csv.DictReader(io.StringIO(done.stdout))]
    assert len(regions) > 30
    assert regions == sorted(set(regions))


def test_show_finds_parts_of_names_where_no_whole_name_matches(ecsquote: Ecsquote) -> None:
    done = ecsquote("prices", "show", "--region", "eu-west-1", "--usage-type", "m5.large", "--format", "json")
    rows = json.loads(done.stdout)
    assert [(row["usage_type"], row["operating_system"]) for row in rows] == [
        ("EU-BoxUsage:m5.large", "LINUX"),
        ("EU-BoxUsage:m5.large", "WINDOWS"),
        ("EU-SpotUsage:m5.large", "LINUX"),
        ("EU-ECS-Managed-Instances:m5.large-management-hours", None),
    ]
    near = ecsquote("prices", "show", *FARGATE_GB[:2], "--service", "ecs", *FARGATE_GB[4:], "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(near.stdout))
    assert (row["service_code"], row["usage_type"]) == ("AmazonECS", "EU-Fargate-GB-Hours"), (
        "not Spot's, which contains it"
    )
    assert "LINUX" in ecsquote("prices", "show", *FARGATE_GB).stdout


def test_show_prints_savings_plan_rates(ecsquote: Ecsquote) -> None:
    where = ("--region", "us-east-1", "--savings-plans", "--service", "ecs", "--usage-type", "Fargate-vCPU")
    plan = ("--term-years", "3", "--payment-option", "ALL_UPFRONT")
    (row,) = json.loads(ecsquote("prices", "show", *where, *plan, "--format", "json").stdout)
    # AWS sells three years All Upfront at 52 % less: https://aws.amazon.com/savingsplans/compute-pricing/
    assert Decimal(row["unit_price"]) == Decimal("0.04048") * (1 - Decimal("0.52"))
    assert (row["type"], row["term_years"], row["payment_option"], row["instance_family"]) == (
        "COMPUTE",
        3,
        "ALL_UPFRONT",
        None,
    )
    done = ecsquote("prices", "show", "--region", "us-east-1", "--term-years", "3")
    assert done.returncode == 2
    assert "--savings-plans" in done.stderr


def test_a_service_that_does_not_exist_is_answered_with_those_that_do(ecsquote: Ecsquote) -> None:
    done = ecsquote("prices", "show", "--region", "eu-west-1", "--service", "fargate")
    assert done.returncode == 3
    assert "the service codes are" in done.stderr
    assert "AmazonECS" in done.stderr


def test_what_the_catalog_does_not_hold_leaves_with_3(ecsquote: Ecsquote) -> None:
    done = ecsquote("prices", "show", "--region", "eu-west-1", "--service", "AmazonSQS")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "AmazonSQS in eu-west-1" in done.stderr


def test_imported_prices_are_quoted_from_then_on(ecsquote: Ecsquote, tables: Path) -> None:
    done = ecsquote("prices", "import", tables, "--version", "ours")
    assert (done.returncode, done.stdout) == (0, "ours\n"), done.stderr
    versions = ecsquote("prices", "versions").stdout.splitlines()
    assert versions[2].startswith("ours "), "newest first"
    assert len(versions) == 4, "beside the one that ships"
    document = json.loads(ecsquote(*MY_TASK).stdout)
    assert document["catalog"]["version"] == "ours"
    # 0.25 vCPU at $10 and 0.5 GB at $1, each for 730 hours
    assert Decimal(document["options"][0]["monthly"]) == Decimal(730) * (Decimal("2.5") + Decimal("0.5"))


def test_an_import_into_another_folder_changes_nothing_here(ecsquote: Ecsquote, tables: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    done = ecsquote("prices", "import", tables, "--into", elsewhere, "--version", "ours")
    assert done.returncode == 0, done.stderr
    assert json.loads(ecsquote(*MY_TASK).stdout)["catalog"]["version"] != "ours"
    document = json.loads(ecsquote(*MY_TASK, env={"ECSQUOTE_CATALOG": str(elsewhere)}).stdout)
    assert document["catalog"]["version"] == "ours"


def test_a_refused_import_names_every_row_and_writes_nothing(ecsquote: Ecsquote, tables: Path, tmp_path: Path) -> None:
    write_tables(tables, {"fargate.csv": [fargate("vcpu", "1e-5"), fargate("memory_gb", "1"), fargate("vcpu", "-1")]})
    done = ecsquote("prices", "import", tables, "--into", tmp_path / "into")
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0].startswith("ecsquote: fargate.csv:2: ")
    assert lines[1].startswith("ecsquote: fargate.csv:4: ")
    assert not list(tmp_path.glob("into/*"))


def test_a_version_is_never_overwritten(ecsquote: Ecsquote, tables: Path) -> None:
    assert ecsquote("prices", "import", tables, "--version", "ours").returncode == 0
    done = ecsquote("prices", "import", tables, "--version", "ours")
    assert done.returncode == 2
    assert "exists already" in done.stderr


def test_a_damaged_catalog_leaves_with_3(ecsquote: Ecsquote, tables: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert ecsquote("prices", "import", tables, "--into", kept, "--version", "ours").returncode == 0
    (kept / "ours" / "prices.parquet").write_bytes(b"not Parquet")
    done = ecsquote(*MY_TASK, env={"ECSQUOTE_CATALOG": str(kept)})
    assert done.returncode == 3
    assert done.stdout == ""
    assert "prices.parquet" in done.stderr
