"""The reference pages in docs/ are what the code gives today, and leave nothing out."""

import re
from pathlib import Path

import click
import pytest

from ecsquote.api.app import create_app
from ecsquote.cli.main import ecsquote
from ecsquote.client.transport import API_KEY_VARIABLE
from ecsquote.settings import PREFIX, SETTINGS_FILE_VARIABLE, Settings
from reference.commands import commands
from reference.markdown import table
from reference.write import PAGES

ROOT = Path(__file__).parents[2]
COMMANDS = dict(commands(ecsquote, "ecsquote"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_gives(name: str) -> None:
    assert text(name) == PAGES[name](), "run make docs"


def test_there_are_commands_to_document() -> None:
    assert {"ecsquote quote", "ecsquote serve", "ecsquote prices show"} <= COMMANDS.keys()


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_its_section_with_every_option(path: str) -> None:
    section = re.search(rf"^## `{re.escape(path)}(?: [^`]*)?`$(.*?)(?=^## |\Z)", text("docs/cli.md"), re.M | re.S)
    assert section, f"no heading names {path}"
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option):
            assert f"| `{max(parameter.opts, key=len)}" in section[1], f"{path} {parameter.opts[0]} is not documented"


def test_every_setting_is_listed_with_its_default_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `(ECSQUOTE_\w+)` \| (.*?) \|", text("docs/settings.md"), re.M))
    variables = {SETTINGS_FILE_VARIABLE, API_KEY_VARIABLE}
    assert rows.keys() == {PREFIX + name.upper() for name in Settings.model_fields} | variables
    plain = {name: field.default for name, field in Settings.model_fields.items() if field.default not in (None, ...)}
    for name, default in plain.items():
        if isinstance(default, str | int):
            assert rows[PREFIX + name.upper()].strip("`").replace(",", "") == str(default)


def test_every_endpoint_is_described_and_no_other() -> None:
    document = create_app(Settings()).openapi()
    offered = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    assert offered
    assert set(re.findall(r"^### `([A-Z]+ \S+)`$", text("docs/api.md"), re.M)) == offered


def test_a_table_keeps_its_cells_apart() -> None:
    assert table(("A", "B"), [("x|y", "two\n words"), ("", "z")]) == (
        "| A | B |\n|---|---|\n| x\\|y | two words |\n| | z |\n"
    )
    assert table(("A",), []) == ""
