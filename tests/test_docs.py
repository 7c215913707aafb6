"""Every setting, command, option, endpoint and decision is documented where people look."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ecsquote.api.app import create_app
from ecsquote.cli.main import ecsquote
from ecsquote.settings import PREFIX, SETTINGS_FILE_VARIABLE, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = README + "".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))
DECISIONS = ROOT / "docs" / "decisions"


def table_rows(text: str, *headings: str) -> dict[str, list[str]]:
    """The rows of the Markdown table under these headings, by the code in their first cell."""
    header = r"\| *" + r" *\| *".join(map(re.escape, headings)) + r" *\|\n\|[-:| ]+\|\n((?:\|.*\n)+)"
    found = re.search(header, text)
    assert found, f"there is no table {headings}"
    rows = ([cell.strip() for cell in line.strip("|\n").split(" | ")] for line in found[1].splitlines())
    return {row[0].strip("` "): row[1:] for row in rows}


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, with the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from commands(below, f"{path} {name}")


COMMANDS = dict(commands(ecsquote, "ecsquote"))


def test_the_settings_table_lists_exactly_the_settings() -> None:
    documented = table_rows(README, "Setting", "Default", "Meaning")
    expected = {PREFIX + name.upper() for name in Settings.model_fields} | {SETTINGS_FILE_VARIABLE}
    assert documented.keys() == expected


@pytest.mark.parametrize(
    "name", [name for name, field in Settings.model_fields.items() if isinstance(field.default, str | int)]
)
def test_the_settings_table_states_the_default(name: str) -> None:
    default = table_rows(README, "Setting", "Default", "Meaning")[PREFIX + name.upper()][0]
    assert default.strip("`").replace(",", "") == str(Settings.model_fields[name].default)


def test_there_are_commands_to_document() -> None:
    assert {"ecsquote quote", "ecsquote serve", "ecsquote prices show"} <= COMMANDS.keys()


@pytest.mark.parametrize("path", COMMANDS)
def test_command_and_its_options_are_documented(path: str) -> None:
    section = re.search(rf"^#+ `{re.escape(path)}\b.*?$(.*?)(?=^#|\Z)", PAGES, re.MULTILINE | re.DOTALL)
    assert section, f"no heading names {path}"
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option):
            assert f"`{max(parameter.opts, key=len)}" in section[0], f"{path} {parameter.opts[0]} is not documented"


def test_every_endpoint_is_documented_and_no_other() -> None:
    document = create_app(Settings()).openapi()
    offered = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    assert offered
    described = {f"{method} {path}" for method, path in re.findall(r"`(GET|POST|PUT|DELETE) (/[^`? ]*)", PAGES)}
    assert offered - described == set(), "not documented"
    assert described - offered - {"GET /openapi.json"} == set(), "documented, but not offered"


def test_every_decision_is_listed_and_numbered_once() -> None:
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    pages = sorted(page.name for page in DECISIONS.glob("[0-9]*.md"))
    assert sorted(listed) == pages
    assert len({name[:4] for name in pages}) == len(pages)


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_the_readme_names_the_commands_that_are_run() -> None:
    judged = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("make test", "make lint"):
        assert re.search(rf"^{command}\b", judged, re.MULTILINE)
        assert command in README
