"""What is fetched stays below its address and within its bounds, is taken up where it broke off, and waits as asked."""

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ecsquote.errors import SourceError
from ecsquote.pricing.sources import http_client
from ecsquote.pricing.sources.downloads import download
from ecsquote.pricing.sources.http_client import ATTEMPTS, AwsFiles, checked_base
from ecsquote.pricing.sources.source import Clock

BASE = "https://prices.example"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BODY = bytes(range(256)) * 4096


class Scripted:
    """Answers in order; what was asked and how long was waited is kept."""

    def __init__(self, *answers: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []
        self.files = AwsFiles(
            BASE, transport=httpx.MockTransport(self.answer), sleep=self.waits.append, clock=Clock(lambda: NOW)
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The next answer."""
        self.requests.append(request)
        return self.answers.pop(0)(request)


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request: httpx.Response(status, headers=named, stream=Pieces(body))


class Pieces(httpx.SyncByteStream):
    """A body that may break off."""

    def __init__(self, body: bytes, breaks_after: int | None = None) -> None:
        self.body = body
        self.breaks_after = breaks_after

    def __iter__(self) -> Iterator[bytes]:
        """The body, or the part of it that comes before the connection breaks."""
        yield self.body if self.breaks_after is None else self.body[: self.breaks_after]
        if self.breaks_after is not None:
            raise httpx.ReadError("connection reset")


def breaks(
    after: int, status: int = 200, body: bytes = BODY, **headers: str
) -> Callable[[httpx.Request], httpx.Response]:
    named = {"ETag": '"one"', "Content-Length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}
    return lambda _request: httpx.Response(status, headers=named, stream=Pieces(body, after))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "index.json"


def fetched(scripted: Scripted, target: Path, **options: int) -> str | None:
    return download(scripted.files, "/offers/x/index.json", target, lambda _done, _total: None, **options)


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/offers/index.json",
        "http://prices.example/offers/index.json",
        "//elsewhere.example/offers/index.json",
        Path("/etc/passwd").as_uri(),
        "/offers/../../etc/passwd",
        "/offers/./index.json",
        "/offers//index.json",
        "/offers/%2e%2e/index.json",
        "/offers\\..\\index.json",
        "/offers/index.json?x=1",
        "/offers/index.json#x",
        "",
    ],
)
def test_a_path_in_an_index_leads_nowhere_else(path: str) -> None:
    scripted = Scripted()
    with pytest.raises(SourceError, match="leads away"):
        scripted.files.address(path)


def test_a_path_below_the_base_is_followed() -> None:
    files = AwsFiles(f"{BASE}/mirror/")
    assert files.address("/offers/v1.0/aws/index.json") == f"{BASE}/mirror/offers/v1.0/aws/index.json"
    files.close()


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "file://a.example/etc", "prices.example", "https://user:pw@a.example", "http://"]
)
def test_only_plain_http_addresses_are_taken(url: str) -> None:
    with pytest.raises(SourceError) as caught:
        checked_base(url)
    assert "pw" not in str(caught.value)


def test_a_redirect_is_not_followed(target: Path) -> None:
    scripted = Scripted(says(302, Location="http://169.254.169.254/"))
    with pytest.raises(SourceError, match="302"):
        fetched(scripted, target)


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("99999", http_client.MAX_RETRY_AFTER_SECONDS),
    ],
)
def test_retry_after_is_kept_within_a_bound(said: str, waited: float) -> None:
    scripted = Scripted(says(429, Retry_After=said), says(200, b"{}", ETag='"a"'))
    assert scripted.files.get("/index.json") == (b"{}", '"a"')
    assert scripted.waits == [waited]


def test_it_gives_up_in_the_end_and_says_why() -> None:
    scripted = Scripted(*[says(503)] * ATTEMPTS)
    with pytest.raises(SourceError, match=f"503, {ATTEMPTS} times in a row"):
        scripted.files.get("/index.json")
    assert len(scripted.requests) == ATTEMPTS


def test_an_unchanged_file_is_not_sent_again() -> None:
    scripted = Scripted(says(304, ETag='"a"'))
    assert scripted.files.get("/index.json", '"a"') == (None, '"a"')
    assert scripted.requests[0].headers["If-None-Match"] == '"a"'


def test_a_small_file_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "MAX_SMALL_BYTES", 100)
    assert Scripted(says(200, b"x" * 100)).files.get("/a")[0] == b"x" * 100
    with pytest.raises(SourceError, match="larger than"):
        Scripted(says(200, b"x" * 101)).files.get("/a")


def test_a_download_is_taken_up_where_it_broke_off(target: Path) -> None:
    rest = says(206, BODY[1000:], ETag='"one"', Content_Range=f"bytes 1000-{len(BODY) - 1}/{len(BODY)}")
    scripted = Scripted(breaks(1000), rest)
    assert fetched(scripted, target) == '"one"'
    assert target.read_bytes() == BODY
    assert scripted.requests[1].headers["Range"] == "bytes=1000-"
    assert scripted.requests[1].headers["If-Range"] == '"one"'


def test_a_file_that_changed_meanwhile_begins_anew(target: Path) -> None:
    other = bytes(reversed(BODY))
    scripted = Scripted(breaks(1000), says(200, other, ETag='"two"', Content_Length=str(len(other))))
    assert fetched(scripted, target) == '"two"'
    assert target.read_bytes() == other


def test_a_wrong_range_is_not_glued_on(target: Path) -> None:
    wrong = says(206, BODY[5:], ETag='"one"', Content_Range=f"bytes 5-{len(BODY) - 1}/{len(BODY)}")
    scripted = Scripted(breaks(1000), wrong, says(200, BODY, ETag='"one"', Content_Length=str(len(BODY))))
    fetched(scripted, target)
    assert target.read_bytes() == BODY


@pytest.mark.parametrize(
    "answer",
    [says(416), says(206, b"", ETag='"one"', Content_Range=f"bytes {len(BODY)}-{len(BODY) - 1}/{len(BODY)}")],
)
def test_a_length_that_was_a_lie_makes_it_begin_anew(
    target: Path, answer: Callable[[httpx.Request], httpx.Response]
) -> None:
    lie = says(200, BODY, ETag='"one"', Content_Length=str(len(BODY) + 500))
    scripted = Scripted(lie, answer, says(200, BODY, ETag='"one"', Content_Length=str(len(BODY))))
    fetched(scripted, target)
    assert scripted.requests[1].headers["Range"] == f"bytes={len(BODY)}-"
    assert target.read_bytes() == BODY


def test_a_weak_etag_is_no_ground_to_go_on(target: Path) -> None:
    scripted = Scripted(breaks(1000, ETag='W/"one"'), says(200, BODY, Content_Length=str(len(BODY))))
    fetched(scripted, target)
    assert "Range" not in scripted.requests[1].headers
    assert target.read_bytes() == BODY


def test_packed_files_are_unpacked_within_the_bound(target: Path) -> None:
    packed = gzip.compress(b"a" * 5000)
    fetched(Scripted(says(200, packed, Content_Encoding="gzip")), target, max_bytes=5000)
    assert target.read_bytes() == b"a" * 5000
    with pytest.raises(SourceError, match="unpacks to more"):
        fetched(Scripted(says(200, packed, Content_Encoding="gzip")), target, max_bytes=4999)
    assert not target.exists()
    assert not list(target.parent.iterdir())


def test_an_endless_file_is_not_read_on(target: Path) -> None:
    with pytest.raises(SourceError, match="larger than"):
        fetched(Scripted(says(200, BODY)), target, max_bytes=len(BODY) - 1)
    assert not list(target.parent.iterdir())


def test_an_unknown_packing_is_refused(target: Path) -> None:
    with pytest.raises(SourceError, match="packed as br"):
        fetched(Scripted(says(200, BODY, Content_Encoding="br")), target)


def test_a_small_file_is_unpacked_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "MAX_SMALL_BYTES", 1 << 20)
    packed = gzip.compress(bytes(1 << 26))  # 64 MiB of zeros in 65 KB
    assert len(packed) < http_client.MAX_SMALL_BYTES
    with pytest.raises(SourceError, match="larger than 1 MiB"):
        Scripted(says(200, packed, content_encoding="gzip")).files.get("/feed.json")
    fits = gzip.compress(BODY[: 1 << 20])
    assert Scripted(says(200, fits, content_encoding="gzip")).files.get("/feed.json")[0] == BODY[: 1 << 20]


def test_a_doubly_packed_answer_is_not_unpacked_at_all() -> None:
    for encoding in ("gzip, gzip", "br", "deflate"):
        twice = gzip.compress(gzip.compress(bytes(1 << 20)))
        with pytest.raises(SourceError, match="was not asked for"):
            Scripted(says(200, twice, content_encoding=encoding)).files.get("/feed.json")


def test_an_answer_that_ends_within_its_gzip_data_is_asked_for_again() -> None:
    whole = gzip.compress(b"{}" * 1000)
    cut, good = says(200, whole[:-9], content_encoding="gzip"), says(200, whole, content_encoding="gzip")
    assert Scripted(cut, good).files.get("/feed.json")[0] == b"{}" * 1000
