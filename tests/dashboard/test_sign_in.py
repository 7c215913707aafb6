"""A server that needs a key: the page asks for it, keeps it in memory alone, and forgets it."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from support_api import ADMIN_KEY, ADMIN_KEY_HASH, quote_request
from support_pages import site

KEY = {"Authorization": f"Bearer {ADMIN_KEY}"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with site(tmp_path_factory.mktemp("closed"), admin_key_hash=ADMIN_KEY_HASH) as client:
        made = client.post("/v1/quotes", json=quote_request(name="secret plans"), headers=KEY)
        assert made.status_code == 201
        yield client


def sign_in(page: Page, key: str) -> None:
    page.get_by_label("This server needs a key").fill(key)
    page.get_by_role("button", name="Sign in").click()


def test_a_page_shows_quotes_after_signing_in_and_none_after_signing_out(
    fresh: Callable[..., Page], closed: httpx.Client
) -> None:
    page = fresh()
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    page.on("request", note)
    page.goto(f"{closed.base_url}/quotes")
    rows = page.locator("#list tbody tr")
    sign_in(page, "a wrong one")
    expect(page.get_by_text("unknown, has expired or was revoked")).to_be_visible()
    expect(rows).to_have_count(0)
    sign_in(page, ADMIN_KEY)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("secret plans")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])")
    assert ADMIN_KEY not in stored + page.url + "".join(addresses)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("This server needs a key")).to_be_visible()
    expect(rows).to_have_count(0)


def test_an_export_is_downloaded_with_the_key(fresh: Callable[..., Page], closed: httpx.Client) -> None:
    (quote,) = closed.get("/v1/quotes", headers=KEY).json()["items"]
    page = fresh(accept_downloads=True)
    page.goto(f"{closed.base_url}/quotes/{quote['id']}")
    sign_in(page, ADMIN_KEY)
    link = page.locator('a[href*="format=csv"]').first
    with page.expect_download() as saved:
        link.click()
    asked = closed.get(f"/v1/quotes/{quote['id']}", params={"format": "csv"}, headers=KEY)
    assert saved.value.path().read_bytes() == asked.content
