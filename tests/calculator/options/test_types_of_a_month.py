"""A limit of instance types is the month's: the types of the most tasks of each service serve every hour."""

from decimal import Decimal
from typing import Any

import pytest

from support_small_catalog import service
from support_spot import hourly, spot_catalog, spot_row

CATALOG = spot_catalog({"c5.large": "0.085", "m5.large": "0.1", "r5.large": "0.13"}, regional={})
DAY = 8
"""Hours in which each service has its task."""


def in_turn() -> list[dict[str, Any]]:
    """Three services of 2 vCPU, one after the other: 2, 6 and 12 GB need at least c5, m5 and r5.large."""
    memories = {"small": "2048", "medium": "6144", "large": "12288"}
    return [
        service(name, {"hourly_tasks": [int(hour // DAY == at) for hour in range(24)]}, cpu="2048", memory=memory)
        for at, (name, memory) in enumerate(memories.items())
    ]


def plan(option: str, limit: int | None) -> dict[str, Any]:
    fleet: dict[str, Any] = {"availability_zones": 1, "min_instances": 1, "max_instance_types": limit}
    return spot_row(CATALOG, *in_turn(), option=option, **fleet)


@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "MANAGED_INSTANCES"])
@pytest.mark.parametrize(
    ("limit", "types", "hourly_mean"),
    [
        (None, {"c5.large", "m5.large", "r5.large"}, (Decimal("0.085") + Decimal("0.1") + Decimal("0.13")) / 3),
        (3, {"c5.large", "m5.large", "r5.large"}, (Decimal("0.085") + Decimal("0.1") + Decimal("0.13")) / 3),
        # all three at once: 0.1 + 0.1 + 0.13 on m5 and r5 are less than 0.085 + 0.13 + 0.13 on c5 and r5
        (2, {"m5.large", "r5.large"}, (Decimal("0.1") + Decimal("0.1") + Decimal("0.13")) / 3),
    ],
)
def test_the_limit_holds_for_the_month(option: str, limit: int | None, types: set[str], hourly_mean: Decimal) -> None:
    row = plan(option, limit)
    assert {each["instance_type"] for each in row["placement"]["instances"]} == types
    assert abs(hourly(row) - hourly_mean) < Decimal("1e-9")


def test_the_bound_knows_other_types() -> None:
    bound = Decimal(plan("EC2_ON_DEMAND", 2)["placement"]["lower_bound_hourly"])
    assert bound <= (Decimal("0.085") + Decimal("0.1") + Decimal("0.13")) / 3 + Decimal("0.003")
