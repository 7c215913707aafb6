"""Spot prices of one refresh after the other become a history, in versions and in a quote's Spot month."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.pricing.catalog.region_rows import HeldRows
from ecsquote.pricing.catalog.spot_samples import SpotSamples
from ecsquote.pricing.catalog.table_schemas import OPTIONAL_SCHEMAS, SPOT_SAMPLES
from ecsquote.pricing.meters import FARGATE_SPOT_VCPU
from ecsquote.pricing.refresh.spot_samples import samples_of_region
from ecsquote.pricing.store.catalog_store import CatalogStore
from played_aws.server import PlayedAws
from support_api import quote_request
from support_played import dearer
from support_refresh import put_small_version, refreshed, small_region

IRELAND = "eu-west-1"


def price(day: str, usd: str, **other: str) -> dict[str, Any]:
    """A row of the prices table, as far as samples read it."""
    row = {
        "location": IRELAND,
        "service_code": "AmazonECS",
        "usage_type": FARGATE_SPOT_VCPU.usage_type,
        "variant": "",
        "basis": "published",
        "observed_on": day,
        **other,
    }
    return {**row, "unit_price": Decimal(usd)}


def spans(*versions: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The samples of one price after refreshes with a row each."""
    found: list[dict[str, Any]] = []
    for row in versions:
        found = samples_of_region(found, [row])
    return [(str(row["unit_price"]), row["since"], row["until"]) for row in found]


def test_an_unchanged_price_makes_its_row_longer_and_another_begins_one() -> None:
    assert spans(price("2026-11-01", "2"), price("2026-11-05", "2"), price("2026-11-07", "3")) == [
        ("2", "2026-11-01", "2026-11-05"),
        ("3", "2026-11-07", "2026-11-07"),
    ]


def test_of_two_prices_of_one_day_the_later_counts() -> None:
    assert spans(price("2026-11-01", "2"), price("2026-11-05", "9"), price("2026-11-05", "2")) == [
        ("2", "2026-11-01", "2026-11-05")
    ]


def test_an_older_reading_changes_nothing() -> None:
    assert spans(price("2026-11-05", "2"), price("2026-11-01", "9")) == [("2", "2026-11-05", "2026-11-05")]


@pytest.mark.parametrize(("day", "kept"), [("2026-08-03", 2), ("2026-08-02", 1)])
def test_rows_that_ended_more_than_ninety_days_ago_are_dropped(day: str, kept: int) -> None:
    # From 3 August to 1 November: 28 + 30 + 31 + 1 = 90 days.
    assert len(spans(price(day, "2"), price("2026-11-01", "3"))) == kept


@pytest.mark.parametrize("other", [{"basis": "custom"}, {"usage_type": "Fargate-vCPU-Hours:perCPU"}])
def test_private_rates_and_prices_that_are_not_spot_are_no_samples(other: dict[str, str]) -> None:
    assert spans(price("2026-11-01", "2", **other)) == []


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["1", "2", "3"])), max_size=12))
def test_rows_follow_each_other_and_never_repeat_a_price(readings: list[tuple[int, str]]) -> None:
    found = spans(*(price(f"2026-11-{day:02}", usd) for day, usd in readings))
    assert all(since <= until for _, since, until in found)
    for (before, _, until), (after, since, _) in pairwise(found):
        assert until <= since
        assert before != after


def history_of(*rows: tuple[str, str, str]) -> Any:
    """The history of samples (price, since, until)."""
    records = [{**price(since, usd), "since": since, "until": until} for usd, since, until in rows]
    schema = OPTIONAL_SCHEMAS[SPOT_SAMPLES]
    table = pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in records], schema=schema)
    return SpotSamples(HeldRows(table)).history(IRELAND, FARGATE_SPOT_VCPU)


def test_figures_weigh_each_price_by_the_time_that_it_held() -> None:
    # 0.01 for 4 days, 0.02 for 5, 0.05 for 1: (0.04 + 0.10 + 0.05) ÷ 10; half of the time it was at most 0.02.
    found = history_of(
        ("0.01", "2026-11-01", "2026-11-03"),
        ("0.02", "2026-11-05", "2026-11-05"),
        ("0.05", "2026-11-10", "2026-11-11"),
    )
    assert (found.mean, found.p50, found.p95) == (Decimal("0.019"), Decimal("0.02"), Decimal("0.05"))
    assert (found.since, found.until, found.sampled) == ("2026-11-01", "2026-11-11", True)


def test_a_price_of_one_day_is_no_history() -> None:
    assert history_of(("0.01", "2026-11-01", "2026-11-01")) is None
    assert SpotSamples(None).history(IRELAND, FARGATE_SPOT_VCPU) is None


def test_a_refresh_keeps_what_the_version_before_it_had(tmp_path: Path) -> None:
    """The old price held until the day of the refresh, which reads another."""
    put_small_version(tmp_path, IRELAND)
    raised = dearer(small_region(IRELAND), FARGATE_SPOT_VCPU.usage_type, Decimal("0.01"))
    before = CatalogStore(tmp_path).current()
    request = quote_request(region=IRELAND, launch_options=["FARGATE_SPOT"])
    (was,) = quote_document(price_request(read_request(request, before), before))["options"]
    assert was["spot_month"] is None
    with PlayedAws({IRELAND: raised}) as aws:
        assert refreshed(aws, tmp_path).version is not None
    after = CatalogStore(tmp_path).current()
    (now,) = quote_document(price_request(read_request(request, after), after))["options"]
    assert Decimal(now["monthly"]) > Decimal(was["monthly"])
    assert {Decimal(figure) for figure in now["spot_month"].values()} == {Decimal(was["monthly"])}
    assert any("prices that refreshes read from" in text for text in now["warnings"])
