"""Quotes over HTTP, on a running server: made, found, listed, exported, deleted, and made once for one key."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import openpyxl
import pytest

from ecsquote.calculator.fleet_request import FleetRequest, ManagedInstancesRequest
from support_api import quote_request, serving


def make(client: httpx.Client, **more: object) -> dict[str, object]:
    answer = client.post("/v1/quotes", json=quote_request(**more))
    assert answer.status_code == 201, answer.text
    document: dict[str, object] = answer.json()
    return document


def test_a_quote_is_priced_kept_and_found_again(client: httpx.Client) -> None:
    answer = client.post("/v1/quotes", json=quote_request(name="checkout"))
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert answer.headers["location"] == f"/v1/quotes/{document['id']}"
    assert document["name"] == "checkout"
    assert document["region"] == "us-east-1"
    assert document["catalog"]["version"] == "fixed"
    # 4 tasks × 730 h × (0.25 vCPU × 0.04048 + 0.5 GB × 0.004445) = 2920 × 0.0123425
    assert document["options"][0]["monthly"] == "36.0401"
    assert document["options"][0]["annual"] == "432.4812"
    found = client.get(answer.headers["location"])
    assert found.status_code == 200
    assert found.content == answer.content


def test_advice_is_there_where_it_is_asked_for(client: httpx.Client) -> None:
    plain = make(client, launch_options=["FARGATE"])
    assert (plain["advice"], plain["advice_note"]) == (None, None)
    definition = quote_request()["services"][0]["task_definition"] | {"cpu": "512", "memory": "1024"}
    services = [{"task_definition": definition, "load": {"tasks": 4}}]
    fleet = {"average_cpu_percent": "30"}  # tasks that use less than half of their CPU may be smaller
    advised = make(client, launch_options=["FARGATE"], advice=True, services=services, fleet=fleet)
    assert advised["advice_note"] is None
    # half of 4 × 730 h × (0.5 vCPU × 0.04048 + 1 GB × 0.004445): 2920 × 0.0123425; the catalog has no ARM price
    assert isinstance(advised["advice"], list)
    (smaller,) = advised["advice"]
    expected = {"change": "next_size_down", "launch_option": "FARGATE", "monthly": "36.0401", "saving": "36.0401"}
    assert expected.items() <= smaller.items()
    assert smaller["saving_percent"] == "50"
    text = client.get(f"/v1/quotes/{advised['id']}", params={"format": "markdown"}).text
    assert f"| {smaller['words']} | FARGATE | X86_64 |  | 36.04 | 36.04 | 50 % |" in text
    assert smaller["words"] == "every task one Fargate size smaller, as tasks use 30 % of their CPU"


def test_money_is_never_a_json_number(client: httpx.Client) -> None:
    option = make(client)["options"][0]  # type: ignore[index]
    figures = [option[name] for name in ("hourly", "monthly", "annual")]
    for line in option["line_items"]:
        figures += [line["quantity"], line["unit_price"], line["monthly"]]
        assert Decimal(line["quantity"]) * Decimal(line["unit_price"]) == Decimal(line["monthly"])
    assert all(isinstance(figure, str) for figure in figures)


def test_a_deleted_quote_is_gone(client: httpx.Client) -> None:
    place = f"/v1/quotes/{make(client)['id']}"
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.delete(place).status_code == 404


def test_quotes_are_listed_newest_first_and_paged_without_gap_or_repeat(client: httpx.Client) -> None:
    made = [make(client, name=f"quote {number}")["id"] for number in range(5)]
    page = client.get("/v1/quotes", params={"limit": 2}).json()
    listed = [row["id"] for row in page["items"]]
    while page["next_cursor"] and len(listed) < 5:
        page = client.get("/v1/quotes", params={"limit": 2, "cursor": page["next_cursor"]}).json()
        listed += [row["id"] for row in page["items"]]
    assert listed[:5] == made[::-1]


def test_the_list_shows_the_cheapest_option(client: httpx.Client) -> None:
    made = make(client, name="listed")
    row = client.get("/v1/quotes", params={"limit": 1}).json()["items"][0]
    assert row == {
        "id": made["id"],
        "created_at": made["created_at"],
        "name": "listed",
        "region": "us-east-1",
        "catalog_version": "fixed",
        "launch_option": "FARGATE",
        "monthly": "36.0401",
    }


@pytest.mark.parametrize(
    ("parameters", "accept", "kind"),
    [
        ({}, "*/*", "application/json"),
        ({}, "text/csv", "text/csv"),
        ({}, "text/markdown", "text/markdown"),
        ({}, "text/markdown;q=0.5, text/csv;q=0.9", "text/csv"),
        ({}, "text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
        ({"format": "csv"}, "application/json", "text/csv"),
        ({"format": "markdown"}, "*/*", "text/markdown"),
        ({"format": "focus"}, "*/*", "text/csv"),
        ({"format": "json"}, "text/csv", "application/json"),
    ],
)
def test_the_format_is_chosen_by_parameter_then_by_accept(
    client: httpx.Client, parameters: dict[str, str], accept: str, kind: str
) -> None:
    place = f"/v1/quotes/{make(client)['id']}"
    answer = client.get(place, params=parameters, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


def test_csv_holds_every_line_exactly(client: httpx.Client) -> None:
    made = make(client)
    answer = client.get(f"/v1/quotes/{made['id']}?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(Decimal(row["monthly"]) for row in rows) == Decimal("36.0401")


def test_a_repeated_key_answers_with_the_first_quote(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "deploy-17"}
    first = client.post("/v1/quotes", json=quote_request(name="once"), headers=headers)
    again = client.post("/v1/quotes", json=quote_request(name="once"), headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]


def test_the_same_request_in_another_order_is_the_same_request(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "order"}
    first = client.post("/v1/quotes", json=quote_request(), headers=headers)
    backwards = dict(reversed(quote_request().items()))
    assert client.post("/v1/quotes", json=backwards, headers=headers).content == first.content


def test_a_key_used_for_another_request_is_a_conflict(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "taken"}
    client.post("/v1/quotes", json=quote_request(name="one"), headers=headers)
    answer = client.post("/v1/quotes", json=quote_request(name="two"), headers=headers)
    assert answer.status_code == 409
    assert answer.json()["status"] == 409


def test_one_key_sent_many_times_at_once_makes_one_quote(client: httpx.Client) -> None:
    def send(_: int) -> str:
        answer = client.post("/v1/quotes", json=quote_request(), headers={"Idempotency-Key": "race"})
        assert answer.status_code == 201
        return str(answer.json()["id"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(24)))) == 1


def test_a_deleted_quote_frees_its_key(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "freed"}
    first = client.post("/v1/quotes", json=quote_request(), headers=headers).json()
    client.delete(f"/v1/quotes/{first['id']}")
    assert client.post("/v1/quotes", json=quote_request(name="new"), headers=headers).status_code == 201


def test_quotes_outlive_the_server(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("restart")
    with serving(folder) as client:
        made = client.post("/v1/quotes", json=quote_request())
    with serving(folder) as client:
        assert client.get(made.headers["location"]).content == made.content


def test_two_kept_quotes_are_compared(client: httpx.Client) -> None:
    (service,) = quote_request()["services"]
    before, after = (make(client, services=[{**service, "load": {"tasks": tasks}}])["id"] for tasks in ("4", "6"))
    answer = client.get(f"/v1/quotes/{before}/diff/{after}")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["before"]["id"], found["after"]["id"]) == (before, after)
    # two tasks of 730 × (0.25 × 0.04048 + 0.5 × 0.004445)
    assert (found["change"], found["percent"]) == ("18.02005", "50")
    text = client.get(f"/v1/quotes/{before}/diff/{after}", params={"format": "markdown"})
    assert text.headers["content-type"].startswith("text/markdown")
    assert "**+18.02**" in text.text


def test_what_cannot_be_compared_is_a_problem(client: httpx.Client) -> None:
    quote = make(client)["id"]
    refused = client.get(f"/v1/quotes/{quote}/diff/{quote}", params={"launch_option": "EC2_SPOT"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/launch_option"
    unknown = client.get(f"/v1/quotes/{quote}/diff/{quote}", params={"launch_option": "EC2"})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "/launch_option/0"


def test_a_quote_as_a_workbook(client: httpx.Client) -> None:
    place = f"/v1/quotes/{make(client)['id']}"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    asked, accepted = client.get(place, params={"format": "xlsx"}), client.get(place, headers={"accept": kind})
    for answer in (asked, accepted):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[:2] == ["Options", "Line items"]


def test_a_diff_names_each_quote_that_there_is_not(client: httpx.Client) -> None:
    quote = make(client)["id"]
    for before, after, places in (("x", quote, {"x": "/before"}), (quote, "x", {"x": "/after"})):
        assert unknown(client, f"/v1/quotes/{before}/diff/{after}") == places
    assert unknown(client, "/v1/quotes/x/diff/y") == {"x": "/before", "y": "/after"}


def unknown(client: httpx.Client, place: str) -> dict[str, str]:
    """The pointer of each quote that an address names and there is not."""
    answer = client.get(place)
    assert answer.status_code == 404
    document = answer.json()
    places = {
        error["message"].removeprefix("quote ").removesuffix(" does not exist"): error["pointer"]
        for error in document["errors"]
    }
    assert document["detail"] == "; ".join(f"quote {name} does not exist" for name in places)
    return places


@pytest.mark.parametrize(
    "section",
    [
        {},
        {"profile": "cheapest"},
        {"availability_zones": 3, "deployment_headroom": False},
        {"managed_instances": {"availability_zones": 2, "max_instance_types": 1}},
    ],
)
def test_a_request_read_back_from_a_quote_prices_alike(client: httpx.Client, section: dict[str, Any]) -> None:
    quote: dict[str, Any] = make(client, fleet=section)
    request = quote["request"]
    assert set(request["fleet"]) == set(FleetRequest.model_fields)
    assert set(request["fleet"]["managed_instances"]) == set(ManagedInstancesRequest.model_fields)
    again = client.post("/v1/quotes", json=request).json()
    assert (again["options"], again["request"]) == (quote["options"], request)


def test_a_quote_that_is_not_kept(client: httpx.Client) -> None:
    kept = client.post("/v1/quotes", json=quote_request())
    answer = client.post("/v1/quotes?keep=false", json=quote_request())
    assert (answer.status_code, "location" in answer.headers) == (200, False)
    quote = answer.json()
    assert quote["options"] == kept.json()["options"]
    assert client.get(f"/v1/quotes/{quote['id']}").status_code == 404
    assert client.post("/v1/quotes?keep=true", json=quote_request()).status_code == 201
    for wrong in ("keep=0", "keep=true&keep=false", "keep="):
        refused = client.post(f"/v1/quotes?{wrong}", json=quote_request())
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/keep")
