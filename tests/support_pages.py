"""A site with the shipped prices, a real Chromium, and the figures that a page must show to the cent."""

import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, Route, expect

from ecsquote.dashboard.app import create_site
from ecsquote.pricing.store.opening import open_store
from ecsquote.settings import Settings
from support_api import running

AXE = "axe-core@4.14.1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 20_000
"""Milliseconds that a page may take on a busy machine before a test gives up."""

TASK = """{
  "family": "web",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "essential": true}]
}"""
OPTION_WORDS = {
    "FARGATE": "Fargate",
    "FARGATE_SPOT": "Fargate Spot",
    "EC2_ON_DEMAND": "EC2 On-Demand",
    "EC2_SPOT": "EC2 Spot",
    "MANAGED_INSTANCES": "Managed Instances",
    "MANAGED_INSTANCES_SPOT": "Managed Instances Spot",
    "EXTERNAL": "ECS Anywhere",
    "CAPACITY_PROVIDER_STRATEGY": "Capacity provider strategy",
}


@contextmanager
def site(folder: Path, **settings: Any) -> Iterator[httpx.Client]:
    """A client of a running site with the shipped catalog; `settings` besides a data folder."""
    catalogs = open_store(Settings(data_dir=folder))
    with running(create_site(Settings(data_dir=folder, **settings), catalogs)) as client:
        yield client


def money(exact: str) -> str:
    """An exact decimal as a page must print it: half-up cents, thousands apart."""
    cents = Decimal(exact).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"−${-cents:,}" if cents < 0 else f"${cents:,}"


def by_monthly(quote: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rows that the table of options must have, in order."""
    return [(OPTION_WORDS[one["launch_option"]], money(one["monthly"])) for one in quote["options"] if one["available"]]


def paste(page: Page, text: str, box: str = "#task") -> None:
    """Put text into a box as a paste does."""
    page.locator(box).focus()
    page.evaluate(
        """([box, text]) => {
          const area = document.querySelector(box);
          area.dispatchEvent(new ClipboardEvent("paste", {bubbles: true}));
          area.select();
          document.execCommand("insertText", false, text);
        }""",
        [box, text],
    )


def without_analyses(page: Page) -> Page:
    """A page whose requests for pictures are never answered, which saves their work."""

    def hold(_: Route) -> None:
        return

    page.route("**/v1/analyses/**", hold)
    return page


def answered(page: Page) -> None:
    """Wait until the answer and its picture are there."""
    expect(page.locator("#answer .options")).to_be_visible(timeout=SECONDS)
    expect(page.locator("#answer .canvas svg")).to_be_visible(timeout=SECONDS)


def quote_shown(page: Page, client: httpx.Client) -> dict[str, Any]:
    """The quote on the page, asked of the API."""
    link = page.locator("#answer .exports a").first.get_attribute("href")
    assert link is not None
    document: dict[str, Any] = client.get(f"/v1{link}").json()
    return document


def rows_shown(page: Page) -> list[tuple[str, str]]:
    """Option and month of every row of the table of options."""
    rows = page.locator("#answer .options > tbody > tr:not(.details)")
    names = rows.locator(".unfold").all_inner_texts()
    months = rows.locator("td:nth-child(2)").all_inner_texts()
    return list(zip(names, months, strict=True))


def axe_script(folder: Path) -> str:
    """axe-core as the npm registry has it; CalledProcessError where that is out of reach."""
    folder.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    assert npm is not None
    packed = subprocess.run(
        [npm, "pack", AXE, "--silent", "--pack-destination", folder], capture_output=True, check=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()
