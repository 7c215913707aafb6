"""The Spot month: the total with every Spot line at the mean, the median and the 95th percentile of its history."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.analysis.range_bills import range_bills
from ecsquote.calculator.request import read_request
from support_small_catalog import service
from support_spot import spot_catalog, spot_row

ZONES = {"m5.large": [("a", "0.05"), ("b", "0.04")]}
HISTORY = ("0.045", "0.042", "0.09")
CATALOG = spot_catalog({"m5.large": "0.1"}, ZONES, statistics=HISTORY)


def months(*spot: Decimal, beside: Decimal = Decimal(0)) -> dict[str, Decimal]:
    """730 hours at each figure, and the other costs of the month."""
    return {name: 730 * price + beside for name, price in zip(("mean", "p50", "p95"), spot, strict=True)}


def told(row: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(figure) for name, figure in row["spot_month"].items()}


def test_the_month_at_each_figure_of_the_history() -> None:
    row = spot_row(CATALOG)
    volume = Decimal("2.19")  # 30 GiB × 0.073
    assert Decimal(row["monthly"]) == 730 * Decimal("0.04") + volume
    assert told(row) == months(Decimal("0.045"), Decimal("0.042"), Decimal("0.09"), beside=volume)
    assert not any("price history" in text for text in row["warnings"])


def test_what_is_not_spot_stays_as_it_is() -> None:
    # one of two instances On-Demand, and the fee of Managed Instances
    mixed = spot_row(CATALOG, service(load={"tasks": 3}), on_demand_base_capacity=1)
    assert told(mixed)["p95"] == 730 * (Decimal("0.1") + Decimal("0.09")) + 2 * Decimal("2.19")
    managed = spot_row(CATALOG, option="MANAGED_INSTANCES_SPOT")
    assert told(managed)["p50"] == 730 * (Decimal("0.042") + Decimal("0.012")) + Decimal("2.19")


def test_a_discount_holds_for_the_months_prices_too() -> None:
    row = spot_row(CATALOG, request={"discounts": [{"service_code": "AmazonEC2", "percent": "10"}]})
    assert told(row)["mean"] == (730 * Decimal("0.045") + Decimal("2.19")) * Decimal("0.9")


@pytest.mark.parametrize(
    ("option", "name"), [("EC2_SPOT", "m5.large"), ("FARGATE_SPOT", "Fargate Spot"), ("EC2_ON_DEMAND", None)]
)
def test_without_history_the_reason_is_told(option: str, name: str | None) -> None:
    row = spot_row(spot_catalog({"m5.large": "0.1"}, regional={"m5.large": "0.05"}), option=option)
    assert row["spot_month"] is None
    reasons = [text for text in row["warnings"] if "price history" in text]
    assert len(reasons) == (name is not None)
    assert name is None or reasons[0].endswith(f"for {name}")


def test_one_line_without_history_leaves_the_month_untold() -> None:
    catalog = spot_catalog(
        {"m5.large": "0.1", "r5.large": "0.2"}, {"m5.large": [("a", "0.05")]}, regional={"r5.large": "0.06"}
    )
    large = service("large", cpu="2048", memory="12288")
    row = spot_row(catalog, service("small", cpu="2048"), large)
    assert {each["instance_type"] for each in row["placement"]["instances"]} == {"m5.large", "r5.large"}
    assert row["spot_month"] is None
    assert any(text.endswith("for r5.large") for text in row["warnings"])


def test_a_range_of_bills_says_how_certain_spot_is() -> None:
    document = {
        "region": "us-east-1",
        "services": [service(load={"average_tasks": "2", "min_tasks": 1, "max_tasks": 4})],
        "launch_options": ["EC2_SPOT", "FARGATE_SPOT"],
        "fleet": {"profile": "cheapest"},
    }
    options = range_bills(read_request(document, CATALOG), CATALOG).options
    by_name = {each.average.launch_option: each for each in options}
    spot = by_name["EC2_SPOT"]
    assert spot.spot_month is not None
    assert spot.spot_month.p95 == 730 * Decimal("0.09") + Decimal("2.19")  # two tasks on one m5.large
    assert spot.notes == ()
    fargate = by_name["FARGATE_SPOT"]
    assert fargate.spot_month is None
    assert "no price history" in fargate.notes[0]
