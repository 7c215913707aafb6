"""Comparisons: one request in several Regions, the cheapest first."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from ecsquote.pricing import meters
from support_api import FixedCatalogs, quote_request, serving
from support_catalog import fixed_catalog

HALF_PRICE = {meters.FARGATE_VCPU: "0.02024", meters.FARGATE_GB: "0.0022225"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Regions at full price, at half price and without Fargate prices."""
    full = fixed_catalog({meters.FARGATE_VCPU: "0.04048", meters.FARGATE_GB: "0.004445"})
    half = fixed_catalog(HALF_PRICE, "eu-west-1")
    both = replace(full, rates={**full.rates, **half.rates}, region_codes=("us-east-1", "eu-west-1", "sa-east-1"))
    with serving(tmp_path_factory.mktemp("comparisons"), FixedCatalogs((both,))) as client:
        yield client


def workload() -> dict[str, object]:
    return {name: value for name, value in quote_request().items() if name != "region"}


def test_regions_come_cheapest_first_and_the_unpriced_last(client: httpx.Client) -> None:
    regions = ["sa-east-1", "us-east-1", "eu-west-1"]
    answer = client.post("/v1/comparisons", json={"request": workload(), "regions": regions})
    assert answer.status_code == 200, answer.text
    comparison = answer.json()
    assert [row["region"] for row in comparison["regions"]] == ["eu-west-1", "us-east-1", "sa-east-1"]
    # 2920 task-hours × (0.25 × 0.02024 + 0.5 × 0.0022225) = 2920 × 0.00617125
    assert comparison["cheapest"]["region"] == "eu-west-1"
    assert comparison["cheapest"]["monthly"] == "18.02005"
    assert comparison["regions"][2]["options"][0]["unavailable_reason"]


def test_each_region_says_what_its_own_quote_says(client: httpx.Client) -> None:
    comparison = client.post("/v1/comparisons", json={"request": workload(), "regions": ["us-east-1", "eu-west-1"]})
    for row in comparison.json()["regions"]:
        assert row["options"] == client.post("/v1/quotes", json=quote_request(region=row["region"])).json()["options"]


def test_advice_for_each_region(client: httpx.Client) -> None:
    asked = {"request": workload() | {"advice": True}, "regions": ["us-east-1", "eu-west-1"]}
    comparison = client.post("/v1/comparisons", json=asked).json()
    for row in comparison["regions"]:
        quote = client.post("/v1/quotes", json=quote_request(region=row["region"], advice=True)).json()
        assert row["advice"] == quote["advice"]
        assert isinstance(row["advice"], list)


def test_where_nothing_is_priced_there_is_no_cheapest(client: httpx.Client) -> None:
    answer = client.post("/v1/comparisons", json={"request": workload(), "regions": ["sa-east-1"]})
    assert (answer.status_code, answer.json()["cheapest"]) == (200, None)


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({}, "/request"),
        ({"request": {}, "regions": ["us-east-1"]}, "/request/services"),
        ({"request": {"services": [{}]}, "regions": ["us-east-1"]}, "/request/services/0/task_definition"),
        ({"request": {}, "regions": []}, "/regions"),
        ({"request": {}, "regions": "us-east-1"}, "/regions"),
        ({"request": {}, "regions": ["us-east-1", "us-east-1"]}, "/regions"),
        ({"request": {}, "regions": ["us-east-1"] * 61}, "/regions"),
        ({"request": {}, "regions": ["us-east-1", "eu-west-1", "cn-north-1"]}, "/regions/2"),
        ({"request": [], "regions": ["us-east-1"]}, "/request"),
        ({"request": {}, "regions": ["us-east-1"], "more": 1}, "/more"),
        ({"request": workload(), "regions": ["us-east-1", "mars-1"]}, "/regions/1"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    client: httpx.Client, document: dict[str, object], pointer: str
) -> None:
    answer = client.post("/v1/comparisons", json=document)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_regions_of_several_currencies_are_compared_apart(client: httpx.Client) -> None:
    asked = {"request": workload(), "regions": ["us-east-1", "cn-north-1"]}
    (error,) = client.post("/v1/comparisons", json=asked).json()["errors"]
    said = "cn-north-1 is priced in CNY and us-east-1 in USD; compare them apart"
    assert error == {"pointer": "/regions/1", "message": said}
