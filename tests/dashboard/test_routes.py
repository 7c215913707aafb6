"""The dashboard's addresses: their headers, what may be kept by a browser, and that the API stays as it was."""

import gzip
import json
import re
from decimal import Decimal
from pathlib import Path
from random import Random

import httpx
import pytest
from playwright.sync_api import Page

from ecsquote.calculator.components import COMPONENTS
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.dashboard.files import read_assets, read_pages
from ecsquote.dashboard.routes import PAGES
from support_pages import money

STATIC = Path(__file__).parents[2] / "service" / "ecsquote" / "dashboard" / "static"
MAX_LINES = 300


def test_every_page_is_sent_with_a_strict_policy_and_never_from_a_cache(pages: httpx.Client) -> None:
    for path in PAGES:
        answer = pages.get(path.format(id="0" * 32))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"


def test_scripts_are_kept_for_ever_under_an_address_that_names_their_version(pages: httpx.Client) -> None:
    html = pages.get("/").text
    for address in re.findall(r'(?:src|href)="(/assets/[^"]+)"', html):
        answer = pages.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"].endswith("immutable")
        assert answer.headers["content-encoding"] == "gzip"
    plain = pages.get("/assets/an-older-version/page-compare.js", headers={"accept-encoding": "identity"})
    assert plain.content == (STATIC / "page-compare.js").read_bytes()
    assert plain.headers["cache-control"] == "no-cache"
    assert pages.get("/assets/any/../routes.py").status_code == 404
    assert pages.get("/assets/any/nothing.js").status_code == 404


def test_head_answers_as_get_does(pages: httpx.Client) -> None:
    assert pages.head("/").headers["content-length"] == pages.get("/").headers["content-length"]


def test_a_wrong_address_is_a_page_for_people_and_a_problem_for_programs(pages: httpx.Client) -> None:
    for path, kind in (("/nothing", "text/html; charset=utf-8"), ("/v1/nothing", "application/problem+json")):
        answer = pages.get(path, headers={"accept": "text/html,*/*"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, kind)
    assert pages.get("/nothing").headers["content-type"] == "application/problem+json"


def test_the_description_of_the_api_holds_no_page(pages: httpx.Client) -> None:
    paths = pages.get("/openapi.json").json()["paths"]
    assert [path for path in paths if not path.startswith(("/v1/", "/healthz", "/readyz", "/metrics"))] == []


def test_every_script_says_why_it_exists_and_is_short() -> None:
    for path in sorted(STATIC.glob("*.js")) + sorted(STATIC.glob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(("// ", "/* ")), path.name
        assert text.count("\n") <= MAX_LINES, path.name


def test_a_page_takes_its_words_once() -> None:
    words = {"assets": "/a", "charts": "", "preload": "", "provider": "", "version": "1"}
    pages = read_pages(words)
    assert set(pages) == {*PAGES.values(), "not-found"}
    assert all("{{" not in text for text in pages.values())


def test_assets_are_compressed_whole() -> None:
    assets = read_assets()
    assert {name for name, one in assets.items() if gzip.decompress(one.compressed) != one.content} == set()


@pytest.fixture(scope="module")
def amounts() -> list[str]:
    """Decimals of every size, with halves of a cent on both sides among them."""
    random = Random(20261122)  # noqa: S311 - the same numbers in every run
    drawn = [f"{random.randint(-(10**12), 10**12)}e-{random.randint(0, 9)}" for _ in range(300)]
    edges = ["0", "0.005", "0.0049999999999999999999", "-0.005", "1234567.895", "999.995", "1e3", "-1234.5", "0.10"]
    return [format(Decimal(text), "f") for text in drawn] + edges


def test_money_on_a_page_is_the_exact_figure_to_the_cent(page: Page, amounts: list[str]) -> None:
    page.goto("/")
    address = page.locator('script[type="module"]').get_attribute("src")
    assert address is not None
    module = address.replace("page-compare", "decimal")
    shown = page.evaluate(
        """async ([module, amounts]) => {
          const { money, minus, plus } = await import(module);
          return amounts.map((one) => [money(one), minus(plus(one, "0.1"), one)]);
        }""",
        [module, amounts],
    )
    assert [one[0] for one in shown] == [money(one).replace("−$0.00", "$0.00") for one in amounts]
    assert {Decimal(one[1]) for one in shown} == {Decimal("0.1")}


def test_pages_name_options_and_components_as_the_tables_do() -> None:
    script = read_assets()["names.js"].content.decode()
    options, components = (json.loads(line.partition(" = ")[2].rstrip(";")) for line in script.splitlines())
    assert options == {option.value: option.words for option in LaunchOption}
    assert components == {name: entry.label for name, entry in COMPONENTS.items()}
    assert components["nat_gateway"] == "NAT gateways"
