"""The script that shows specs on a page: made once, kept, and read from the folder after that."""

from pathlib import Path

import pytest

from ecsquote.charts import bundle
from ecsquote.errors import ExtraMissing


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a new process."""
    monkeypatch.setattr(bundle, "_made", {})


def test_the_script_is_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = bundle.javascript_bundle(tmp_path / "scripts")
    assert b"window.vegaEmbed=" in script
    assert 500_000 < len(script) < 2_000_000
    assert (tmp_path / "scripts" / bundle.bundle_name()).read_bytes() == script
    monkeypatch.setattr(bundle, "_make", None)
    assert bundle.javascript_bundle(tmp_path / "scripts") is script, "held in the process"
    monkeypatch.setattr(bundle, "_made", {})
    assert bundle.javascript_bundle(tmp_path / "scripts") == script, "read from the folder by the next one"


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(bundle, "_MAKE", "print('window.vegaEmbed=1', end='')")
    assert bundle.javascript_bundle(tmp_path / "file" / "scripts") == b"window.vegaEmbed=1"


def test_a_script_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_MAKE", "raise SystemExit('no room')")
    with pytest.raises(ExtraMissing, match="no room"):
        bundle.javascript_bundle(tmp_path)
