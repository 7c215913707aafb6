"""Every file that CONTRIBUTING.md names exists, and each recipe stays within the number of code files it promises."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACES = (ROOT, ROOT / "service" / "ecsquote", ROOT / "pricing_data" / "facts", ROOT / "tests")
PLACEHOLDER = re.compile(r"[A-Z]{4,}(?<!README)(?<!CONTRIBUTING)(?<!CHANGELOG)")
NOT_PATHS = {"ecs_eni_trunking.csv", "instance_types.csv", "prices.csv"}
"""Files of a user."""


def named(text: str) -> set[str]:
    """Paths between backticks: with a folder or a suffix, and no placeholder in capitals."""
    found = re.findall(r"`([\w./-]+(?:/|\.(?:py|md|toml|js|html|parquet|lock|csv)))`", text)
    return {path for path in found if not PLACEHOLDER.search(path) and not path.startswith("/")} - NOT_PATHS


def recipes() -> dict[str, str]:
    """Each recipe by its title."""
    parts = re.split(r"^## Recipe: ", TEXT, flags=re.MULTILINE)[1:]
    return {title: body.split("\n## ")[0] for title, _, body in (part.partition("\n") for part in parts)}


def exists(path: str, within: str) -> bool:
    """In the root, the package, the tests, or next to another path that the same text names."""
    folders = [place / other for other in named(within) for place in PLACES if other.endswith("/")]
    folders += [(place / other).parent for other in named(within) for place in PLACES if not other.endswith("/")]
    return any((place / path).exists() for place in (*PLACES, *folders))


@pytest.mark.parametrize("heading", re.findall(r"^## (.*)$", TEXT, re.MULTILINE))
def test_every_named_file_exists(heading: str) -> None:
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert [path for path in sorted(named(section)) if not exists(path, section)] == []


def test_there_is_a_recipe_for_each_kind_of_change() -> None:
    assert recipes().keys() == {
        "a cost component",
        "an offer",
        "a price source",
        "a launch option",
        "an export format",
        "a dashboard page",
        "an ENI limit or another fact",
        "a setting",
        "a command",
        "an endpoint",
    }
    assert named("`pricing/meters.py` and `docs/` and `calculator/costs/NAME.py`") == {"pricing/meters.py", "docs/"}
    assert not exists("pricing/metres.py", "`pricing/metres.py`")
