"""Every option against what runs today: the difference in money, and in percent with two decimals."""

from typing import Any

import pytest

from support_small_catalog import quote, row, service


def fargate_and(**more: Any) -> dict[str, Any]:
    return quote({"services": [service()], "launch_options": ["FARGATE", "FARGATE_SPOT"], **more})


def test_what_runs_today_is_the_yardstick() -> None:
    # 0.048 an hour on Fargate, 0.012 on Spot: 35.04 and 8.76 a month
    document = fargate_and(current="FARGATE")
    assert document["current"] == {
        "launch_option": "FARGATE",
        "cpu_architecture": "X86_64",
        "savings_plan": None,
        "monthly": "35.04",
    }
    assert row(document, "FARGATE")["change_from_current"] == {"monthly": "0", "percent": "0"}
    assert row(document, "FARGATE_SPOT")["change_from_current"] == {"monthly": "-26.28", "percent": "-75"}


def test_a_percentage_has_two_decimals() -> None:
    # EC2: 0.1 × 730 + 2.19 = 75.19 is 40.15 more than 35.04: 114.58 %
    document = quote(
        {
            "services": [service()],
            "launch_options": ["EC2_ON_DEMAND"],
            "current": "FARGATE",
            "fleet": {"instance_types": ["m5.large"]},
        }
    )
    change = row(document, "EC2_ON_DEMAND")["change_from_current"]
    assert change == {"monthly": "40.15", "percent": "114.58"}


@pytest.mark.parametrize("current", ["none", None])
def test_without_a_yardstick_nothing_is_compared(current: str | None) -> None:
    document = fargate_and(current=current)
    assert document["current"] is None
    assert [each["change_from_current"] for each in document["options"]] == [None, None]


def test_what_is_not_available_today_is_no_yardstick() -> None:
    document = fargate_and(current="EXTERNAL")
    assert document["current"] is None
    assert any("what runs today is not known" in text for text in document["options"][0]["warnings"])


def test_nothing_today_has_no_percentage() -> None:
    document = quote({"services": [service(load={"tasks": 0})], "launch_options": ["FARGATE"], "current": "FARGATE"})
    assert row(document, "FARGATE")["change_from_current"] == {"monthly": "0", "percent": None}
