"""The fleet section and its neighbours in a request: what a profile fills in, what wins, what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.errors import InputError
from support_catalog import shipped_catalog
from support_small_catalog import quote, row, service

PRODUCTION = {
    "max_instance_types": 1,
    "availability_zones": 2,
    "deployment_headroom": True,
    "instance_start_minutes": 3,
    "scale_in_minutes": 15,
    "spot_allocation_strategy": "price-capacity-optimized",
}
CHEAPEST = {
    "max_instance_types": None,
    "availability_zones": 1,
    "deployment_headroom": False,
    "instance_start_minutes": 0,
    "scale_in_minutes": 0,
    "spot_allocation_strategy": "lowest-price",
}
BOTH: dict[str, Any] = {
    "instance_types": None,
    "exclude_instance_types": (),
    "burstable": True,
    "average_cpu_percent": None,
    "spot_pools": 4,
    "target_capacity_percent": 100,
    "min_instances": 0,
    "eni_trunking": False,
    "reserved_memory_mib": 0,
    "registered_memory_mib": {},
    "on_demand_base_capacity": 0,
    "on_demand_percentage_above_base_capacity": 0,
    "root_volume_gib": 30,
    "root_volume_type": "gp3",
}


def fields(section: dict[str, Any]) -> dict[str, Any]:
    fleet = FleetRequest.model_validate(section)
    return {name: getattr(fleet, name) for name in FleetRequest.model_fields if name != "managed_instances"}


@pytest.mark.parametrize(
    ("section", "defaults"),
    [
        ({}, {"profile": "production", **PRODUCTION}),
        ({"profile": "production"}, {"profile": "production", **PRODUCTION}),
        ({"profile": "cheapest"}, {"profile": "cheapest", **CHEAPEST}),
    ],
)
def test_a_profile_sets_the_defaults(section: dict[str, Any], defaults: dict[str, Any]) -> None:
    assert fields(section) == {**BOTH, **defaults}


@pytest.mark.parametrize("name", list(PRODUCTION))
def test_what_a_request_gives_wins(name: str) -> None:
    given = {"profile": "cheapest", name: PRODUCTION[name]}
    assert fields(given) == {
        **BOTH,
        "profile": "cheapest",
        **CHEAPEST,
        name: PRODUCTION[name],
    }


@pytest.mark.parametrize(
    "section",
    [
        {},
        {"profile": "cheapest", "scale_in_minutes": 5},
        {"availability_zones": 1},
        {"managed_instances": {"availability_zones": 2}, "deployment_headroom": True},
    ],
)
def test_the_section_as_understood_reads_the_same(section: dict[str, Any]) -> None:
    read = FleetRequest.model_validate(section)
    understood = read.model_dump(mode="json")
    again = FleetRequest.model_validate(understood)
    assert again.model_dump(mode="json") == understood
    assert again.of_managed_instances().model_dump() == read.of_managed_instances().model_dump()


@pytest.mark.parametrize(
    ("section", "understood"),
    [
        ({}, (None, 3, False, 15)),
        ({"profile": "cheapest"}, (None, 3, False, 0)),
        ({"availability_zones": 1}, (None, 1, False, 15)),
        ({"availability_zones": 1, "managed_instances": {"availability_zones": 2}}, (None, 2, False, 15)),
        ({"scale_in_minutes": 5, "managed_instances": {"max_instance_types": 4}}, (4, 3, False, 5)),
        ({"managed_instances": {"scale_in_minutes": 1, "deployment_headroom": True}}, (None, 3, True, 1)),
    ],
)
def test_managed_instances_as_understood(section: dict[str, Any], understood: tuple[Any, ...]) -> None:
    fleet = FleetRequest.model_validate(section)
    named = FleetRequest.model_validate(fleet.model_dump(mode="json")).of_managed_instances()
    found = (named.max_instance_types, named.availability_zones, named.deployment_headroom, named.scale_in_minutes)
    assert found == understood


def test_what_is_for_managed_instances_changes_no_other_option() -> None:
    asked = {"services": [service(load={"tasks": 4})]}
    options = ["EC2_ON_DEMAND", "MANAGED_INSTANCES"]
    plain, told = (
        quote({**asked, "launch_options": options, "fleet": section})
        for section in ({}, {"managed_instances": {"availability_zones": 1, "max_instance_types": 1}})
    )
    assert row(plain, "EC2_ON_DEMAND") == row(told, "EC2_ON_DEMAND")
    # four tasks in three zones need three instances at least, in one zone fewer
    assert {each["zone"] for each in row(plain, "MANAGED_INSTANCES")["placement"]["instances"]} == {1, 2, 3}
    assert {each["zone"] for each in row(told, "MANAGED_INSTANCES")["placement"]["instances"]} == {1}


@pytest.mark.parametrize("profile", ["production", "cheapest"])
def test_managed_instances_have_their_own_ways_in_both_profiles(profile: str) -> None:
    own = FleetRequest.model_validate({"profile": profile}).of_managed_instances()
    assert (own.max_instance_types, own.availability_zones, own.deployment_headroom) == (None, 3, False)
    given = {"profile": profile, "max_instance_types": 2, "availability_zones": 1, "deployment_headroom": True}
    told = FleetRequest.model_validate(given).of_managed_instances()
    assert (told.max_instance_types, told.availability_zones, told.deployment_headroom) == (2, 1, True)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ({"profile": "careful"}, "profile"),
        ({"spot_allocation_strategy": "capacity-optimized"}, "spot_allocation_strategy"),
        ({"max_instance_types": 0}, "max_instance_types"),
        ({"availability_zones": 0}, "availability_zones"),
        ({"scale_in_minutes": -1}, "scale_in_minutes"),
        ({"spot_pools": 0}, "spot_pools"),
        ({"average_cpu_percent": "101"}, "average_cpu_percent"),
        ({"managed_instances": {"availability_zones": 7}}, "managed_instances/availability_zones"),
        ({"managed_instances": {"zones": 2}}, "managed_instances/zones"),
    ],
)
def test_refused(section: dict[str, Any], name: str) -> None:
    with pytest.raises(InputError) as refused:
        quote({"services": [service()], "fleet": section})
    assert [fault.pointer for fault in refused.value.faults] == [f"/fleet/{name}"]


@pytest.mark.parametrize(("region", "zones"), [("us-east-1", 6), ("eu-west-1", 3), ("us-west-1", 3)])
def test_more_zones_than_the_region_has(region: str, zones: int) -> None:
    catalog = shipped_catalog()

    def read(asked: int) -> None:
        read_request({"region": region, "services": [service()], "fleet": {"availability_zones": asked}}, catalog)

    read(zones)
    with pytest.raises(InputError) as refused:
        read(zones + 1)
    assert [fault.pointer for fault in refused.value.faults] == ["/fleet/availability_zones"]


def test_more_zones_for_managed_instances_than_the_region_has() -> None:
    document: dict[str, Any] = {"region": "us-west-1", "services": [service()]}
    read_request({**document, "fleet": {"managed_instances": {"availability_zones": 3}}}, shipped_catalog())
    with pytest.raises(InputError) as refused:
        read_request({**document, "fleet": {"managed_instances": {"availability_zones": 4}}}, shipped_catalog())
    assert [fault.pointer for fault in refused.value.faults] == ["/fleet/managed_instances/availability_zones"]


def test_without_spot_no_row_is_spot() -> None:
    document = quote({"services": [service()], "spot": False})
    assert not [each for each in document["options"] if "SPOT" in each["launch_option"]]
    assert {"FARGATE", "EC2_ON_DEMAND", "MANAGED_INSTANCES"} <= {each["launch_option"] for each in document["options"]}


@pytest.mark.parametrize("option", ["FARGATE_SPOT", "EC2_SPOT", "MANAGED_INSTANCES_SPOT"])
def test_a_spot_option_by_name_is_refused_without_spot(option: str) -> None:
    with pytest.raises(InputError) as refused:
        quote({"services": [service()], "spot": False, "launch_options": ["FARGATE", option]})
    (fault,) = refused.value.faults
    assert fault.pointer == "/launch_options/1"
    assert option in fault.message


def test_what_runs_today_may_be_spot() -> None:
    document = quote({"services": [service()], "spot": False, "current": "FARGATE_SPOT", "launch_options": ["FARGATE"]})
    assert [each["launch_option"] for each in document["options"]] == ["FARGATE"]
    assert document["current"]["launch_option"] == "FARGATE_SPOT"
    # 0.048 an hour against 0.012 for 1 vCPU and 2 GB: 26.28 more, three times as much again
    assert row(document, "FARGATE")["change_from_current"] == {"monthly": "26.28", "percent": "300"}


def test_a_strategy_keeps_its_spot() -> None:
    web = service(load={"tasks": 4})
    web["service_definition"] = {
        "capacityProviderStrategy": [
            {"capacityProvider": "FARGATE", "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1},
        ]
    }
    strategy = row(quote({"services": [web], "spot": False}), "CAPACITY_PROVIDER_STRATEGY")
    assert strategy["available"]
    assert float(strategy["monthly"]) == pytest.approx(730 * (2 * 0.048 + 2 * 0.012))


def test_tags_are_kept_and_editors_hints_are_not() -> None:
    tagged = {**service(), "tags": {"team": "web"}, "$schema": "https://example.com/service.json", "comment": "ours"}
    document = quote({"services": [tagged], "tags": {"cost": "42"}, "$schema": "x", "comment": ["any", "thing"]})
    assert document["request"]["tags"] == {"cost": "42"}
    assert document["request"]["services"][0]["tags"] == {"team": "web"}
    assert not {"$schema", "comment", "schema_address"} & set(document["request"])
    assert not {"$schema", "comment", "schema_address"} & set(document["request"]["services"][0])


def test_the_placement_names_its_profile() -> None:
    catalog = shipped_catalog()
    for profile in ("production", "cheapest"):
        asked = {
            "region": "us-east-1",
            "services": [service()],
            "launch_options": ["EC2_ON_DEMAND"],
            "fleet": {"profile": profile},
        }
        (option,) = quote_document(price_request(read_request(asked, catalog), catalog))["options"]
        assert option["placement"]["profile"] == profile


def test_managed_instances_with_local_storage_have_no_data_volume() -> None:
    task: dict[str, Any] = {"family": "t", "networkMode": "awsvpc", "cpu": "1024", "memory": "2048"}
    task["containerDefinitions"] = [{"name": "app", "image": "app:1"}]
    found = {}
    for local in (False, True):
        fleet = {"instance_types": ["m5d.large"], "managed_instances": {"use_local_storage": local}}
        asked = {"region": "us-east-1", "services": [{"task_definition": task}], "fleet": fleet}
        request = read_request({**asked, "launch_options": ["MANAGED_INSTANCES"]}, shipped_catalog())
        (option,) = price_request(request, shipped_catalog()).options
        found[local] = option
    volume = sum(line.monthly for line in found[False].line_items if line.component == "ebs_volume")
    assert volume == 30 * Decimal("0.08"), "the default: 30 GiB of gp3"
    assert (found[True].monthly or 0) == (found[False].monthly or 0) - volume
    assert "the instance store replaces the data volume" in " ".join(found[True].assumptions)
