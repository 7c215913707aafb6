"""Quotes kept in SQLite on one machine or PostgreSQL for many: one code for both, through SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ecsquote.errors import IdempotencyKeyReused, NotFound
from ecsquote.quotes.access_keys import KeyStore
from ecsquote.quotes.database import answers, open_database, require_room
from ecsquote.quotes.kept import (
    IdempotencyKey,
    KeptQuote,
    QuotePage,
    QuoteSummary,
    least_id,
    read_cursor,
    summary_document,
    write_cursor,
)
from ecsquote.quotes.tables import QUOTES

_SUMMARY = tuple(QUOTES.c[name] for name in QuoteSummary.__slots__)


class QuoteStore:
    """The quotes of one database. Safe to share between threads; `close` when done.

    `owner` limits what is read and deleted to the quotes of one caller; None: all quotes.
    """

    def __init__(self, engine: sa.Engine, owner: str | None = None) -> None:
        self._engine = engine
        self._owner = owner

    @classmethod
    def open(cls, location: str) -> "QuoteStore":
        """Connect to a sqlite: or postgresql: address and bring its tables up to date."""
        return cls(open_database(location))

    def seen_by(self, owner: str | None) -> "QuoteStore":
        """The same database, limited to the quotes of an owner; it shares the connections of this store."""
        return QuoteStore(self._engine, owner)

    @property
    def keys(self) -> KeyStore:
        """The keys that callers of the API present."""
        return KeyStore(self._engine)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def check(self) -> None:
        """StoreError if the database does not answer, or its disk is full."""
        require_room(self._engine.url)
        with answers(), self._engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def add(self, quote: KeptQuote, key: IdempotencyKey | None = None) -> KeptQuote:
        """Keep a quote and give it back, or the first one of its key.

        IdempotencyKeyReused if the key was used for another request.
        """
        try:
            with answers(), self._engine.begin() as connection:
                connection.execute(sa.insert(QUOTES), [_row(quote, key)])
        except IntegrityError:
            if key is None or (first := self.find(key)) is None:
                raise
            return first
        return quote

    def add_all(self, quotes: Sequence[KeptQuote]) -> None:
        """Keep many quotes in one transaction, in order."""
        with answers(), self._engine.begin() as connection:
            connection.execute(sa.insert(QUOTES), [_row(quote, None) for quote in quotes])

    def find(self, key: IdempotencyKey) -> KeptQuote | None:
        """The quote that this key was first used for; IdempotencyKeyReused if that was for another request."""
        query = sa.select(*_SUMMARY, QUOTES.c.document, QUOTES.c.owner, QUOTES.c.request_hash).where(
            QUOTES.c.idempotency_key_hash == key.key_hash
        )
        with answers(), self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        if row["request_hash"] != key.request_hash:
            raise IdempotencyKeyReused("this Idempotency-Key was used before with another request; use a new key")
        return _kept(row)

    def get(self, quote_id: str) -> KeptQuote:
        """NotFound if there is none of this id."""
        query = sa.select(*_SUMMARY, QUOTES.c.document, QUOTES.c.owner).where(self._seen(QUOTES.c.id == quote_id))
        if not _is_id(quote_id):
            raise NotFound(_NO_SUCH_QUOTE)
        with answers(), self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound(_NO_SUCH_QUOTE)
        return _kept(row)

    def page(self, limit: int, cursor: str | None = None) -> QuotePage:
        """At most `limit` quotes, newest first, from a cursor on; InputError for a cursor that is none."""
        query = sa.select(QUOTES.c.sequence, *_SUMMARY).order_by(QUOTES.c.sequence.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(QUOTES.c.sequence < read_cursor(cursor))
        query = query.where(self._seen(sa.true()))
        with answers(), self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        more = write_cursor(rows[limit - 1]["sequence"]) if len(rows) > limit else None
        return QuotePage([_summary(row) for row in rows[:limit]], more)

    def delete(self, quote_id: str) -> None:
        """Forget a quote and its idempotency key; NotFound if there is none."""
        if not _is_id(quote_id):
            raise NotFound(_NO_SUCH_QUOTE)
        with answers(), self._engine.begin() as connection:
            if connection.execute(sa.delete(QUOTES).where(self._seen(QUOTES.c.id == quote_id))).rowcount == 0:
                raise NotFound(_NO_SUCH_QUOTE)

    def delete_older(self, moment: datetime, most: int = 1000) -> int:
        """Delete at most this number of quotes made before a moment, the oldest first; how many were deleted."""
        old = sa.select(QUOTES.c.id).where(QUOTES.c.id < least_id(moment)).order_by(QUOTES.c.id).limit(most)
        with answers(), self._engine.begin() as connection:
            return connection.execute(sa.delete(QUOTES).where(QUOTES.c.id.in_(old))).rowcount

    def forget_keys(self, moment: datetime) -> None:
        """Forget the idempotency keys of quotes made before a moment; the quotes stay."""
        keyed = sa.and_(QUOTES.c.idempotency_key_hash.is_not(None), QUOTES.c.id < least_id(moment))
        with answers(), self._engine.begin() as connection:
            connection.execute(sa.update(QUOTES).where(keyed).values(idempotency_key_hash=None, request_hash=None))

    def _seen(self, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        return condition if self._owner is None else sa.and_(condition, QUOTES.c.owner == self._owner)


_NO_SUCH_QUOTE = "there is no quote with this id"


def _is_id(text: str) -> bool:
    """False for what no quote is called, which PostgreSQL may refuse to compare (NUL)."""
    return len(text) == 32 and text.isascii() and text.isalnum()


def _row(quote: KeptQuote, key: IdempotencyKey | None) -> dict[str, Any]:
    row = summary_document(quote.summary)
    row["document"] = quote.document.decode()
    row["owner"] = quote.owner
    row["request_hash"] = key and key.request_hash
    row["idempotency_key_hash"] = key and key.key_hash
    return row


def _summary(row: sa.RowMapping) -> QuoteSummary:
    return QuoteSummary(**{name: row[name] for name in QuoteSummary.__slots__})


def _kept(row: sa.RowMapping) -> KeptQuote:
    return KeptQuote(_summary(row), row["document"].encode(), row["owner"])
