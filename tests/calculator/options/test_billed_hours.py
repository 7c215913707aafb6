"""Starts and scale-in belong to the instances that come and go, and no instance is billed for more than the month."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.options.fleets.billed_hours import with_billed_factors
from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.placement.problem import InstanceGroup
from support_small_catalog import service
from support_spot import spot_catalog, spot_row

PRICES = {"c5.large": "0.085", "m5.large": "0.1", "m5.xlarge": "0.2"}
CATALOG = spot_catalog(PRICES, regional={"c5.large": "0.03", "m5.large": "0.04", "m5.xlarge": "0.08"})


def bought(name: str, count: int, service_name: str, *, planned: str | None = None) -> Bought:
    group = InstanceGroup(name, count, {service_name: 1}, Decimal(1), Decimal(1), "cpu")
    return Bought(group, planned is not None, None, Decimal("0.1"), zone=1, planned_type=planned)


def test_instances_that_are_always_there_have_none() -> None:
    """Half of the month one more instance: 1.5 are needed, 1.1 times that is billed, and the second has all of it."""
    always, peak = bought("m5.large", 1, "web"), bought("m5.large", 1, "peak")
    month = [((1, 0), Fraction(1, 2)), ((1, 1), Fraction(1, 2))]
    found = with_billed_factors({(1, 0): (always,), (1, 1): (always, peak)}, month, {"m5.large": Fraction(11, 10)})
    assert [row.billed_factor for row in found[1, 0]] == [1]
    # 0.15 more of a month on the half that it is needed for
    assert [row.billed_factor for row in found[1, 1]] == [1, 1 + Fraction(15, 50)]


def test_the_hours_are_divided_by_the_time_that_instances_do_not_stand() -> None:
    """Needed for 3/4 and 1/4 of the month, 1/4 and 3/4 are left: of the 0.2 that is added, 0.05 and 0.15."""
    long, short = bought("m5.large", 1, "long"), bought("m5.large", 1, "short")
    month = [((1, 0), Fraction(3, 4)), ((0, 1), Fraction(1, 4))]
    found = with_billed_factors({(1, 0): (long,), (0, 1): (short,)}, month, {"m5.large": Fraction(6, 5)})
    assert [row.billed_factor for row in found[1, 0]] == [1 + Fraction(5, 75)]
    assert [row.billed_factor for row in found[0, 1]] == [1 + Fraction(15, 25)]


def test_pools_of_one_planned_type_share_its_hours() -> None:
    always = bought("m5.large", 1, "web", planned="c5.large")
    peak = bought("r5.large", 1, "web", planned="c5.large")
    month = [((1,), Fraction(1, 2)), ((2,), Fraction(1, 2))]
    found = with_billed_factors({(1,): (always,), (2,): (always, peak)}, month, {"c5.large": Fraction(11, 10)})
    assert [row.billed_factor for row in found[2,]] == [1, Fraction(13, 10)]


@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "EC2_SPOT", "MANAGED_INSTANCES", "MANAGED_INSTANCES_SPOT"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts=st.lists(st.integers(0, 7), min_size=24, max_size=24), steady=st.integers(0, 3))
def test_no_row_has_more_hours_than_its_instances(option: str, counts: list[int], steady: int) -> None:
    loads: list[tuple[str, dict[str, Any]]] = [("web", {"hourly_tasks": counts}), ("api", {"tasks": steady})]
    web, api = (service(name, load=load, memory="3072") for name, load in loads)
    row = spot_row(CATALOG, web, api, option=option, profile="production")
    assert row["available"], row["unavailable_reason"]
    hours: dict[str, Decimal] = {}
    for placed in row["placement"]["instances"]:
        assert Decimal(placed["hours"]) <= 730 * placed["count"] + Decimal("1e-9")
        hours[placed["instance_type"]] = hours.get(placed["instance_type"], Decimal(0)) + Decimal(placed["hours"])
    for line in row["line_items"]:
        if line["component"] == "ec2_compute":
            name = line["description"].split()[0]
            assert abs(hours[name] - Decimal(line["quantity"])) < Decimal("1e-9")
