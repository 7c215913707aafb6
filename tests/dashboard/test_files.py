"""Files of other tools on the compare page: recognized, priced, and with what they leave open."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from support_cli import EXAMPLES
from support_pages import TASK, answered, by_monthly, money, paste, quote_shown, rows_shown, without_analyses

INPUTS = EXAMPLES / "inputs"
TEMPLATE = (INPUTS / "template.yaml").read_text(encoding="utf-8")
PLAN = (INPUTS / "plan.json").read_text(encoding="utf-8")


@pytest.fixture
def page(page: Page) -> Page:
    """Here nobody looks at the pictures below the answer."""
    return without_analyses(page)


def test_a_template_is_priced_with_what_it_leaves_open(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    page.get_by_label("Region", exact=True).select_option("eu-west-1")
    paste(page, TEMPLATE)
    answered(page)
    quote = quote_shown(page, pages)
    workload = quote["workload"]
    assert (quote["region"], workload["format"], workload["complete"]) == ("eu-west-1", "cloudformation", False)
    expect(page.locator(".reading")).to_contain_text("Read as a CloudFormation template.")
    expect(page.locator("#file-said")).to_contain_text("Read as a CloudFormation template")
    assert [row.inner_text() for row in page.locator(".reading details[open] li").all()] == [
        f"{one['source']} {one['what']}; {one['taken']} is taken" for one in workload["unknown"]
    ]
    expect(page.locator("#answer .options thead th").nth(1)).to_have_text("At least, a month")
    best = quote["options"][0]
    expect(page.locator("#headline")).to_have_text(
        f"Fargate Spot is cheapest: at least {money(best['monthly'])} a month"
    )
    assert rows_shown(page) == by_monthly(quote)
    page.get_by_label("Template parameters").fill("Tasks=4")
    with page.expect_response("**/v1/quotes?*"):
        page.get_by_role("button", name="Compare costs").click()
    expect(page.locator("#former")).to_be_hidden()
    assert quote_shown(page, pages)["request"]["services"][0]["load"] == {"tasks": "4"}


def test_a_plan_brings_its_region_and_takes_the_forms_choices(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    page.get_by_label("No Spot").check()
    page.get_by_role("combobox", name="Fleet").select_option("cheapest")
    page.get_by_label("Burstable types (T) too").uncheck()
    paste(page, PLAN)
    answered(page)
    quote = quote_shown(page, pages)
    request = quote["request"]
    assert (request["region"], request["spot"]) == ("eu-west-1", False)
    assert (request["fleet"]["profile"], request["fleet"]["burstable"]) == ("cheapest", False)
    assert page.get_by_label("Region", exact=True).input_value() == "eu-west-1"
    expect(page.locator("#file-said")).to_contain_text("A plan may hold secrets")
    before = page.url
    assert len(before) < 1000, "the plan is not in the address"
    page.get_by_label("Region", exact=True).select_option("us-east-1")
    page.get_by_role("button", name="Compare again").click()
    expect(page.locator(".headline .over")).to_contain_text("us-east-1")
    page.get_by_role("button", name="Edit as a quote request").click()
    expect(page.locator("#whole")).to_be_visible()
    assert json.loads(page.locator("#task").input_value())["services"][0]["load"] == {"tasks": "3"}


def drop(page: Page, files: dict[str, Any]) -> None:
    """Let go of files over the text."""
    page.evaluate(
        """(files) => {
          const held = new DataTransfer();
          for (const [name, text] of Object.entries(files)) held.items.add(new File([text], name));
          const zone = document.querySelector("#task").closest(".drop");
          zone.dispatchEvent(new DragEvent("drop", {bubbles: true, dataTransfer: held}));
        }""",
        {name: json.dumps(document) for name, document in files.items()},
    )


def test_files_that_are_dropped_together_are_one_workload_in_each_region(page: Page, pages: httpx.Client) -> None:
    def service(region: str, tasks: int) -> dict[str, Any]:
        arn = f"arn:aws:ecs:{region}:123456789012:service/shop/web"
        return {"serviceArn": arn, "serviceName": "web", "taskDefinition": "web", "desiredCount": tasks}

    page.goto("/")
    drop(page, {"a": service("eu-west-1", 2), "b": service("us-west-2", 5), "task": json.loads(TASK)})
    answered(page)
    first = quote_shown(page, pages)
    assert (first["region"], first["request"]["services"][0]["load"]) == ("eu-west-1", {"tasks": "2"})
    with page.expect_response("**/v1/quotes?*"):
        page.locator("#file-regions").get_by_role("button", name="us-west-2").click()
    expect(page.locator(".headline .over")).to_contain_text("us-west-2")
    second = quote_shown(page, pages)
    assert second["request"]["services"][0]["load"] == {"tasks": "5"}
    expect(page.locator(".reading summary", has_text="1 resource not priced")).to_be_visible()


def test_what_holds_no_workload_says_what_it_seems_to_be(page: Page) -> None:
    page.goto("/")
    paste(page, "apiVersion: apps/v1\nkind: Deployment\n")
    expect(page.get_by_role("alert").first).to_contain_text("Seems to be a Kubernetes manifest")
    paste(page, "services: {db: {image: db}}\n")
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text("Nothing in it can be priced")
    expect(alert).to_contain_text("deploy.resources.limits.cpus is not given")
    page.get_by_label("Size, where it gives none").fill("256/512")
    page.get_by_role("button", name="Compare costs").click()
    answered(page)


def test_runs_that_end_are_a_load(page: Page, pages: httpx.Client) -> None:
    page.goto("/")
    page.get_by_label("Runs that end").check()
    page.get_by_label("Runs a month").fill("720")
    page.get_by_label("Seconds a run").fill("90")
    paste(page, TASK)
    answered(page)
    load = quote_shown(page, pages)["request"]["services"][0]["load"]
    assert load == {"runs_per_month": "720", "seconds_per_run": "90"}
