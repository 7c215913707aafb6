"""When things go wrong: a slow server, a lost one, a question stopped, a damaged link, an address with nothing."""

import json
import threading
from collections.abc import Callable

from playwright.sync_api import Page, Request, Route, expect

from support_pages import TASK, answered, paste


def test_a_slow_server_shows_progress_and_can_be_stopped(page: Page) -> None:
    page.goto("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)  # answered never

    page.route("**/v1/quotes", hold)
    paste(page, TASK)
    expect(page.get_by_role("status").filter(has_text="Pricing every launch option")).to_be_visible()
    expect(page.locator("#status")).to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#status")).to_contain_text("Stopped. Nothing was changed.")
    page.unroute("**/v1/quotes")
    page.get_by_role("button", name="Try again").click()
    answered(page)
    assert page.locator("#task").input_value() == TASK


def test_a_lost_server_says_what_to_do_and_keeps_the_input(page: Page) -> None:
    page.goto("/")
    page.route("**/v1/**", lambda route: route.abort("connectionrefused"))
    paste(page, TASK)
    alert = page.get_by_role("alert").filter(has_text="The server cannot be reached")
    expect(alert).to_contain_text("Check that `ecsquote serve` is running")
    assert page.locator("#task").input_value() == TASK
    assert "#s=" in page.url, "a reload brings the input back"
    page.unroute("**/v1/**")
    alert.get_by_role("button", name="Try again").click()
    answered(page)


def test_a_question_is_dropped_when_another_is_asked(page: Page) -> None:
    page.goto("/")
    first = threading.Event()

    def late(route: Route) -> None:
        if first.is_set():
            route.continue_()
        else:
            first.set()  # the first one is never answered

    page.route("**/v1/quotes", late)
    paste(page, TASK)
    expect(page.locator("#status .work")).to_be_visible()
    paste(page, TASK.replace('"web"', '"second"'))
    answered(page)
    expect(page.locator(".headline .over")).to_contain_text("second")
    expect(page.locator("#status")).to_be_empty()


def test_what_is_entered_before_the_regions_are_known_is_asked_once(page: Page) -> None:
    regions: list[Route] = []
    asked: list[str] = []

    def hold(route: Route) -> None:
        regions.append(route)

    def count(request: Request) -> None:
        if request.url.endswith("/v1/quotes"):
            asked.append(request.method)

    page.route("**/v1/regions**", hold)
    page.on("request", count)
    page.goto("/")
    paste(page, TASK)
    answered(page)
    page.locator("#task").fill(TASK.replace('"web"', '"other"'))
    with page.expect_response("**/v1/regions**"):
        regions.pop().continue_()
    expect(page.locator("#region option")).not_to_have_count(1)
    page.wait_for_timeout(500)  # time for a second question, which nothing announces
    assert asked == ["POST"]
    assert '"other"' in page.locator("#task").input_value()


def test_a_damaged_link_opens_an_empty_page(page: Page) -> None:
    page.goto("/#s=notastate")
    expect(page.locator("#welcome")).to_be_visible()
    assert page.locator("#task").input_value() == ""


def test_what_a_document_says_never_becomes_markup(page: Page) -> None:
    page.goto("/")
    name = "<img src=x onerror=alert(1)>"
    request = {"region": "us-east-1", "name": name, "services": [{"task_definition": json.loads(TASK)}]}
    paste(page, json.dumps(request))
    answered(page)
    expect(page.locator(".headline .over")).to_contain_text(name)
    assert page.locator('img[src="x"]').count() == 0


def test_a_quote_that_is_gone_and_an_address_with_nothing(fresh: Callable[..., Page]) -> None:
    page = fresh()
    page.goto("/quotes/" + "0" * 32)
    expect(page.get_by_role("alert")).to_contain_text("There is no quote with this id")
    answer = page.goto("/nothing/here")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
