"""What an import refuses, by file, line and reason; and that it names everything at once and writes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from ecsquote.errors import ImportRefused, InputError, TableFault
from ecsquote.pricing.tables import import_tables
from support_tables import (
    PUBLISHED_AT,
    READ,
    REGIONS,
    Row,
    card,
    fargate,
    instance_type,
    on_demand,
    spot,
    transfer,
    write_tables,
)

GOOD = fargate("memory_gb", "0.004445")


def refused(folder: Path, tables: dict[str, list[Row]]) -> list[TableFault]:
    """The faults of an import that must be refused."""
    source = write_tables(folder / "tables", tables)
    with pytest.raises(ImportRefused) as caught:
        import_tables(source, folder / "versions", published_at=PUBLISHED_AT)
    assert not (folder / "versions").exists(), "a refused import wrote something"
    return list(caught.value.faults)


PRICES = [
    ("abc", "is not a decimal"),
    ("", "is not a decimal"),
    ("NaN", "is not a decimal"),
    ("Infinity", "is not a decimal"),
    ("1e-5", "is not a decimal"),
    ("0x1", "is not a decimal"),
    (" 0.04", "is not a decimal"),
    ("0.04 ", "is not a decimal"),
    ("1,5", "is not a decimal"),
    ("$0.04", "is not a decimal"),
    (".5", "is not a decimal"),
    ("+1", "is not a decimal"),
    ("٣", "is not a decimal"),
    ("1_0", "is not a decimal"),
    ("-0.04", "is negative"),
    ("0", "is 0 where a price is due"),
    ("0.0000000000", "is 0 where a price is due"),
    ("0.00000000001", "is finer than the 10 decimals"),
    ("100000000", "is larger than the column holds"),
]


@pytest.mark.parametrize(("text", "reason"), PRICES)
def test_price_that_cannot_be_kept_exactly(tmp_path: Path, text: str, reason: str) -> None:
    (fault,) = refused(tmp_path, {"fargate.csv": [GOOD, fargate(usd=text)]})
    assert (fault.file, fault.line) == ("fargate.csv", 3)
    assert reason in fault.reason


ROWS: list[tuple[str, list[Row], int, str]] = [
    ("fargate.csv", [fargate(region="eu-west-9")], 2, "unknown Region 'eu-west-9'"),
    ("fargate.csv", [fargate(region="EU (Ireland)")], 2, "unknown Region"),
    ("fargate.csv", [fargate(unit="GB-Hours")], 2, "unknown unit 'GB-Hours'; it must be vCPU-Hours"),
    ("fargate.csv", [fargate(currency="EUR")], 2, "unknown currency 'EUR'; it must be USD"),
    ("fargate.csv", [fargate("network")], 2, "unknown operating_system, cpu_architecture"),
    ("fargate.csv", [fargate(as_of="last week")], 2, "names no day"),
    ("fargate.csv", [fargate(as_of="2026-02-30")], 2, "names no day"),
    ("fargate.csv", [fargate(source=" ")], 2, "source is empty"),
    (
        "fargate.csv",
        [fargate(), GOOD, fargate(usd="0.05")],
        4,
        "a second price for AmazonECS Fargate-vCPU-Hours:perCPU",
    ),
    ("fargate.csv", [fargate(), fargate()], 3, "a second price"),
    ("ec2_on_demand.csv", [on_demand("m5")], 2, "unknown instance type 'm5'"),
    ("ec2_on_demand.csv", [on_demand(operating_system="Windows")], 2, "this table holds Linux"),
    ("ec2_on_demand.csv", [on_demand(tenancy="Dedicated")], 2, "this table holds Shared"),
    ("ec2_spot.csv", [spot(), spot(usd="0.05")], 3, "a second price for AmazonEC2 SpotUsage:m5.large"),
    ("ec2_spot.csv", [spot(availability_zone_id="euw1-az1")], 2, "holds a zone's price"),
    ("data_transfer.csv", [transfer("0", "10240"), transfer("10241", "Inf")], 3, "leave a gap: nothing is priced from"),
    ("data_transfer.csv", [transfer("0", "10240"), transfer("10239", "Inf")], 3, "from 10239 overlaps the one before"),
    ("data_transfer.csv", [transfer("0", "Inf"), transfer("10240", "Inf")], 3, "overlaps the one before"),
    ("data_transfer.csv", [transfer("1", "Inf")], 2, "nothing is priced from 0 to 1"),
    ("data_transfer.csv", [transfer("0", "10240")], 2, "the last tier ends at 10240; it must be open"),
    ("data_transfer.csv", [transfer("0", "much")], 2, "the end of the range 'much' is not a decimal"),
    ("data_transfer.csv", [transfer("-1", "Inf")], 2, "the beginning of the range -1 is negative"),
    ("data_transfer.csv", [transfer("0", "0.0000001")], 2, "is finer than the 6 decimals"),
    ("data_transfer.csv", [transfer("0", "Inf", transfer_type="sideways")], 2, "unknown transfer_type: sideways"),
    (
        "data_transfer.csv",
        [transfer("0", "Inf", transfer_type="inter_region_out", to_region="eu-west-9")],
        2,
        "unknown Region 'eu-west-9' in to_region",
    ),
    ("prices.csv", [card(usage_type="Fargate-GB-Hour")], 2, "no cost component bills AmazonECS Fargate-GB-Hour"),
    ("prices.csv", [card(unit="hours")], 2, "unknown unit 'hours'; it must be GB-Hours"),
    ("prices.csv", [card(basis="guessed")], 2, "unknown basis 'guessed'"),
    ("prices.csv", [card(effective_date="01/02/2026")], 2, "is not a day such as"),
    ("prices.csv", [card(plan_type="COMPUTE", term_years="2", payment_option="NO_UPFRONT")], 2, "term_years 1 or 3"),
    (
        "prices.csv",
        [card(plan_type="COMPUTE", term_years="1", payment_option="NO_UPFRONT", family="m5")],
        2,
        "family names",
    ),
    ("instance_types.csv", [instance_type(vcpus="two")], 2, "'two' is not a whole number"),
    ("instance_types.csv", [instance_type(burstable="maybe")], 2, "'maybe' is neither true nor false"),
    ("instance_types.csv", [instance_type(), instance_type()], 3, "a second row for the instance type"),
    ("regions.csv", [*REGIONS, REGIONS[0]], 5, "a second row for eu-west-1"),
    (
        "regions.csv",
        [*REGIONS, {**REGIONS[0], "region": "x-1", "location_type": "Outpost"}],
        5,
        "unknown location_type",
    ),
]


@pytest.mark.parametrize(("file", "rows", "line", "reason"), ROWS)
def test_row_that_breaks_the_layout(tmp_path: Path, file: str, rows: list[Row], line: int, reason: str) -> None:
    tables = {file: rows} if file.startswith(("fargate", "data")) else {"fargate.csv": [GOOD], file: rows}
    if file == "prices.csv":
        tables["fargate.csv"] = [fargate()]
    (fault,) = refused(tmp_path, tables)
    assert (fault.file, fault.line) == (file, line)
    assert reason in fault.reason


def test_two_tables_that_price_one_meter(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, {"fargate.csv": [GOOD], "prices.csv": [card()]})
    assert fault == TableFault(
        "prices.csv",
        2,
        "a second price for AmazonECS Fargate-GB-Hours in eu-west-1 from 0; see fargate.csv line 2",
    )


def test_all_faults_of_all_rows_are_named_at_once(tmp_path: Path) -> None:
    faults = refused(
        tmp_path,
        {
            "fargate.csv": [fargate(usd="-1", unit="hours", region="mars"), GOOD, fargate(usd="0")],
            "ec2_on_demand.csv": [on_demand(usd="free")],
            "data_transfer.csv": [transfer("0", "5"), transfer("4", "Inf")],
        },
    )
    assert [(fault.file, fault.line) for fault in faults] == [
        ("data_transfer.csv", 3),
        ("ec2_on_demand.csv", 2),
        ("fargate.csv", 2),
        ("fargate.csv", 2),
        ("fargate.csv", 2),
        ("fargate.csv", 4),
    ]


def test_a_refused_tier_is_one_fault_and_not_a_gap_as_well(tmp_path: Path) -> None:
    tiers = [transfer("0", "10"), transfer("10", "20", usd="x"), transfer("20", "Inf")]
    (fault,) = refused(tmp_path, {"data_transfer.csv": tiers})
    assert fault.line == 3


def test_a_tier_without_width(tmp_path: Path) -> None:
    tiers = [transfer("0", "10"), transfer("10", "10"), transfer("10", "Inf")]
    faults = refused(tmp_path, {"data_transfer.csv": tiers})
    assert [fault.line for fault in faults] == [3, 3, 4]
    assert "ends before it begins" in faults[0].reason
    assert "ends at 10; it must be open" in faults[1].reason
    assert "a second price" in faults[2].reason


FOLDERS = [
    ("no regions.csv", {"fargate.csv": "region\n"}, "regions.csv", "is missing"),
    ("unknown table", {"regions.csv": "x\n", "fargte.csv": "region\n"}, "fargte.csv", "is not a table of the layout"),
    ("missing column", {"regions.csv": "region,location\n"}, "regions.csv", "the column location_type is missing"),
    ("repeated column", {"regions.csv": "region,location,location_type,region\n"}, "regions.csv", "appears twice"),
    ("empty file", {"regions.csv": ""}, "regions.csv", "is missing"),
    (
        "torn row",
        {"regions.csv": "region,location,location_type\neu-west-1,Ireland\n"},
        "regions.csv",
        "has 2 fields where the header has 3",
    ),
    (
        "open quote",
        {"regions.csv": 'region,location,location_type\n"eu-west-1,Ireland,AWS Region\n'},
        "regions.csv",
        "is not CSV",
    ),
    (
        "nothing priced",
        {"regions.csv": "region,location,location_type\neu-west-1,Ireland,AWS Region\n"},
        "regions.csv",
        "the folder holds no price",
    ),
]


@pytest.mark.parametrize(("files", "file", "reason"), [case[1:] for case in FOLDERS], ids=[case[0] for case in FOLDERS])
def test_folder_that_is_no_set_of_tables(tmp_path: Path, files: dict[str, str], file: str, reason: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefused) as caught:
        import_tables(tmp_path, tmp_path / "versions", published_at=PUBLISHED_AT)
    assert any(fault.file == file and reason in fault.reason for fault in caught.value.faults), caught.value.faults


def test_file_that_is_not_text(tmp_path: Path) -> None:
    source = write_tables(tmp_path, {"fargate.csv": [GOOD]})
    (source / "ecr.csv").write_bytes(b"region\xff\xfe")
    with pytest.raises(ImportRefused) as caught:
        import_tables(source, tmp_path / "versions", published_at=PUBLISHED_AT)
    assert [fault.file for fault in caught.value.faults] == ["ecr.csv"]


def test_source_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a folder"):
        import_tables(tmp_path / "nowhere", tmp_path, published_at=PUBLISHED_AT)


def test_time_without_a_zone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="time zone"):
        import_tables(tmp_path, tmp_path, published_at=PUBLISHED_AT.replace(tzinfo=None))


@pytest.mark.parametrize("version", ["", "../up", "a/b", ".hidden", "a" * 65, "new\nline"])
def test_version_that_cannot_name_a_folder(tmp_path: Path, version: str) -> None:
    source = write_tables(tmp_path / "tables", {"fargate.csv": [GOOD]})
    with pytest.raises(InputError, match="catalog version"):
        import_tables(source, tmp_path / "versions", version=version, published_at=PUBLISHED_AT)


def test_windows_hours_without_the_linux_hours_they_are_derived_from(tmp_path: Path) -> None:
    row = {**on_demand(operating_system="Windows"), "confirmed_by_libcloud": "no", "method": "derived: x; y"}
    (fault,) = refused(tmp_path, {"fargate.csv": [GOOD], "ec2_windows_on_demand_derived.csv": [row]})
    assert "no Linux price" in fault.reason


def test_savings_plan_rates_are_one_for_each_terms(tmp_path: Path) -> None:
    rate = {"region": "eu-west-1", "plan_type": "ComputeSavingsPlans", "term": "1yr", "payment_option": "No Upfront"}
    rate |= {"service": "AmazonECS/Fargate", "key": "x86.gb", "usd": "0.003", "unit": "Hrs", **READ}
    faults = refused(
        tmp_path,
        {
            "fargate.csv": [GOOD],
            "savings_plans.csv": [rate, rate, {**rate, "term": "2yr"}, {**rate, "key": "x86.disk"}],
        },
    )
    assert [fault.line for fault in faults] == [3, 4, 5]


def test_what_was_read_tomorrow_and_what_no_text_holds_are_refused(tmp_path: Path) -> None:
    day_after_tomorrow = f"{PUBLISHED_AT + timedelta(days=2):%Y-%m-%d}"
    future, nul = fargate(as_of=day_after_tomorrow), fargate("memory_gb", "0.004445", source="a\0b")
    faults = refused(tmp_path, {"fargate.csv": [future, nul, GOOD]})
    assert [(fault.line, fault.reason) for fault in faults] == [
        (2, f"as_of '{day_after_tomorrow}' is in the future"),
        (3, "source has a NUL character"),
    ]
