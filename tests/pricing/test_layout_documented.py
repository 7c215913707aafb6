"""The layout of an import is written down as it is read, and every table's rows reach a meter."""

import re

from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.catalog.table_schemas import OPTIONAL_SCHEMAS, SCHEMAS
from ecsquote.pricing.tables import LAYOUT
from reference.price_tables import layout_markdown

README = (pricing_data_folder() / "README.md").read_text(encoding="utf-8")


def test_the_readme_holds_the_layout_word_for_word() -> None:
    assert README.endswith(layout_markdown())


def test_every_table_is_there_once() -> None:
    files = [table.file for table in LAYOUT]
    assert len(set(files)) == len(files)
    assert re.findall(r"^### `(.+)`$", README, re.MULTILINE) == files


def test_every_file_of_a_version_is_described() -> None:
    for name in (*SCHEMAS, *OPTIONAL_SCHEMAS, "manifest.json"):
        assert f"| `{name}` |" in README
