"""An instance without tasks names the rules that ask for it; instances with tasks name none."""

from typing import Any

import pytest

from support_small_catalog import service
from support_spot import spot_catalog, spot_row

NOTHING: dict[str, Any] = {
    "profile": "production",
    "availability_zones": 1,
    "deployment_headroom": False,
    "instance_types": ["m5.large"],
}
FULL: dict[str, Any] = {"cpu": "2048"}
"""One task fills an m5.large."""


def reasons(*services: dict[str, Any], **fleet: Any) -> dict[bool, set[tuple[str, ...]]]:
    """Of rows with tasks of services (True) and without (False)."""
    row = spot_row(spot_catalog({"m5.large": "0.1"}), *services, option="EC2_ON_DEMAND", **{**NOTHING, **fleet})
    assert row["available"], row["unavailable_reason"]
    found: dict[bool, set[tuple[str, ...]]] = {}
    for each in row["placement"]["instances"]:
        busy = bool(set(each["tasks"]) - {"agent"})
        found.setdefault(busy, set()).add(tuple(each["kept_for"]))
    return found


@pytest.mark.parametrize(
    ("fleet", "empty"),
    [
        ({"deployment_headroom": True}, ("deployment_headroom",)),
        ({"min_instances": 3}, ("min_instances",)),
        ({"target_capacity_percent": 50}, ("target_capacity_percent",)),
        ({"deployment_headroom": True, "min_instances": 2}, ("deployment_headroom", "min_instances")),
        ({"min_instances": 2, "target_capacity_percent": 50}, ("min_instances", "target_capacity_percent")),
        ({"min_instances": 1, "target_capacity_percent": 50}, ("target_capacity_percent",)),
        ({"profile": "cheapest", "target_capacity_percent": 50}, ("target_capacity_percent",)),
        ({"profile": "cheapest", "min_instances": 3}, ("min_instances",)),
    ],
)
def test_the_rules_that_ask_for_it(fleet: dict[str, Any], empty: tuple[str, ...]) -> None:
    assert reasons(service(**FULL), **fleet) == {True: {()}, False: {empty}}


def test_without_a_rule_none_is_empty() -> None:
    assert reasons(service(**FULL)) == {True: {()}}


def test_a_service_that_stops_a_task_first_needs_no_room() -> None:
    stops = service(**FULL)
    stops["service_definition"] = {"deploymentConfiguration": {"minimumHealthyPercent": 0, "maximumPercent": 100}}
    assert reasons(stops, deployment_headroom=True, min_instances=2) == {True: {()}, False: {("min_instances",)}}


def test_daemons_next_to_services_are_no_reason_to_stand() -> None:
    agent = service("agent", cpu="128", memory="256", networkMode="bridge")
    agent["service_definition"] = {"schedulingStrategy": "DAEMON"}
    found = reasons(service(cpu="1900"), agent, deployment_headroom=True)
    assert found == {True: {()}, False: {("deployment_headroom",)}}


def test_instances_of_daemons_alone_stand_for_them() -> None:
    agent = service("agent", cpu="128", memory="256", networkMode="bridge")
    agent["service_definition"] = {"schedulingStrategy": "DAEMON"}
    assert reasons(agent, min_instances=2) == {False: {()}}
