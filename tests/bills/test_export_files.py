"""Exports as they lie around: parts in folders, gzip, Parquet, sums to the last digit, and files of other kinds."""

import gzip
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.bills.columns import recognize_columns, tag_key
from ecsquote.bills.export_batches import exact_decimals
from ecsquote.bills.export_files import export_files
from ecsquote.bills.grouping import grouped
from ecsquote.bills.row_meaning import WantedColumns
from ecsquote.errors import InputError
from ecsquote.units import exact_sum
from support_bills import FORMATS, MadeRow, csv_bytes, export

ROW = MadeRow("AmazonECS", "EU-Fargate-GB-Hours", Decimal("0.5"), Decimal("0.004445"), "FargateTask", "eu-west-1")


def test_a_folder_is_read_with_all_its_parts(tmp_path: Path) -> None:
    folder = tmp_path / "export" / "BILLING_PERIOD=2026-10"
    folder.mkdir(parents=True)
    export(folder / "part-1.parquet", [ROW])
    export(folder / "part-2.csv.gz", [ROW, replace(ROW, quantity=Decimal(2))])
    (folder / "manifest.json").write_text("{}")
    files = export_files([tmp_path / "export"])
    assert [file.path.name for file in files] == ["part-1.parquet", "part-2.csv.gz"]
    assert sum(row.rows for row in grouped(files, WantedColumns()).rows) == 3


def test_the_same_file_counts_once_only(tmp_path: Path) -> None:
    first = export(tmp_path / "a.csv", [ROW])
    (tmp_path / "b.csv").write_bytes(first.read_bytes())
    for paths in ([first, first], [first, tmp_path / "b.csv"], [tmp_path, first]):
        with pytest.raises(InputError, match="is the same file as"):
            export_files(paths)
    assert len(export_files([first, export(tmp_path / "c.csv", [replace(ROW, quantity=Decimal("0.6"))])])) == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is not a cost export"),
        ("other.csv", b"a,b\n1,2\n", "is not a cost export"),
        ("part.csv", b"BilledCost,ChargeCategory\n1,Usage\n", "is a FOCUS export without"),
        ("broken.gz", b"\x1f\x8bnot gzip", "cannot be read"),
        ("broken.parquet", b"PAR1 and nothing more", "cannot be read"),
        ("latin.csv", b"\xff\xfe\n", "cannot be read"),
    ],
)
def test_what_is_no_export_is_refused_by_name(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as refused:
        export_files([tmp_path / name])
    assert name in str(refused.value)


def test_files_that_are_not_there_and_empty_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        export_files([tmp_path / "gone.csv"])
    with pytest.raises(InputError, match="holds no part"):
        export_files([tmp_path])


@pytest.mark.parametrize("cell", ["abc", "1,5", "NaN", "0x10"])
def test_a_cell_that_is_not_a_number_is_refused_with_its_file(cell: str, tmp_path: Path) -> None:
    content = csv_bytes(
        [FORMATS["cur 2.0"](ROW) | {"line_item_unblended_cost": cell, "pricing_public_on_demand_cost": ""}]
    )
    (tmp_path / "bill.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"bill\.csv: "):
        grouped(export_files([tmp_path / "bill.csv"]), WantedColumns())


def test_a_cut_off_gzip_is_refused(tmp_path: Path) -> None:
    content = gzip.compress(csv_bytes([FORMATS["cur 2.0"](replace(ROW, resource=str(n))) for n in range(5000)]))
    (tmp_path / "bill.csv.gz").write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match="cannot be read"):
        grouped(export_files([tmp_path / "bill.csv.gz"]), WantedColumns())


@given(st.lists(st.one_of(st.none(), st.floats(-(10**9), 10**9).filter(lambda one: not 0 < abs(one) < 1e-15))))
def test_a_float_is_what_its_shortest_text_says(floats: list[float | None]) -> None:
    found = exact_decimals(pa.array(floats, pa.float64())).to_pylist()
    assert found == [None if one is None else Decimal(repr(one)) for one in floats]


@settings(max_examples=30)
@given(
    st.lists(st.decimals(-(10**9), 10**9, places=12), min_size=1, max_size=20),
    st.sampled_from(["cur 2.0", "legacy cur", "focus 1.2"]),
)
def test_sums_are_the_files_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, costs: list[Decimal], form: str
) -> None:
    rows = [replace(ROW, quantity=Decimal(1), price=cost) for cost in costs]
    path = export(tmp_path_factory.mktemp("bill") / "bill.csv", rows, form)
    bill = grouped(export_files([path]), WantedColumns())
    assert exact_sum([row.cost for row in bill.rows]) == exact_sum(costs)
    assert sum(row.rows for row in bill.rows) == len(costs)


def test_columns_are_known_by_any_of_their_spellings() -> None:
    legacy = ["lineItem/UnblendedCost", "lineItem/UsageType", "lineItem/UsageStartDate", "lineItem/LineItemType"]
    more = ["lineItem/UsageAmount", "lineItem/CurrencyCode", "resourceTags/user:team", "product/regionCode"]
    columns = recognize_columns([*legacy, *more])
    assert columns.texts["usage_type"] == "lineItem/UsageType"
    assert columns.texts["region"] == "product/regionCode"
    assert columns.tag_columns == {"team": "resourceTags/user:team"}
    for name in ("aws:ecs:serviceName", "aws_ecs_service_name"):
        assert tag_key(name) == "aws_ecs_service_name"
    for name in ("user:team", "user_team", "team"):
        assert tag_key(name) == "team"
