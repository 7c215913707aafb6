"""The bill's page: exports as a user drops them, the API's own figures to the cent, and faults at their fields."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from support_bills import MONTH, csv_bytes, cur_row, made_rows
from support_catalog import shipped_catalog
from support_pages import SECONDS, TASK, money

REQUEST = {
    "name": "billed",
    "region": "us-east-1",
    "services": [{"name": "web", "task_definition": json.loads(TASK), "load": {"tasks": "4"}}],
    "usage": {"nat_gateways": {"count": 1, "processed_gb": "100"}},
    "launch_options": ["FARGATE"],
}
QUARTER_MORE = {**REQUEST, "services": [{**REQUEST["services"][0], "load": {"tasks": "5"}}]}  # type: ignore[index]  # JSON
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bill of a quarter more tasks than are estimated."""
    path = tmp_path_factory.mktemp("bill") / "october.csv"
    path.write_bytes(csv_bytes([cur_row(row) for row in made_rows(QUARTER_MORE, "FARGATE", shipped_catalog())]))
    return path


@pytest.fixture(scope="module")
def quote_id(pages: httpx.Client) -> str:
    return str(pages.post("/v1/quotes", json=REQUEST).json()["id"])


@pytest.fixture(scope="module")
def check(pages: httpx.Client, export: Path, quote_id: str) -> dict[str, Any]:
    """What the API answers."""
    fields = {"quote": quote_id, "month": MONTH, "launch_option": "FARGATE"}
    answer = pages.post("/v1/bill-checks", data=fields, files={"bill": (export.name, export.read_bytes())}, timeout=60)
    found: dict[str, Any] = answer.json()
    assert found["verdict"] == "beyond", found
    return found


def opened(page: Page, quote_id: str, *files: Path) -> None:
    """The page with a quote chosen, the month of the bill, and these files."""
    page.goto(f"/bill?quote={quote_id}")
    expect(page.locator("#bill-quote")).to_have_value(quote_id)
    page.locator("#bill-month").fill(MONTH)
    page.locator("#bill-launch_option").select_option("FARGATE")
    if files:
        page.locator("#bill-bill").set_input_files(list(files))


def submit(page: Page) -> None:
    page.get_by_role("button", name="Check the bill").click()


def rows(page: Page, name: str) -> list[list[str]]:
    found = page.locator(f"#{name} tbody tr").all()
    return [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in found]


def signed(exact: str) -> str:
    shown = money(exact)
    return shown if shown.startswith("−") or shown == "$0.00" else f"+{shown}"


def test_components_and_buckets_are_the_api_s(page: Page, export: Path, quote_id: str, check: dict[str, Any]) -> None:
    opened(page, quote_id, export)
    submit(page)
    verdict = page.locator("#bill-verdict")
    expect(verdict.locator(".state")).to_have_text("Beyond 5 %", timeout=3 * SECONDS)
    total = check["total"]
    assert total["price_difference"] == "0"
    expect(verdict).to_contain_text(f"{money(total['actual'])} billed, {money(total['estimate'])} estimated")
    expect(verdict).to_contain_text(f"{signed(total['difference'])} by quantity, $0.00 by price")
    figures = [
        [str(one["rows"]), money(one["estimate"]), money(one["actual"])]
        + [signed(one[name]) for name in ("difference", "quantity_difference", "price_difference")]
        for one in check["components"]
    ]
    shown = rows(page, "bill-components")
    assert [row[1:] for row in shown[:-1]] == figures
    assert shown[-1][0] == "Total"
    assert shown[-1][2:] == [money(total["estimate"]), money(total["actual"])] + [
        signed(total[name]) for name in ("difference", "quantity_difference", "price_difference")
    ]
    buckets = [[f"{one['rows']:,}", money(one["cost"])] for one in (*check["buckets"], check["file"]) if one["rows"]]
    assert [row[1:] for row in rows(page, "bill-buckets")] == buckets


def test_files_of_one_bill_are_listed_and_can_be_left_out(page: Page, export: Path, quote_id: str) -> None:
    again = export.with_name("again.csv")
    again.write_bytes(export.read_bytes())
    opened(page, quote_id, export, again)
    expect(page.locator("#bill-files li")).to_have_count(2)
    submit(page)
    expect(page.locator("#status")).to_contain_text("is the same file as", timeout=3 * SECONDS)
    page.get_by_role("button", name="Remove again.csv").click()
    submit(page)
    expect(page.locator("#bill-verdict")).to_be_visible(timeout=3 * SECONDS)


def test_what_is_missing_is_said_at_its_field_and_nothing_is_sent(page: Page, quote_id: str) -> None:
    opened(page, quote_id)
    page.locator("#bill-month").fill("")
    page.route("**/v1/bill-checks", lambda route: pytest.fail(route.request.url))
    submit(page)
    expect(page.locator("#bill-bill-fault")).to_have_text("Choose a cost export first.")
    expect(page.locator("#bill-month-fault")).to_have_text("A month such as 2026-10.")
    expect(page.locator("#bill-month")).to_have_attribute("aria-invalid", "true")


def test_faults_of_the_options_are_said_at_their_fields(page: Page, export: Path, quote_id: str) -> None:
    opened(page, quote_id, export)
    page.locator("#bill-tolerance").fill("much")
    page.get_by_text("Rows of one cluster, service or tag").click()
    page.get_by_label("Tag, KEY=VALUE").fill("team")
    submit(page)
    expect(page.locator("#bill-tag-fault")).to_contain_text("must be KEY=VALUE", timeout=3 * SECONDS)
    expect(page.locator("#bill-tolerance-fault")).to_contain_text("must be a percentage")
    expect(page.locator("#status .notice")).to_contain_text("marked in the form")


def test_faults_of_a_request_are_marked_in_its_text(page: Page, export: Path, quote_id: str) -> None:
    opened(page, quote_id, export)
    page.locator("#bill-quote").select_option("")
    page.locator("#bill-request").fill(json.dumps({**REQUEST, "regoin": "x"}, indent=1))
    submit(page)
    expect(page.locator("#bill-request-faults .fault")).to_contain_text("/regoin", timeout=3 * SECONDS)
    page.locator("#bill-request").fill(json.dumps(REQUEST))
    submit(page)
    expect(page.locator("#bill-verdict")).to_be_visible(timeout=3 * SECONDS)


def test_a_file_that_is_no_export_is_named(page: Page, tmp_path: Path, quote_id: str) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("a,b\n1,2\n")
    opened(page, quote_id, notes)
    submit(page)
    expect(page.locator("#status .notice")).to_contain_text("notes.csv: is not a cost export", ignore_case=True)


def test_what_has_been_sent_is_shown_and_can_be_stopped(page: Page, tmp_path: Path, quote_id: str) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 3 * MIB)
    opened(page, quote_id, large)
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": MIB // 2}
    slow.send("Network.emulateNetworkConditions", limits)
    submit(page)
    status = page.locator("#status")
    expect(status).to_contain_text("of 3.0 MiB")
    expect(status.locator("progress[value]")).to_be_visible()
    status.get_by_role("button", name="Stop").click()
    expect(status).to_contain_text("Stopped. Nothing was changed.")


def test_a_server_out_of_reach_is_said(page: Page, export: Path, quote_id: str) -> None:
    opened(page, quote_id, export)

    def away(route: Route) -> None:
        route.abort()

    page.route("**/v1/bill-checks", away)
    submit(page)
    expect(page.locator("#status .notice")).to_contain_text("The server cannot be reached")


def test_a_kept_quote_leads_to_its_bill(page: Page, quote_id: str) -> None:
    page.goto(f"/quotes/{quote_id}")
    page.get_by_role("link", name="Compare with the bill").click()
    expect(page.locator("#bill-quote")).to_have_value(quote_id)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_an_answer(
    browser: Browser, pages: httpx.Client, export: Path, quote_id: str, axe: str, scheme: Any
) -> None:
    # axe itself is the one script that does not come from the site
    context = browser.new_context(base_url=str(pages.base_url), color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    opened(page, quote_id, export)
    submit(page)
    expect(page.locator("#bill-verdict")).to_be_visible(timeout=3 * SECONDS)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    context.close()
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
