"""The store of quotes, the same tests on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.errors import IdempotencyKeyReused, InputError, NotFound, StoreError
from ecsquote.quotes import database as database_module
from ecsquote.quotes.database import HEAD, LEAST_FREE_BYTES, answers, open_database
from ecsquote.quotes.kept import IdempotencyKey, KeptQuote, QuoteSummary
from ecsquote.quotes.store import QuoteStore
from ecsquote.quotes.tables import QUOTES
from support_quotes import BACKENDS, database, kept_quote


@pytest.fixture(params=BACKENDS)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def store(location: str) -> Iterator[QuoteStore]:
    opened = QuoteStore.open(location)
    yield opened
    opened.close()


def test_what_was_added_is_what_is_got(store: QuoteStore) -> None:
    quote = kept_quote("checkout")
    assert store.add(quote) == quote
    assert store.get(quote.id) == quote


def test_many_are_added_in_their_order(store: QuoteStore) -> None:
    quotes = [kept_quote(str(number)) for number in range(3)]
    store.add_all(quotes)
    assert [row.name for row in store.page(10).quotes] == ["2", "1", "0"]


def test_many_are_added_together_or_not_at_all(store: QuoteStore) -> None:
    first = store.add(kept_quote())
    fresh = kept_quote()
    with pytest.raises(sa.exc.IntegrityError):
        store.add_all([fresh, first])
    with pytest.raises(NotFound):
        store.get(fresh.id)


@pytest.mark.parametrize("name", ["x", "", "0" * 32, "z" * 32, "a\0b", "\ud800", "é" * 32, "a" * 10_000])
def test_an_unknown_id_is_not_found(store: QuoteStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.get(name)
    with pytest.raises(NotFound):
        store.delete(name)


def test_a_deleted_quote_is_gone_and_others_stay(store: QuoteStore) -> None:
    gone, stays = store.add(kept_quote()), store.add(kept_quote())
    store.delete(gone.id)
    with pytest.raises(NotFound):
        store.get(gone.id)
    assert [row.id for row in store.page(10).quotes] == [stays.id]


@pytest.mark.parametrize(("total", "limit"), [(0, 1), (1, 1), (5, 2), (6, 2), (6, 6), (6, 7)])
def test_pages_cover_every_quote_once_newest_first(store: QuoteStore, total: int, limit: int) -> None:
    made = [store.add(kept_quote()).id for _ in range(total)]
    seen: list[str] = []
    page = store.page(limit)
    while True:
        seen += [row.id for row in page.quotes]
        if page.next_cursor is None:
            break
        assert len(page.quotes) == limit
        page = store.page(limit, page.next_cursor)
    assert seen == made[::-1]


def test_a_quote_made_while_paging_moves_nothing(store: QuoteStore) -> None:
    made = [store.add(kept_quote()).id for _ in range(4)]
    page = store.page(2)
    store.add(kept_quote())
    assert [row.id for row in store.page(2, page.next_cursor).quotes] == [made[1], made[0]]


@pytest.mark.parametrize("cursor", ["", "x", "cQ", "cTE9", "cS0x", "q1", "é", "\0", "cTk5OTk5OTk5OTk5OTk5OTk5OTk"])
def test_a_cursor_that_was_not_handed_out_is_refused(store: QuoteStore, cursor: str) -> None:
    with pytest.raises(InputError, match="cursor"):
        store.page(1, cursor)


def test_a_key_answers_with_its_first_quote(store: QuoteStore) -> None:
    key = IdempotencyKey.of("k", {"region": "us-east-1"})
    first = store.add(kept_quote(), key)
    assert store.add(kept_quote(), key) == first
    assert store.find(key) == first
    assert len(store.page(10).quotes) == 1


def test_a_key_for_another_request_is_a_conflict(store: QuoteStore) -> None:
    store.add(kept_quote(), IdempotencyKey.of("k", {"region": "us-east-1"}))
    other = IdempotencyKey.of("k", {"region": "eu-west-1"})
    with pytest.raises(IdempotencyKeyReused):
        store.add(kept_quote(), other)
    with pytest.raises(IdempotencyKeyReused):
        store.find(other)


def test_a_key_nobody_used_finds_nothing(store: QuoteStore) -> None:
    assert store.find(IdempotencyKey.of("k", {})) is None


def test_one_key_from_many_threads_keeps_one_quote(store: QuoteStore) -> None:
    key = IdempotencyKey.of("race", {})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: store.add(kept_quote(), key).id, range(16)))
    assert len(set(answers)) == 1


def test_many_threads_write_at_once(store: QuoteStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: store.add(kept_quote()).id, range(64)))
    assert {row.id for row in store.page(1000).quotes} == made


def test_several_processes_may_open_a_new_database_at_once(location: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(QuoteStore.open, [location] * 4))
    made = [store.add(kept_quote()).id for store in stores]
    assert [row.id for row in stores[0].page(10).quotes] == made[::-1]
    for store in stores:
        store.close()


def test_quotes_outlive_the_store(location: str) -> None:
    first = QuoteStore.open(location)
    quote = first.add(kept_quote())
    first.close()
    second = QuoteStore.open(location)
    assert second.get(quote.id) == quote
    second.close()


def test_the_migrations_make_the_tables_that_the_code_expects(location: str) -> None:
    QuoteStore.open(location).close()
    engine = sa.create_engine(location)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == HEAD
        found = compare_metadata(context, QUOTES.metadata)
    engine.dispose()
    assert found == []


def test_the_newest_migration_is_the_one_that_the_code_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", "ecsquote.quotes:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_that_fails_is_a_store_error_without_its_address(tmp_path: Path) -> None:
    store = QuoteStore.open(f"sqlite:///{tmp_path / 'secret.sqlite3'}")
    store.check()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'secret.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE quotes"))
    engine.dispose()
    with pytest.raises(StoreError) as caught:
        store.add(kept_quote())
    assert "secret" not in str(caught.value)
    store.close()


def test_a_server_that_is_not_there_is_a_store_error_without_its_password() -> None:
    with pytest.raises(StoreError) as caught:
        QuoteStore.open("postgresql://somebody:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("location", ["", "nonsense", "mysql://localhost/x", "oracle://x"])
def test_an_address_of_another_kind_is_refused(location: str) -> None:
    with pytest.raises(InputError):
        QuoteStore.open(location)


def test_sqlite_keeps_readers_and_one_writer_apart(tmp_path: Path) -> None:
    """WAL: https://www.sqlite.org/wal.html; synchronous 1 is NORMAL."""
    store = QuoteStore.open(f"sqlite:///{tmp_path / 'quotes.sqlite3'}")
    with store._engine.connect() as connection:  # the pragmas belong to the store's own connections
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
    store.close()


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("backend", BACKENDS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.none() | TEXT, min_size=1, max_size=5), document=TEXT)
def test_any_text_comes_back_as_it_went_in(
    backend: str, names: list[str | None], document: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with database(backend, tmp_path_factory.mktemp("any")) as location:
        store = QuoteStore.open(location)
        quotes = []
        for name in names:
            summary = QuoteSummary(kept_quote().id, "2026-11-22T12:00:00Z", name, "r", "v", None, None)
            quotes.append(KeptQuote(summary, document.encode()))
        store.add_all(quotes)
        assert [store.get(quote.id) for quote in quotes] == quotes
        store.close()


def test_a_full_disk_is_an_error_before_a_quote_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = QuoteStore.open(f"sqlite:///{tmp_path / 'quotes.sqlite3'}")
    store.check()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=LEAST_FREE_BYTES - 1))
    with pytest.raises(StoreError, match="full"):
        store.check()
    store.close()


def test_a_file_that_is_no_database_is_named_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "quotes.sqlite3"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        QuoteStore.open(f"sqlite:///{file}")


def test_no_statement_holds_a_request_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "STATEMENT_SECONDS", 1)
    with database("postgresql", tmp_path) as location:
        engine = open_database(location)
        with pytest.raises(StoreError), answers(), engine.connect() as connection:
            connection.execute(sa.text("SELECT pg_sleep(60)"))
        engine.dispose()
