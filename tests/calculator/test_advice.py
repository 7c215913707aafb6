"""Advice: each figure is that of a second quote, checked by hand in the small world, or by quoting once more."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.analysis.advice import SHORT_QUOTES, HasTime, no_time_limit, with_advice, worth_a_look
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import QuoteRequest, read_request
from ecsquote.contract.quotes import Advice, Quote, quote_document
from ecsquote.errors import InputError
from ecsquote.pricing.catalog.catalog import Catalog
from support_catalog import shipped_catalog
from support_small_catalog import service, small_catalog

TASK = Decimal("0.048") * 730  # 1 vCPU and 2 GB: 0.04 + 2 × 0.004 an hour
PACKED = {"profile": "cheapest", "burstable": False}
M5_LARGE = Decimal("0.1") * 730 + 30 * Decimal("0.073")


def quote_with_advice(request: QuoteRequest, catalog: Catalog, has_time: HasTime = no_time_limit) -> Quote:
    return with_advice(price_request(request, catalog), request, catalog, has_time)


def advised(*services: dict[str, Any], **more: Any) -> Quote:
    catalog = small_catalog()
    document = {
        "region": "us-east-1", "services": list(services), "launch_options": ["FARGATE"], "advice": True, **more
    }  # fmt: skip
    return quote_with_advice(read_request(document, catalog), catalog)


def changes(quote: Quote) -> dict[str, Advice]:
    assert quote.advice is not None
    return {each.change: each for each in quote.advice}


def test_none_is_given_unless_asked() -> None:
    quote = advised(service(), advice=False)
    assert (quote.advice, quote.advice_note) == (None, None)
    assert quote_document(quote)["advice"] is None


def test_every_change_that_saves_the_greatest_saving_first() -> None:
    quote = advised(service(), fleet={"average_cpu_percent": "40"})
    assert quote.advice is not None
    # half the size is half the price; ARM: 0.03 + 2 × 0.003 = 0.036, a quarter less; the plan pays 0.036 too
    assert [(each.change, each.saving, each.saving_percent) for each in quote.advice] == [
        ("next_size_down", TASK / 2, Decimal(50)),
        ("arm64", TASK - Decimal("0.036") * 730, Decimal(25)),
        ("compute_savings_plan", TASK - Decimal("0.036") * 730, Decimal(25)),
    ]
    assert [each.monthly for each in quote.advice] == [TASK / 2, *[Decimal("0.036") * 730] * 2]
    assert {(each.measured_against, each.against_launch_option, each.against_monthly) for each in quote.advice} == {
        ("cheapest", "FARGATE", TASK)
    }
    assert quote.advice[1].cpu_architecture == "ARM64"
    assert quote.advice_note is None


def test_what_aws_would_refuse_is_left_out() -> None:
    # the containers need all of their task, and Windows runs on X86_64 only
    full = {"name": "app", "image": "app:1", "essential": True, "memory": 2048}
    windows = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
    assert advised(service(containerDefinitions=[full], runtimePlatform=windows)).advice == ()


@pytest.mark.parametrize(("percent", "found"), [("40", True), ("41", False), (None, False)])
def test_a_smaller_size_needs_a_measured_average(percent: str | None, *, found: bool) -> None:
    # 40 % of 1,024 CPU units are 80 % of 512
    fleet = {} if percent is None else {"average_cpu_percent": percent}
    assert ("next_size_down" in changes(advised(service(), fleet=fleet))) == found


def test_todays_option_comes_first_and_is_what_savings_are_measured_against() -> None:
    both = ["FARGATE", "FARGATE_SPOT"]
    quote = advised(service(load={"tasks": 2}), launch_options=both, current="FARGATE")
    assert quote.advice is not None
    first = quote.advice[0]
    assert (first.launch_option, first.measured_against, first.against_monthly) == ("FARGATE", "current", 2 * TASK)
    # one task on Fargate and one on Fargate Spot: 0.048 + 0.012 against 2 × 0.048
    spot = changes(quote)["fargate_spot_with_base"]
    assert (spot.launch_option, spot.saving) == ("CAPACITY_PROVIDER_STRATEGY", Decimal("0.036") * 730)
    assert spot.saving_percent == Decimal("37.5")
    assert spot.assumes


def test_no_spot_where_it_is_left_out_or_runs_already() -> None:
    two = service(load={"tasks": 2})
    for more in ({"spot": False, "current": "FARGATE"}, {"current": "FARGATE_SPOT"}, {"current": "none"}):
        quote = advised(two, launch_options=None, external={"instances": 1}, **more)
        assert "fargate_spot_with_base" not in changes(quote)
        if not more.get("spot", True):
            assert not any("SPOT" in each.launch_option for each in quote.advice or ())


def test_the_short_list_is_of_todays_option_and_at_most_three_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QuoteRequest] = []

    def watched(request: QuoteRequest, *rest: Any, **options: Any) -> Quote:
        asked.append(request)
        return price_request(request, *rest, **options)

    catalog = small_catalog()
    document = {"region": "us-east-1", "services": [service()], "current": "FARGATE", "spot": False}
    request = read_request(document, catalog)
    quote = price_request(request, catalog)
    monkeypatch.setattr("ecsquote.calculator.analysis.requoting.price_request", watched)
    found = worth_a_look(quote, request, catalog)
    assert [(each.change, each.launch_option) for each in found] == [
        ("arm64", "FARGATE"),
        ("compute_savings_plan", "FARGATE"),
    ]
    assert 0 < len(asked) <= SHORT_QUOTES
    assert worth_a_look(quote, request, catalog, lambda: False) == ()


@pytest.mark.parametrize(("mode", "found"), [("awsvpc", True), ("bridge", False)])
def test_trunking_where_enis_are_short(mode: str, *, found: bool) -> None:
    # eight tasks of 0.25 vCPU: two an m5.large for want of ENIs, with trunking all eight on one
    small = service(load={"tasks": 8}, cpu="256", memory="512", networkMode=mode)
    trunking = changes(advised(small, launch_options=["EC2_ON_DEMAND"], fleet=PACKED)).get("eni_trunking")
    assert (trunking is not None) == found
    if trunking is not None:
        assert (trunking.launch_option, trunking.monthly) == ("EC2_ON_DEMAND", M5_LARGE)
        assert (trunking.saving, trunking.saving_percent) == (3 * M5_LARGE, Decimal(75))
        assert trunking.words.endswith(": m5.large")


def test_a_saving_is_one_against_the_cheapest_option() -> None:
    # trunking would help EC2 On-Demand from four instances to one; Fargate Spot (8 × 0.003 an hour) is cheaper yet
    small = service(load={"tasks": 8}, cpu="256", memory="512")
    both = changes(advised(small, launch_options=["EC2_ON_DEMAND", "FARGATE_SPOT"], fleet=PACKED))
    assert "eni_trunking" not in both


def test_a_change_is_quoted_on_the_options_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def watched(request: Any, *rest: Any, **options: Any) -> Quote:
        asked.append(tuple(request.launch_options or ()))
        return price_request(request, *rest, **options)

    monkeypatch.setattr("ecsquote.calculator.analysis.requoting.price_request", watched)
    advised(
        service(),
        launch_options=["EC2_ON_DEMAND", "FARGATE", "EXTERNAL"],
        external={"instances": 1},
        fleet={"instance_types": ["t3.large"], "burstable": True, "average_cpu_percent": "20"},
    )
    both, instances = ("EC2_ON_DEMAND", "FARGATE"), ("EC2_ON_DEMAND",)
    assert asked == [both, both, instances, instances, both]


@pytest.mark.parametrize("time", [0, 1, 2])
def test_what_there_is_no_time_for_is_said(time: int) -> None:
    left = iter([True] * time + [False] * 10)
    catalog = small_catalog()
    asked: dict[str, Any] = {"region": "us-east-1", "services": [service()], "launch_options": ["FARGATE"]}
    asked |= {"advice": True, "fleet": {"average_cpu_percent": "40"}}
    quote = quote_with_advice(read_request(asked, catalog), catalog, lambda: next(left))
    assert len(changes(quote)) == time  # ARM first, then the plan, then a size down
    assert quote.advice_note is not None
    assert quote.advice_note.startswith("not tried because time ran out: ")
    assert ("ARM64" in quote.advice_note) == (time < 1)


def test_nothing_available_nothing_advised() -> None:
    quote = advised(service(), launch_options=["EXTERNAL"])
    assert quote.advice == ()


def test_advice_is_true_or_false() -> None:
    with pytest.raises(InputError) as refused:
        advised(service(), advice="yes")
    assert [fault.pointer for fault in refused.value.faults] == ["/advice"]


def test_another_family_in_the_shipped_catalog_is_what_a_request_without_the_limit_costs() -> None:
    catalog = shipped_catalog()
    web = service(load={"tasks": 3}, cpu="2048", memory="4096")
    options = ["FARGATE", "EC2_ON_DEMAND", "MANAGED_INSTANCES"]
    fleet = {"profile": "cheapest", "burstable": False}
    asked: dict[str, Any] = {"region": "eu-west-1", "services": [web], "launch_options": options, "fleet": fleet}
    limit = {**fleet, "instance_types": ["m5.*"]}
    asked_in_m5 = {**asked, "fleet": limit, "advice": True}
    found = changes(quote_with_advice(read_request(asked_in_m5, catalog), catalog))["any_instance_family"]
    limited = price_request(read_request({**asked, "fleet": limit}, catalog), catalog).options[0].monthly
    cheapest = next(
        each for each in price_request(read_request(asked, catalog), catalog).options if each.launch_option != "FARGATE"
    )
    assert (found.launch_option, found.monthly) == (cheapest.launch_option, cheapest.monthly)
    assert limited is not None
    assert found.saving == limited - found.monthly > 0
