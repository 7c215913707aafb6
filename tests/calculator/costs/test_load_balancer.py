"""Load balancers: hours, the largest dimension of each kind of hour, reservations, and what comes with them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.costs.load_balancer import LoadBalancer
from ecsquote.errors import PriceNotFound
from ecsquote.pricing.meters import (
    CLASSIC_LB_GB,
    INTER_AZ_GB,
    PUBLIC_IPV4_HOURS,
    TRUST_STORE_HOURS,
    Meter,
    load_balancer_hours,
    load_balancer_lcu,
    load_balancer_reserved_lcu,
)
from ecsquote.units import to_cents
from support_costs import bill_at, cost, lines

# us-east-1, as https://aws.amazon.com/elasticloadbalancing/pricing/ prints them
RATES: dict[Meter, str] = {
    load_balancer_hours("application"): "0.0225",
    load_balancer_lcu("application"): "0.008",
    load_balancer_reserved_lcu("application"): "0.008",
    TRUST_STORE_HOURS: "0.0056",
    load_balancer_hours("network"): "0.0225",
    load_balancer_lcu("network"): "0.006",
    load_balancer_reserved_lcu("network"): "0.006",
    load_balancer_hours("gateway"): "0.0125",
    load_balancer_lcu("gateway"): "0.004",
    load_balancer_hours("classic"): "0.025",
    CLASSIC_LB_GB: "0.008",
    PUBLIC_IPV4_HOURS: "0.005",
    INTER_AZ_GB: "0.01",
}
US_EAST_1 = bill_at(RATES)


def load_balancer(kind: str = "application", **fields: Any) -> LoadBalancer:
    return LoadBalancer.model_validate({"type": kind, **fields})


def units(kind: str, **traffic: Any) -> Fraction:
    """The capacity units of one hour."""
    balancer = load_balancer(kind, traffic=[traffic])
    (part,) = balancer.traffic or ()
    return part.capacity_units(balancer.type)


def test_the_pricing_pages_example_with_a_trust_store() -> None:
    """1 connection/s open for 120 s, 5 requests/s, 300 KB/s = 1.08 GB/h: 1.08 LCU × 0.008 + 0.0225 + 0.0056."""
    balancer = load_balancer(
        scheme="internal",
        traffic=[
            {
                "new_connections_per_second": 1,
                "active_connections": 120,
                "processed_gb_per_hour": "1.08",
                "requests_per_second": 5,
                "rules": 10,
            }
        ],
        mutual_tls_trust_stores=1,
    )
    assert cost(balancer, bill_at(RATES, hours_per_month="1")) == Decimal("0.03674")
    assert to_cents(cost(balancer, bill_at(RATES, hours_per_month="720"))) == Decimal("26.45")


def test_the_pricing_pages_sixty_rules() -> None:
    """(60 − 10) × 5 / 1,000 = 0.25 LCU."""
    assert units("application", requests_per_second=5, rules=60) == Fraction("0.25")


@pytest.mark.parametrize(
    ("kind", "field", "one_unit", "extra"),
    [
        ("application", "new_connections_per_second", 25, {}),
        ("application", "active_connections", 3000, {}),
        ("application", "processed_gb_per_hour", 1, {}),
        ("application", "requests_per_second", 1000, {"rules": 11}),
        ("application", "requests_per_second", 500, {"rules": 12}),
        ("network", "new_connections_per_second", 800, {}),
        ("network", "new_connections_per_second", 800, {"protocol": "TCP"}),
        ("network", "active_connections", 100_000, {}),
        ("network", "processed_gb_per_hour", 1, {}),
        ("network", "new_connections_per_second", 400, {"protocol": "UDP"}),
        ("network", "active_connections", 50_000, {"protocol": "UDP"}),
        ("network", "processed_gb_per_hour", 1, {"protocol": "UDP"}),
        ("network", "new_connections_per_second", 50, {"protocol": "TLS"}),
        ("network", "active_connections", 3000, {"protocol": "TLS"}),
        ("network", "processed_gb_per_hour", 1, {"protocol": "TLS"}),
        ("gateway", "new_connections_per_second", 600, {}),
        ("gateway", "active_connections", 60_000, {}),
        ("gateway", "processed_gb_per_hour", 1, {}),
    ],
)
def test_what_one_capacity_unit_holds(kind: str, field: str, one_unit: int, extra: dict[str, Any]) -> None:
    assert units(kind, **{field: one_unit}, **extra) == 1
    assert units(kind, **{field: one_unit * 3}, **extra) == 3
    assert units(kind, **{field: "0.5"}, **extra) == Fraction(1, 2) / one_unit


def test_the_first_ten_rules_are_free() -> None:
    assert units("application", requests_per_second=100_000, rules=10) == 0
    assert units("application", requests_per_second=1000, rules=11) == 1


def test_the_largest_dimension_is_billed_never_their_sum() -> None:
    """10/25 = 0.4, 1,800/3,000 = 0.6, 1.44/1 = 1.44: 730 × (0.0225 + 1.44 × 0.008) = 16.425 + 8.4096."""
    traffic = {"new_connections_per_second": "10", "active_connections": "1800", "processed_gb_per_hour": "1.44"}
    balancer = load_balancer(traffic=[{**traffic, "requests_per_second": "100", "rules": 10}])
    assert cost(balancer, US_EAST_1, "load_balancer") == Decimal("24.8346")


def test_the_largest_dimension_is_taken_hour_by_hour() -> None:
    """Half the hours 2 LCU by connections, half 3 LCU by GB: 2.5 on average, not max(1, 1.5) of the averages."""
    balancer = load_balancer(
        scheme="internal",
        traffic=[
            {"share_of_hours": "0.5", "new_connections_per_second": 50},
            {"share_of_hours": "0.5", "processed_gb_per_hour": 3},
        ],
    )
    assert lines(balancer, US_EAST_1) == [("load_balancer", "730", "0.0225"), ("load_balancer", "1825", "0.008")]


def test_tls_on_a_network_load_balancer() -> None:
    """100 / 50 = 2 NLCU: 730 × (0.0225 + 2 × 0.006)."""
    balancer = load_balancer("network", traffic=[{"new_connections_per_second": "100", "protocol": "TLS"}])
    assert cost(balancer, US_EAST_1, "load_balancer") == Decimal("25.185")


def test_a_third_of_a_unit_is_rounded_once() -> None:
    """1,000 / 3,000 × 730 h = 243.333… LCU-hours, half-up at the 12th decimal."""
    balancer = load_balancer(scheme="internal", traffic=[{"active_connections": 1000}])
    assert lines(balancer, US_EAST_1)[1] == ("load_balancer", "243.333333333333", "0.008")


@pytest.mark.parametrize(("hours", "billed"), [("10", "10"), ("10.000000000001", "11"), ("0.5", "1"), ("744", "744")])
def test_partial_hours_are_billed_as_full_hours(hours: str, billed: str) -> None:
    balancer = load_balancer(scheme="internal", hours=hours, lcu_per_hour="0")
    assert lines(balancer, US_EAST_1) == [("load_balancer", billed, "0.0225")]


def test_the_month_is_as_long_as_the_quote_says() -> None:
    balancer = load_balancer(scheme="internal", lcu_per_hour="1.5")
    assert lines(balancer, bill_at(RATES, hours_per_month="744")) == [
        ("load_balancer", "744", "0.0225"),
        ("load_balancer", "1116", "0.008"),
    ]


def test_reserved_units_are_paid_and_what_goes_beyond_them_each_hour() -> None:
    """5 reserved; 3 used in half the hours, 9 in the others: (9 − 5) × 365 beyond, and nothing back for the 3."""
    balancer = load_balancer(
        scheme="internal",
        reserved_lcu=5,
        traffic=[
            {"share_of_hours": "0.5", "processed_gb_per_hour": 3},
            {"share_of_hours": "0.5", "processed_gb_per_hour": 9},
        ],
    )
    assert lines(balancer, US_EAST_1) == [
        ("load_balancer", "730", "0.0225"),
        ("load_balancer", "3650", "0.008"),
        ("load_balancer", "1460", "0.008"),
    ]
    meters = [line.meter.usage_type for line in balancer.line_items(US_EAST_1)]
    assert meters == ["LoadBalancerUsage", "ReservedLCUUsage", "LCUUsage"]


@pytest.mark.parametrize(("used", "beyond"), [("5", []), ("5.1", [("load_balancer", "73", "0.008")])])
def test_a_reservation_just_used_up(used: str, beyond: list[tuple[str, str, str]]) -> None:
    balancer = load_balancer(scheme="internal", reserved_lcu="5", lcu_per_hour=used)
    assert lines(balancer, US_EAST_1)[2:] == beyond


def test_a_reservation_without_a_price_is_not_guessed() -> None:
    rates = {meter: usd for meter, usd in RATES.items() if meter.usage_type != "ReservedLCUUsage"}
    with pytest.raises(PriceNotFound, match="ReservedLCUUsage"):
        lines(load_balancer("network", reserved_lcu=1), bill_at(rates))


def test_a_classic_load_balancer_pays_hours_and_gb() -> None:
    balancer = load_balancer("classic", scheme="internal", processed_gb="100")
    assert lines(balancer, US_EAST_1) == [("load_balancer", "730", "0.025"), ("load_balancer", "100", "0.008")]
    assert list(balancer.assumptions("us-east-1")) == []


@pytest.mark.parametrize(
    ("kind", "scheme", "zones", "address_hours"),
    [
        ("application", "internet-facing", 3, ["2190"]),
        ("network", "internet-facing", 1, ["730"]),
        ("classic", "internet-facing", 2, ["1460"]),
        ("gateway", "internet-facing", 2, []),
        ("application", "internal", 3, []),
        ("network", "internal", 3, []),
    ],
)
def test_an_internet_facing_one_has_an_address_in_each_zone(
    kind: str, scheme: str, zones: int, address_hours: list[str]
) -> None:
    balancer = load_balancer(kind, scheme=scheme, availability_zones=zones)
    found = [quantity for component, quantity, _ in lines(balancer, US_EAST_1) if component == "public_ipv4"]
    assert found == address_hours


def test_network_cross_zone_is_billed_as_transfer_on_both_sides() -> None:
    """730 h × 3 GB = 2,190 GB; 2/3 of it crosses: 1,460 GB, billed twice."""
    traffic = [{"processed_gb_per_hour": 3}]
    balancer = load_balancer("network", scheme="internal", availability_zones=3, cross_zone=True, traffic=traffic)
    assert lines(balancer, US_EAST_1)[2:] == [("data_transfer", "2920", "0.01")]


@pytest.mark.parametrize(("zones", "twice_crossing"), [(1, []), (2, ["1000"]), (4, ["1500"])])
def test_cross_zone_by_the_months_gb(zones: int, twice_crossing: list[str]) -> None:
    """1,000 GB × (n − 1)/n × 2."""
    fields = {"lcu_per_hour": 1, "processed_gb": 1000, "cross_zone": True, "scheme": "internal"}
    balancer = load_balancer("network", availability_zones=zones, **fields)
    found = [quantity for component, quantity, _ in lines(balancer, US_EAST_1) if component == "data_transfer"]
    assert found == twice_crossing


def test_no_cross_zone_charge_unless_it_is_on() -> None:
    balancer = load_balancer("network", scheme="internal", traffic=[{"processed_gb_per_hour": 3}])
    assert {component for component, _, _ in lines(balancer, US_EAST_1)} == {"load_balancer"}


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("gateway", {"traffic": [{"processed_gb_per_hour": 3}]}, True),
        ("gateway", {"lcu_per_hour": 3}, False),
        ("network", {"traffic": [{"processed_gb_per_hour": 3}]}, False),
    ],
)
def test_the_unit_of_a_gateway_load_balancer_is_uncertain_where_it_counts(
    kind: str, fields: dict[str, Any], *, said: bool
) -> None:
    words = "GLCU is assumed to be 600 new connections per second, 60,000 active ones or 1 GB per hour"
    assert (words in " ".join(load_balancer(kind, **fields).assumptions("us-east-1"))) is said


def test_neither_lcu_nor_traffic_is_said_aloud() -> None:
    balancer = load_balancer(scheme="internal")
    assert lines(balancer, US_EAST_1) == [("load_balancer", "730", "0.0225")]
    assert "neither lcu_per_hour nor traffic" in " ".join(balancer.assumptions("us-east-1"))


def test_sao_paulo_by_its_own_rates() -> None:
    """730 × (0.034 + 1 × 0.00825); every Region has its own rows."""
    rates = {load_balancer_hours("network"): "0.034", load_balancer_lcu("network"): "0.00825"}
    balancer = load_balancer("network", scheme="internal", lcu_per_hour=1)
    assert cost(balancer, bill_at(rates, "sa-east-1")) == Decimal("30.8425")


rates_an_hour = st.decimals(0, 10_000, places=3).map(str)


@given(st.lists(st.tuples(st.integers(1, 50), rates_an_hour, rates_an_hour, rates_an_hour), min_size=1, max_size=5))
def test_shares_against_an_hour_by_hour_bill(parts: list[tuple[int, str, str, str]]) -> None:
    """In a month of 1,000 hours each kind of hour lasts a whole number of them; every hour is billed on its own."""
    expected = Fraction(0)
    for weight, connections, active, gb in parts:
        for _ in range(weight):
            expected += max(Fraction(connections) / 25, Fraction(active) / 3000, Fraction(gb))
    busy = [
        {
            "share_of_hours": str(Decimal(weight) / 1000),
            "new_connections_per_second": connections,
            "active_connections": active,
            "processed_gb_per_hour": gb,
        }
        for weight, connections, active, gb in parts
    ]
    idle = {"share_of_hours": str(1 - Decimal(sum(weight for weight, *_ in parts)) / 1000)}
    balancer = load_balancer(scheme="internal", traffic=[*busy, idle])
    lines_of_units = [
        line.quantity
        for line in balancer.line_items(bill_at(RATES, hours_per_month="1000"))
        if line.meter == load_balancer_lcu("application")
    ]
    assert abs(sum(map(Fraction, lines_of_units)) - expected) <= Fraction(1, 2 * 10**12)
