"""One way to quote: the pinned catalog, every fault, advice where it is asked for, and the age of prices."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecsquote.calculator.analysis.advice import SHORT_LIST, no_time_limit
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.errors import InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.quotes.quoter import MAX_VERSION_CHARACTERS, Quoter
from support_api import FARGATE_RATES, FixedCatalogs, quote_request
from support_catalog import fixed_catalog
from support_small_catalog import small_catalog

READ = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""The day that fixed prices are stated to be read on."""
STALE_DAYS = 30


@dataclass(frozen=True)
class Remembering(FixedCatalogs):
    """A store of one version, which remembers the names that it was asked for."""

    asked: list[str] = field(default_factory=list)

    def load(self, version: str) -> Catalog:
        """The only version; InputError for any other."""
        self.asked.append(version)
        return super().load(version)


@pytest.fixture
def store() -> Remembering:
    return Remembering((fixed_catalog(FARGATE_RATES),))


@pytest.fixture
def quoter(store: Remembering) -> Quoter:
    return Quoter(store, STALE_DAYS)


def asked(**more: Any) -> dict[str, Any]:
    return quote_request(**more)


def test_a_pinned_version_is_loaded(quoter: Quoter, store: Remembering) -> None:
    assert quoter.catalog(asked(catalog_version="fixed")) is store.current()
    assert store.asked == ["fixed"]


def test_an_unknown_version_is_a_fault_of_its_field_and_never_echoed_whole(quoter: Quoter, store: Remembering) -> None:
    with pytest.raises(InputError) as caught:
        quoter.read(asked(catalog_version="v" * 1_000_000))
    (fault,) = caught.value.faults
    assert fault.pointer == "/catalog_version"
    assert len(fault.message) < 200
    assert [len(version) for version in store.asked] == [MAX_VERSION_CHARACTERS + 1]


def test_a_version_of_another_type_is_reported_with_the_other_faults(quoter: Quoter) -> None:
    with pytest.raises(InputError) as caught:
        quoter.read(asked(catalog_version=1, region=5))
    assert {fault.pointer for fault in caught.value.faults} == {"/catalog_version", "/region"}


def test_a_quote_warns_of_old_prices_by_the_clock_it_is_given(quoter: Quoter) -> None:
    young, old = (quoter.quote(asked(), READ + timedelta(days=days)) for days in (STALE_DAYS, STALE_DAYS + 1))
    assert not any("ago" in warning for warning in young.catalog.warnings)
    assert any("more than 30 days ago: AmazonECS (2026-11-01)" in warning for warning in old.catalog.warnings)
    assert young.options == old.options


@pytest.mark.parametrize("advice", [False, True])
def test_advice_is_priced_where_the_request_asks_for_it(quoter: Quoter, *, advice: bool) -> None:
    quote = quoter.quote(asked(advice=advice), READ)
    assert (quote.advice is not None) is advice


def test_advice_ends_when_its_time_is_over(quoter: Quoter) -> None:
    quote = quoter.quote(asked(advice=True), READ, has_time=lambda: False)
    assert quote.advice == ()
    assert quote.advice_note is not None


@pytest.fixture
def with_instances() -> Quoter:
    """Fargate on both architectures, Fargate Spot, and m5.large."""
    return Quoter(FixedCatalogs((small_catalog(),)), STALE_DAYS)


def test_a_look_is_short_and_measured_against_what_runs_today(with_instances: Quoter) -> None:
    checked = with_instances.read(asked(current="FARGATE"))
    quote = with_instances.price_with_a_look(checked, READ, no_time_limit)
    assert quote.advice
    assert len(quote.advice) <= SHORT_LIST
    assert quote.advice[0].launch_option == "FARGATE", "today's option comes first, though Fargate Spot is cheaper"
    (row,) = [option for option in quote.options if option.launch_option == "FARGATE"]
    assert {(each.against_launch_option, each.against_monthly) for each in quote.advice} == {("FARGATE", row.monthly)}
    assert quote.options == with_instances.price(checked, READ).options


def test_a_look_without_today_is_measured_against_the_cheapest(with_instances: Quoter) -> None:
    checked = with_instances.read(asked(current="none", launch_options=["FARGATE", "EC2_ON_DEMAND"]))
    quote = with_instances.price_with_a_look(checked, READ, no_time_limit)
    assert quote.advice
    assert quote.cheapest is not None
    assert {each.against_launch_option for each in quote.advice} == {quote.cheapest.launch_option}
    assert with_instances.price_with_a_look(checked, READ, lambda: False).advice == ()


def test_a_price_on_chosen_options_leaves_advice_out_and_still_warns(quoter: Quoter) -> None:
    checked = quoter.read(asked(advice=True, launch_options=["FARGATE"]))
    quote = quoter.price_on(checked, [LaunchOption.EXTERNAL, LaunchOption.FARGATE], READ + timedelta(days=31))
    assert {option.launch_option for option in quote.options} == {"EXTERNAL", "FARGATE"}
    assert quote.advice is None
    assert any("ago" in warning for warning in quote.catalog.warnings)


def test_an_analysis_refuses_too_many_services(quoter: Quoter) -> None:
    (service,) = asked()["services"]
    many = asked(services=[{**service, "name": f"web-{number}"} for number in range(51)])
    assert quoter.read(many).request.services
    with pytest.raises(InputError, match="at most 50"):
        quoter.read(many, for_analysis=True)
