"""Budgets on their page: YAML and JSON, faults at their lines, and a base that changes are judged against."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from support_pages import TASK

GROWTH = """# what may be added
version: 1
budgets:
  - name: growth
    workload: grown
    change: {percent: 20, amount: 1000}
"""


@pytest.fixture(scope="module")
def grown(pages: httpx.Client) -> list[dict[str, Any]]:
    """Two quotes of one name, four tasks and then five, and a third of another name."""
    service = {"task_definition": json.loads(TASK)}
    return [
        pages.post(
            "/v1/quotes",
            json={
                "name": name,
                "region": "us-east-1",
                "services": [{**service, "load": {"tasks": tasks}}],
                "launch_options": ["FARGATE"],
            },
        ).json()
        for name, tasks in (("grown", "4"), ("grown", "5"), ("other", "1"))
    ]


def opened(page: Page, text: str, *names: str) -> None:
    """The page with a budgets file and these quotes chosen."""
    page.goto("/budgets")
    boxes = page.locator("#budgets-quotes input")
    expect(boxes.first).to_be_visible()
    for label in page.locator("#budgets-quotes label").all():
        label.locator("input").set_checked(label.inner_text().startswith(names))
    page.locator("#budgets-text").fill(text)


def check(page: Page) -> None:
    page.get_by_role("button", name="Check budgets").click()


@pytest.mark.parametrize("form", ["{}", "http://127.0.0.1:8000/quotes/{}"])
def test_a_change_is_judged_against_its_base_from_yaml(page: Page, grown: list[dict[str, Any]], form: str) -> None:
    opened(page, GROWTH, "grown")
    page.get_by_label("Quote to compare with").fill(form.format(grown[0]["id"]))
    check(page)
    budget = page.locator("article.budget")
    expect(budget.locator(".state")).to_have_text("Exceeded")
    expect(budget).to_contain_text("Change in percent: 25 % of 20 %")


def test_without_a_base_a_change_is_not_priced(page: Page, grown: list[dict[str, Any]]) -> None:
    assert grown
    opened(page, GROWTH, "grown")
    check(page)
    expect(page.locator("article.budget .state")).to_have_text("Not priced")
    expect(page.locator("article.budget")).to_contain_text("no base was given")


def test_quotes_kept_are_offered_as_a_base(page: Page, grown: list[dict[str, Any]]) -> None:
    opened(page, GROWTH, "grown")
    offered = page.locator("#budgets-bases option").evaluate_all("all => all.map((one) => one.value)")
    assert {quote["id"] for quote in grown} <= set(offered)


def test_a_wrong_base_is_told_at_its_field(page: Page, grown: list[dict[str, Any]]) -> None:
    opened(page, GROWTH, "grown")
    field = page.get_by_label("Quote to compare with")
    field.fill("0" * 32)
    check(page)
    fault = page.locator("#budgets-base-fault")
    expect(fault).to_have_text("there is no quote with this id")
    expect(field).to_have_attribute("aria-invalid", "true")
    opened(page, GROWTH, "grown", "other")
    field.fill(grown[0]["id"])
    check(page)
    expect(fault).to_contain_text("2 are chosen")


@pytest.mark.parametrize(
    ("text", "where", "said", "marked"),
    [
        (GROWTH.replace("20", "lots"), "Line 6:", "/budgets/0/change/percent", "change: {percent: lots, amount: 1000}"),
        (GROWTH.replace("  - name", "  - name: x\n  name"), "Line 5:", "is not YAML", "name: growth"),
        (GROWTH.replace("version: 1\n", ""), "Line 2:", "/version", "budgets:"),
    ],
)
def test_what_is_wrong_in_yaml_is_marked_at_its_line(
    page: Page, grown: list[dict[str, Any]], text: str, where: str, said: str, marked: str
) -> None:
    assert grown
    opened(page, text, "grown")
    check(page)
    fault = page.locator("#budgets-text-faults .fault").first
    expect(fault).to_contain_text(where)
    expect(fault).to_contain_text(said)
    expect(page.locator(".backdrop mark").first).to_have_text(marked)


def test_axe_finds_no_violation_where_faults_are_shown(
    browser: Browser, pages: httpx.Client, grown: list[dict[str, Any]], axe: str
) -> None:
    # axe itself is the one script that does not come from the site
    context = browser.new_context(base_url=str(pages.base_url), bypass_csp=True)
    page = context.new_page()
    for text, base in ((GROWTH, grown[0]["id"]), (GROWTH, "0" * 32), (GROWTH.replace("20", "lots"), "")):
        opened(page, text, "grown")
        page.get_by_label("Quote to compare with").fill(base)
        check(page)
        expect(page.locator("article.budget, .field-fault:not([hidden]), .fault").first).to_be_visible()
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    context.close()
