"""The Region of a resource: its own, its provider's constant or variable, or what the provider's resources show."""

from typing import Any

import pytest

from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform.plan import plan_estate

CLUSTER = {"address": "aws_ecs_cluster.x", "mode": "managed", "type": "aws_ecs_cluster", "name": "x"}


def region(
    provider: Any,
    *,
    key: str = "aws",
    values: dict[str, Any] | None = None,
    variables: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    providers: dict[str, Any] | None = None,
) -> str | None:
    """The Region of a cluster whose provider has this expression for its Region; data: a data source's values."""
    block = {**CLUSTER, "provider_config_key": key, "expressions": {}}
    source = {"address": "data.aws_region.x", "mode": "data", "type": "aws_region", "name": "x"}
    prior = [{**source, "values": data}] if data else []
    plan = {
        "format_version": "1.2",
        "variables": variables or {},
        "planned_values": {"root_module": {"resources": [{**CLUSTER, "values": values or {}}]}},
        "prior_state": {"values": {"root_module": {"resources": prior}}},
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": provider}}, **(providers or {})},
            "root_module": {"resources": [block, {**source, "provider_config_key": key}]},
        },
    }
    return plan_estate(plan, ReadingParameters()).resources[0].region


def constant(name: str) -> dict[str, Any]:
    return {"constant_value": name}


VARIABLE = {"references": ["var.region"]}
LOCAL = {"references": ["local.region"]}


def test_constant_and_variable_of_the_provider() -> None:
    assert region(constant("eu-west-3")) == "eu-west-3"
    assert region(VARIABLE, variables={"region": {"value": "us-gov-west-1"}}) == "us-gov-west-1"


def test_resource_of_provider_6_names_its_own() -> None:
    assert region(constant("eu-west-3"), values={"region": "sa-east-1"}) == "sa-east-1"


def test_alias_has_its_own_region() -> None:
    west = {"aws.west": {"name": "aws", "alias": "west", "expressions": {"region": constant("us-west-1")}}}
    assert region(constant("eu-west-3"), key="aws.west", providers=west) == "us-west-1"


@pytest.mark.parametrize(
    "values",
    [
        {"arn": "arn:aws:ecs:ap-south-1:123456789012:cluster/x"},
        {"availability_zone": "ap-south-1b"},
        {"availability_zone": "ap-south-1-del-1a"},  # a local zone
    ],
)
def test_values_of_a_providers_resources_show_a_region_that_a_local_hides(values: dict[str, Any]) -> None:
    assert region(LOCAL, values=values) == "ap-south-1"


def test_data_source_of_the_region_shows_it() -> None:
    assert region(LOCAL, data={"id": "eu-south-2", "name": "eu-south-2"}) == "eu-south-2"


def test_nothing_is_said_where_nothing_shows_it_or_two_regions_do() -> None:
    assert region(None) is None
    assert region(LOCAL) is None
    assert region(VARIABLE, variables={"region": {"value": "not a Region"}}) is None
    two = {"arn": "arn:aws:ecs:eu-west-1:123456789012:cluster/x", "availability_zone": "eu-west-2a"}
    assert region(LOCAL, values=two) is None


def test_module_of_an_old_plan_has_the_region_that_all_providers_share() -> None:
    assert region(constant("eu-west-3"), key="app:aws") == "eu-west-3"
    west = {"aws.west": {"name": "aws", "alias": "west", "expressions": {"region": constant("us-west-1")}}}
    assert region(constant("eu-west-3"), key="app:aws", providers=west) is None


def test_provider_inside_a_module_takes_the_modules_variable() -> None:
    inner = {
        "app:aws": {"name": "aws", "module_address": "module.app", "expressions": {"region": VARIABLE}},
    }
    cluster = {**CLUSTER, "address": "module.app.aws_ecs_cluster.x", "values": {}}
    module = {"resources": [{**CLUSTER, "provider_config_key": "app:aws", "expressions": {}}]}
    for expressions, variables, expected in (
        ({"region": {"references": ["var.home"]}}, {}, "eu-west-1"),
        ({"region": constant("eu-west-2")}, {}, "eu-west-2"),
        ({}, {"region": {"default": "eu-west-3"}}, "eu-west-3"),
    ):
        call = {"expressions": expressions, "module": {**module, "variables": variables}}
        plan = {
            "format_version": "1.2",
            "variables": {"home": {"value": "eu-west-1"}},
            "planned_values": {"root_module": {"child_modules": [{"address": "module.app", "resources": [cluster]}]}},
            "configuration": {"provider_config": inner, "root_module": {"module_calls": {"app": call}}},
        }
        assert plan_estate(plan, ReadingParameters()).region == expected
