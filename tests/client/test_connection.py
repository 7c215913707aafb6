"""What goes wrong between client and server: sent again where that is safe, else reported; the key stays in."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecsquote.client import AsyncClient, Client, Unreachable
from ecsquote.client.errors import Busy, ServerFault, UnexpectedAnswer
from ecsquote.client.transport import API_KEY_VARIABLE
from support_api import quote_request
from support_client import Scripted, answering
from support_coroutines import run

PROBLEM = {"type": "urn:x", "title": "Not ready", "status": 503, "detail": "no catalog"}
HEALTHY = b'{"status": "ready", "catalog_version": "v1"}'
REGIONS = b'{"items": [], "next_cursor": null, "catalog_version": "v1"}'
KEY = "the administrator's very own key"


@pytest.fixture(autouse=True)
def _no_key_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(API_KEY_VARIABLE, raising=False)


def busy(after: str = "0", status: int = 503) -> tuple[int, dict[str, str], bytes]:
    return status, {"Retry-After": after}, json.dumps({**PROBLEM, "status": status}).encode()


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_busy_server_is_asked_again(status: int, asynchronous: bool) -> None:
    script = Scripted(busy(status=status), busy(status=status), (200, {}, REGIONS))

    async def call(url: str) -> None:
        async with AsyncClient(url) as client:
            assert (await client.list_regions()).items == []

    with answering(script) as url:
        if asynchronous:
            run(call(url))
        else:
            with Client(url) as client:
                assert client.list_regions().items == []
    assert len(script.seen) == 3


def test_a_request_that_makes_something_is_sent_again_under_one_key() -> None:
    script = Scripted(busy(), busy(), (422, {}, json.dumps({**PROBLEM, "status": 422}).encode()))
    with answering(script) as url, Client(url) as client, pytest.raises(Exception, match="422"):
        client.make_quote(quote_request())
    keys = {headers["idempotency-key"] for _, _, headers in script.seen}
    assert (len(script.seen), len(keys)) == (3, 1)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_file_is_sent_whole_again(tmp_path: Path, asynchronous: bool) -> None:
    bill = tmp_path / "october.csv"
    bill.write_bytes(b"identity/LineItemId\n" * 100_000)
    script = Scripted(busy(), busy(), (422, {}, json.dumps({**PROBLEM, "status": 422}).encode()))

    async def call_later(url: str) -> None:
        async with AsyncClient(url) as client:
            await client.check_bill("0" * 32, [bill], month="2026-10")

    def call(url: str) -> None:
        if asynchronous:
            run(call_later(url))
            return
        with Client(url) as client:
            client.check_bill("0" * 32, [bill], month="2026-10")

    with answering(script) as url, pytest.raises(Exception, match="422"):
        call(url)
    lengths = {int(headers["content-length"]) for _, _, headers in script.seen}
    assert len(script.seen) == 3
    assert len(lengths) == 1
    assert lengths.pop() > bill.stat().st_size
    assert script.seen[0][2]["content-type"].startswith("multipart/form-data")


@pytest.mark.parametrize("retries", [0, 1])
def test_in_the_end_it_is_busy(retries: int) -> None:
    script = Scripted(busy())
    with answering(script) as url, Client(url, retries=retries) as client, pytest.raises(Busy) as caught:
        client.list_regions()
    assert (caught.value.status, caught.value.detail) == (503, "no catalog")
    assert len(script.seen) == 1 + retries


@pytest.mark.parametrize(
    "call", [lambda client: client.delete_quote("x"), lambda client: client.readyz(), lambda it: it.start_refresh({})]
)
def test_what_is_not_to_be_repeated_is_sent_once(call: Callable[[Client], object]) -> None:
    script = Scripted(busy())
    with answering(script) as url, Client(url) as client, pytest.raises(Busy):
        call(client)
    assert len(script.seen) == 1


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (500, b'{"title": "x", "detail": "y"}', ServerFault),
        (502, b"<html>proxy</html>", Busy),
        (404, b"<html>elsewhere</html>", UnexpectedAnswer),
        (302, b"", UnexpectedAnswer),
        (200, b"<html>a login page</html>", UnexpectedAnswer),
        (200, b"[]", UnexpectedAnswer),
        (422, b'{"title": "x", "detail": "y", "errors": 3}', UnexpectedAnswer),
    ],
)
def test_an_answer_of_something_else_is_told(status: int, content: bytes, kind: type[Exception]) -> None:
    with answering(Scripted((status, {}, content))) as url, Client(url) as client, pytest.raises(kind):
        client.readyz()


def test_no_server_is_unreachable_for_both() -> None:
    with answering(Scripted((200, {}, HEALTHY))) as url:
        pass  # and it is gone

    async def call() -> None:
        async with AsyncClient(url, retries=0) as client:
            await client.readyz()

    with pytest.raises(Unreachable, match=url), Client(url, retries=0) as client:
        client.list_regions()
    with pytest.raises(Unreachable, match=url):
        run(call())
    with pytest.raises(Unreachable), Client(url) as client:
        list(client.make_quotes([quote_request()]))


def test_a_slow_server_is_unreachable_after_the_timeout() -> None:
    script = Scripted((200, {"Content-Length": "100"}, HEALTHY))  # it promises more than it sends
    with answering(script) as url, Client(url, timeout=0.2, retries=0) as client, pytest.raises(Unreachable):
        client.healthz()


def test_a_batch_that_ends_within_a_line_is_reported() -> None:
    line = b'{"title": "x", "detail": "y", "status": 422}\n'
    with answering(Scripted((200, {}, line + line[:20]))) as url, Client(url) as client:
        found = client.make_quotes([quote_request()])
        assert str(next(found)) == "422 x: y"
        with pytest.raises(UnexpectedAnswer, match="ended within a line"):
            next(found)


def test_the_administrators_key_goes_with_a_refresh_alone_and_is_shown_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    script = Scripted((403, {}, json.dumps({**PROBLEM, "status": 403}).encode()))
    told = []
    with answering(script) as url, Client(url, admin_key=KEY) as client:
        told.append(repr(client))
        for call in (lambda: client.start_refresh({}), client.list_regions, lambda: client.make_quote({})):
            with pytest.raises(Exception, match="403") as caught:
                call()
            told.append(repr(caught.value) + str(caught.value))
    sent = [headers.get("authorization") for _, _, headers in script.seen]
    assert sent == [f"Bearer {KEY}", None, None]
    assert KEY not in caplog.text + "".join(told)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("how", ["parameter", "environment"])
def test_a_key_goes_with_every_request_and_is_shown_nowhere(
    how: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(API_KEY_VARIABLE, KEY if how == "environment" else "another")
    options: dict[str, Any] = {"api_key": KEY} if how == "parameter" else {}
    script = Scripted((200, {}, REGIONS))

    async def call(url: str) -> str:
        async with AsyncClient(url, **options) as client:
            await client.list_regions()
            await client.list_catalogs()
            return repr(client)

    with answering(script) as url:
        if asynchronous:
            told = run(call(url))
        else:
            with Client(url, **options) as client:
                client.list_regions()
                client.list_catalogs()
                told = repr(client)
    assert [headers.get("authorization") for _, _, headers in script.seen] == [f"Bearer {KEY}"] * 2
    assert KEY not in caplog.text + told
