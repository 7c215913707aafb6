"""The pictures that decide: each opened from its tab, drawn, and with the API's own figures in its table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from support_pages import OPTION_WORDS, SECONDS, TASK, answered, money, paste, quote_shown


@pytest.fixture
def compared(page: Page) -> Page:
    """A page with the answer for one small task."""
    page.goto("/")
    paste(page, TASK)
    answered(page)
    return page


def shown(page: Page, name: str) -> list[list[str]]:
    """Open a tab and wait for its picture; the cells of its first table."""
    page.locator(f"#tab-{name}").click()
    expect(page.locator(f"#panel-{name} .canvas svg")).to_be_visible(timeout=3 * SECONDS)
    canvas = page.locator(f"#panel-{name} .canvas")
    assert len(canvas.get_attribute("aria-label") or "") > 20, "a picture is told in words too"
    rows = page.locator(f"#panel-{name} table").first.locator("tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def cheapest(options: list[dict[str, Any]]) -> dict[str, Any]:
    return next(option for option in options if option["available"])


def test_where_the_cheapest_changes_with_the_number_of_tasks(compared: Page, pages: httpx.Client) -> None:
    rows = shown(compared, "break-even")
    request = quote_shown(compared, pages)["request"]
    answer = pages.post("/v1/analyses/break-even", json={"request": request, "axis": "tasks"}).json()
    assert [row[1:] for row in rows] == [
        [OPTION_WORDS[one["cheapest"]["launch_option"]], money(one["cheapest"]["monthly"])]
        for one in answer["stretches"]
    ]
    changes = compared.locator(".fact", has_text="When that changes")
    for stretch in answer["stretches"][1:4]:
        expect(changes).to_contain_text(f"From {stretch['first']} task")


def test_regions_are_sorted_and_progress_shows(compared: Page, pages: httpx.Client) -> None:
    rows = shown(compared, "regions")
    request = quote_shown(compared, pages)["request"]
    codes = [row[0] for row in rows]
    assert codes == list(dict.fromkeys(codes))
    listed = pages.get("/v1/regions?limit=1000").json()["items"]
    assert set(codes) == {region["code"] for region in listed if region["currency"] == "USD"}, "the quote's currency"
    answer = pages.post("/v1/comparisons", json={"request": request, "regions": codes[:3]}).json()
    assert [[one["region"], money(cheapest(one["options"])["monthly"])] for one in answer["regions"]] == [
        [row[0], row[2]] for row in rows[:3]
    ]


def test_the_fleet_of_the_chosen_option(compared: Page, pages: httpx.Client) -> None:
    rows = shown(compared, "fleet")
    fleets = [one for one in quote_shown(compared, pages)["options"] if one["available"] and one["placement"]]
    first = fleets[0]["placement"]["instances"]
    assert [row[0] for row in rows] == [one["instance_type"] for one in first]
    compared.locator("#choose-fleet").select_option("EC2_ON_DEMAND")
    expect(compared.locator("#panel-fleet h4")).to_contain_text("EC2 On-Demand")


def test_the_week_commitments_history_and_spot_range(compared: Page, pages: httpx.Client) -> None:
    compared.locator("#tab-load-week").click()
    expect(compared.locator("#panel-load-week table")).to_contain_text("1 task all month")
    request = quote_shown(compared, pages)["request"]
    curves = pages.post("/v1/analyses/commitments", json={"request": request}).json()["curves"]
    best = [money(one["best"]["monthly"]) if one["best"] else None for one in curves]
    drawn = [row[3] for row in shown(compared, "commitments")]
    assert [figure for figure in drawn if figure.startswith("$")] == [figure for figure in best if figure]
    history = shown(compared, "history")
    answer = pages.post("/v1/analyses/price-history", json={"request": request}).json()
    assert [[row[0], row[2]] for row in history] == [
        [one["version"], money(next(each["monthly"] for each in one["options"] if each["monthly"]))]
        for one in answer["versions"]
    ]
    compared.locator("#tab-spot").click()
    expect(compared.locator("#panel-spot > .result")).to_contain_text("Spot")


def test_what_would_save(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    paste(page, TASK.replace('"256"', '"1024"').replace('"512"', '"8192"'))
    answered(page)
    page.locator("#tab-advice").click()
    rows = page.locator("#panel-advice tbody tr")
    expect(rows.first).to_be_visible(timeout=3 * SECONDS)
    request = {**quote_shown(page, pages)["request"], "advice": True}
    answer = pages.post("/v1/comparisons", json={"request": request, "regions": [request["region"]]}).json()
    figures = [[money(one["monthly"]), money(one["saving"])] for one in answer["regions"][0]["advice"]]
    assert [row.locator("td").all_inner_texts()[1:3] for row in rows.all()] == figures


def test_a_picture_is_saved_as_a_file(compared: Page, tmp_path: Path) -> None:
    for form, beginning in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with compared.expect_download() as download:
            compared.locator("#answer").get_by_role("button", name=f"Save {form}").click()
        download.value.save_as(tmp_path / form)
        assert (tmp_path / form).read_bytes().startswith(beginning)


def test_pictures_follow_the_theme(compared: Page) -> None:
    background = "() => getComputedStyle(document.querySelector('#answer .canvas svg')).backgroundColor"
    light = compared.evaluate(background)
    compared.get_by_role("button", name="Switch between light and dark").click()
    expect(compared.locator("html")).to_have_attribute("data-theme", "dark")
    compared.wait_for_function(f"(light) => ({background})() !== light", arg=light)


def test_a_picture_without_the_charts_extra_leaves_the_tables(fresh: Callable[..., Page]) -> None:
    page = fresh()

    def without(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace(f'content="{charts}"', 'content=""')
        route.fulfill(response=answer, body=body)

    page.goto("/")
    charts = page.locator('meta[name="ecsquote-charts"]').get_attribute("content")
    page.route("**/", without)
    page.goto("/")
    paste(page, TASK)
    expect(page.locator("#answer .options")).to_be_visible()
    page.locator("#tab-fleet").click()
    expect(page.locator("#panel-fleet")).to_contain_text("runs without its charts extra")
    expect(page.locator("#panel-fleet").get_by_role("table", name="Instances of")).to_be_visible()
