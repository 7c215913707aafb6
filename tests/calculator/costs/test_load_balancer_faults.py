"""Load balancers that AWS would refuse or that make no sense: each fault at its own field, all at once."""

from typing import Any

import pytest
from pydantic import ValidationError

from ecsquote.calculator.costs.load_balancer import LoadBalancer
from ecsquote.faults.collected import input_error

HALF = {"share_of_hours": "0.5"}


def faults(**fields: Any) -> dict[str, str]:
    """The places and messages of a load balancer's faults, as an answer shows them; empty if it is accepted."""
    try:
        LoadBalancer.model_validate(fields)
    except ValidationError as error:
        return {fault.pointer: fault.message for fault in input_error(error, fields, LoadBalancer).faults}
    return {}


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        ({"type": "application", "availability_zones": 1}, "/availability_zones", "at least 2 Availability Zones"),
        ({"type": "application", "lcu_per_hour": 0, "traffic": [{}]}, "/traffic", "either lcu_per_hour or traffic"),
        ({"type": "application", "traffic": [HALF]}, "/traffic", "add up to 0.5"),
        (
            {"type": "network", "traffic": [HALF, {"share_of_hours": "0.500000000001"}]},
            "/traffic",
            "add up to 1.000000000001",
        ),
        ({"type": "application", "traffic": [{"protocol": "TLS"}]}, "/traffic/0/protocol", "network"),
        ({"type": "gateway", "traffic": [{"protocol": "TCP"}]}, "/traffic/0/protocol", "network"),
        ({"type": "network", "traffic": [{"rules": 1}]}, "/traffic/0/rules", "application"),
        (
            {"type": "network", "traffic": [HALF, {**HALF, "requests_per_second": 1}]},
            "/traffic/1/requests_per_second",
            "application",
        ),
        ({"type": "gateway", "reserved_lcu": 1}, "/reserved_lcu", "not gateway"),
        ({"type": "classic", "reserved_lcu": 1}, "/reserved_lcu", "processed_gb"),
        (
            {"type": "network", "reserved_lcu": 1, "traffic": [{"protocol": "TLS"}]},
            "/reserved_lcu",
            "TLS",
        ),
        ({"type": "classic", "lcu_per_hour": 1}, "/lcu_per_hour", "processed_gb"),
        ({"type": "classic", "traffic": [{}]}, "/traffic", "processed_gb"),
        ({"type": "network", "mutual_tls_trust_stores": 1}, "/mutual_tls_trust_stores", "application"),
        ({"type": "application", "cross_zone": True}, "/cross_zone", "network"),
        ({"type": "application", "processed_gb": 1}, "/processed_gb", "classic"),
        ({"type": "network", "processed_gb": 1}, "/processed_gb", "classic"),
        (
            {"type": "network", "cross_zone": True, "traffic": [{}], "processed_gb": 1},
            "/processed_gb",
            "must be left out with traffic",
        ),
        ({"type": "application", "hours": "745"}, "/hours", "744"),
        ({"type": "application", "lcu_per_hour": "-1"}, "/lcu_per_hour", "at least 0"),
        ({"type": "elastic"}, "/type", "application"),
        ({"type": "application", "scheme": "public"}, "/scheme", "internet-facing"),
        ({"type": "application", "zones": 2}, "/zones", "unknown field"),
        ({"type": "application", "traffic": [{"requests": 2}]}, "/traffic/0/requests", "unknown field"),
        ({}, "/type", "required"),
    ],
)
def test_a_fault_names_its_field(fields: dict[str, Any], place: str, words: str) -> None:
    found = faults(**fields)
    assert list(found) == [place]
    assert words in found[place]


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "application", "availability_zones": 2},
        {"type": "network", "availability_zones": 1},
        {"type": "network", "reserved_lcu": 1, "traffic": [{"protocol": "TCP"}]},
        {"type": "application", "traffic": [HALF, HALF]},
        {"type": "application", "lcu_per_hour": 1, "traffic": []},
        {"type": "classic", "lcu_per_hour": None, "traffic": None, "processed_gb": "1"},
    ],
)
def test_just_inside_the_rules(fields: dict[str, Any]) -> None:
    assert faults(**fields) == {}


def test_all_faults_come_at_once() -> None:
    found = faults(type="gateway", reserved_lcu=1, cross_zone=True, traffic=[{"share_of_hours": "0.9", "rules": 11}])
    assert set(found) == {"/reserved_lcu", "/cross_zone", "/traffic", "/traffic/0/rules"}
