"""Everybody can use it: axe-core finds nothing, the keyboard suffices, narrow screens fit, nothing is from outside."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from support_pages import SECONDS, TASK, answered, paste

NAMES = ("a", "a name that is longer than a narrow screen is wide")


@pytest.fixture(scope="module")
def addresses(pages: httpx.Client) -> list[str]:
    """Every page, with something on it."""
    two = ["FARGATE", "EC2_ON_DEMAND"]
    request = {"region": "us-east-1", "services": [{"task_definition": json.loads(TASK)}], "launch_options": two}
    a, b = (pages.post("/v1/quotes", json={**request, "name": name}).json()["id"] for name in NAMES)
    return ["/", "/quotes", f"/quotes/compare?a={a}&b={b}", f"/quotes/{b}", "/budgets", "/account", "/bill", "/nothing"]


def settled(page: Page, address: str) -> None:
    page.goto(address)
    if address == "/":
        paste(page, TASK)
    if address == "/" or page.locator("#answer").count():
        answered(page)
        expect(page.locator("#panel-break-even table")).to_be_visible(timeout=3 * SECONDS)
    if "compare?" in address:
        expect(page.get_by_role("region", name="Launch options before and after")).to_be_visible()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(
    browser: Browser, pages: httpx.Client, addresses: list[str], axe: str, scheme: Any
) -> None:
    # axe itself is the one script that does not come from the site; the page's policy is tested apart.
    context = browser.new_context(base_url=str(pages.base_url), color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for address in addresses:
        settled(page, address)
        page.evaluate(axe)
        rules = "{runOnly: ['color-contrast']}" if scheme == "dark" else "{resultTypes: ['violations']}"
        result = page.evaluate(f"axe.run(document, {rules})")
        found[address] = [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in result["violations"]
        ]
    context.close()
    assert found == {address: [] for address in addresses}


def test_axe_finds_no_violation_in_a_list_of_faults(browser: Browser, pages: httpx.Client, axe: str) -> None:
    context = browser.new_context(base_url=str(pages.base_url), bypass_csp=True)
    page = context.new_page()
    page.goto("/")
    paste(page, TASK.replace('"256"', '"257"'))
    expect(page.locator("#task-faults .fault").first).to_be_visible(timeout=SECONDS)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    context.close()
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


def test_the_keyboard_suffices(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")

    def tab_to(script: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const e = document.activeElement; return {script}; }})()"):
                return
        raise AssertionError(f"the keyboard does not come to {script}")

    tab_to("e.id === 'task'")
    page.keyboard.insert_text(TASK)
    tab_to("e.value === 'service' && e.name === 'load'")
    page.keyboard.press("ArrowDown")
    tab_to("e.id === 'tasks'")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    answered(page)
    tab_to("e.id === 'today'")
    tab_to("e.classList.contains('unfold') && e.textContent === 'Fargate'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Line items of Fargate", exact=True)).to_be_visible()
    tab_to("e.getAttribute('role') === 'tab'")
    page.keyboard.press("End")
    expect(page.locator("#tab-spot")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-break-even")).to_be_focused()
    expect(page.locator("#panel-break-even")).to_be_visible()


def test_narrow_screens_fit_nothing_comes_from_outside_and_no_script_is_inline(
    fresh: Callable[..., Page], pages: httpx.Client, addresses: list[str]
) -> None:
    page = fresh(viewport={"width": 360, "height": 740})
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.add_init_script("addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective))")
    for address in addresses:
        settled(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        html = pages.get(address, headers={"accept": "text/html"})
        assert " style=" not in html.text
        assert re.findall(r'<script(?! (?:type="module" )?src="/assets/)', html.text) == []
        policy = html.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert hosts - {""} == {urlsplit(str(pages.base_url)).netloc}
