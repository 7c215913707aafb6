"""Old quotes go, a few at a time; their keys go after a day; without a setting every quote stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ecsquote.api.runtime.retention import KEY_HOURS, forget
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import Quote
from ecsquote.errors import NotFound
from ecsquote.quotes.kept import IdempotencyKey, KeptQuote, new_quote
from ecsquote.quotes.store import QuoteStore
from support_api import fargate_catalogs, quote_request
from support_quotes import BACKENDS, database

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[QuoteStore]:
    with database(request.param, tmp_path) as address:
        opened = QuoteStore.open(address)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def quote() -> Quote:
    catalog = fargate_catalogs().current()
    return price_request(read_request(quote_request(), catalog), catalog)


def made(quote: Quote, days: float) -> KeptQuote:
    """A quote as it was kept some days ago."""
    return new_quote(quote, NOW - timedelta(days=days))


def test_quotes_beyond_the_retention_are_deleted_whatever_their_number(store: QuoteStore, quote: Quote) -> None:
    old, young = [made(quote, 30.01) for _ in range(7)], [made(quote, 29.99) for _ in range(3)]
    store.add_all([*old, *young])
    assert store.delete_older(NOW - timedelta(days=30), most=2) == 2
    forget(store, None, NOW)
    assert len(store.page(50).quotes) == 8
    forget(store, 30, NOW)
    assert {each.id for each in store.page(50).quotes} == {each.id for each in young}
    with pytest.raises(NotFound):
        store.get(old[0].id)


def test_a_key_is_remembered_for_a_day(store: QuoteStore, quote: Quote) -> None:
    first, other = IdempotencyKey.of("one", {}), IdempotencyKey.of("one", {"other": 1})
    kept = store.add(made(quote, KEY_HOURS / 24 - 0.01), first)
    forget(store, None, NOW)
    assert store.find(first) == kept
    forget(store, None, NOW + timedelta(hours=1))
    assert store.find(first) is None
    assert store.get(kept.id) == kept
    assert store.add(again := made(quote, 0), other) == again  # the key may be used anew
