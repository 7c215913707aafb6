"""Quotes kept in SQLite on one machine or PostgreSQL for many: one code for both, through SQLAlchemy Core."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from ecsquote.errors import IdempotencyKeyReused, InputError, NotFound, StoreError
from ecsquote.quotes.kept import (
    IdempotencyKey,
    KeptQuote,
    QuotePage,
    QuoteSummary,
    read_cursor,
    summary_document,
    write_cursor,
)

BUSY_TIMEOUT_SECONDS = 10
MIGRATION_LOCK = 0x6563_7371
"""Any fixed number; PostgreSQL's advisory lock while tables are made ("ecsq")."""

HEAD = "0001"
"""The newest migration."""

_KEYED = sa.text("idempotency_key_hash IS NOT NULL")
_METADATA = sa.MetaData()
QUOTES = sa.Table(
    "quotes",
    _METADATA,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(32), nullable=False),
    sa.Column("created_at", sa.String(27), nullable=False),
    sa.Column("name", sa.Text()),
    sa.Column("region", sa.Text(), nullable=False),
    sa.Column("catalog_version", sa.Text(), nullable=False),
    sa.Column("launch_option", sa.Text()),
    sa.Column("monthly", sa.Text()),
    sa.Column("document", sa.Text(), nullable=False),
    sa.Column("request_hash", sa.String(64)),
    sa.Column("idempotency_key_hash", sa.String(64)),
    sa.Index("quotes_id", "id", unique=True),
    sa.Index(
        "quotes_idempotency_key_hash", "idempotency_key_hash", unique=True, sqlite_where=_KEYED, postgresql_where=_KEYED
    ),
)
_SUMMARY = tuple(QUOTES.c[name] for name in QuoteSummary.__slots__)


class QuoteStore:
    """The quotes of one database. Safe to share between threads; `close` when done."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, location: str) -> "QuoteStore":
        """Connect to a sqlite: or postgresql: address and bring its tables up to date."""
        try:
            engine = sa.create_engine(**_engine_options(_database_url(location)))
        except ModuleNotFoundError as error:
            raise InputError(f"{error.name} is missing: install ecsquote[postgresql]") from None
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _prepare_sqlite)
            sa.event.listen(engine, "begin", _begin_sqlite)
        store = cls(engine)
        with _answers(), engine.connect() as connection:
            _migrate(connection)
        return store

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def check(self) -> None:
        """StoreError if the database does not answer."""
        with _answers(), self._engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def add(self, quote: KeptQuote, key: IdempotencyKey | None = None) -> KeptQuote:
        """Keep a quote and give it back, or the first one of its key.

        IdempotencyKeyReused if the key was used for another request.
        """
        try:
            with _answers(), self._engine.begin() as connection:
                connection.execute(sa.insert(QUOTES), [_row(quote, key)])
        except IntegrityError:
            if key is None or (first := self.find(key)) is None:
                raise
            return first
        return quote

    def add_all(self, quotes: Sequence[KeptQuote]) -> None:
        """Keep many quotes in one transaction, in order."""
        with _answers(), self._engine.begin() as connection:
            connection.execute(sa.insert(QUOTES), [_row(quote, None) for quote in quotes])

    def find(self, key: IdempotencyKey) -> KeptQuote | None:
        """The quote that this key was first used for; IdempotencyKeyReused if that was for another request."""
        query = sa.select(*_SUMMARY, QUOTES.c.document, QUOTES.c.request_hash).where(
            QUOTES.c.idempotency_key_hash == key.key_hash
        )
        with _answers(), self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        if row["request_hash"] != key.request_hash:
            raise IdempotencyKeyReused("this Idempotency-Key was used before with another request; use a new key")
        return _kept(row)

    def get(self, quote_id: str) -> KeptQuote:
        """NotFound if there is none of this id."""
        query = sa.select(*_SUMMARY, QUOTES.c.document).where(QUOTES.c.id == quote_id)
        if not _is_id(quote_id):
            raise NotFound(_NO_SUCH_QUOTE)
        with _answers(), self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound(_NO_SUCH_QUOTE)
        return _kept(row)

    def page(self, limit: int, cursor: str | None = None) -> QuotePage:
        """At most `limit` quotes, newest first, from a cursor on; InputError for a cursor that is none."""
        query = sa.select(QUOTES.c.sequence, *_SUMMARY).order_by(QUOTES.c.sequence.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(QUOTES.c.sequence < read_cursor(cursor))
        with _answers(), self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        more = write_cursor(rows[limit - 1]["sequence"]) if len(rows) > limit else None
        return QuotePage([_summary(row) for row in rows[:limit]], more)

    def delete(self, quote_id: str) -> None:
        """Forget a quote and its idempotency key; NotFound if there is none."""
        if not _is_id(quote_id):
            raise NotFound(_NO_SUCH_QUOTE)
        with _answers(), self._engine.begin() as connection:
            if connection.execute(sa.delete(QUOTES).where(QUOTES.c.id == quote_id)).rowcount == 0:
                raise NotFound(_NO_SUCH_QUOTE)


_NO_SUCH_QUOTE = "there is no quote with this id"


def _is_id(text: str) -> bool:
    """False for what no quote is called, which PostgreSQL may refuse to compare (NUL)."""
    return len(text) == 32 and text.isascii() and text.isalnum()


def _row(quote: KeptQuote, key: IdempotencyKey | None) -> dict[str, Any]:
    row = summary_document(quote.summary)
    row["document"] = quote.document.decode()
    row["request_hash"] = key and key.request_hash
    row["idempotency_key_hash"] = key and key.key_hash
    return row


def _summary(row: sa.RowMapping) -> QuoteSummary:
    return QuoteSummary(**{name: row[name] for name in QuoteSummary.__slots__})


def _kept(row: sa.RowMapping) -> KeptQuote:
    return KeptQuote(_summary(row), row["document"].encode())


@contextmanager
def _answers() -> Iterator[None]:
    """A database that fails becomes StoreError; a broken rule of the table stays what it is."""
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        raise StoreError("the database of quotes does not answer; try again later") from error


def _database_url(location: str) -> URL:
    try:
        url = make_url(location)
    except SQLAlchemyError:
        raise InputError("the database address is not valid; use sqlite:///file or postgresql://…") from None
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise InputError("quotes are kept in sqlite: or postgresql: databases only")
    return url


def _engine_options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "postgresql":
        return {"url": url, "pool_pre_ping": True, "pool_size": 10, "connect_args": {"connect_timeout": 10}}
    options: dict[str, Any] = {"url": url, "connect_args": {"timeout": BUSY_TIMEOUT_SECONDS, "isolation_level": None}}
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool  # each connection would be an empty database of its own
        options["connect_args"]["check_same_thread"] = False
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return options


def _prepare_sqlite(connection: Any, _: object) -> None:
    """WAL lets readers go on while one writes; NORMAL loses no consistency, at worst the last writes at power loss.

    Source: https://www.sqlite.org/pragma.html#pragma_synchronous
    """
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """The driver's own transactions leave out tables being made, so SQLAlchemy begins them."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _migrate(connection: sa.Connection) -> None:
    """Make or alter tables under a lock, so that several processes may start at once."""
    if _is_current(connection):
        return
    connection.rollback()
    connection = connection.execution_options(immediate=True)
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        # Imported here because a database that is up to date, the usual case, needs no Alembic.
        from alembic import command, config  # noqa: PLC0415

        alembic = config.Config()
        alembic.set_main_option("script_location", "ecsquote.quotes:migrations")
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, HEAD)


def _is_current(connection: sa.Connection) -> bool:
    if not sa.inspect(connection).has_table("alembic_version"):
        return False
    return bool(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD)
