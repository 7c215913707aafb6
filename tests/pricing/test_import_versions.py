"""What an import writes: the same bytes for the same rows, whole or not at all, with warnings about age."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecsquote.errors import CatalogError, InputError
from ecsquote.pricing.tables import import_tables
from support_tables import (
    PUBLISHED_AT,
    fargate,
    imported,
    on_demand,
    spot,
    write_tables,
)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a version."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_tables_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [fargate(), fargate("memory_gb", "0.004445"), fargate(region="us-east-1")]
    hours = [on_demand("m5.large"), on_demand("c5.large", "0.096")]
    for number, (first, second) in enumerate([(rows, hours), (rows[::-1], hours[::-1])]):
        source = write_tables(tmp_path / f"tables{number}", {"fargate.csv": first, "ec2_on_demand.csv": second})
        import_tables(source, tmp_path / f"versions{number}", version="v", published_at=PUBLISHED_AT)
    assert contents(tmp_path / "versions0" / "v") == contents(tmp_path / "versions1" / "v")


def test_the_manifest_describes_every_file(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"fargate.csv": [fargate(), fargate(region="us-east-1-atl-1", usd="0.05")]})
    manifest = json.loads((tmp_path / "versions" / "test" / "manifest.json").read_text())
    assert set(manifest["files"]) | {"manifest.json"} == set(contents(tmp_path / "versions" / "test"))
    assert manifest["rows_by_region"] == {"eu-west-1": 1}
    assert manifest["files"]["zone_prices.parquet"]["rows"] == 1
    assert manifest["sources"] == [{"source": "a test", "rows": 2, "oldest": "2026-11-01", "newest": "2026-11-01"}]
    assert catalog.version == "test"
    assert catalog.published_at == PUBLISHED_AT


def test_a_version_is_named_by_its_time_unless_told(tmp_path: Path) -> None:
    source = write_tables(tmp_path / "tables", {"fargate.csv": [fargate()]})
    manifest = import_tables(source, tmp_path / "v", published_at=datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC))
    assert manifest.version == "2026-11-22T010203Z"


def test_a_version_is_never_written_over(tmp_path: Path) -> None:
    imported(tmp_path, {"fargate.csv": [fargate()]})
    before = contents(tmp_path / "versions" / "test")
    with pytest.raises(InputError, match="exists already"):
        imported(tmp_path, {"fargate.csv": [fargate(usd="0.05")]})
    assert contents(tmp_path / "versions" / "test") == before
    assert [path.name for path in (tmp_path / "versions").iterdir()] == ["test"]


def test_nothing_is_left_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_tables(tmp_path / "tables", {"fargate.csv": [fargate()]})

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(CatalogError, match="No space left on device"):
        import_tables(source, tmp_path / "versions", version="v", published_at=PUBLISHED_AT)
    assert list((tmp_path / "versions").iterdir()) == []


AGES = [
    ("2025-11-22", True),  # exactly a year before 2026-11-22
    ("2025-11-21", False),
]


@pytest.mark.parametrize(("day", "young"), AGES)
def test_a_catalog_warns_of_list_prices_older_than_a_year(tmp_path: Path, day: str, young: bool) -> None:
    warnings = imported(tmp_path, {"fargate.csv": [fargate(as_of=day)]}).warnings
    assert warnings == (() if young else ("Read more than a year before this catalog was made: AmazonECS (2025-11)",))


def test_a_catalog_warns_of_spot_prices_older_than_thirty_days(tmp_path: Path) -> None:
    rows = [spot(as_of="2026-10-22"), spot(as_of="2026-10-23", region="us-east-1")]  # 31 and 30 days
    assert imported(tmp_path, {"ec2_spot.csv": rows}).warnings == (
        "Spot prices move within days; these were read earlier: EC2 Spot (2026-10 in 1 Region)",
    )
