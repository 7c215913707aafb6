"""What is kept of a quote: its document as it was answered, and what finds it again."""

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from ecsquote.contract.quotes import Quote, quote_json
from ecsquote.errors import Fault, InputError
from ecsquote.units import decimal_string

MAX_IDEMPOTENCY_KEY_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class QuoteSummary:
    """A quote in a list; `launch_option` and `monthly` (USD) are the cheapest option's, None if all are unavailable."""

    id: str
    created_at: str
    name: str | None
    region: str
    catalog_version: str
    launch_option: str | None
    monthly: str | None


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A quote with its identity; `document` is the JSON that was answered and never changes.

    `owner` is the caller who asked for it; None: a server without keys.
    """

    summary: QuoteSummary
    document: bytes
    owner: str | None = None

    @property
    def id(self) -> str:
        """32 hexadecimal digits that cannot be guessed."""
        return self.summary.id

    def parsed(self) -> dict[str, Any]:
        """The document as Python values."""
        document: dict[str, Any] = orjson.loads(self.document)
        return document


@dataclass(frozen=True, slots=True)
class QuotePage:
    """Quotes, newest first, and the cursor of the next page (None at the end)."""

    quotes: Sequence[QuoteSummary]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key that a caller chose, and the request it belongs to; only hashes are kept, and each caller has its own."""

    key_hash: str
    request_hash: str

    @classmethod
    def of(cls, key: str, request: object, owner: str | None = None) -> "IdempotencyKey":
        """InputError for a key that is empty, too long or not printable ASCII."""
        if not 0 < len(key) <= MAX_IDEMPOTENCY_KEY_CHARACTERS or not (key.isascii() and key.isprintable()):
            message = f"must be 1 to {MAX_IDEMPOTENCY_KEY_CHARACTERS} printable ASCII characters"
            raise InputError(f"Idempotency-Key {message}", [Fault("/Idempotency-Key", message)])
        text = json.dumps(request, sort_keys=True, default=str)
        own = key if owner is None else f"{owner}\n{key}"  # a key is printable: no other pair reads alike
        return cls(hashlib.sha256(own.encode()).hexdigest(), hashlib.sha256(text.encode()).hexdigest())


def new_quote(quote: Quote, now: datetime | None = None, owner: str | None = None) -> KeptQuote:
    """A quote as it will be kept: with an id and the time, written once."""
    moment = now or datetime.now(UTC)
    created_at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    identity = new_id(moment)
    first = quote.options[0] if quote.options and quote.options[0].available else None
    summary = QuoteSummary(
        id=identity,
        created_at=created_at,
        name=quote.name,
        region=quote.region,
        catalog_version=quote.catalog.version,
        launch_option=None if first is None else first.launch_option,
        monthly=None if first is None or first.monthly is None else decimal_string(first.monthly),
    )
    head = f'{{"id":"{identity}","created_at":"{created_at}",'
    return KeptQuote(summary, head.encode() + quote_json(quote)[1:], owner)


def least_id(moment: datetime) -> str:
    """The lowest id that a quote made at a moment could have."""
    return f"{int(moment.timestamp() * 1000):012x}" + "0" * 20


def new_id(moment: datetime) -> str:
    """UUID version 7 in hexadecimal: by time, so that the newest lie together in the index, and 74 random bits.

    Source: RFC 9562, section 5.7.
    """
    milliseconds = int(moment.timestamp() * 1000) & (1 << 48) - 1
    noise = int.from_bytes(os.urandom(10), "big")
    return f"{milliseconds << 80 | 7 << 76 | (noise >> 68) << 64 | 2 << 62 | noise & (1 << 62) - 1:032x}"


def summary_document(summary: QuoteSummary) -> dict[str, Any]:
    """A list entry as JSON."""
    return {name: getattr(summary, name) for name in QuoteSummary.__slots__}


def write_cursor(sequence: int) -> str:
    """An opaque place in the list."""
    return base64.urlsafe_b64encode(f"q{sequence}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """The place that a cursor names; InputError for anything that was not handed out."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        if len(text) <= 20 and text[:1] == "q" and text[1:].isdigit() and int(text[1:]) < 1 << 63:
            return int(text[1:])
    except (binascii.Error, UnicodeError, ValueError):
        pass
    raise InputError(
        "the cursor is not one that was handed out", [Fault("/cursor", "use next_cursor of the last page")]
    )
