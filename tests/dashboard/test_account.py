"""The account's page: a saved scan as a user drops it, and the API's own figures to the cent."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from support_cli import EXAMPLES
from support_pages import OPTION_WORDS, SECONDS, money
from support_small_account import fargate_scan

SCAN = EXAMPLES / "scan" / "account.json"


@pytest.fixture(scope="module")
def report(pages: httpx.Client) -> dict[str, Any]:
    answer = pages.post(
        "/v1/scans", content=SCAN.read_bytes(), headers={"Content-Type": "application/json"}, timeout=60
    )
    found: dict[str, Any] = answer.json()
    return found


def opened(page: Page) -> None:
    page.goto("/account")
    page.locator("#account-file").set_input_files(SCAN)
    expect(page.locator("#clusters")).to_be_visible(timeout=SECONDS)


def cells(page: Page, table: str) -> list[list[str]]:
    rows = page.get_by_role("region", name=table, exact=True).locator("tbody tr").all()
    return [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in rows]


def test_a_saved_scan_shows_the_figures_of_the_api(page: Page, report: dict[str, Any]) -> None:
    opened(page)
    expect(page.locator(".headline h2")).to_have_text(report["summary"]["words"])
    facts = [fact.inner_text() for fact in page.locator(".fact b").all()]
    summary = report["summary"]
    assert facts == [
        money(one) for one in (summary["today_monthly"], summary["right_sized"]["monthly"], summary["spot"]["monthly"])
    ]
    shown = {row[0].split("\n")[0].removesuffix(" at least"): row for row in cells(page, "Clusters")}
    for cluster in report["clusters"]:
        row = next(row for name, row in shown.items() if name.startswith(cluster["cluster"]))
        assert row[3:6] == [
            money(cluster["today"]["monthly"]),
            money(cluster["today"]["idle_monthly"]),
            OPTION_WORDS[cluster["cheapest"]["launch_option"]],
        ]
        services = {row[0]: row for row in cells(page, f"Services of {cluster['cluster']}")}
        for service in cluster["services"]:
            assert services[service["name"]][3] == money(service["today"]["monthly"])
            size = service["right_size"]
            assert services[service["name"]][6] == (f"{size['cpu']} / {size['memory']}" if size["cpu"] else "–")
    expect(page.locator("#account-notes")).to_contain_text("legacy")
    expect(page.get_by_role("main")).to_contain_text("api: CPU reached 97 % in an hour")


def test_a_scan_of_china_shows_no_dollars(page: Page, tmp_path: Path) -> None:
    text = json.dumps(fargate_scan()).replace("us-east-1", "cn-north-1").replace("arn:aws:", "arn:aws-cn:")
    (tmp_path / "china.json").write_text(text)
    page.goto("/account")
    page.locator("#account-file").set_input_files(tmp_path / "china.json")
    expect(page.locator("#clusters")).to_contain_text("CNY ", timeout=SECONDS)
    expect(page.get_by_role("main")).not_to_contain_text("$")


def test_options_are_asked_again(page: Page) -> None:
    opened(page)
    page.get_by_label("Cluster", exact=True).select_option("shop")
    page.get_by_label("No Spot").check()
    page.get_by_role("button", name="Show the account").click()
    expect(page.locator("#clusters tbody tr")).to_have_count(1, timeout=SECONDS)
    expect(page.locator(".headline h2")).not_to_contain_text("Spot")
    page.get_by_label("Room above the CPU maximum").fill("-3")
    page.get_by_role("button", name="Show the account").click()
    expect(page.locator("#status")).to_contain_text("must be from 0 to 1000", timeout=SECONDS)
    expect(page.get_by_label("Room above the CPU maximum")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(("text", "words"), [("{", "is not JSON"), ('{"services": []}', "is not a saved scan")])
def test_another_file_is_refused_at_the_field(page: Page, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "other.json").write_text(text)
    page.goto("/account")
    page.locator("#account-file").set_input_files(tmp_path / "other.json")
    expect(page.locator("#account-fault")).to_contain_text(words)


def test_a_cluster_is_saved_as_a_quote_request(page: Page, report: dict[str, Any]) -> None:
    opened(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a quote request").first.click()
    assert json.loads(Path(saved.value.path()).read_text()) == report["clusters"][0]["request"]
