"""Settings: from the environment, then from one file with the same names; wrong ones are named, secrets never."""

from pathlib import Path

import pytest

from ecsquote.errors import InputError
from ecsquote.settings import SETTINGS_FILE_VARIABLE, Settings, load_settings


@pytest.fixture(autouse=True)
def _nothing_from_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ECSQUOTE_{name.upper()}", raising=False)
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_setting_only_this_machine_can_reach_the_server() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.max_body_bytes == 5 * 1024 * 1024


def test_data_lies_in_the_users_folder_until_a_setting_says_otherwise(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.database_location == f"sqlite:///{tmp_path / 'data' / 'ecsquote' / 'quotes.sqlite3'}"
    assert settings.catalog_location == str(tmp_path / "data" / "ecsquote" / "catalog")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = write(tmp_path / "my.toml", 'ECSQUOTE_PORT = 9000\nECSQUOTE_HOST = "::1"\n')
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(file))
    monkeypatch.setenv("ECSQUOTE_PORT", "9001")
    settings = load_settings()
    assert (settings.host, settings.port) == ("::1", 9001)


def test_the_file_in_the_configuration_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path / "config" / "ecsquote" / "settings.toml", "ECSQUOTE_PORT = 9002\n")
    assert load_settings().port == 9002


def test_a_setting_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "config" / "ecsquote" / "settings.toml", "ECSQUOTE_PROT = 9002\n")
    with pytest.raises(InputError, match=r"ECSQUOTE_PROT.*ECSQUOTE_PORT"):
        load_settings()


@pytest.mark.parametrize("text", ["ECSQUOTE_PORT = ", "\x00", "[" * 50])
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path / "config" / "ecsquote" / "settings.toml", text)
    with pytest.raises(InputError, match="TOML"):
        load_settings()


def test_a_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(InputError, match="does not exist"):
        load_settings()


def test_every_wrong_setting_is_named_and_no_value_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECSQUOTE_PORT", "hunter2")
    monkeypatch.setenv("ECSQUOTE_MAX_BODY_BYTES", "-1")
    with pytest.raises(InputError) as caught:
        load_settings()
    assert {fault.pointer for fault in caught.value.faults} == {"/ECSQUOTE_PORT", "/ECSQUOTE_MAX_BODY_BYTES"}
    assert "hunter2" not in f"{caught.value} {caught.value.faults}"


def test_a_database_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECSQUOTE_DATABASE_URL", "postgresql://u:hunter2@h/d")
    settings = load_settings()
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert settings.database_location == "postgresql://u:hunter2@h/d"


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_outside_its_range_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("ECSQUOTE_PORT", port)
    with pytest.raises(InputError, match="ECSQUOTE_PORT"):
        load_settings()


def test_every_setting_has_its_line() -> None:
    assert all(field.description for field in Settings.model_fields.values())
