"""Databases of quotes for tests: SQLite in a folder, and a PostgreSQL that CI must have and a desk may lack."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.quotes.kept import KeptQuote, QuoteSummary, new_quote
from support_api import fargate_catalogs, quote_request

POSTGRESQL = os.environ.get("ECSQUOTE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
BACKENDS = ("sqlite", "postgresql")


@contextmanager
def database(backend: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; skips where there is no PostgreSQL, except in CI."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'quotes.sqlite3'}"
        return
    schema = f"quotes_{uuid.uuid4().hex}"
    engine = sa.create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    try:
        with engine.begin() as connection:
            connection.execute(sa.schema.CreateSchema(schema))
    except sa.exc.OperationalError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("no PostgreSQL at ECSQUOTE_TEST_POSTGRESQL")
    try:
        yield f"{POSTGRESQL}?options=-csearch_path%3D{schema}"
    finally:
        with engine.begin() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        engine.dispose()


def kept_quote(name: str | None = None, **more: str | None) -> KeptQuote:
    """A quote whose document is of no interest."""
    identity = uuid.uuid4().hex
    fields: dict[str, str | None] = {"launch_option": "FARGATE", "monthly": "36.0401", **more}
    summary = QuoteSummary(identity, "2026-11-22T12:00:00Z", name, "us-east-1", "v1", **fields)
    return KeptQuote(summary, f'{{"id":"{identity}"}}'.encode())


def fargate_document(**more: Any) -> dict[str, Any]:
    """Four of the smallest tasks: 2920 task-hours × (0.25 × 0.04048 + 0.5 × 0.004445) = 36.0401 on Fargate."""
    catalog = fargate_catalogs().current()
    options = {"launch_options": ["FARGATE", "FARGATE_SPOT", "EXTERNAL"]}
    return new_quote(price_request(read_request(quote_request(**options | more), catalog), catalog)).parsed()
