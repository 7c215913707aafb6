"""Several Savings Plans together: in the quote, and against a slower, independent reckoning hour by hour."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.line_items import Bill, line_item
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.calculator.savings_plans.plans import TimedLine, prepare_plans
from ecsquote.contract.quotes import quote_document
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.errors import InputError
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import Catalog, SavingsPlanTerms
from support_catalog import fixed_catalog, fixed_price
from support_small_catalog import SMALL, instance_type, service

COMPUTE = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
LONGER = {"type": "COMPUTE", "term_years": 3, "payment_option": "ALL_UPFRONT"}
M5 = {"type": "EC2_INSTANCE", "instance_family": "m5", "term_years": 1, "payment_option": "NO_UPFRONT"}
C5 = {**M5, "instance_family": "c5"}
ROOT = 30 * Decimal("0.073")  # a month of one root volume

M5_HOURS, C5_HOURS = (meters.instance_hours(name, "LINUX") for name in ("m5.large", "c5.large"))
ON_DEMAND = {
    M5_HOURS: "0.1",
    C5_HOURS: "0.09",
    meters.FARGATE_VCPU: "0.04",
    meters.FARGATE_GB: "0.004",
    meters.FARGATE_EPHEMERAL_GB: "0.0001",
    meters.FARGATE_SPOT_VCPU: "0.01",
}
PLAN_RATES = {
    "COMPUTE 1": {M5_HOURS: "0.07", C5_HOURS: "0.063", meters.FARGATE_VCPU: "0.03", meters.FARGATE_GB: "0.003"},
    "COMPUTE 3": {M5_HOURS: "0.05", C5_HOURS: "0.055", meters.FARGATE_VCPU: "0.025", meters.FARGATE_GB: "0.002"},
    "EC2_INSTANCE 1": {M5_HOURS: "0.06", C5_HOURS: "0.058"},
}
"""m5 and c5 save the same 30 % under COMPUTE 1, vCPU and GB the same 25 %."""


def stacked_catalog() -> Catalog:
    terms = {
        "COMPUTE 1": SavingsPlanTerms("COMPUTE", 1, "NO_UPFRONT"),
        "COMPUTE 3": SavingsPlanTerms("COMPUTE", 3, "ALL_UPFRONT"),
        "EC2_INSTANCE 1": SavingsPlanTerms("EC2_INSTANCE", 1, "NO_UPFRONT"),
    }
    catalog = fixed_catalog(
        {**ON_DEMAND, meters.ebs_volume_gb("gp3"): "0.073", meters.spot_instance_hours("m5.large", "LINUX"): "0.04"},
        instance_types=[SMALL, instance_type("c5.large", 2, 4096, 2, 10)],
        plan_prices={(terms[name], meter): rate for name, plan in PLAN_RATES.items() for meter, rate in plan.items()},
    )
    return cast("Catalog", catalog)  # frozen, which the protocol's plain attributes do not foresee


def quote(**request: Any) -> dict[str, Any]:
    catalog = stacked_catalog()
    asked = {"region": "us-east-1", "fleet": {"profile": "cheapest", "instance_types": ["m5.large"]}, **request}
    return quote_document(price_request(read_request(asked, catalog), catalog))


def stacked(document: dict[str, Any], option: str) -> dict[str, Any]:
    (found,) = (each for each in document["options"] if each["launch_option"] == option and each["savings_plans"])
    return cast("dict[str, Any]", found)


def commitments(option: dict[str, Any]) -> list[str]:
    return [plan["hourly_commitment"] for plan in option["savings_plans"]]


def test_reservations_then_ec2_instance_then_compute_whatever_their_order() -> None:
    # four instances: one reserved, two under the EC2 Instance plan, the last one under the Compute plan
    document = quote(
        services=[service(load={"tasks": 8})],
        launch_options=["EC2_ON_DEMAND"],
        reserved_instances=[{"instance_type": "m5.large", "count": 1, "hourly_rate": "0.065"}],
        savings_plans=[{**COMPUTE, "hourly_commitment": "0.08"}, {**M5, "hourly_commitment": "0.12"}],
    )
    option = stacked(document, "EC2_ON_DEMAND")
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.065") + Decimal("0.12") + Decimal("0.08")) + 4 * ROOT
    assert option["savings_plan"] is None
    assert commitments(option) == ["0.08", "0.12"]
    # 0.07 of the 0.08 are used
    assert [text for text in option["warnings"] if "unused" in text] == [
        "Compute Savings Plan, 1 year, no upfront: 12.5 % of the commitment is unused and lost"
    ]
    assert document["cheapest"]["savings_plans"] == option["savings_plans"]


def test_commitments_are_found_for_the_ec2_instance_plan_first() -> None:
    # by night two instances, by day four; the m5 plan takes the two that always run, nothing steady is left after it
    load = {"hourly_tasks": [4] * 12 + [8] * 12}
    option = stacked(
        quote(services=[service(load=load)], launch_options=["EC2_ON_DEMAND"], savings_plans=[COMPUTE, M5]),
        "EC2_ON_DEMAND",
    )
    assert commitments(option) == ["0", "0.12"]
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.12") + Decimal("0.1")) + 3 * ROOT
    assert any("Compute" in text and "before it leave" in text for text in option["assumptions"])


def test_a_given_commitment_leaves_the_rest_to_the_one_that_is_found() -> None:
    load = {"hourly_tasks": [4] * 12 + [8] * 12}
    option = stacked(
        quote(
            services=[service(load=load)],
            launch_options=["EC2_ON_DEMAND"],
            savings_plans=[COMPUTE, {**M5, "hourly_commitment": "0.06"}],
        ),
        "EC2_ON_DEMAND",
    )
    assert commitments(option) == ["0.07", "0.06"]  # one instance each, of the two that always run
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.13") + Decimal("0.1")) + 3 * ROOT


def test_a_plan_of_a_stack_that_covers_nothing_is_paid_all_the_same() -> None:
    option = stacked(
        quote(
            services=[service()],
            launch_options=["FARGATE"],
            savings_plans=[{**M5, "hourly_commitment": "0.5"}, COMPUTE],
        ),
        "FARGATE",
    )
    assert Decimal(option["monthly"]) == 730 * (Decimal("0.5") + Decimal("0.036"))
    assert any(
        "EC2 Instance (m5)" in text and "100 % of the commitment is unused" in text for text in option["warnings"]
    )
    (lost,) = (line for line in option["line_items"] if line["description"].startswith("EC2 Instance"))
    assert lost["price"]["basis"] == "custom"


@pytest.mark.parametrize(
    ("option", "plans", "reason"),
    [
        ("EC2_SPOT", [COMPUTE, M5], "Savings Plans do not cover EC2 Spot"),
        (
            "FARGATE",
            [M5, C5],
            "(c5) Savings Plan, 1 year, no upfront cover nothing that this option bills",
        ),
        ("EC2_ON_DEMAND", [{**COMPUTE, "payment_option": "PARTIAL_UPFRONT"}, M5], "Savings Plan rate"),
    ],
)
def test_options_that_the_plans_cannot_price_say_why(option: str, plans: list[dict[str, Any]], reason: str) -> None:
    found = stacked(quote(services=[service()], launch_options=[option], savings_plans=plans), option)
    assert not found["available"]
    assert reason in found["unavailable_reason"]
    assert [plan["type"] for plan in found["savings_plans"]] == [plan["type"] for plan in plans]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"savings_plans": [COMPUTE], "savings_plan": COMPUTE}, "/savings_plans"),
        ({"savings_plans": [COMPUTE] * 6}, "/savings_plans"),
        ({"savings_plans": [COMPUTE, {**M5, "instance_family": None}]}, "/savings_plans/1/instance_family"),
    ],
)
def test_refusals_name_their_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InputError) as refused:
        quote(services=[service()], **change)
    assert pointer in [fault.pointer for fault in refused.value.faults]


def test_five_plans_are_let_through() -> None:
    assert stacked(quote(services=[service()], launch_options=["FARGATE"], savings_plans=[COMPUTE] * 5), "FARGATE")


HOURS = 4
"""A day of this many hours is repeated through the month: enough for every hour to differ."""
loads = st.lists(
    st.lists(st.integers(0, 30), min_size=HOURS, max_size=HOURS), min_size=len(ON_DEMAND), max_size=len(ON_DEMAND)
)
plans = st.lists(
    st.builds(
        lambda plan, commitment: {**plan, "hourly_commitment": commitment},
        st.sampled_from([COMPUTE, LONGER, M5, C5]),
        st.one_of(st.none(), st.decimals(0, 4, places=2).map(str)),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(loads, plans)
def test_every_hour_as_a_slower_reckoning_has_it(load: list[list[int]], stack: list[dict[str, Any]]) -> None:
    asked = [SavingsPlanRequest.model_validate(plan) for plan in stack]
    bill = Bill(stacked_catalog(), "us-east-1", Decimal(720))
    lines = []
    for (meter, rate), counts in zip(ON_DEMAND.items(), load, strict=True):
        if total := sum(counts):  # this many per day, for 720 / HOURS days
            quantity = Decimal(total) * 720 / HOURS
            item = line_item("any", meter, fixed_price(meter, rate), quantity, "any")
            lines.append(TimedLine(item, tuple(Fraction(count, total) for count in counts)))
    used = [meter for meter, counts in zip(ON_DEMAND, load, strict=True) if any(counts)]
    if not any(_pays(plan, meter) for plan in stack for meter in used):
        return
    prepared = prepare_plans(asked, lines, [Fraction(1, HOURS)] * HOURS, bill)
    planned = prepared.under(prepared.commitments([plan.hourly_commitment for plan in asked]))
    committed = [Fraction(each.hourly_commitment) for each in planned.paid]
    for found, reckoned in zip(committed, _reckoned_commitments(load, stack), strict=True):
        assert abs(found - reckoned) < Fraction(1, 10**10)
    expected = sum((_hour(load, stack, committed, hour) for hour in range(HOURS)), Fraction(0)) * 720 / HOURS
    billed = sum((Fraction(item.monthly) for item in planned.line_items), Fraction(0))
    assert abs(billed - expected) < Fraction(1, 10**9)  # quantities have twelve places
    for plan, each in zip(stack, planned.paid, strict=True):
        if plan["hourly_commitment"] is not None:
            assert each.hourly_commitment == Decimal(plan["hourly_commitment"])


def _pays(plan: dict[str, Any], meter: meters.Meter) -> Fraction | None:
    """What a plan pays, read off the tables above."""
    rate = PLAN_RATES[f"{plan['type']} {plan['term_years']}"].get(meter)
    of_family = plan["type"] == "COMPUTE" or f":{plan['instance_family']}." in meter.usage_type
    return Fraction(rate) if rate is not None and of_family else None


def _hour(load: list[list[int]], stack: list[dict[str, Any]], commitments: list[Fraction], hour: int) -> Fraction:
    """USD of one hour: the best match that is still possible, one after the other, until there is none."""
    left = {meter: Fraction(counts[hour]) for meter, counts in zip(ON_DEMAND, load, strict=True)}
    _spend(left, stack, commitments)
    return sum(commitments, Fraction(0)) + sum(
        quantity * Fraction(ON_DEMAND[meter]) for meter, quantity in left.items()
    )


def _spend(left: dict[meters.Meter, Fraction], stack: list[dict[str, Any]], commitments: list[Fraction]) -> None:
    money = list(commitments)
    while True:
        open_matches = [
            (plan["type"] == "COMPUTE", -(1 - paid / Fraction(ON_DEMAND[meter])), paid, at, meter)
            for at, plan in enumerate(stack)
            for meter, quantity in left.items()
            if quantity and money[at] and (paid := _pays(plan, meter)) is not None
        ]
        if not open_matches:
            return
        _, _, paid, at, meter = min(open_matches, key=lambda each: each[:4])
        bought = money[at] / paid
        if bought >= left[meter]:
            money[at] -= left[meter] * paid
            left[meter] = Fraction(0)
        else:
            left[meter] -= bought
            money[at] = Fraction(0)


def _reckoned_commitments(load: list[list[int]], stack: list[dict[str, Any]]) -> list[Fraction]:
    """EC2 Instance plans before Compute plans, those given before those found: what any hour leaves."""
    known: dict[int, Fraction] = {}
    for compute in (False, True):
        mine = [at for at, plan in enumerate(stack) if (plan["type"] == "COMPUTE") == compute]
        known |= {at: Fraction(given) for at in mine if (given := stack[at]["hourly_commitment"]) is not None}
        for at in mine:
            if at not in known:
                hours = []
                for hour in range(HOURS):
                    left = {meter: Fraction(counts[hour]) for meter, counts in zip(ON_DEMAND, load, strict=True)}
                    _spend(left, [stack[other] for other in known], list(known.values()))
                    hours.append(sum(left[meter] * (_pays(stack[at], meter) or 0) for meter in ON_DEMAND))
                known[at] = Fraction(min(hours))
    return [known[at] for at in range(len(stack))]
