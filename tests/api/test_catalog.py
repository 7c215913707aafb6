"""The catalog over HTTP: Regions, prices, instance types, versions; paged through one version, whatever comes after."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from ecsquote.api.runtime.catalog_cache import SECONDS, CatalogCache
from ecsquote.errors import CatalogError
from ecsquote.pricing.catalog.catalog import SavingsPlanTerms
from ecsquote.pricing.meters import FARGATE_GB, FARGATE_VCPU
from support_api import FARGATE_RATES, FixedCatalogs, quote_request, serving
from support_catalog import fixed_catalog

OLD = replace(fixed_catalog(FARGATE_RATES), version="2026-10", region_codes=("a-1", "b-1", "c-1", "us-east-1"))
NEW = replace(fixed_catalog(FARGATE_RATES), version="2026-11", region_codes=("us-east-1",))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("pair"), FixedCatalogs((OLD, NEW))) as client:
        yield client


def test_regions_are_listed(client: httpx.Client) -> None:
    assert client.get("/v1/regions").json() == {
        "items": [{"code": "us-east-1", "name": "us-east-1", "currency": "USD"}],
        "next_cursor": None,
        "catalog_version": "fixed",
    }


def test_prices_are_filtered_and_exact(client: httpx.Client) -> None:
    found = client.get("/v1/prices", params={"region": "us-east-1", "service_code": "AmazonVPC"}).json()["items"]
    assert [(row["usage_type"], row["unit_price"]) for row in found] == [("PublicIPv4:InUseAddress", "0.005")]


def test_prices_of_names_that_contain_the_text_are_near_matches(client: httpx.Client) -> None:
    query = {"region": "us-east-1", "service_code": "ecs", "usage_type": "vCPU", "operating_system": "LINUX"}
    found = client.get("/v1/prices", params=query).json()["items"]
    assert [(row["usage_type"], row["operating_system"]) for row in found] == [
        ("Fargate-vCPU-Hours:perCPU", "LINUX"),
        ("SpotUsage-Fargate-vCPU-Hours:perCPU", "LINUX"),
    ]
    assert client.get("/v1/prices", params={**query, "operating_system": "WINDOWS"}).json()["items"] == []


def test_plan_rates_are_listed_page_by_page(tmp_path: Path) -> None:
    terms = [SavingsPlanTerms("COMPUTE", years, "NO_UPFRONT") for years in (1, 3)]
    plans = {(terms[0], FARGATE_VCPU): "0.03", (terms[1], FARGATE_VCPU): "0.02", (terms[1], FARGATE_GB): "0.001"}
    with serving(tmp_path, FixedCatalogs((fixed_catalog(FARGATE_RATES, plan_prices=plans),))) as client:
        query: dict[str, str | int] = {"region": "us-east-1", "type": "COMPUTE", "term_years": "3", "limit": 1}
        first = client.get("/v1/savings-plans", params=query).json()
        second = client.get("/v1/savings-plans", params={**query, "cursor": first["next_cursor"]}).json()
        none = client.get("/v1/savings-plans", params={**query, "type": "EC2_INSTANCE"}).json()
    (row,), (other,) = first["items"], second["items"]
    assert (row["type"], row["term_years"], row["payment_option"], row["instance_family"]) == (
        "COMPUTE",
        3,
        "NO_UPFRONT",
        None,
    )
    assert (row["usage_type"], row["unit_price"]) == (FARGATE_VCPU.usage_type, "0.02")
    assert (other["usage_type"], other["unit_price"], second["next_cursor"]) == (FARGATE_GB.usage_type, "0.001", None)
    assert none["items"] == []


@pytest.mark.parametrize("path", ["/v1/prices", "/v1/savings-plans", "/v1/instance-types"])
def test_an_unknown_region_is_told_where_it_stands(client: httpx.Client, path: str) -> None:
    answer = client.get(path, params={"region": "mars-1"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/region"
    assert "mars-1" in error["message"]


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 7])
def test_pages_cover_every_price_once(client: httpx.Client, limit: int) -> None:
    seen = []
    page = client.get("/v1/prices", params={"region": "us-east-1", "limit": limit}).json()
    while True:
        seen += [row["usage_type"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        query = {"region": "us-east-1", "limit": limit, "cursor": page["next_cursor"]}
        page = client.get("/v1/prices", params=query).json()
    assert seen == [meter.usage_type for meter in FARGATE_RATES]


def test_a_cursor_of_an_older_version_goes_on_there(pair: httpx.Client, tmp_path: Path) -> None:
    with serving(tmp_path, FixedCatalogs((OLD,))) as before:
        first = before.get("/v1/regions", params={"limit": 2}).json()
    rest = pair.get("/v1/regions", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["code"] for row in rest["items"]] == ["c-1", "us-east-1"]
    assert (rest["catalog_version"], rest["next_cursor"]) == ("2026-10", None)


def test_versions_are_listed_newest_first_and_one_is_current(pair: httpx.Client) -> None:
    rows = pair.get("/v1/catalogs").json()["items"]
    assert [(row["version"], row["current"]) for row in rows] == [("2026-11", True), ("2026-10", False)]
    assert pair.get("/v1/catalogs/current").json() == rows[0]
    assert rows[0]["sources"][0]["age_days"] >= 0


def test_a_quote_may_pin_an_older_version(pair: httpx.Client) -> None:
    assert pair.post("/v1/quotes", json=quote_request()).json()["catalog"]["version"] == "2026-11"
    pinned = pair.post("/v1/quotes", json=quote_request(catalog_version="2026-10")).json()
    assert pinned["catalog"]["version"] == "2026-10"


class NoCatalog(FixedCatalogs):
    """A store without any version."""

    def current(self) -> None:  # type: ignore[override]  # it never answers
        """None."""
        raise CatalogError("there is no price catalog")

    def current_version(self) -> str:
        """None."""
        raise CatalogError("there is no price catalog")


def test_without_a_catalog_the_server_lives_and_says_that_it_is_not_ready(tmp_path: Path) -> None:
    with serving(tmp_path, NoCatalog(())) as client:
        assert client.get("/healthz").status_code == 200
        for answer in (
            client.get("/readyz"),
            client.get("/v1/regions"),
            client.get("/v1/catalogs"),
            client.post("/v1/quotes", json=quote_request()),
        ):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["retry-after"]


def test_the_current_version_is_asked_for_again_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    store = FixedCatalogs((OLD,))
    recent = CatalogCache(store)
    assert recent.current().version == "2026-10"
    object.__setattr__(store, "kept", (OLD, NEW))
    now += SECONDS - 0.001
    assert recent.current().version == "2026-10"
    now += 0.001
    assert recent.current().version == "2026-11"


def test_readiness_names_the_catalog(client: httpx.Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "catalog_version": "fixed"}


def test_metrics_count_requests_by_route_not_by_address(client: httpx.Client) -> None:
    client.get("/v1/quotes/no-such-quote")
    text = client.get("/metrics").text
    assert 'route="/v1/quotes/{quote_id}",status="404"' in text
    assert "no-such-quote" not in text
