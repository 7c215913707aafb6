"""One site and one Chromium for the tests of the dashboard; each test has a browser profile of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from support_pages import CHROMIUM, SECONDS, axe_script, site

ON_CI = os.environ.get("CI") == "true"
EXPECTED = ("Failed to load resource",)
"""What the browser itself says of an answer that is an error, which some tests ask for."""


def missing(what: str) -> None:
    """Skip where a machine lacks a program; on CI that is a failure."""
    (pytest.fail if ON_CI else pytest.skip)(f"{what} is needed for the tests of the dashboard")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the running site."""
    with site(tmp_path_factory.mktemp("pages")) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if CHROMIUM is None:
        missing("Chromium")
    expect.set_options(timeout=SECONDS)
    with sync_playwright() as playwright:
        # Its sandbox needs rights that a container has not; the pages are our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What a browser complained of in this test."""
    return []


@pytest.fixture
def fresh(browser: Browser, pages: httpx.Client, faults: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a profile of its own; afterwards no script failed, and nothing broke the page's policy."""
    contexts = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            faults.append(message.text)

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=str(pages.base_url), **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("console", said)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(fresh: Callable[..., Page]) -> Page:
    """A page of a fresh profile, wide and light."""
    return fresh(viewport={"width": 1440, "height": 900})


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    if shutil.which("npm") is None:
        missing("npm")
    return axe_script(Path(tmp_path_factory.mktemp("axe")))
