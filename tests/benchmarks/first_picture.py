"""How long a person waits for the first picture: from a click on an example to the drawn chart, in a real browser.

Prints medians of the whole wait and of its parts on the shipped catalog, and the processor time of the server:
on a busy machine the clock on the wall says little.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "service")]

from support_pages import CHROMIUM, SECONDS, site  # noqa: E402 - the path comes first

ROUNDS = 9
EXAMPLES = ("Small task", "Web service, busy in the evening")


def main() -> None:
    """Each example in turn; the first round warms the server and is left out."""
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for example in EXAMPLES:
            waits = [measured(browser.new_page(base_url=str(client.base_url)), example) for _ in range(ROUNDS + 1)][1:]
            table, picture, processor = (statistics.median(column) for column in zip(*waits, strict=True))
            print(  # noqa: T201 - a benchmark prints
                f"{example}: figures after {table * 1000:.0f} ms, picture after {picture * 1000:.0f} ms "
                f"(server and driver: {processor * 1000:.0f} ms of processor time)"
            )
        browser.close()


def measured(page: Page, example: str) -> tuple[float, float, float]:
    """Seconds from the click until the figures and the picture are there; of the processor until the picture."""
    page.set_default_timeout(SECONDS)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    began, worked = time.perf_counter(), time.process_time()
    page.get_by_role("button", name=example, exact=True).click()
    page.locator("#answer .options").wait_for()
    table = time.perf_counter() - began
    page.locator("#answer .canvas svg").wait_for()
    picture = time.perf_counter() - began
    page.close()
    return table, picture, time.process_time() - worked


if __name__ == "__main__":
    main()
