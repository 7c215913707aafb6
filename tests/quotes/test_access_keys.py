"""Keys of callers and owners of quotes, the same tests on SQLite and on PostgreSQL."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ecsquote.errors import InputError, NotFound, StoreError
from ecsquote.quotes.access_keys import KeyStore, Scope, read_lifetime
from ecsquote.quotes.kept import IdempotencyKey, KeptQuote
from ecsquote.quotes.store import QuoteStore
from support_quotes import BACKENDS, database, kept_quote

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture(params=BACKENDS)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def store(location: str) -> Iterator[QuoteStore]:
    opened = QuoteStore.open(location)
    yield opened
    opened.close()


@pytest.fixture
def keys(store: QuoteStore) -> KeyStore:
    return store.keys


def owned(owner: str | None) -> KeptQuote:
    quote = kept_quote()
    return KeptQuote(quote.summary, quote.document, owner)


def test_a_key_has_256_random_bits_and_only_its_hash_is_kept(keys: KeyStore) -> None:
    made = [keys.create(f"k{number}", Scope.READ) for number in range(3)]
    secrets = {bytes.fromhex(key.removeprefix("ecsq_")) for key in made}
    assert {len(secret) * 8 for secret in secrets} == {256}
    assert len(secrets) == 3
    kept = keys.all()
    assert {key.key_hash for key in kept} == {hashlib.sha256(key.encode()).hexdigest() for key in made}
    assert not any(key in repr(kept) or key.removeprefix("ecsq_") in repr(kept) for key in made)


def test_a_name_is_used_once_even_after_its_key_was_revoked(keys: KeyStore) -> None:
    keys.create("ci", Scope.QUOTE)
    with pytest.raises(InputError, match="ci is the name of another key"):
        keys.create("ci", Scope.READ)
    keys.revoke("ci")
    with pytest.raises(InputError, match="ci is the name of another key"):
        keys.create("ci", Scope.READ)
    assert [(key.name, key.scope) for key in keys.all()] == [("ci", Scope.QUOTE)]


@pytest.mark.parametrize("name", ["", "-a", "a b", "a\nb", "é", "a" * 65, "0123456789abcdef", "a\0"])
def test_a_name_that_a_log_line_or_a_command_could_misread_is_refused(keys: KeyStore, name: str) -> None:
    with pytest.raises(InputError, match="the name must be"):
        keys.create(name, Scope.READ)
    assert keys.all() == []


def test_a_key_is_active_until_it_expires_or_is_revoked(keys: KeyStore) -> None:
    keys.create("short", Scope.READ, timedelta(hours=1), NOON)
    keys.create("long", Scope.READ, None, NOON)
    later = NOON + timedelta(hours=1)
    assert [key.active(later - timedelta(seconds=1)) for key in keys.all()] == [True, True]
    assert {key.name: key.active(later) for key in keys.all()} == {"short": False, "long": True}
    revoked = keys.revoke({key.name: key.id for key in keys.all()}["long"], NOON)
    assert revoked.name == "long"
    keys.revoke("long", later)
    assert {key.name: key.revoked_at for key in keys.all()} == {"short": None, "long": "2026-11-30T12:00:00Z"}
    with pytest.raises(NotFound, match="there is no key other"):
        keys.revoke("other")


@pytest.mark.parametrize(("text", "seconds"), [("1s", 1), ("2m", 120), ("3h", 10_800), ("90d", 7_776_000)])
def test_a_lifetime_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert read_lifetime(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "90", "d", "0d", "-1d", "1.5h", "1w", "٣d", "36501d", "9999999999d", "1d "])
def test_any_other_lifetime_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a lifetime"):
        read_lifetime(text)


def test_scopes_include_the_smaller_ones() -> None:
    allowed = {(have, need) for have in Scope for need in Scope if have.includes(need)}
    assert allowed == {
        ("read", "read"),
        ("quote", "read"),
        ("quote", "quote"),
        ("admin", "read"),
        ("admin", "quote"),
        ("admin", "admin"),
    }


def test_an_owner_sees_and_deletes_its_own_quotes_only(store: QuoteStore) -> None:
    of_a, of_b, of_nobody = (store.add(owned(owner)) for owner in ("a", "b", None))
    mine = store.seen_by("a")
    assert [row.id for row in mine.page(10).quotes] == [of_a.id]
    assert mine.get(of_a.id) == of_a
    for other in (of_b, of_nobody):
        with pytest.raises(NotFound):
            mine.get(other.id)
        with pytest.raises(NotFound):
            mine.delete(other.id)
    mine.delete(of_a.id)
    assert [row.id for row in store.page(10).quotes] == [of_nobody.id, of_b.id]


def test_pages_of_an_owner_leave_no_quote_out(store: QuoteStore) -> None:
    made = [store.add(owned(owner)) for owner in ("a", "b", "b", "a", "b", "a")]
    own = store.seen_by("a")
    first = own.page(2)
    second = own.page(2, first.next_cursor)
    found = [row.id for row in (*first.quotes, *second.quotes)]
    assert found == [quote.id for quote in reversed(made) if quote.owner == "a"]
    assert second.next_cursor is None


def test_two_callers_may_use_the_same_idempotency_key(store: QuoteStore) -> None:
    of_a, of_b = (IdempotencyKey.of("once", {"x": 1}, owner) for owner in ("a", "b"))
    first, second = store.add(owned("a"), of_a), store.add(owned("b"), of_b)
    assert first.id != second.id
    assert (store.find(of_a), store.find(of_b)) == (first, second)
    assert IdempotencyKey.of("once", {}, "a\nb") != IdempotencyKey.of("once", {}, "a")


def test_quotes_of_the_first_version_stay_and_belong_to_nobody(location: str) -> None:
    store = QuoteStore.open(location)
    quote = store.add(kept_quote())
    store.close()
    engine = sa.create_engine(location)
    config = Config()
    config.set_main_option("script_location", "ecsquote.quotes:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    with engine.begin() as connection:
        assert "owner" not in {column["name"] for column in sa.inspect(connection).get_columns("quotes")}
    engine.dispose()
    again = QuoteStore.open(location)
    assert again.get(quote.id) == quote
    assert again.keys.all() == []
    again.close()


def test_the_sqlite_file_is_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "quotes"
    mask = os.umask(0)
    try:
        store = QuoteStore.open(f"sqlite:///{folder / 'q.sqlite3'}")
        store.add(kept_quote())
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        store.close()
    finally:
        os.umask(mask)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes) == {"q.sqlite3", "q.sqlite3-wal", "q.sqlite3-shm"}
    assert set(modes.values()) == {0o600}


def test_a_sqlite_file_that_others_could_read_is_closed_and_a_folder_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "q.sqlite3"
    QuoteStore.open(f"sqlite:///{file}").close()
    file.chmod(0o644)
    tmp_path.chmod(0o755)
    QuoteStore.open(f"sqlite:///{file}").close()
    assert (file.stat().st_mode & 0o777, tmp_path.stat().st_mode & 0o777) == (0o600, 0o755)


def test_a_folder_that_cannot_be_made_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the database file cannot be used: "):
        QuoteStore.open(f"sqlite:///{tmp_path / 'file' / 'q.sqlite3'}")
