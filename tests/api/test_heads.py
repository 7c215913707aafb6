"""HEAD as curl -I asks it: what GET says of its answer, without the answer."""

import http.client

import httpx
import pytest

from support_api import quote_request

CHANGES = ("date", "x-request-id")


def head(client: httpx.Client, place: str) -> tuple[httpx.Response, httpx.Response]:
    """The answers to HEAD and to GET, once both have the same headers."""
    asked, got = client.head(place), client.get(place)
    names = [name for name in {*asked.headers, *got.headers} if name not in CHANGES]
    assert {name: asked.headers.get(name) for name in names} == {name: got.headers.get(name) for name in names}
    assert asked.content == b""
    return asked, got


@pytest.mark.parametrize("place", ["/healthz", "/readyz", "/v1/quotes", "/v1/regions", "/v1/catalogs", "/openapi.json"])
def test_every_get_has_its_head(client: httpx.Client, place: str) -> None:
    asked, got = head(client, place)
    assert asked.status_code == got.status_code == 200


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_the_head_of_a_quote(client: httpx.Client, query: str) -> None:
    made = client.post("/v1/quotes", json=quote_request())
    asked, got = head(client, made.headers["location"] + query)
    assert (asked.status_code, asked.headers["content-length"]) == (200, str(len(got.content)))


@pytest.mark.parametrize(("place", "status"), [("/v1/quotes/x", 404), ("/v1/prices?region=mars-1", 422), ("/no", 404)])
def test_the_head_of_a_problem(client: httpx.Client, place: str, status: int) -> None:
    asked, _ = head(client, place)
    assert asked.status_code == status


def test_where_there_is_no_get_there_is_no_head(client: httpx.Client) -> None:
    asked, _ = head(client, "/v1/comparisons")
    assert (asked.status_code, asked.headers["allow"]) == (405, "POST")


def test_nothing_follows_on_the_wire(client: httpx.Client) -> None:
    """Bytes after the headers would be taken for the next answer of the connection."""
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port or 80, timeout=10)
    for method in ("HEAD", "GET", "HEAD", "GET"):
        connection.request(method, "/healthz")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"" if method == "HEAD" else b'{"status":"ok"}')
    connection.close()


def test_a_head_is_counted_as_one(client: httpx.Client) -> None:
    client.head("/v1/regions")
    assert 'ecsquote_http_requests_total{method="HEAD",route="/v1/regions",status="200"}' in client.get("/metrics").text


def test_heads_are_not_described_by_themselves(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {method for path in paths.values() for method in path} == {"get", "post", "delete"}
