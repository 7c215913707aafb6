"""Old prices are named in the quote that uses them, past the limit and not before; what AWS confirmed is not old."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.pricing.store.provenance import PartRecord
from ecsquote.quotes.staleness import with_staleness
from support_api import FARGATE_RATES, FixedCatalogs, quote_request
from support_catalog import fixed_catalog

READ = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""The day that fixed prices are stated to be read on."""


@dataclass(frozen=True)
class Told(FixedCatalogs):
    """A store that says this of its one version."""

    kept: tuple[Any, ...] = (fixed_catalog(FARGATE_RATES),)
    said: str | None = None
    records: dict[str, PartRecord] = field(default_factory=dict)

    @property
    def trouble(self) -> str | None:
        """What keeps the store from its latest version."""
        return self.said

    def parts(self, version: str) -> dict[str, PartRecord]:
        """Of its only version."""
        assert version == "fixed"
        return self.records


def warnings(days: int, store: Told, limit: int = 30, **asked: Any) -> tuple[str, ...]:
    """The warnings of a Fargate quote some days after its prices were read."""
    catalog: Any = store.current()
    quote = price_request(read_request(quote_request(**asked), catalog), catalog)
    told = with_staleness(quote, store, limit, READ + timedelta(days=days))
    assert told.options == quote.options, "numbers never depend on the day"
    return told.catalog.warnings


def part(service_code: str, *, published: str = "2026-10-20", checked: datetime | None = None) -> PartRecord:
    return PartRecord(
        key=f"price-list/{service_code}/us-east-1",
        source="price-list",
        service_code=service_code,
        region="us-east-1",
        version="1",
        etag=None,
        published_at=published,
        read_at=READ,
        rows=6,
        checked_at=checked,
    )


@pytest.mark.parametrize(("days", "told"), [(30, False), (31, True)])
def test_prices_are_old_past_the_limit(days: int, *, told: bool) -> None:
    found = warnings(days, Told())
    assert bool(found) is told
    if told:
        assert "more than 30 days ago: AmazonECS (2026-11-01)" in found[0]
        assert "AmazonVPC" not in found[0], "the tasks have no public address"


def test_a_discount_is_as_old_as_the_list_price_that_it_is_on() -> None:
    discounts = [{"service_code": "*", "percent": "12.5"}]
    assert "AmazonECS (2026-11-01)" in warnings(31, Told(), discounts=discounts)[0]


def test_what_aws_confirmed_since_is_not_old() -> None:
    later = READ + timedelta(days=40)
    record = part("AmazonECS", checked=later)
    assert warnings(60, Told(records={record.key: record})) == ()
    assert "AmazonECS (2026-12-11)" in warnings(71, Told(records={record.key: record}))[0]


def test_a_price_that_the_last_reading_did_not_renew_stays_old() -> None:
    record = part("AmazonECS", published="2026-11-02", checked=READ + timedelta(days=40))
    assert "AmazonECS (2026-11-01)" in warnings(60, Told(records={record.key: record}))[0]


def test_a_storage_out_of_reach_is_told_whatever_the_age() -> None:
    assert warnings(0, Told(said="s3://b: NoSuchBucket")) == ("s3://b: NoSuchBucket",)
