"""EC2 capacity behind services: Auto Scaling groups and Managed Instances as the request's fleet."""

from typing import Any

import pytest

from ecsquote.contract.workloads import WorkloadReading
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from support_estates import (
    CLUSTER_SOURCE,
    REGION,
    TASK_SOURCE,
    cluster,
    ec2_task_definition,
    places,
    read,
    resource,
    service,
    task_definition,
)

GROUP, TEMPLATE, PROVIDER = "aws_autoscaling_group.a", "aws_launch_template.a", "aws_ecs_capacity_provider.a"


def group(source: str = GROUP, /, **members: Any) -> Resource:
    """A group of 1 to 5 instances of the launch template."""
    template = {"LaunchTemplateId": Reference(TEMPLATE, "id"), "Version": "$Latest"}
    given = {"MinSize": 1, "MaxSize": 5, "DesiredCapacity": 2, "LaunchTemplate": template, **members}
    return resource(source, "AWS::AutoScaling::AutoScalingGroup", REGION, **_kept(given))


def template(source: str = TEMPLATE, /, **members: Any) -> Resource:
    """A launch template of m7g.large with a root volume of 50 GiB."""
    root = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50, "VolumeType": "gp3"}}
    data = _kept({"InstanceType": "m7g.large", "BlockDeviceMappings": [root], **members})
    return resource(source, "AWS::EC2::LaunchTemplate", REGION, LaunchTemplateData=data)


def provider(source: str = PROVIDER, of: str = GROUP, /, status: str = "ENABLED", name: str = "pool") -> Resource:
    """A capacity provider of a group, with managed scaling at 90 %."""
    scaling = {"status": status, "targetCapacity": 90}
    own = {"autoScalingGroupArn": Reference(of, "arn"), "managedScaling": scaling}
    return resource(source, "AWS::ECS::CapacityProvider", REGION, name=name, autoScalingGroupProvider=own)


def on_pool(*names: str) -> Resource:
    """A service whose strategy names providers."""
    strategy = [{"capacityProvider": name, "weight": 1} for name in names or ("pool",)]
    return service(launchType=None, capacityProviderStrategy=strategy)


def _kept(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def request(reading: WorkloadReading) -> dict[str, Any]:
    """The one request without its services."""
    [found] = reading.requests
    return {name: value for name, value in found.items() if name not in ("region", "services")}


def test_a_strategy_leads_to_the_group_its_types_and_its_volume() -> None:
    reading = read(ec2_task_definition(), on_pool(), provider(), group(), template())
    assert request(reading) == {
        "fleet": {
            "instance_types": ["m7g.large"],
            "min_instances": 1,
            "root_volume_gib": 50,
            "root_volume_type": "gp3",
            "target_capacity_percent": 90,
        },
        "capacity_providers": {"pool": {"purchase_option": "ON_DEMAND"}},
    }
    assert reading.complete
    assert {source: place for source, place in places(reading).items() if place == "fleet"}.keys() == {
        PROVIDER,
        GROUP,
        TEMPLATE,
    }


@pytest.mark.parametrize(("status", "instances"), [("ENABLED", 1), ("DISABLED", 2)])
def test_without_managed_scaling_the_desired_capacity_always_runs(status: str, instances: int) -> None:
    reading = read(ec2_task_definition(), on_pool(), provider(status=status), group(), template())
    assert request(reading)["fleet"]["min_instances"] == instances


@pytest.mark.parametrize(
    ("distribution", "option", "fleet"),
    [
        ({}, "ON_DEMAND", {}),
        ({"OnDemandPercentageAboveBaseCapacity": 100}, "ON_DEMAND", {}),
        (
            {"OnDemandPercentageAboveBaseCapacity": 99, "SpotAllocationStrategy": "price-capacity-optimized"},
            "SPOT",
            {
                "on_demand_percentage_above_base_capacity": 99,
                "spot_allocation_strategy": "price-capacity-optimized",
            },
        ),
        (
            {"OnDemandPercentageAboveBaseCapacity": 0, "OnDemandBaseCapacity": 2},
            "SPOT",
            {"on_demand_base_capacity": 2, "spot_allocation_strategy": "lowest-price"},
        ),
    ],
)
def test_a_mixed_instances_policy_says_how_much_is_spot(
    distribution: dict[str, Any], option: str, fleet: dict[str, Any]
) -> None:
    policy = {
        "InstancesDistribution": distribution,
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": Reference(TEMPLATE)},
            "Overrides": [{"InstanceType": "m7g.large"}, {"InstanceType": "m7i.large"}],
        },
    }
    mixed = group(LaunchTemplate=None, MixedInstancesPolicy=policy)
    found = request(read(ec2_task_definition(), on_pool(), provider(), mixed, template()))
    assert found["capacity_providers"] == {"pool": {"purchase_option": option}}
    assert found["fleet"]["instance_types"] == ["m7g.large", "m7i.large"]
    assert {name: value for name, value in found["fleet"].items() if "demand" in name or "spot" in name} == fleet


def test_spot_of_a_launch_template_is_spot_today() -> None:
    market = {"MarketType": "spot"}
    found = request(read(ec2_task_definition(), on_pool(), provider(), group(), template(InstanceMarketOptions=market)))
    assert found["capacity_providers"] == {"pool": {"purchase_option": "SPOT"}}
    on_ec2 = read(ec2_task_definition(), service(launchType="EC2"), group(), template(InstanceMarketOptions=market))
    assert request(on_ec2)["current"] == "EC2_SPOT"


def test_an_instance_type_that_is_not_known_is_unknown_capacity() -> None:
    unknown = template(InstanceType=Unresolved("parameter Type has no default"))
    reading = read(ec2_task_definition(), on_pool(), provider(), group(), unknown)
    assert "instance_types" not in request(reading)["fleet"]
    [note] = reading.unknown
    assert (note.source, note.pointer) == (GROUP, "/requests/0/fleet")
    assert note.what == "instance type: parameter Type has no default"
    assert note.taken is not None


def test_the_launch_type_ec2_takes_the_providers_of_its_cluster_or_the_only_group() -> None:
    here = Reference(CLUSTER_SOURCE)
    listed = cluster(capacityProviders=["pool"])
    on_ec2 = service(launchType="EC2", cluster=here)
    by_cluster = read(ec2_task_definition(), listed, on_ec2, provider(), group(), template())
    assert request(by_cluster)["fleet"]["instance_types"] == ["m7g.large"]
    assert "capacity_providers" not in request(by_cluster)
    only = read(ec2_task_definition(), cluster(), on_ec2, group(), template())
    assert request(only)["fleet"]["instance_types"] == ["m7g.large"]
    assert any("only Auto Scaling group" in each.what for each in only.assumed)
    two = read(ec2_task_definition(), cluster(), on_ec2, group(), group("aws_autoscaling_group.b"), template())
    assert request(two) == {}
    assert places(two)[GROUP] == "not_priced"


def test_a_group_that_no_service_runs_on_is_not_priced() -> None:
    reading = read(task_definition(), service(), group(), template())
    assert request(reading) == {}
    assert places(reading)[GROUP] == "not_priced"
    assert places(reading)[TEMPLATE] == "free"
    assert [each.why for each in reading.not_priced] == ["no service of the file runs on it"]


def test_a_launch_configuration_is_read_like_a_template() -> None:
    configuration = resource(
        "aws_launch_configuration.a",
        "AWS::AutoScaling::LaunchConfiguration",
        InstanceType="c7g.large",
        BlockDeviceMappings=[{"Ebs": {"VolumeSize": 40}}],
        SpotPrice="0.05",
    )
    by_name = group(LaunchTemplate=None, LaunchConfigurationName=Reference("aws_launch_configuration.a"))
    found = request(read(ec2_task_definition(), on_pool(), provider(), by_name, configuration))
    assert (found["fleet"]["instance_types"], found["fleet"]["root_volume_gib"]) == (["c7g.large"], 40)
    assert found["capacity_providers"] == {"pool": {"purchase_option": "SPOT"}}


def test_two_groups_make_one_fleet_and_say_where_they_differ() -> None:
    second = (
        provider("aws_ecs_capacity_provider.b", "aws_autoscaling_group.b", name="spare"),
        group("aws_autoscaling_group.b", LaunchTemplate={"LaunchTemplateId": Reference("aws_launch_template.b")}),
        template(
            "aws_launch_template.b",
            InstanceType="c7g.large",
            BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 80, "VolumeType": "gp3"}}],
        ),
    )
    reading = read(ec2_task_definition(), on_pool("pool", "spare"), provider(), group(), template(), *second)
    fleet = request(reading)["fleet"]
    assert fleet["instance_types"] == ["m7g.large", "c7g.large"]
    assert fleet["min_instances"] == 1 + 1
    assert fleet["root_volume_gib"] == 50
    assert [each.pointer for each in reading.assumed] == ["/requests/0/fleet/root_volume_gib"]


def test_managed_instances_give_types_a_volume_and_what_runs_today() -> None:
    managed = resource(
        PROVIDER,
        "AWS::ECS::CapacityProvider",
        name="pool",
        managedInstancesProvider={
            "infrastructureOptimization": {"scaleInAfter": 601},
            "instanceLaunchTemplate": {
                "instanceRequirements": {
                    "allowedInstanceTypes": ["m7g.*"],
                    "excludedInstanceTypes": ["m7g.16xlarge"],
                    "burstablePerformance": "excluded",
                },
                "storageConfiguration": {"storageSizeGiB": 60},
                "localStorageConfiguration": {"useLocalStorage": True},
            },
        },
    )
    task = task_definition(requiresCompatibilities=["MANAGED_INSTANCES"])
    found = request(read(task, on_pool(), managed))
    assert found == {
        "fleet": {
            "instance_types": ["m7g.*"],
            "exclude_instance_types": ["m7g.16xlarge"],
            "burstable": False,
            "root_volume_gib": 60,
            "managed_instances": {"use_local_storage": True},
            "scale_in_minutes": 11,  # 601 seconds are a little more than ten minutes
        },
        "current": "MANAGED_INSTANCES",
    }


def test_requirements_that_a_fleet_cannot_say_are_named() -> None:
    requirements = {"vCpuCount": {"min": 2}, "memoryMiB": {"min": 4096}}
    managed = resource(
        PROVIDER,
        "AWS::ECS::CapacityProvider",
        name="pool",
        managedInstancesProvider={
            "instanceLaunchTemplate": {"instanceRequirements": requirements, "capacityOptionType": "SPOT"}
        },
    )
    reading = read(task_definition(requiresCompatibilities=["MANAGED_INSTANCES"]), on_pool(), managed)
    assert request(reading) == {"current": "MANAGED_INSTANCES_SPOT"}
    [note] = reading.unknown
    assert "memoryMiB, vCpuCount" in note.what
    assert places(reading) == {TASK_SOURCE: "service", "aws_ecs_service.web": "service", PROVIDER: "fleet"}


def test_a_provider_whose_group_is_elsewhere_is_unknown_capacity() -> None:
    reading = read(ec2_task_definition(), on_pool(), provider(PROVIDER, "aws_autoscaling_group.gone"))
    assert PROVIDER in [each.source for each in reading.unknown]
    assert "not in the file" in reading.unknown[0].what
