"""Surplus CPU credits by what tasks reserve, the bound that counts them, and the terms of each burstable type."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ecsquote.calculator.options.fleets.credit_use import CreditUse, bound_with_credits, surplus_vcpus
from ecsquote.calculator.options.market.burst_terms import burst_terms
from ecsquote.calculator.options.market.candidates import Market, Place
from ecsquote.calculator.placement.problem import Candidate, InstanceGroup
from ecsquote.calculator.placement.production.request import BurstTerms
from support_catalog import shipped_catalog
from support_placement import candidate, group
from support_small_catalog import quote, service
from support_small_catalog import row as row_of

T3A_MICRO = BurstTerms(Decimal("204.8"), Decimal("0.05"))  # 2 × 10 %
ALL = Decimal(100)


@pytest.mark.parametrize(
    ("reserved", "percent", "surplus"),
    [
        (256, "100", Fraction(1, 20)),  # 0.25 - 0.2 vCPU
        (256, "80", Fraction(0)),  # 0.2
        (256, "79", Fraction(0)),
        (2048, "100", Fraction(9, 5)),  # all of two vCPUs
        (2048, "30", Fraction(2, 5)),
        (0, "100", Fraction(0)),
    ],
)
def test_what_is_reserved_above_the_baseline(reserved: int, percent: str, surplus: Fraction) -> None:
    assert surplus_vcpus(reserved, T3A_MICRO, Decimal(percent)) == surplus


def test_rows_count_daemons_and_instances() -> None:
    micro = candidate("t3a.micro", 2, 1024, "0.01", burstable=True)
    groups = {each.service: each for each in (group("web", 0, 256, 128), group("agent", 0, 128, 64, daemon=True))}
    use = CreditUse(groups, {"t3a.micro": micro.instance_type}, {"t3a.micro": T3A_MICRO}, ALL)
    row = InstanceGroup("t3a.micro", 3, {"web": 1, "agent": 1}, Decimal(0), Decimal(0), "cpu")
    # three instances with 0.25 + 0.125 - 0.2 vCPU above the baseline
    assert use.of_instances([row]) == {"t3a.micro": 3 * Fraction(175, 1000)}
    # a row more of the same type, of one instance with 2 × 0.25 + 0.125 - 0.2: 0.525 + 0.425 vCPU at 0.05
    more = replace(row, count=1, tasks={"web": 2, "agent": 1})
    assert use.hourly([row, more]) == Fraction(95, 100) * Fraction(5, 100)
    assert use.cost({"t3a.micro": Fraction(730)}) == Fraction("36.5")


def test_a_task_that_reserves_no_cpu_counts_as_the_whole_instance() -> None:
    micro = candidate("t3a.micro", 2, 1024, "0.01", burstable=True)
    use = CreditUse({"web": group("web", 0, 0, 128)}, {"t3a.micro": micro.instance_type}, {"t3a.micro": T3A_MICRO}, ALL)
    row = InstanceGroup("t3a.micro", 1, {"web": 1}, Decimal(0), Decimal(0), "cpu")
    assert use.of_instances([row]) == {"t3a.micro": Fraction(9, 5)}


def market(*offers: Candidate, **bursts: BurstTerms) -> Market:
    named = {name.replace("_", "."): terms for name, terms in bursts.items()}
    return Market.of({each: (Place(None, each.hourly),) for each in offers}, named)


T3_LARGE = BurstTerms(Decimal("614.4"), Decimal("0.05"))


def test_the_bound_counts_what_no_instance_covers() -> None:
    # one t3.large at 0.08 covers 0.6 vCPU; of 0.8 that are used 0.2 cost 0.01 in credits
    large = market(candidate("t3.large", 2, 8192, "0.08"), t3_large=T3_LARGE)
    assert bound_with_credits(Fraction("0.08"), Fraction("0.8"), large.every, large.bursts) == Fraction("0.09")
    assert bound_with_credits(Fraction("0.08"), Fraction("0.6"), large.every, large.bursts) == Fraction("0.08")


def test_the_bound_leaves_open_what_another_type_covers() -> None:
    # an m5.large at 0.1 covers 2 vCPU, 20 for a dollar: 0.08 may cover 1.6
    both = market(candidate("t3.large", 2, 8192, "0.08"), candidate("m5.large", 2, 8192, "0.1"), t3_large=T3_LARGE)
    assert bound_with_credits(Fraction("0.08"), Fraction("0.8"), both.every, both.bursts) == Fraction("0.08")


def test_a_burstable_type_leaves_every_other_in_the_market() -> None:
    # a t3.large is cheaper and holds the same, yet its credits may cost more than the difference
    both = market(candidate("t3.large", 2, 8192, "0.08"), candidate("m5.large", 2, 8192, "0.1"), t3_large=T3_LARGE)
    assert {each.instance_type.name for each in both.undominated} == {"t3.large", "m5.large"}
    without_credits = market(candidate("t3.large", 2, 8192, "0.08"), candidate("m5.large", 2, 8192, "0.1"))
    assert {each.instance_type.name for each in without_credits.undominated} == {"t3.large"}


@pytest.mark.parametrize(
    ("name", "baseline", "hourly"),
    [
        ("t3.micro", "204.8", "0.05"),  # 2 × 10 %
        ("t3.small", "409.6", "0.05"),  # 2 × 20 %
        ("t3.2xlarge", "3276.8", "0.05"),  # 8 × 40 %
        ("t2.small", "204.8", "0.05"),  # 1 × 20 %
        ("t4g.medium", "409.6", "0.04"),
    ],
)
def test_terms_of_the_shipped_types(name: str, baseline: str, hourly: str) -> None:
    catalog = shipped_catalog()
    terms = burst_terms(catalog, "us-east-1", catalog.instance_types[name], "LINUX", ALL)
    assert terms == BurstTerms(Decimal(baseline), Decimal(hourly))


def test_no_terms_where_nothing_is_above_the_baseline() -> None:
    catalog = shipped_catalog()
    t3, m5 = catalog.instance_types["t3.small"], catalog.instance_types["m5.large"]
    assert burst_terms(catalog, "us-east-1", m5, "LINUX", ALL) is None
    assert burst_terms(catalog, "us-east-1", t3, "LINUX", Decimal(20)) is None
    assert burst_terms(catalog, "us-east-1", t3, "LINUX", Decimal(21)) is not None
    # the price of Windows credits is not known, and not needed here
    assert burst_terms(catalog, "us-east-1", t3, "WINDOWS", Decimal(20)) is None


def test_zones_planned_one_by_one_count_their_credits() -> None:
    # in two zones a busy task of 2 vCPU each: t3.large at 0.083 and 1.4 vCPU of surplus at 0.05 cost 0.153 an hour,
    # m5.large 0.103
    fleet = {"profile": "cheapest", "availability_zones": 2, "instance_types": ["t3.large", "m5.large"]}
    busy = service(load={"tasks": 2}, cpu="2048")
    row = row_of(quote({"services": [busy], "launch_options": ["EC2_ON_DEMAND"], "fleet": fleet}), "EC2_ON_DEMAND")
    assert {each["instance_type"] for each in row["placement"]["instances"]} == {"m5.large"}
    assert Decimal(row["monthly"]) == 2 * 730 * Decimal("0.103")
    # half a vCPU each is below the baseline of 0.6
    light = service(load={"tasks": 2}, cpu="512")
    row = row_of(quote({"services": [light], "launch_options": ["EC2_ON_DEMAND"], "fleet": fleet}), "EC2_ON_DEMAND")
    assert Decimal(row["monthly"]) == 2 * 730 * Decimal("0.083")


@pytest.mark.parametrize(("cpu", "name"), [("2048", "m5.large"), ("512", "t3.large")])
def test_packing_counts_credits_too(cpu: str, name: str) -> None:
    fleet = {"profile": "cheapest", "instance_types": ["t3.large", "m5.large"]}
    asked = {"services": [service(cpu=cpu)], "launch_options": ["EC2_ON_DEMAND"], "fleet": fleet}
    row = row_of(quote(asked), "EC2_ON_DEMAND")
    assert [each["instance_type"] for each in row["placement"]["instances"]] == [name]
