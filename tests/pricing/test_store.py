"""Catalog versions on disk: which is current, which is refused, and why."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ecsquote.errors import CatalogError, InputError
from ecsquote.pricing import meters
from ecsquote.pricing.store import version_diff
from ecsquote.pricing.store.catalog_store import CatalogStore, load_catalog
from ecsquote.pricing.tables import import_tables
from support_tables import PUBLISHED_AT, fargate, write_tables


def add_version(root: Path, version: str, days: int = 0) -> Path:
    """A version with one price, published some days later."""
    source = write_tables(root.parent / "tables", {"fargate.csv": [fargate()]})
    import_tables(source, root, version=version, published_at=PUBLISHED_AT + timedelta(days=days))
    return root / version


def test_without_a_root_the_shipped_catalog_is_current() -> None:
    store = CatalogStore(None)
    assert [manifest.version for manifest in store.versions()] == [store.current().version]
    assert store.current() is store.current()


def test_an_empty_or_absent_root_leaves_the_shipped_catalog(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "absent"):
        assert CatalogStore(root).current_version() == CatalogStore(None).current_version()


def test_the_newest_version_of_the_root_is_current_and_the_others_stay(tmp_path: Path) -> None:
    root = tmp_path / "versions"
    add_version(root, "b")
    add_version(root, "a", days=30)  # newer than the shipped one
    store = CatalogStore(root)
    shipped = CatalogStore(None).current_version()
    assert store.current_version() == "a"
    assert {manifest.version for manifest in store.versions()} == {"a", "b", shipped}
    assert store.versions()[0].version == "a"
    assert store.load("b").version == "b"
    assert store.load(shipped).version == shipped
    assert store.manifest("b").rows_by_service == {"AmazonECS": 1}


def test_a_new_version_is_seen_without_a_restart(tmp_path: Path) -> None:
    root = tmp_path / "versions"
    add_version(root, "a")
    store = CatalogStore(root)
    assert store.current().version == "a"
    add_version(root, "b", days=1)
    assert store.current().version == "b"


def test_what_is_still_being_written_is_no_version(tmp_path: Path) -> None:
    root = tmp_path / "versions"
    folder = add_version(root, "a")
    shutil.copytree(folder, root / ".incoming-x")
    assert CatalogStore(root).current_version() == "a"


@pytest.mark.parametrize("version", ["2020-01-01", "", "..", "../a", "a/../a", "/", "nul\0"])
def test_an_unknown_version_is_refused(tmp_path: Path, version: str) -> None:
    root = tmp_path / "versions"
    add_version(root, "a")
    for ask in (CatalogStore(root).load, CatalogStore(root).manifest):
        with pytest.raises(InputError, match="unknown catalog version"):
            ask(version)


def test_no_catalog_at_all(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="there is no price catalog"):
        CatalogStore(None, shipped=tmp_path / "absent").current()


def damaged_byte(folder: Path) -> None:
    path = folder / "prices.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def missing_table(folder: Path) -> None:
    (folder / "locations.parquet").unlink()


def edit_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def other_table(folder: Path) -> None:
    """Another table under the right name, with a manifest that agrees."""
    files = json.loads((folder / "manifest.json").read_text())["files"]
    shutil.copy(folder / "locations.parquet", folder / "prices.parquet")
    edit_manifest(folder, files=files | {"prices.parquet": files["locations.parquet"]})


def no_parquet(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_text())["files"]
    (folder / "prices.parquet").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing
    edit_manifest(folder, files=files | {"prices.parquet": {"rows": 0, "bytes": 0, "sha256": empty}})


DAMAGE = [
    (damaged_byte, "its checksum differs"),
    (missing_table, "cannot be read: No such file"),
    (other_table, "does not hold the columns of layout 1"),
    (no_parquet, "is not a Parquet file"),
    (lambda folder: edit_manifest(folder, layout=2), "has layout 2; this ecsquote reads layout 1"),
    (lambda folder: edit_manifest(folder, files={}), "names no instance_types.parquet"),
    (lambda folder: edit_manifest(folder, surprise=1), "is not a catalog manifest: surprise"),
    (lambda folder: edit_manifest(folder, version="../x"), "is not a catalog manifest: version"),
    (lambda folder: (folder / "manifest.json").write_text("{"), "is not a catalog manifest"),
    (lambda folder: (folder / "manifest.json").unlink(), "has no readable manifest.json"),
]


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
def test_a_damaged_version_is_refused_in_plain_words(
    tmp_path: Path, damage: Callable[[Path], object], reason: str
) -> None:
    folder = add_version(tmp_path / "versions", "a")
    damage(folder)
    with pytest.raises(CatalogError, match=reason):
        load_catalog(folder)
    with pytest.raises(CatalogError, match=reason):
        CatalogStore(tmp_path / "versions").current()


def test_a_damaged_version_does_not_hide_another(tmp_path: Path) -> None:
    root = tmp_path / "versions"
    add_version(root, "good")
    damaged_byte(add_version(root, "bad"))
    (add_version(root, "worse") / "manifest.json").unlink()
    assert CatalogStore(root).load("good").rate("eu-west-1", meters.FARGATE_VCPU)


def test_a_folder_under_another_versions_name_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "versions"
    add_version(root, "a").rename(root / "b")
    with pytest.raises(CatalogError, match="holds version a"):
        CatalogStore(root).load("b")


def test_a_folder_that_no_version_is_called_is_skipped_and_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add_version(tmp_path / "catalog", "2026-11")
    (tmp_path / "catalog" / "lost+found").mkdir(mode=0o000)
    store = CatalogStore(tmp_path / "catalog")
    assert [store.current_version() for _ in range(3)] == ["2026-11"] * 3
    assert [record.getMessage() for record in caplog.records].count(
        "'lost+found' is not a catalog version; it is skipped"
    ) == 1


@pytest.mark.parametrize("name", ["current", "Current", "jobs"])
def test_a_version_is_not_called_what_the_api_means_otherwise(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be named"):
        add_version(tmp_path / "catalog", name)


def test_a_version_does_not_differ_from_itself_and_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_version(tmp_path / "catalog", "v")
    compared: list[object] = []
    monkeypatch.setattr(version_diff, "_compare", lambda *given: compared.append(given))
    found = version_diff.diff_versions(CatalogStore(tmp_path / "catalog"), "v", "v")
    assert (compared, set(found.counts().values())) == ([], {0})
