"""Clients that send everything before they read get to see the refusal, not a broken connection."""

import http.client
import socket
import time

import httpx
import pytest

from ecsquote.api.middleware import unread_bodies as unread

MIB = 1024 * 1024
JSON = {"Content-Type": "application/json"}


def address(client: httpx.Client) -> tuple[str, int]:
    port = client.base_url.port
    assert port is not None
    return client.base_url.host, port


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/v1/quotes", JSON, 413), ("/v1/quotes", {"Content-Type": "text/plain"}, 415), ("/v1/nothing", JSON, 404)],
)
@pytest.mark.parametrize("length", [5 * MIB + 1, 30 * MIB])
def test_the_refusal_is_seen(
    client: httpx.Client, path: str, headers: dict[str, str], status: int, length: int
) -> None:
    connection = http.client.HTTPConnection(*address(client), timeout=60)
    for _ in range(2):  # and the connection can be used again
        connection.request("POST", path, body=b" " * length, headers=headers)
        answer = connection.getresponse()
        assert answer.status == status
        assert b"/problems/" in answer.read()
    connection.close()


def head(length: int, *more: str) -> bytes:
    lines = [
        "POST /v1/quotes HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def first_line(client: httpx.Client, sent: bytes) -> bytes:
    with socket.create_connection(address(client), timeout=30) as plug:
        plug.sendall(sent)
        return plug.makefile("rb").readline()


def test_a_client_that_waits_is_answered_at_once(client: httpx.Client) -> None:
    started = time.monotonic()
    assert b" 413 " in first_line(client, head(6 * MIB, "Expect: 100-continue"))
    assert time.monotonic() - started < unread.MOST_SECONDS


def test_a_body_that_does_not_come_is_not_waited_for(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "MOST_SECONDS", 0.2)
    assert b" 413 " in first_line(client, head(6 * MIB) + b"{")


def test_no_more_than_a_bound_is_read_away(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "MOST_BYTES", MIB)
    monkeypatch.setattr(unread, "MOST_SECONDS", 600)
    assert b" 413 " in first_line(client, head(600 * MIB) + b" " * 2 * MIB)
