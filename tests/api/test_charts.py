"""Charts over HTTP: formats, kept quotes, the analyses' own answers, and what is refused."""

from typing import Any

import httpx
import pytest

from ecsquote.api.analyses_price_history import EXAMPLE
from ecsquote.errors import ExtraMissing
from support_api import quote_request
from support_chart_documents import QUOTE
from support_charts import png_size, rows, texts
from support_hostile import refused

CHART = "/v1/charts/launch-options"


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Import the packages of the extra before requests are timed."""
    __import__("altair")
    __import__("vl_convert")


@pytest.fixture(scope="module")
def kept(client: httpx.Client) -> dict[str, Any]:
    """A quote of Fargate and Fargate Spot, kept."""
    request = quote_request(launch_options=["FARGATE", "FARGATE_SPOT"])
    answer: dict[str, Any] = client.post("/v1/quotes", json=request).json()
    return answer


def test_a_spec_by_default_and_its_figures_are_the_quotes(client: httpx.Client, kept: dict[str, Any]) -> None:
    posted = client.post(CHART, json=kept)
    assert posted.status_code == 200, posted.text
    assert posted.headers["content-type"] == "application/vnd.vegalite.v6+json"
    # 4 × 730 × (0.25 × 0.04048 + 0.5 × 0.004445) = 36.0401, and 11.87 at Spot's rates
    assert {row["option"]: row["monthly"] for row in rows(posted.json(), "option")} == {
        "Fargate": "$36.04",
        "Fargate Spot": "$11.88",
    }
    assert client.get(f"/v1/quotes/{kept['id']}/charts/launch-options").content == posted.content


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ({"format": "svg"}, "*/*", "image/svg+xml"),
        ({"format": "png"}, "image/svg+xml", "image/png"),
        ({}, "image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8", "image/svg+xml"),
        ({}, "image/png;q=0.9, image/svg+xml;q=0.5", "image/png"),
        ({}, "application/json", "application/vnd.vegalite.v6+json"),
    ],
)
def test_the_format_is_what_is_asked_for(client: httpx.Client, query: dict[str, str], accept: str, kind: str) -> None:
    answer = client.post(CHART, json=QUOTE, params=query, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == kind
    assert answer.headers["vary"] == "Accept"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    if kind == "image/png":
        png_size(answer.content)
    if kind == "image/svg+xml":
        assert "$31.67" in texts(answer.content)


def test_the_theme_and_the_option_are_taken(client: httpx.Client) -> None:
    query = {"theme": "dark", "launch_option": "EC2_ON_DEMAND", "cpu_architecture": "X86_64"}
    answer = client.post("/v1/charts/fleet", json=QUOTE, params=query).json()
    assert answer["config"]["background"] == "#111827"
    assert "EC2 On-Demand" in answer["title"]["subtitle"][0]


def test_somebodys_text_stays_text_in_a_picture(client: httpx.Client) -> None:
    name = "<script>alert(1)</script> \" ' & "
    svg = client.post(CHART, json={**QUOTE, "name": name}, params={"format": "svg"})
    assert b"<script" not in svg.content
    assert " ".join(name.split()) in texts(svg.content)


@pytest.mark.parametrize(
    ("place", "body", "chart"),
    [
        ("/v1/analyses/break-even", {"request": quote_request(), "up_to": 3}, "break-even"),
        ("/v1/comparisons", {"request": quote_request(), "regions": ["us-east-1"]}, "regions"),
        ("/v1/analyses/price-history", {"request": quote_request()}, "price-history"),
    ],
)
def test_the_answer_of_each_analysis_is_drawn(
    client: httpx.Client, place: str, body: dict[str, Any], chart: str
) -> None:
    document = client.post(place, json=body)
    assert document.status_code == 200, document.text
    answer = client.post(f"/v1/charts/{chart}", content=document.content)
    assert answer.status_code == 200, answer.text
    assert "$36.04" in answer.text or chart == "break-even"


def test_commitments_without_a_curve_have_nothing_to_draw(client: httpx.Client) -> None:
    document = client.post("/v1/analyses/commitments", json={"request": quote_request()})
    problem = refused(client.post("/v1/charts/commitments", content=document.content), 422)
    assert problem["errors"][0]["pointer"] == "/curves"


def test_what_is_wrong_is_refused_with_what_would_be_right(client: httpx.Client, kept: dict[str, Any]) -> None:
    assert "launch-options, fleet" in refused(client.post("/v1/charts/pie", json=QUOTE), 404)["detail"]
    address = f"/v1/quotes/{kept['id']}/charts"
    assert "must be one of launch-options" in refused(client.get(f"{address}/break-even"), 404)["detail"]
    refused(client.get("/v1/quotes/none/charts/launch-options"), 404)
    refused(client.get(f"{address}/fleet"), 422)
    assert "POST /v1/quotes" in refused(client.post(CHART, json={"options": {}}), 422)["detail"]
    refused(client.post(CHART, content=b"{"), 400)
    refused(client.post(CHART, json=QUOTE, params={"format": "gif"}), 422)
    refused(client.post(CHART, json=QUOTE, params={"theme": "sepia"}), 422)
    refused(client.post(CHART, json=QUOTE, params={"launch_option": "LAMBDA"}), 422)


def test_without_the_extra_the_answer_says_what_to_install(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> None:
        raise ExtraMissing("pip install 'ecsquote[charts]'")

    monkeypatch.setattr("ecsquote.charts.drawing.with_extra", missing)
    assert "ecsquote[charts]" in refused(client.post(CHART, json=QUOTE), 501)["detail"]


def test_price_history_prices_every_version_and_refuses_what_none_can(client: httpx.Client) -> None:
    answer = client.post("/v1/analyses/price-history", json={"request": quote_request(), "newest": 1}).json()
    assert [each["options"][0]["monthly"] for each in answer["versions"]] == ["36.0401"]
    assert answer["versions"][0]["error"] is None
    example = {**EXAMPLE, "request": {**EXAMPLE["request"], "region": "us-east-1", "usage": {}}}
    assert client.post("/v1/analyses/price-history", json=example).status_code == 200
    place = "/v1/analyses/price-history"
    wrong = client.post(place, json={"request": quote_request(region="mars-1")})
    assert refused(wrong, 422)["errors"][0]["pointer"] == "/request/region"
    wrong = client.post(place, json={"request": quote_request(), "newest": 0})
    assert refused(wrong, 422)["errors"][0]["pointer"] == "/newest"
