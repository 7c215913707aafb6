"""Writes docs/cli.md, settings.md, api.md, request.md and the layout of price tables from the code: `make docs`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "service")]

from reference.commands import commands_page  # noqa: E402 - the path comes first
from reference.endpoints import api_page  # noqa: E402 - likewise
from reference.price_tables import layout_markdown  # noqa: E402 - likewise
from reference.request import request_page  # noqa: E402 - likewise
from reference.settings import settings_page  # noqa: E402 - likewise

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/cli.md": commands_page,
    "docs/settings.md": settings_page,
    "docs/api.md": api_page,
    "docs/request.md": request_page,
}


PRICE_TABLES = "pricing_data/README.md"
FIRST_TABLE = "### `"


def main() -> None:
    """Write all pages, and the part of the price data's page that describes the tables."""
    for name, written in PAGES.items():
        (ROOT / name).write_text(written(), encoding="utf-8")
    page = ROOT / PRICE_TABLES
    introduction, _, _ = page.read_text(encoding="utf-8").partition(FIRST_TABLE)
    page.write_text(introduction + layout_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
