"""Costs of shared instances by AWS's split cost allocation, with the arithmetic of each figure."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.split_cost import Reservation, SharedCost, SharedInstances, divided, shares, split_cost
from ecsquote.units import exact_sum

M5_XLARGE = Reservation(4 * 1024, 16 * 1024)
ONE = Decimal(1)
"""A dollar a unit."""


def use(tasks: dict[str, int], hours: int = 1, occupied: int | None = None) -> SharedInstances:
    return SharedInstances(M5_XLARGE, Fraction(hours), Fraction(hours if occupied is None else occupied), tasks)


def test_aws_prices_a_unit_of_an_m5_xlarge_at_a_dollar_an_hour_at_about_0_0192() -> None:
    """9 × 4 vCPU + 16 GB = 52 units: $1 ÷ 52 = $0.0192 for 1 GB, and 9 times that for a vCPU."""
    one_gb = Reservation(0, 1024)
    one_vcpu = Reservation(1024, 0)
    found = split_cost(
        [SharedCost(Decimal(1), ONE, (0,))], [use({"gb": 1, "vcpu": 1})], {"gb": one_gb, "vcpu": one_vcpu}, {}
    )
    assert [round(service.monthly, 4) for service in found.services] == [Decimal("0.0192"), Decimal("0.1731")]
    assert found.services[0].monthly == Decimal("0.019230769231")  # 1 ÷ 52, at the 12th decimal
    assert found.idle_monthly == 1 - found.services[0].monthly - found.services[1].monthly


def test_a_service_takes_of_the_idle_in_proportion_to_its_share() -> None:
    """Of 52 units web holds 2 × 13 = 26 and jobs 13: idle is 13 units, 2/3 of it for web."""
    quarter = Reservation(1024, 4 * 1024)
    found = split_cost(
        [SharedCost(Decimal(52), ONE, (0,))], [use({"web": 2, "jobs": 1})], {"web": quarter, "jobs": quarter}, {}
    )
    assert [(each.name, each.monthly) for each in found.services] == [("web", Decimal(26)), ("jobs", Decimal(13))]
    assert found.idle_monthly == Decimal(13)
    assert found.services[0].idle_monthly == Decimal("8.666666666667")  # 13 × 2/3
    assert found.services[1].idle_monthly == Decimal("4.333333333333")


def test_hours_without_tasks_are_idle() -> None:
    """A task that fills its instance for 3 of 4 billed hours holds 3/4 of them."""
    found = split_cost([SharedCost(Decimal(8), ONE, (0,))], [use({"web": 1}, 4, 3)], {"web": M5_XLARGE}, {})
    assert found.services[0].monthly == Decimal(6)
    assert found.idle_monthly == Decimal(2)


def test_a_task_that_reserves_nothing_holds_what_is_left() -> None:
    """web holds 26 of 52 units; two tasks without a reservation divide the other half."""
    half = Reservation(2 * 1024, 8 * 1024)
    nothing = Reservation(0, 0)
    found = shares(use({"web": 1, "a": 1, "b": 1}), {"web": half, "a": nothing, "b": nothing})
    assert found == {"web": Fraction(1, 2), "a": Fraction(1, 4), "b": Fraction(1, 4)}


def test_volumes_of_a_service_are_its_own() -> None:
    found = split_cost([], [], {"web": M5_XLARGE}, {"web": Decimal("2.5")})
    assert (found.services[0].monthly, found.idle_monthly) == (Decimal("2.5"), Decimal(0))


def test_a_cost_is_divided_by_the_hours_of_the_instances_that_it_pays() -> None:
    """$10 for 1 hour of web's instance and 4 of jobs': $2 and $8."""
    uses = [use({"web": 1}, 1), use({"jobs": 1}, 4)]
    found = split_cost([SharedCost(Decimal(10), ONE, (0, 1))], uses, {"web": M5_XLARGE, "jobs": M5_XLARGE}, {})
    assert [service.monthly for service in found.services] == [Decimal(2), Decimal(8)]


def test_each_line_is_divided_by_what_runs_on_its_own_instances() -> None:
    """web fills the first instance and jobs a quarter of the second: 10 hours at $3 are web's, 1 of 4 at $2 jobs'."""
    quarter = Reservation(1024, 4 * 1024)
    uses = [use({"web": 1}, 10), use({"jobs": 1}, 4)]
    costs = [SharedCost(Decimal(10), Decimal(3), (0,)), SharedCost(Decimal(4), Decimal(2), (1,))]
    found = split_cost(costs, uses, {"web": M5_XLARGE, "jobs": quarter}, {})
    assert found.quantities == ({"web": Decimal(10)}, {"jobs": Decimal(1)})
    assert [(each.name, each.monthly) for each in found.services] == [("web", Decimal(30)), ("jobs", Decimal(2))]
    assert found.idle_monthly == Decimal(6)  # 3 of 4 hours at $2


def test_three_thirds_are_the_whole() -> None:
    """The running total is rounded: 0.333333333333, 0.666666666667 and 1."""
    third = Fraction(1, 3)
    assert divided(ONE, {"a": third, "b": third, "c": third}) == {
        "a": Decimal("0.333333333333"),
        "b": Decimal("0.333333333334"),
        "c": Decimal("0.333333333333"),
    }


@given(
    costs=st.lists(st.tuples(st.decimals(0, 10_000, places=6), st.decimals(0, 9, places=5)), min_size=1, max_size=3),
    counts=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 700)), min_size=1, max_size=5),
)
def test_services_and_idle_add_up_to_the_cost(
    costs: list[tuple[Decimal, Decimal]], counts: list[tuple[int, int, int]]
) -> None:
    uses = [use({"web": web, "jobs": jobs}, hours, hours // 2) for web, jobs, hours in counts]
    reservations = {"web": Reservation(700, 3000), "jobs": Reservation(1, 1)}
    everywhere = tuple(range(len(uses)))
    lines = [SharedCost(quantity, price, everywhere) for quantity, price in costs]
    found = split_cost(lines, uses, reservations, {"web": Decimal("0.1")})
    total = exact_sum([*(service.monthly for service in found.services), found.idle_monthly])
    assert total == exact_sum([*(line.monthly for line in lines), Decimal("0.1")])
    assert found.idle_monthly >= 0
    for line, held in zip(lines, found.quantities, strict=True):
        assert all(quantity >= 0 for quantity in held.values())
        assert exact_sum(list(held.values())) <= line.quantity
    idle = exact_sum([service.idle_monthly for service in found.services])
    anything_held = any(
        service.monthly != own for service, own in zip(found.services, (Decimal("0.1"), 0), strict=True)
    )
    assert idle == (found.idle_monthly if anything_held else 0)
