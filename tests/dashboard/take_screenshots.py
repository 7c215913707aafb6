"""Pictures of the pages, light and dark, wide and narrow: `python tests/dashboard/take_screenshots.py FOLDER`."""

import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "service")]

from support_pages import CHROMIUM, answered, site  # noqa: E402 - the path comes first

SIZES: dict[str, Any] = {"wide": {"width": 1360, "height": 860}, "narrow": {"width": 390, "height": 844}}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BUDGETS = """{
  "version": 1,
  "budgets": [
    {"name": "Storefront, a month", "workload": "storefront", "limit": {"amount": "250", "warning_amount": "200"}},
    {"name": "Every workload", "limit": {"amount": "200"}},
    {"name": "Small tasks", "workload": "my-task", "limit": {"amount": "60"}}
  ]
}"""


def main(folder: Path) -> None:
    """All of them, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size, viewport in SIZES.items():
            for theme in THEMES:
                page = browser.new_page(base_url=str(client.base_url), viewport=viewport, color_scheme=theme)
                page.set_default_timeout(60_000)
                take(page, folder, f"{size}-{theme}")
                page.close()
        browser.close()


def take(page: Page, folder: Path, kind: str) -> None:
    """Every page in one size and theme."""

    def shot(name: str, *, whole: bool = True) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=whole)

    page.goto("/")
    page.get_by_role("button", name="Small task").click()
    answered(page)
    page.get_by_role("button", name="Web service").click()
    page.locator(".headline .over", has_text="storefront").wait_for()
    answered(page)
    page.locator("#panel-break-even .canvas svg").wait_for()
    page.evaluate("scrollTo(0, 0)")
    shot("compare", whole=False)
    shot("compare-whole")
    for name in ("regions", "fleet", "load-week", "commitments", "history"):
        page.locator(f"#tab-{name}").click()
        page.locator(f"#panel-{name} .canvas svg, #panel-{name} .notice").first.wait_for()
        page.wait_for_timeout(400)
        page.locator("#pictures").screenshot(path=folder / f"{name}-{kind}.png")
    page.goto("/quotes")
    page.locator("#list tbody tr").first.wait_for()
    shot("quotes")
    for box in page.locator("#list input").all()[:2]:
        box.check()
    page.locator("#compare").click()
    page.locator("#result table").first.wait_for()
    shot("difference")
    page.goto("/budgets")
    page.locator("#budgets-text").fill(BUDGETS)
    page.get_by_role("button", name="Check budgets").click()
    page.locator("article.budget").first.wait_for()
    shot("budgets")
    page.goto("/bill")
    page.locator("#bill-quote option", has_text="Storefront").first.wait_for(state="attached")
    page.locator("#bill-launch_option").select_option("FARGATE")
    page.locator("#bill-month").fill("2026-10")
    page.locator("#bill-bill").set_input_files(ROOT / "examples" / "bill-2026-10.csv")
    page.get_by_role("button", name="Check the bill").click()
    page.locator("#bill-verdict").wait_for()
    shot("bill")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
