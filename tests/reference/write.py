"""Writes docs/cli.md, docs/settings.md and docs/api.md from the code: `make docs`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "service")]

from reference.commands import commands_page  # noqa: E402 - the path comes first
from reference.endpoints import api_page  # noqa: E402 - likewise
from reference.settings import settings_page  # noqa: E402 - likewise

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/cli.md": commands_page,
    "docs/settings.md": settings_page,
    "docs/api.md": api_page,
}


def main() -> None:
    """Write all pages."""
    for name, written in PAGES.items():
        (ROOT / name).write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
