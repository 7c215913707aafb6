"""A new component, a new offer and a new price source, added to a copy of the tree as CONTRIBUTING.md says, work.

Only files that the recipe names are touched. The copy then passes ruff and the tests of the packages it touches.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recipes.test_named_files import ROOT, recipes

PACKAGE = Path("service") / "ecsquote"
COMPONENT = '''"""Messages: a charge per message."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import MESSAGES, Meter


class Messages(CostComponent):
    """Messages of the month."""

    component: ClassVar[str] = "messages"

    sent: Quantity = Field(description="Messages sent.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """One price per message."""
        yield MESSAGES

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """All messages."""
        yield from charge(Messages, bill, MESSAGES, Fraction(self.sent), "Messages")
'''
RULES = '''"""AWSQueueService: messages."""

from ecsquote.pricing import meters
from ecsquote.pricing.sources.row_map.rule import one_meter

MESSAGING_RULES = (one_meter(meters.MESSAGES, "Requests"),)
'''
SOURCE = '''"""A feed that knows nothing yet."""

from collections.abc import Sequence

from ecsquote.pricing.sources.source import Harvest, Progress, SourcePart, no_progress


class DummyFeed:
    """No parts in any Region."""

    name = "dummy"

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:  # noqa: ARG002 - no
        """None."""
        return []

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:  # noqa: ARG002 - empty
        """Nothing."""
        return Harvest(published_at="2026-01-01")
'''
EXPORT = '''"""Quotes as HTML."""

from collections.abc import Mapping
from typing import Any


def write_html(document: Mapping[str, Any]) -> str:
    """Its name as a heading."""
    return f"<h1>{document['name']}</h1>\\n"
'''
HTML_USES = """
from typing import get_args
from ecsquote.api.app import create_app
from ecsquote.cli.commands.quote import command
from ecsquote.quotes.exports import EXPORTS
from ecsquote.settings import Settings

assert EXPORTS["html"].write([{"name": "a"}, {"name": "b"}]) == b"<h1>a</h1>\\n\\n<h1>b</h1>\\n"
assert "html" in next(one.type.choices for one in command.params if one.name == "form")
operation = create_app(Settings()).openapi()["paths"]["/v1/quotes/{quote_id}"]["get"]
assert "text/html" in operation["responses"]["200"]["content"]
assert "html" in str(next(one for one in operation["parameters"] if one["name"] == "format"))
"""
USES = """
from decimal import Decimal
from ecsquote.calculator.components import COMPONENTS, Usage, component_entry, needed_meters
from ecsquote.pricing.meters import MESSAGES
from ecsquote.pricing.sources.all_sources import SourceOptions, open_sources
from ecsquote.pricing.sources.offer_rows import Attributes
from ecsquote.pricing.sources.row_map.index import OFFERS, RowMap
from ecsquote.dashboard.files import read_assets

assert Usage(messages={"sent": "3"}).messages.sent == Decimal(3)
assert MESSAGES in needed_meters()
assert COMPONENTS["messages"].usage_field == "messages"
assert '"messages": "Messages"' in read_assets()["names.js"].content.decode()
assert component_entry("messages").label == "Messages"
assert "AWSQueueService" in OFFERS
assert RowMap("AWSQueueService").find(Attributes(usagetype="EU-Requests-Tier1"), "API Request")
with open_sources(SourceOptions("http://a", "http://b", "http://c", "http://d")) as sources:
    assert "dummy" in [source.name for source in sources]
"""
TESTS = (
    "tests/calculator/costs/test_meters.py",
    "tests/pricing/test_billing_codes.py",
)


class Copy:
    """A copy of the tree in which a contributor works; it knows what was touched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: list[str] = []
        # Bytecode is copied too: it spares the commands compiling what the contributor leaves as it is.
        ignored = shutil.ignore_patterns("*.egg-info")
        for name in ("service", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored, symlinks=True)
        shutil.copy(ROOT / "pyproject.toml", folder)
        for name in ("pricing_data", "examples", "README.md"):
            (folder / name).symlink_to(ROOT / name)

    def write(self, path: str, text: str) -> None:
        """A new file."""
        assert not (self.folder / PACKAGE / path).exists()
        self.touched.append(path)
        (self.folder / PACKAGE / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, *edits: tuple[str, str]) -> None:
        """Add text behind the first match of each pattern."""
        self.touched.append(path)
        file = self.folder / PACKAGE / path
        text = file.read_text(encoding="utf-8")
        for pattern, added in edits:
            found = re.search(pattern, text, re.MULTILINE)
            assert found, f"{path} has no {pattern}"
            text = text[: found.end()] + added + text[found.end() :]
        file.write_text(text, encoding="utf-8")

    def run(self, *words: str) -> None:
        """A command in the copy, which must succeed."""
        env = {**os.environ, "PYTHONPATH": str(self.folder / "service")}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def assert_named(touched: list[str], *titles: str) -> None:
    """Every file that was touched is named in one of the recipes, a new one by its folder."""
    text = "".join(recipes()[title] for title in titles)
    for path in touched:
        folder = path.rpartition("/")[0]
        places = (path, f"{folder}/", f"{folder}/NAME.py", f"{folder}/FAMILY.py")
        assert any(f"`{place}`" in text for place in places), f"no recipe names {path}"


def test_a_component_with_a_new_offer_and_a_price_source(copy: Copy) -> None:
    copy.edit(
        "pricing/meters.py",
        (r"^# CloudWatch:.*\n", 'MESSAGES = Meter("AWSQueueService", "Requests-Tier1", "Requests")\n'),
    )
    copy.write("calculator/costs/messages.py", COMPONENT)
    copy.edit(
        "calculator/components.py",
        (
            r"^from ecsquote\.calculator\.costs\.managed_instances_fee .*\n",
            "from ecsquote.calculator.costs.messages import Messages\n",
        ),
        (r"^    _entry\(Secrets, .*\n", '    _entry(Messages, "Messages", _G.OTHER, _F.OTHER),\n'),
        (r"^    efs: Efs \| None = None\n", "    messages: Messages | None = None\n"),
        (r"^    \"AWSELB\": .*\n", '    "AWSQueueService": "Amazon Simple Queue Service",\n'),
    )
    copy.write("pricing/sources/row_map/messaging.py", RULES)
    copy.edit(
        "pricing/sources/row_map/index.py",
        (
            r"^from .*management import .*\n",
            "from ecsquote.pricing.sources.row_map.messaging import MESSAGING_RULES\n",
        ),
        (r"^    \"AWSSecretsManager\",\n", '    "AWSQueueService",\n'),
        (r"^    \*SECURITY_RULES,\n", "    *MESSAGING_RULES,\n"),
    )
    assert len(copy.touched) <= 5, "the recipe promises at most five files of code"
    assert_named(copy.touched, "a cost component", "an offer")
    copy.write("pricing/sources/dummy_feed.py", SOURCE)
    copy.edit(
        "pricing/sources/all_sources.py",
        (
            r"^from .*downloads import .*\n|^from .*bulk_price_list import .*\n",
            "from ecsquote.pricing.sources.dummy_feed import DummyFeed\n",
        ),
        (r"^    lambda .*SpotAdvisorFeed\(.*\n", "    lambda _options, _access: DummyFeed(),\n"),
    )
    assert_named(copy.touched[5:], "a price source")
    copy.run("-m", "ruff", "check", "--quiet", "service")
    copy.run("-c", USES)
    copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)


def test_an_export_format(copy: Copy) -> None:
    copy.write("quotes/exports/html.py", EXPORT)
    copy.edit(
        "quotes/exports/__init__.py",
        (r"^EXPORTS: .*\n", '    "html": Export("html:write_html", "text/html; charset=utf-8", "html", blank_line),\n'),
    )
    assert len(copy.touched) == 2
    assert_named(copy.touched, "an export format")
    copy.run("-m", "ruff", "check", "--quiet", "service")
    copy.run("-c", HTML_USES)
