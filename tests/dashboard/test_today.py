"""What a reader compares with: what runs today, the fleets that a team would run, and no Spot where not wanted."""

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Response, expect

from support_pages import SECONDS, TASK, answered, by_monthly, money, paste, quote_shown, rows_shown, without_analyses

HEADS = "#answer .options > thead th"
SPOT = {"FARGATE_SPOT", "EC2_SPOT", "MANAGED_INSTANCES_SPOT"}
ON_EC2 = {"launchType": "EC2", "desiredCount": 2}


@pytest.fixture
def page(page: Page) -> Page:
    """Here nobody looks at the pictures below the answer."""
    return without_analyses(page)


def request(**more: Any) -> str:
    """One service of the small task as a whole quote request."""
    return json.dumps({"region": "us-east-1", "services": [{"task_definition": json.loads(TASK)}], **more})


def answered_quote(answer: Response) -> bool:
    return answer.url.endswith("/v1/quotes") and answer.ok


def differences(page: Page) -> list[str]:
    """The fourth column of the table of options."""
    return page.locator("#answer .options > tbody > tr:not(.details) > td:nth-child(4)").all_inner_texts()


def expected(quote: dict[str, Any], from_month: str) -> list[str]:
    """Each month less another, in cents, and in percent of it to a tenth; nothing for the month itself."""
    texts = []
    base = Decimal(from_month)
    for option in quote["options"]:
        if option["available"]:
            more = Decimal(option["monthly"]) - base
            part = (more / base * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
            sign = "+" if more > 0 else ""
            percent = f"{sign}{part} %".replace("-", "−")
            texts.append(f"{sign}{money(str(more))}{percent}" if more else "")
    return texts


def test_months_are_shown_from_today_which_the_quote_knows(page: Page, pages: httpx.Client) -> None:
    """On EC2 by its service, in a whole request whose task definition says Fargate; the API's own figures agree."""
    service = {"task_definition": json.loads(TASK), "service_definition": ON_EC2}
    page.goto("/")
    paste(page, request(services=[service]))
    answered(page)
    quote = quote_shown(page, pages)
    assert quote["current"]["launch_option"] == "EC2_ON_DEMAND"
    expect(page.locator(HEADS).nth(3)).to_have_text("From today")
    assert differences(page) == expected(quote, quote["current"]["monthly"])
    for text, option in zip(differences(page), quote["options"], strict=False):
        change = option["change_from_current"]["monthly"]
        assert text.lstrip("+").startswith(money(change)) if Decimal(change) else text == ""
    expect(page.locator('tr[data-option^="EC2_ON_DEMAND X86_64"] .tag').first).to_have_text("Today")
    expect(page.get_by_label("Runs today on")).to_have_value("EC2_ON_DEMAND")


def test_where_today_is_not_known_months_are_above_the_cheapest(page: Page, pages: httpx.Client) -> None:
    document = json.loads(TASK)
    del document["requiresCompatibilities"]
    page.goto("/")
    paste(page, json.dumps(document))
    answered(page)
    quote = quote_shown(page, pages)
    assert quote["current"] is None
    expect(page.locator(HEADS).nth(3)).to_have_text("Above the cheapest")
    assert differences(page) == expected(quote, quote["options"][0]["monthly"])
    fact = page.locator(".fact", has_text="What runs today is not known")
    expect(fact).to_contain_text("no launchType, capacityProviderStrategy or requiresCompatibilities")
    assert "what runs today is not known" not in page.locator("#answer .options").inner_text()


def test_another_choice_of_today_changes_every_difference_and_the_next_request(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    paste(page, TASK)
    answered(page)
    quote = quote_shown(page, pages)
    months = {one["launch_option"]: one["monthly"] for one in quote["options"]}
    page.get_by_label("Runs today on").select_option("EC2_ON_DEMAND")
    assert differences(page) == expected(quote, months["EC2_ON_DEMAND"])
    expect(page.locator('tr[data-option^="EC2_ON_DEMAND X86_64"] .tag').first).to_have_text("Today")
    page.get_by_label("Runs today on").select_option("none")
    assert differences(page) == expected(quote, quote["options"][0]["monthly"])
    page.get_by_label("Runs today on").select_option("EC2_ON_DEMAND")
    page.get_by_role("button", name="Compare costs").click()
    expect(page.locator("#answer .exports a").first).not_to_have_attribute("href", f"/quotes/{quote['id']}")
    assert quote_shown(page, pages)["current"]["launch_option"] == "EC2_ON_DEMAND"


@pytest.mark.parametrize("text", [TASK, request()], ids=["a task definition", "a whole request"])
def test_a_switch_leaves_spot_out(page: Page, pages: httpx.Client, text: str) -> None:
    page.goto("/")
    page.get_by_label("No Spot").check()
    paste(page, text)
    answered(page)
    quote = quote_shown(page, pages)
    assert quote["request"]["spot"] is False
    assert not SPOT & {option["launch_option"] for option in quote["options"]}
    assert rows_shown(page) == by_monthly(quote)
    assert not any("Spot" in name for name, _ in rows_shown(page))


def test_the_fleet_is_chosen_by_its_profile_and_zones(page: Page, pages: httpx.Client) -> None:
    """Four small tasks: production spreads them over three zones, perfect packing puts them on one instance."""
    page.goto("/")
    page.get_by_label("The same all month").check()
    page.get_by_label("Availability Zones").fill("3")
    paste(page, TASK)
    answered(page)
    page.get_by_role("button", name="EC2 On-Demand", exact=True).click()
    instances = page.get_by_role("region", name="Instances of EC2 On-Demand").locator("tbody tr")
    placement = on_demand(quote_shown(page, pages))["placement"]
    assert placement["profile"] == "production"
    assert {row["zone"] for row in placement["instances"]} == {1, 2, 3}
    shown = [row.locator("th, td").all_inner_texts()[:3] for row in instances.all()]
    assert shown == [[one["instance_type"], str(one["count"]), str(one["zone"])] for one in placement["instances"]]
    page.get_by_label("Availability Zones").fill("")
    page.get_by_role("combobox", name="Fleet").select_option("cheapest")
    page.get_by_label("Burstable types (T) too").uncheck()
    with page.expect_response(answered_quote):
        page.get_by_role("button", name="Compare costs").click()
    expect(page.locator("#former")).to_be_hidden(timeout=SECONDS)
    quote = quote_shown(page, pages)
    assert on_demand(quote)["placement"]["profile"] == "cheapest"
    assert (quote["request"]["fleet"]["burstable"], rows_shown(page)) == (False, by_monthly(quote))


def on_demand(quote: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in quote["options"] if one["launch_option"] == "EC2_ON_DEMAND")
    return found


def test_who_pays_what_of_a_shared_fleet(page: Page, pages: httpx.Client) -> None:
    services = [
        {"name": name, "task_definition": json.loads(TASK), "load": {"tasks": tasks}}
        for name, tasks in (("web", "2"), ("worker", "1"))
    ]
    page.goto("/")
    paste(page, request(services=services, launch_options=["FARGATE", "EC2_ON_DEMAND"]))
    answered(page)
    page.get_by_role("button", name="EC2 On-Demand", exact=True).click()
    option = on_demand(quote_shown(page, pages))
    held = option["placement"]["services"]
    rows = page.get_by_role("region", name="Who pays what of EC2 On-Demand").locator("tbody tr")
    shown = [row.locator("th, td").all_inner_texts() for row in rows.all()]
    assert [row[:3] for row in shown[:2]] == [
        [one["name"], money(one["monthly"]), money(one["idle_monthly"])] for one in held
    ]
    whole = sum(Decimal(one["monthly"]) + Decimal(one["idle_monthly"]) for one in held)
    assert shown[2] == [
        "Together",
        money(str(sum(Decimal(one["monthly"]) for one in held))),
        money(option["placement"]["idle_monthly"]),
        money(str(whole)),
    ]
    assert shown[2][3] == money(option["monthly"]), "nothing else costs anything here"


def test_an_answer_that_the_input_has_left_is_dimmed_and_says_so(page: Page) -> None:
    page.goto("/")
    paste(page, TASK)
    answered(page)
    opacity = "() => Number(getComputedStyle(document.querySelector('#answer')).opacity)"
    assert page.evaluate(opacity) == 1
    expect(page.locator("#former")).to_be_hidden()
    paste(page, TASK.replace('"256"', '"300"'))
    expect(page.locator("#status [role=alert]")).to_be_visible()
    expect(page.locator("#former")).to_contain_text("for the previous input")
    assert page.evaluate(opacity) < 0.6
    page.locator("#task").fill("{")
    page.get_by_role("button", name="Compare costs").click()
    expect(page.locator("#former")).to_be_visible()
    assert page.evaluate(opacity) < 0.6
    paste(page, TASK.replace('"512"', '"1024"'))
    expect(page.locator("#former")).to_be_hidden(timeout=SECONDS)
    assert page.evaluate(opacity) == 1
