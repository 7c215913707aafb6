"""Quotes kept: found, opened, compared, exported, deleted; budgets and their state."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, Route, expect

from ecsquote.quotes.exports.workbook import EXTRA_MISSING
from support_pages import TASK, answered, by_monthly, money, rows_shown


def kept(pages: httpx.Client, name: str, tasks: int) -> dict[str, Any]:
    service = {"task_definition": json.loads(TASK), "load": {"tasks": str(tasks)}}
    request = {"name": name, "region": "us-east-1", "services": [service], "launch_options": ["FARGATE"]}
    document: dict[str, Any] = pages.post("/v1/quotes", json=request).json()
    return document


@pytest.fixture(scope="module")
def two(pages: httpx.Client) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two quotes of one name, four tasks and then ten."""
    return kept(pages, "checkout in Ohio", 4), kept(pages, "checkout in Ohio", 10)


Two = tuple[dict[str, Any], dict[str, Any]]


def test_quotes_are_searched_chosen_and_compared(page: Page, pages: httpx.Client, two: Two) -> None:
    kept(pages, "something else", 1)
    page.goto("/quotes")
    page.get_by_role("searchbox").fill("ohio fargate")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(2)
    assert rows.locator("td.number").all_inner_texts() == [money(one["options"][0]["monthly"]) for one in reversed(two)]
    for row in rows.all():
        row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Compare the two chosen").click()
    before, after = (one["options"][0] for one in two)
    change = Decimal(after["monthly"]) - Decimal(before["monthly"])
    expect(page.get_by_role("heading", level=2)).to_contain_text(f"+{money(str(change))} a month")
    cells = page.get_by_role("region", name="Launch options before and after").locator("tbody tr").first
    texts = cells.locator("th, td").all_inner_texts()
    assert texts[:4] == ["Fargate", money(before["monthly"]), money(after["monthly"]), f"+{money(str(change))}"]
    page.get_by_text("2 of 2 lines differ").click()
    expect(page.get_by_role("region", name="Lines of Fargate that differ")).to_be_visible()


def test_a_kept_quote_is_opened_and_changed(page: Page, two: Two) -> None:
    page.goto(f"/quotes/{two[0]['id']}")
    answered(page)
    assert rows_shown(page) == by_monthly(two[0])
    page.get_by_role("link", name="Change and price again").click()
    expect(page.locator("#whole")).to_be_visible()
    answered(page)
    assert rows_shown(page) == by_monthly(two[0])


@pytest.mark.parametrize(("form", "words"), [("CSV", "launch_option"), ("Markdown", "| Option")])
def test_a_quote_is_exported(page: Page, two: Two, tmp_path: Path, form: str, words: str) -> None:
    page.goto(f"/quotes/{two[0]['id']}")
    answered(page)
    with page.expect_download() as download:
        page.locator(".exports").get_by_role("link", name=form, exact=True).click()
    download.value.save_as(tmp_path / "export")
    assert words.lower() in (tmp_path / "export").read_text(encoding="utf-8").lower()


def test_a_quote_is_exported_as_a_workbook_or_says_what_is_missing(page: Page, two: Two, tmp_path: Path) -> None:
    page.goto(f"/quotes/{two[0]['id']}")
    answered(page)
    excel = page.locator(".exports").get_by_role("link", name="Excel", exact=True)
    with page.expect_download() as download:
        excel.click()
    assert download.value.suggested_filename == f"quote-{two[0]['id']}.xlsx"
    download.value.save_as(tmp_path / "export.xlsx")
    cells = {cell for sheet in load_workbook(tmp_path / "export.xlsx") for row in sheet.values for cell in row}
    assert "FARGATE" in cells
    missing = {"status": 501, "detail": EXTRA_MISSING}  # the server under test has the extra
    page.route("**/*format=xlsx", lambda route: route.fulfill(status=501, json=missing))
    excel.click()
    expect(page.locator(".exports [role=alert]")).to_contain_text("ecsquote[excel]")


def test_a_quote_is_deleted(page: Page, pages: httpx.Client) -> None:
    quote = kept(pages, "to be deleted", 1)
    page.goto("/quotes")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete to be deleted").click()
    expect(page.get_by_role("link", name="to be deleted")).to_have_count(0)
    assert pages.get(f"/v1/quotes/{quote['id']}").status_code == 404


def test_budgets_show_their_state_and_stay_in_the_browser(fresh: Callable[..., Page], pages: httpx.Client) -> None:
    monthly = Decimal(kept(pages, "budgeted", 10)["options"][0]["monthly"])
    page = fresh()
    page.goto("/budgets")
    low, near, high = (str((monthly * part).quantize(Decimal("0.01"))) for part in map(Decimal, ("0.5", "1.1", "4")))
    scope = {"workload": "budgeted"}
    budgets = [
        {"name": "low", **scope, "limit": {"amount": low}},
        {"name": "near", **scope, "limit": {"amount": near, "warning_amount": low}},
        {"name": "high", **scope, "limit": {"amount": high}},
    ]
    page.locator("#budgets-text").fill(json.dumps({"version": 1, "budgets": budgets}))
    page.get_by_role("button", name="Check budgets").click()
    states = page.locator("article.budget")
    expect(states).to_have_count(3)
    shown = {one.locator("h3").inner_text(): one.locator(".state").inner_text() for one in states.all()}
    assert shown == {"low": "Exceeded", "near": "Warning", "high": "Within budget"}
    expect(states.first).to_contain_text(f"{money(str(monthly))} of {money(low)}")
    page.reload()
    assert json.loads(page.locator("#budgets-text").input_value())["budgets"] == budgets


def test_budgets_wait_for_the_quotes_that_they_are_held_against(page: Page, two: Two) -> None:
    assert two
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/quotes?limit=200", hold)
    page.goto("/budgets")
    page.locator("#budgets-text").fill('{"version": 1, "budgets": [{"name": "all", "limit": {"amount": "9000"}}]}')
    page.get_by_role("button", name="Check budgets").click()
    expect(page.get_by_role("status").filter(has_text="Reading the quotes")).to_be_visible()
    held[0].continue_()
    expect(page.locator("article.budget")).to_have_count(1)


def test_a_wrong_budget_is_marked_at_its_place(page: Page, two: Two) -> None:
    assert two
    page.goto("/budgets")
    page.locator("#budgets-text").fill('{"version": 1,\n"budgets": [{"name": "x",\n"limit": {"amount": "lots"}}]}')
    page.get_by_role("button", name="Check budgets").click()
    expect(page.locator("#budgets-text-faults .fault").first).to_contain_text("Line 3")
    expect(page.locator(".backdrop mark").first).to_have_text('"lots"')
