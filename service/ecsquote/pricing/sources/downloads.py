"""Large files to disk: resumed where they broke off, checked for length and checksum, unpacked within a bound."""

import base64
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from ecsquote.errors import SourceError
from ecsquote.pricing.sources.http_client import AwsFiles, Retriable

MAX_FILE_BYTES = 4 << 30
"""Bound on one offer file, packed or not; AmazonEC2 for one Region is about 450 MB."""
_CHUNK = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS

Watch = Callable[[int, int | None], None]
"""Bytes so far, and in all where known."""


@dataclass(slots=True)
class _Arrived:
    """What is known of a file while its bytes arrive."""

    bytes: int = 0
    total: int | None = None
    etag: str | None = None
    packed: bool = False
    checksums: tuple[tuple[str, str], ...] = ()


def download(files: AwsFiles, path: str, target: Path, watch: Watch, max_bytes: int = MAX_FILE_BYTES) -> str | None:
    """Download a complete file to `target` and return its ETag; SourceError leaves no target behind.

    A broken connection is taken up again by Range where the server names the same ETag, else from the start.
    """
    address = files.address(path)
    raw = target.with_name(target.name + ".part")
    state = _Arrived()
    try:
        files.retrying(lambda: _fetch(files, address, raw, state, watch, max_bytes))
        if state.packed:
            _unpack(raw, target, address, max_bytes)
        else:
            raw.replace(target)
        _check(address, state, raw if state.packed else target, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        raw.unlink(missing_ok=True)
    return state.etag


def _fetch(files: AwsFiles, address: str, raw: Path, state: _Arrived, watch: Watch, max_bytes: int) -> None:
    headers = {"Accept-Encoding": "gzip"}
    resumes = state.bytes > 0 and state.etag is not None and not state.etag.startswith("W/")
    if resumes and state.etag:
        headers |= {"Range": f"bytes={state.bytes}-", "If-Range": state.etag}
    with files.http.stream("GET", address, headers=headers) as response:
        partial = response.status_code == httpx.codes.PARTIAL_CONTENT
        range_refused = response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE
        if range_refused or (partial and not _goes_on(state, response.headers.get("Content-Range", ""))):
            state.bytes, state.etag = 0, None
            raise Retriable(f"{address} answers another range than was asked for")
        files.check_status(response, address)
        if not partial:
            _begin(state, response, address)
        with raw.open("ab" if partial else "wb") as file:
            for chunk in response.iter_raw():
                file.write(chunk)
                state.bytes += len(chunk)
                if state.bytes > max_bytes:
                    raise SourceError(f"{address} is larger than {max_bytes >> 20} MiB; it is not read on")
                watch(state.bytes, state.total)
    if state.total is not None and state.bytes != state.total:
        raise Retriable(f"{address} broke off after {state.bytes} of {state.total} bytes")


def _goes_on(state: _Arrived, content_range: str) -> bool:
    """Whether "bytes 1000-4999/5000" is the rest of the file that was begun."""
    place, _, total = content_range.partition("/")
    known = state.total is None or total in ("*", str(state.total))
    return place.startswith(f"bytes {state.bytes}-") and known


def _begin(state: _Arrived, response: httpx.Response, address: str) -> None:
    """A file from its first byte."""
    length = response.headers.get("Content-Length", "")
    state.bytes = 0
    state.total = int(length) if length.isascii() and length.isdigit() else None
    state.etag = response.headers.get("ETag")
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding not in ("gzip", "identity", ""):
        raise SourceError(f"{address} is packed as {encoding}, which was not asked for")
    state.packed = encoding == "gzip"
    state.checksums = tuple(
        (algorithm, response.headers[name])
        for name, algorithm in (("Content-MD5", "md5"), ("x-amz-checksum-sha256", "sha256"))
        if name in response.headers
    )


def _unpack(raw: Path, target: Path, address: str, max_bytes: int) -> None:
    unpacker = zlib.decompressobj(_GZIP)
    size = 0
    try:
        with raw.open("rb") as packed, target.open("wb") as file:
            while chunk := packed.read(_CHUNK):
                while chunk:
                    data = unpacker.decompress(chunk, _CHUNK)
                    size += len(data)
                    if size > max_bytes:
                        raise SourceError(f"{address} unpacks to more than {max_bytes >> 20} MiB; it is not read on")
                    file.write(data)
                    chunk = unpacker.unconsumed_tail
            file.write(unpacker.flush())
    except zlib.error as error:
        raise SourceError(f"{address} is incomplete: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise SourceError(f"{address} is incomplete: its gzip data ends early")


def _check(address: str, state: _Arrived, served: Path, target: Path) -> None:
    """Each checksum that the server gave must fit the bytes as they were served or as they are unpacked."""
    for algorithm, expected in state.checksums:
        found = {_checksum(served, algorithm), _checksum(target, algorithm)}
        if expected not in found:
            raise SourceError(f"{address} does not have the {algorithm.upper()} checksum that the server names")


def _checksum(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return base64.b64encode(hashlib.file_digest(file, algorithm).digest()).decode()
