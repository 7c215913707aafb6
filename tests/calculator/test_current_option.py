"""What runs today, read from ECS documents: one option, or none with the reason."""

from typing import Any

import pytest

from ecsquote.calculator.current_option import current_option
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.workload.service_request import ServiceRequest

FARGATE = {"capacityProvider": "FARGATE", "base": 1, "weight": 1}
FARGATE_SPOT = {"capacityProvider": "FARGATE_SPOT", "weight": 3}
GROUP = {"capacityProvider": "group", "weight": 1}


def current(*definitions: dict[str, Any] | None, compatibilities: tuple[str, ...] = (), **purchases: str) -> Any:
    task = {
        "family": "app",
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": list(compatibilities),
        "containerDefinitions": [{"name": "app", "image": "app:1"}],
    }
    services = [
        ServiceRequest.model_validate(
            {"name": f"s{index}", "task_definition": task}
            | ({} if definition is None else {"service_definition": definition})
        ).to_service()
        for index, definition in enumerate(definitions)
    ]
    return current_option(services, purchases)


@pytest.mark.parametrize(
    ("definition", "option"),
    [
        ({"launchType": "FARGATE"}, LaunchOption.FARGATE),
        ({"launchType": "EC2"}, LaunchOption.EC2_ON_DEMAND),
        ({"launchType": "EXTERNAL"}, LaunchOption.EXTERNAL),
        ({"capacityProviderStrategy": [FARGATE_SPOT]}, LaunchOption.FARGATE_SPOT),
        ({"capacityProviderStrategy": [FARGATE, FARGATE_SPOT]}, LaunchOption.CAPACITY_PROVIDER_STRATEGY),
    ],
)
def test_a_service_says_what_it_runs_on(definition: dict[str, Any], option: LaunchOption) -> None:
    assert current(definition).option is option


def test_describe_services_output_is_read_as_it_stands() -> None:
    """Base 1 and weight 1 on FARGATE, weight 3 on FARGATE_SPOT: the strategy, not Fargate."""
    answer = {"services": [{"serviceName": "web", "capacityProviderStrategy": [FARGATE, FARGATE_SPOT]}], "failures": []}
    assert current(answer).option is LaunchOption.CAPACITY_PROVIDER_STRATEGY


@pytest.mark.parametrize(
    ("purchase", "option"), [("ON_DEMAND", LaunchOption.EC2_ON_DEMAND), ("SPOT", LaunchOption.EC2_SPOT)]
)
def test_a_described_group_is_bought_as_it_says(purchase: str, option: LaunchOption) -> None:
    assert current({"capacityProviderStrategy": [GROUP]}, group=purchase).option is option


def test_a_group_that_nobody_described_is_not_known() -> None:
    found = current({"capacityProviderStrategy": [GROUP]})
    assert found.option is None
    assert "capacity_providers.group.purchase_option" in found.reason


def test_requires_compatibilities_decides_where_it_names_one() -> None:
    assert current(None, compatibilities=("FARGATE",)).option is LaunchOption.FARGATE
    assert current(None, compatibilities=("EC2",)).option is LaunchOption.EC2_ON_DEMAND
    several = current(None, compatibilities=("FARGATE", "EC2"))
    assert (several.option, several.reason) == (None, "s0: requiresCompatibilities names EC2, FARGATE")


def test_a_launch_type_wins_over_requires_compatibilities() -> None:
    assert current({"launchType": "EC2"}, compatibilities=("FARGATE", "EC2")).option is LaunchOption.EC2_ON_DEMAND


def test_services_that_differ_have_no_common_option() -> None:
    found = current({"launchType": "EC2"}, {"launchType": "FARGATE"})
    assert found.option is None
    assert found.reason == "the services run on different launch options: s0 on EC2 On-Demand, s1 on Fargate"


def test_nothing_said_is_nothing_known() -> None:
    found = current(None)
    assert found.option is None
    assert found.reason == "s0: no launchType, capacityProviderStrategy or requiresCompatibilities"
