"""Types that one service's constraint names are for that service, and a limit of types is each capacity provider's."""

from typing import Any

import pytest

from support_small_catalog import service
from support_spot import spot_catalog, spot_row

PRICES = {"c5.large": "0.085", "m5.large": "0.1", "r5.large": "0.13", "i3.large": "0.02"}
SPOT = {"c5.large": "0.03", "m5.large": "0.04", "r5.large": "0.05", "i3.large": "0.01"}
PINNED = {"placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.instance-type == i3.large"}]}


def types_of(row: dict[str, Any]) -> dict[str, set[str]]:
    """The instance types of each service."""
    assert row["available"], row["unavailable_reason"]
    found: dict[str, set[str]] = {}
    for placed in row["placement"]["instances"]:
        for name in placed["tasks"]:
            found.setdefault(name, set()).add(placed["instance_type"])
    return found


@pytest.mark.parametrize(
    ("option", "fleet"),
    [
        ("EC2_ON_DEMAND", {"profile": "production"}),
        ("EC2_ON_DEMAND", {"profile": "production", "max_instance_types": None}),
        ("EC2_ON_DEMAND", {"profile": "production", "max_instance_types": 2}),
        ("EC2_ON_DEMAND", {"profile": "cheapest", "instance_types": ["c5.*", "m5.*", "r5.*"]}),
        ("EC2_SPOT", {"profile": "production"}),
        ("EC2_SPOT", {"profile": "cheapest", "instance_types": ["c5.*", "m5.*", "r5.*"]}),
        (
            "EC2_SPOT",
            {
                "profile": "cheapest",
                "instance_types": ["c5.*", "m5.*", "r5.*"],
                "spot_allocation_strategy": "price-capacity-optimized",
            },
        ),
        ("MANAGED_INSTANCES", {"profile": "production"}),
        ("MANAGED_INSTANCES_SPOT", {"profile": "production"}),
    ],
)
def test_a_type_that_one_service_names_is_not_for_another(option: str, fleet: dict[str, Any]) -> None:
    """i3.large is the cheapest and holds both, but only the constraint of one makes it a candidate."""
    pinned, web = service("pinned", load={"tasks": 3}), service("web", load={"tasks": 3}, memory="7000")
    pinned["service_definition"] = PINNED
    found = types_of(spot_row(spot_catalog(PRICES, regional=SPOT), pinned, web, option=option, **fleet))
    assert found["pinned"] == {"i3.large"}
    assert found["web"]
    assert found["web"] <= {"m5.large", "r5.large"}


def sizes(count: int, **task: Any) -> list[dict[str, Any]]:
    """Services of 2 vCPU with 2, 6 and 12 GB, which fit c5, m5 and r5.large at the least."""
    memories = {"small": "2048", "medium": "6144", "large": "12288"}
    return [
        service(name, load={"tasks": count}, cpu="2048", memory=memory, **task) for name, memory in memories.items()
    ]


@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "MANAGED_INSTANCES"])
@pytest.mark.parametrize("headroom", [False, True])
@pytest.mark.parametrize("tasks", [1, 2, 5])
def test_all_zones_have_the_same_few_types(option: str, tasks: int, *, headroom: bool) -> None:
    fleet: dict[str, Any] = {
        "profile": "production",
        "availability_zones": 3,
        "deployment_headroom": headroom,
        "max_instance_types": 2,
    }
    catalog = spot_catalog({name: PRICES[name] for name in ("c5.large", "m5.large", "r5.large")}, {})
    found = types_of(spot_row(catalog, *sizes(tasks), option=option, **fleet))
    # 0.1 + 0.1 + 0.13 on m5 and r5 are less than 0.085 + 0.13 + 0.13 on c5 and r5
    assert set().union(*found.values()) == {"m5.large", "r5.large"}


@pytest.mark.parametrize("profile", ["production", "cheapest"])
@pytest.mark.parametrize("load", [{"tasks": 2}, {"hourly_tasks": [1] * 12 + [2] * 12}])
def test_each_capacity_provider_has_the_limit(profile: str, load: dict[str, Any]) -> None:
    """Two types for x86 and two for ARM, where each architecture has small and large tasks."""
    prices = {"c5.large": "0.085", "r5.large": "0.13", "c7g.large": "0.07", "r7g.large": "0.11"}
    arm = {"runtimePlatform": {"cpuArchitecture": "ARM64"}}
    services = [
        service(f"{memory}-{name}", load=load, cpu="2048", memory=memory, **platform)
        for memory in ("2048", "12288")
        for name, platform in (("x86", {}), ("arm", arm))
    ]
    row = spot_row(spot_catalog(prices, {}), *services, option="EC2_ON_DEMAND", profile=profile, max_instance_types=2)
    assert types_of(row) == {
        "2048-x86": {"c5.large"},
        "12288-x86": {"r5.large"},
        "2048-arm": {"c7g.large"},
        "12288-arm": {"r7g.large"},
    }
