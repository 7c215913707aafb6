"""Signing in at an identity provider in a real browser: the token is in the page's memory, and nowhere else."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from support_access import bearer
from support_api import quote_request
from support_issuer import AUDIENCE, CLIENT, PlayedIssuer, played_issuer
from support_pages import site

BUTTON = "Sign in with your company account"


@pytest.fixture(scope="module")
def issuer() -> Iterator[PlayedIssuer]:
    with played_issuer() as played:
        yield played


@pytest.fixture(scope="module")
def closed(issuer: PlayedIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = {"oidc_issuer": issuer.address, "oidc_audience": AUDIENCE, "oidc_client_id": CLIENT}
    with site(tmp_path_factory.mktemp("closed"), **settings) as client:
        made = client.post("/v1/quotes", json=quote_request(name="ann's plans"), headers=bearer(issuer.token()))
        assert made.status_code == 201
        yield client


def test_signed_in_and_out(fresh: Callable[..., Page], closed: httpx.Client, issuer: PlayedIssuer) -> None:
    page = fresh()
    addresses: list[str] = []
    page.context.on("request", lambda request: addresses.append(request.url))
    page.goto(f"{closed.base_url}/quotes")
    rows = page.locator("#list tbody tr")
    expect(page.get_by_label("This server needs a key")).to_be_visible()
    expect(rows).to_have_count(0)
    page.get_by_role("button", name=BUTTON).click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("ann's plans")

    assert page.url == f"{closed.base_url}/quotes".replace("//quotes", "/quotes")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])")
    assert "eyJ" not in stored + "".join(addresses), "a token begins so"
    assert [window.url for window in page.context.pages if "code=" in window.url] == []
    assert issuer.codes == {}, "the code was used"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    expect(rows).to_have_count(0)


def test_a_provider_that_is_away_is_named(
    fresh: Callable[..., Page], closed: httpx.Client, issuer: PlayedIssuer
) -> None:
    page = fresh()
    page.goto(f"{closed.base_url}/quotes")
    issuer.away = True
    try:
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_text("The identity provider answered with status 503.")).to_be_visible()
    finally:
        issuer.away = False
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("#list tbody tr")).to_have_count(1)


def test_pages_may_ask_the_issuer_alone(closed: httpx.Client, issuer: PlayedIssuer, pages: httpx.Client) -> None:
    def connects(client: httpx.Client) -> str:
        found = re.search("connect-src ([^;]*);", client.get("/").headers["content-security-policy"])
        assert found is not None
        return found[1]

    assert connects(closed) == f"'self' {issuer.address}"
    assert connects(pages) == "'self'"
    assert "ecsquote-issuer" not in pages.get("/").text
