"""A person compares launch options: pastes, corrects, fills the form in, draws the week, shares the address."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from support_pages import TASK, answered, by_monthly, money, paste, quote_shown, rows_shown, without_analyses


@pytest.fixture
def page(page: Page) -> Page:
    """Here nobody looks at the pictures below the answer."""
    return without_analyses(page)


def test_a_pasted_task_definition_is_priced_at_once(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    paste(page, TASK)
    answered(page)
    quote = quote_shown(page, pages)
    assert quote["name"] == "web"
    assert rows_shown(page) == by_monthly(quote)
    best = quote["options"][0]
    expect(page.locator("#headline")).to_have_text(f"Fargate Spot is cheapest: {money(best['monthly'])} a month")
    today = next(one for one in quote["options"] if one["launch_option"] == "FARGATE")
    change = Decimal(best["monthly"]) - Decimal(today["monthly"])
    assert page.locator(".fact .value b").first.inner_text() == money(str(change))
    assert not quote["options"][-1]["available"]
    expect(page.locator("#answer")).not_to_contain_text("ECS Anywhere")


def test_each_option_unfolds_to_its_lines_with_price_sku_date_and_source(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    paste(page, TASK)
    answered(page)
    button = page.get_by_role("button", name="EC2 On-Demand", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    option = next(one for one in quote_shown(page, pages)["options"] if one["launch_option"] == "EC2_ON_DEMAND")
    lines = page.get_by_role("region", name="Line items of EC2 On-Demand").locator("tbody tr")
    assert lines.count() == len(option["line_items"])
    for row, line in zip(lines.all(), option["line_items"], strict=True):
        cells = row.locator("th, td").all_inner_texts()
        assert cells[1] == money(line["monthly"])
        assert Decimal(cells[3].lstrip("$").replace(",", "")) == Decimal(line["unit_price"])
        sku = line["price"]["sku"]
        assert (line["price"]["usage_type"] or "–") in cells[4]
        assert (f"SKU {sku}" if sku else "no SKU recorded") in cells[4]
        name, _, address = line["price"]["source"].partition(" via ")
        assert cells[5].startswith(f"{name}, read {line['price']['observed_on']}")
        links = row.locator(".source a").all()
        assert [link.inner_text() for link in links] == [address]
        repository = address.removeprefix("github:").split()[0].partition("@")[0]
        assert (links[0].get_attribute("href") or "").startswith(f"https://github.com/{repository}")
    for text in option["assumptions"] + option["warnings"]:
        expect(page.locator(".details:visible .remarks li", has_text=text).first).to_be_visible()


def test_six_notes_show_at_first_and_the_rest_when_asked_for(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    paste(page, TASK)
    answered(page)
    option = next(one for one in quote_shown(page, pages)["options"] if one["launch_option"] == "EC2_SPOT")
    notes = option["warnings"] + option["assumptions"]
    assert len(notes) > 6
    page.get_by_role("button", name="EC2 Spot", exact=True).click()
    shown = page.locator('tr[data-option^="EC2_SPOT "] + .details .remarks li')
    assert shown.all_inner_texts() == notes[:6]
    page.get_by_role("button", name=f"Show all {len(notes)} notes").click()
    assert shown.all_inner_texts() == notes


def test_what_aws_would_refuse_is_marked_at_its_place(page: Page) -> None:
    page.goto("/")
    paste(page, TASK.replace('"256"', '"300"'))
    fault = page.locator("#task-faults .fault")
    expect(fault.first).to_be_visible()
    expect(fault.first).to_contain_text("Line 5")
    expect(page.locator("#task")).to_have_attribute("aria-invalid", "true")
    marked = page.locator(".backdrop mark").first
    expect(marked).to_have_text('"300"')
    box, mark = page.locator("#task").bounding_box(), marked.bounding_box()
    assert box
    assert mark
    assert box["y"] < mark["y"] < box["y"] + box["height"]
    fault.first.click()
    selected = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#task").evaluate(selected) == '"300"'
    page.keyboard.type('"256"')
    page.keyboard.press("Control+Enter")
    answered(page)
    expect(fault).to_have_count(0)


def test_broken_json_is_marked_and_never_sent(page: Page) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto("/")
    paste(page, TASK.replace('"web",', '"web"'))
    expect(page.locator("#task-faults .fault")).to_contain_text("Line 3: a comma or } is expected here")
    assert "POST" not in asked


def test_the_form_becomes_the_request_as_typed(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    page.get_by_label("Region", exact=True).select_option("eu-west-1")
    page.get_by_label("The same all month").check()
    page.get_by_role("textbox", name="Number of tasks").fill("6")
    page.get_by_label("Application Load Balancer").check()
    page.get_by_label("Requests / s").fill("250")
    page.get_by_label("To the internet, GB a month").fill("123.5")
    page.get_by_label("NAT gateways").fill("2")
    page.get_by_label("Through NAT, GB a month").fill("60")
    page.get_by_label("Logs written, GB a month").fill("12")
    page.get_by_role("combobox", name="Savings Plan").select_option("COMPUTE")
    paste(page, TASK)
    answered(page)
    quote = quote_shown(page, pages)
    request = quote["request"]
    assert (quote["region"], request["services"][0]["load"]) == ("eu-west-1", {"tasks": "6"})
    usage = request["usage"]
    assert usage["load_balancers"][0]["traffic"][0]["requests_per_second"] == "250"
    assert usage["data_transfer"]["internet_out_gb"] == "123.5"
    assert usage["nat_gateways"] == {"count": 2, "processed_gb": "60"}
    assert usage["logs"]["ingested_gb"] == "12"
    assert request["savings_plan"]["type"] == "COMPUTE"


def test_a_wrong_field_says_so_beside_itself(page: Page) -> None:
    page.goto("/")
    page.get_by_label("To the internet, GB a month").fill("lots")
    paste(page, TASK)
    field = page.get_by_label("To the internet, GB a month")
    expect(field).to_have_attribute("aria-invalid", "true")
    note = field.get_attribute("aria-describedby")
    expect(page.locator(f"#{note}")).not_to_be_empty()
    field.fill("10")
    page.get_by_role("button", name="Compare costs").click()
    answered(page)


def test_a_week_is_drawn_with_the_mouse_and_typed(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    page.get_by_label("Through the week").check()
    page.get_by_role("button", name="Flat").click()
    monday = page.locator(".day[data-day='0'] .hours")
    monday.scroll_into_view_if_needed()
    box = monday.bounding_box()
    assert box
    hour = box["width"] / 24
    page.mouse.move(box["x"] + 9.5 * hour, box["y"] + 1)
    page.mouse.down()
    page.mouse.move(box["x"] + 11.5 * hour, box["y"] + 1, steps=4)
    page.mouse.up()
    lines = page.locator("#week-text").input_value().splitlines()
    top = int(page.locator("#week-top").input_value())
    drawn = [int(tasks) for tasks in lines[0].split()]
    assert [hour for hour, tasks in enumerate(drawn) if tasks != 4] == [9, 10, 11]
    assert top - 1 <= drawn[10] <= top
    lines[6] = " ".join(["1"] * 24)
    page.locator("#week-text").fill("\n".join(lines))
    page.locator("#week-text").press("Tab")
    paste(page, TASK)
    answered(page)
    load = quote_shown(page, pages)["request"]["services"][0]["load"]["hourly_tasks"]
    assert (load[10], load[24], load[167]) == (drawn[10], 4, 1)


def test_a_file_is_dropped_or_chosen(page: Page, tmp_path: Path, pages: httpx.Client) -> None:
    page.goto("/")
    transfer = page.evaluate_handle(
        "(text) => { const data = new DataTransfer(); data.items.add(new File([text], 't.json')); return data; }", TASK
    )
    page.locator("#task").dispatch_event("drop", {"dataTransfer": transfer})
    answered(page)
    request = {"region": "us-west-2", "services": [{"task_definition": json.loads(TASK), "load": {"tasks": "3"}}]}
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    page.locator("#task-file").set_input_files(tmp_path / "request.json")
    expect(page.locator("#whole")).to_be_visible()
    expect(page.locator(".headline .over")).to_contain_text("us-west-2")
    assert rows_shown(page) == by_monthly(quote_shown(page, pages))


def test_a_shared_link_shows_the_same_in_a_fresh_browser(
    fresh: Callable[..., Page], page: Page, pages: httpx.Client
) -> None:
    page.goto("/")
    page.get_by_role("button", name="Web service").click()
    answered(page)
    other = fresh()
    other.goto(page.url)
    answered(other)
    assert other.locator("#task").input_value() == page.locator("#task").input_value()
    assert other.locator("#week-text").input_value() == page.locator("#week-text").input_value()
    assert rows_shown(other) == rows_shown(page) == by_monthly(quote_shown(other, pages))


def test_the_back_button_returns_to_what_was_compared_before(page: Page) -> None:
    page.goto("/")
    paste(page, TASK)
    answered(page)
    before = rows_shown(page)
    page.get_by_label("The same all month").check()
    page.get_by_role("textbox", name="Number of tasks").fill("40")
    expect(page.locator("#stale")).to_be_visible()
    page.get_by_role("button", name="Compare again").click()
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator("#answer .options > tbody > tr > td.strong").first).not_to_have_text(before[0][1])
    page.go_back()
    expect(page.locator("#answer .options > tbody > tr > td.strong").first).to_have_text(before[0][1])
    expect(page.locator("#tasks")).to_be_hidden()
