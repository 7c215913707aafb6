"""Batches: a line in, a line out, in order; a bad line answers for itself; nothing waits for the end."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.api.runtime.line_spool import MOST_BLANK_LINES
from support_api import quote_request, serving

NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(*documents: Any) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def answers(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.content.split(b"\n") if line]


def test_answers_come_in_order_and_a_bad_line_stops_nobody(client: httpx.Client) -> None:
    slow = quote_request(name="1", launch_options=["FARGATE", "EC2_ON_DEMAND"])
    body = lines(quote_request(name="0"), slow, {"region": "us-east-1"}) + b"{broken\n" + lines(quote_request(name="4"))
    found = answers(client.post("/v1/quotes/batch", content=body, headers=NDJSON))
    assert [answer.get("name") for answer in found] == ["0", "1", None, None, "4"]
    assert [answer.get("status") for answer in found] == [None, None, 422, 400, None]
    assert [error["pointer"] for error in found[2]["errors"]] == ["/services"]
    kept = client.get(f"/v1/quotes/{found[4]['id']}")
    assert kept.json() == found[4]


def test_a_hundred_lines_keep_their_order(client: httpx.Client) -> None:
    body = lines(*(quote_request(name=str(number)) for number in range(100)))
    found = answers(client.post("/v1/quotes/batch", content=body, headers=NDJSON))
    assert [answer["name"] for answer in found] == [str(number) for number in range(100)]


@pytest.mark.parametrize("body", [b"\n", b"\r\n\n  \n"])
def test_no_line_no_answer(client: httpx.Client, body: bytes) -> None:
    assert answers(client.post("/v1/quotes/batch", content=body, headers=NDJSON)) == []


def test_the_last_line_needs_no_end(client: httpx.Client) -> None:
    body = lines(quote_request(name="last")).rstrip(b"\n")
    assert [each["name"] for each in answers(client.post("/v1/quotes/batch", content=body, headers=NDJSON))] == ["last"]


def test_a_body_of_another_type_is_refused(client: httpx.Client) -> None:
    answer = client.post("/v1/quotes/batch", content=b"a,b\n", headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"") + b"x")
        | JSON_VALUES.map(lambda value: json.dumps(value).encode())
        | JSON_VALUES.map(lambda value: json.dumps(quote_request(usage=value)).encode()),
        min_size=1,
        max_size=8,
    )
)
def test_any_lines_get_as_many_answers(client: httpx.Client, body: list[bytes]) -> None:
    found = answers(client.post("/v1/quotes/batch", content=b"\n".join(body), headers=NDJSON))
    assert len(found) == len(body)
    assert all(answer.get("status", 201) < 500 for answer in found)


def test_a_line_over_the_bound_answers_for_itself_alone(tmp_path: Path) -> None:
    long = quote_request(name="x" * 2000)
    with serving(tmp_path, max_body_bytes=1024) as client:
        body = lines(quote_request(name="a"), long, quote_request(name="b"), long)
        found = answers(client.post("/v1/quotes/batch", content=body, headers=NDJSON))
    assert [answer.get("name", answer.get("status")) for answer in found] == ["a", 413, "b", 413]


def test_a_batch_over_the_bound_ends_with_a_problem(tmp_path: Path) -> None:
    line = lines(quote_request(name="a"))

    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield line

    with serving(tmp_path, max_batch_bytes=5 * len(line) - 1) as client:
        found = answers(client.post("/v1/quotes/batch", content=chunks(), headers=NDJSON))
    assert [answer.get("name", answer.get("status")) for answer in found] == ["a", "a", "a", "a", 413]


def test_a_line_is_answered_before_the_next_is_sent(client: httpx.Client) -> None:
    """A raw socket, because the client library sends its whole body first."""
    url = client.base_url
    head = b"POST /v1/quotes/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=10) as raw:
        raw.sendall(head)
        received = b""
        for name in ("first", "second"):
            line = lines(quote_request(name=name))
            raw.sendall(b"%x\r\n%s\r\n" % (len(line), line))
            while f'"name":"{name}"'.encode() not in received:
                chunk = raw.recv(65536)
                assert chunk, "the server ended the answer early"
                received += chunk
        raw.sendall(b"0\r\n\r\n")
        while not received.endswith(b"0\r\n\r\n"):
            received += raw.recv(65536)


def test_a_client_that_reads_nothing_until_it_has_sent_all_is_not_stuck(client: httpx.Client) -> None:
    """12 MB of lines and 6 MB of answers are more than the buffers between client and server hold."""
    count = 4000
    line = lines({f"unknown {number}": "x" * 240 for number in range(12)})
    response = client.post("/v1/quotes/batch", content=line * count, headers=NDJSON)
    assert response.text.count('"status":422') == count
    assert len(response.content) > 6_000_000


def test_blank_lines_are_no_answers_and_too_many_end_the_batch(client: httpx.Client) -> None:
    few = b"\n" * MOST_BLANK_LINES + lines(quote_request(name="after"))
    assert [each["name"] for each in answers(client.post("/v1/quotes/batch", content=few, headers=NDJSON))] == ["after"]
    many = client.post("/v1/quotes/batch", content=b" \n" * (MOST_BLANK_LINES + 1) + few, headers=NDJSON)
    (problem,) = answers(many)
    assert problem["status"] == 413
    assert "10,000 blank lines" in problem["detail"]


def test_a_batch_that_keeps_nothing(client: httpx.Client) -> None:
    (quote,) = answers(
        client.post("/v1/quotes/batch?keep=false", content=lines(quote_request(name="not kept")), headers=NDJSON)
    )
    assert quote["name"] == "not kept"
    assert client.get(f"/v1/quotes/{quote['id']}").status_code == 404
    refused = client.post("/v1/quotes/batch?keep=no", content=lines(quote_request()), headers=NDJSON)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/keep")


def test_a_batch_without_a_body_and_other_methods_are_refused(client: httpx.Client) -> None:
    assert client.post("/v1/quotes/batch", headers=NDJSON).status_code == 400
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = client.request(method, "/v1/quotes/batch")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
