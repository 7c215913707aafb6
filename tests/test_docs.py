"""Pages in docs/ name only what exists, link to each other, and the README stays short enough to be read."""

import re
from pathlib import Path

from ecsquote.api.app import create_app
from ecsquote.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = README + "".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))
DECISIONS = ROOT / "docs" / "decisions"


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


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert README.count("\n") < 200
