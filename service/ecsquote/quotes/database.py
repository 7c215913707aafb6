"""The database of quotes: SQLite on one machine or PostgreSQL for many, opened, locked down and brought up to date."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from ecsquote.errors import InputError, StoreError

BUSY_TIMEOUT_SECONDS = 10
STATEMENT_SECONDS = 10
LEAST_FREE_BYTES = 16 << 20
"""Room that SQLite needs for a large quote and its log."""
MIGRATION_LOCK = 0x6563_7371
"""Any fixed number; PostgreSQL's advisory lock while tables are made ("ecsq")."""

HEAD = "0002"
"""The newest migration."""


def open_database(location: str) -> sa.Engine:
    """Connect to a sqlite: or postgresql: address and bring its tables up to date; raises InputError or StoreError."""
    try:
        engine = sa.create_engine(**_engine_options(_database_url(location)))
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is missing: install ecsquote[postgresql]") from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        sa.event.listen(engine, "connect", _prepare_postgresql)
    try:
        with answers(), engine.connect() as connection:
            _migrate(connection)
    except StoreError as error:
        cause = getattr(error.__cause__, "orig", None)
        if engine.dialect.name == "sqlite" and cause is not None:
            raise StoreError(f"the database of quotes cannot be used: {cause}: {engine.url.database}") from error
        raise
    return engine


@contextmanager
def answers() -> Iterator[None]:
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
    elif not str(url.database).startswith("file:"):
        _make_private(Path(str(url.database)))
    return options


def _make_private(file: Path) -> None:
    """Create a SQLite file, and its folder where it is missing, for this user alone; SQLite's own files follow it.

    A folder that exists is left as it is: it may hold more than quotes.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL: closing a file that this process has open as a database would release its locks.
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
            if path.exists() and path.stat().st_mode & 0o077:
                path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"the database file cannot be used: {error.strerror}: {file}") from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    """WAL lets readers go on while one writes; NORMAL loses no consistency, at worst the last writes at power loss.

    Source: https://www.sqlite.org/pragma.html#pragma_synchronous
    """
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _: object) -> None:
    """No statement, and no wait for a lock, holds a request for longer than this."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{STATEMENT_SECONDS}s'")
    connection.commit()


def require_room(url: URL) -> None:
    """StoreError where the disk of a SQLite file has no room for another quote."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return
    folder = Path(str(url.database)).parent
    if folder.is_dir() and shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        raise StoreError("the disk of the database is full")


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
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))  # another replica may migrate for long
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
