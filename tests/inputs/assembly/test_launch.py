"""What services run on: strategy, launch type, the cluster's default strategy, EC2."""

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.estate.resources import Reference, Unresolved
from support_estates import (
    CLUSTER_SOURCE,
    cluster,
    ec2_task_definition,
    only_service,
    read,
    resource,
    service,
    task_definition,
)

SPOT = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
HERE = Reference(CLUSTER_SOURCE, "id")


def launch(*resources: object, **members: object) -> dict[str, object]:
    """The launch members of the one service, which names the cluster of the file."""
    reading = read(*resources, service(launchType=None, cluster=HERE, **members))  # type: ignore[arg-type]  # resources
    definition = only_service(reading).get("service_definition", {})
    return {name: value for name, value in definition.items() if name != "desiredCount"}


def test_a_strategy_of_the_service_wins_over_the_clusters() -> None:
    own = [{"capacityProvider": "FARGATE", "weight": 1, "base": 2}]
    default = cluster(defaultCapacityProviderStrategy=SPOT)
    assert launch(task_definition(), default, capacityProviderStrategy=own) == {"capacityProviderStrategy": own}


def test_without_a_launch_type_the_clusters_default_strategy_is_assumed() -> None:
    default = cluster(defaultCapacityProviderStrategy=SPOT)
    reading = read(task_definition(), default, service(launchType=None, cluster=HERE))
    assert only_service(reading)["service_definition"]["capacityProviderStrategy"] == SPOT
    assert [each.what for each in reading.assumed] == ["no launch type: the cluster's default strategy"]
    assert reading.complete


def test_the_clusters_default_strategy_may_be_associated_by_reference_or_by_name() -> None:
    kind = "AWS::ECS::ClusterCapacityProviderAssociations"
    for value in (HERE, "shop"):
        association = resource("aws_a.x", kind, cluster=value, defaultCapacityProviderStrategy=SPOT)
        assert launch(task_definition(), cluster(), association) == {"capacityProviderStrategy": SPOT}
    other = resource("aws_a.x", kind, cluster="else", defaultCapacityProviderStrategy=SPOT)
    assert launch(ec2_task_definition(), cluster(), other) == {"launchType": "EC2"}


def test_a_launch_type_is_kept_whatever_the_cluster_says() -> None:
    default = cluster(defaultCapacityProviderStrategy=SPOT)
    reading = read(task_definition(), default, service(cluster=HERE))
    assert only_service(reading)["service_definition"]["launchType"] == "FARGATE"
    assert not reading.assumed


def test_a_cluster_that_only_lists_fargate_means_ec2_where_the_task_allows_it() -> None:
    lists = cluster(capacityProviders=["FARGATE"])
    assert launch(ec2_task_definition(), lists) == {"launchType": "EC2"}


def test_a_task_for_fargate_alone_in_a_cluster_without_a_default_is_a_warning() -> None:
    reading = read(task_definition(), cluster(), service(launchType=None, cluster=HERE))
    assert "launchType" not in only_service(reading)["service_definition"]
    assert any("no launch type" in each.message for each in reading.warnings)


def test_where_the_cluster_is_not_in_the_file_the_task_definition_speaks() -> None:
    fargate = read(task_definition(), service(launchType=None, cluster="elsewhere"))
    assert "launchType" not in only_service(fargate)["service_definition"]
    assert "FARGATE" in fargate.assumed[0].what
    ec2 = read(ec2_task_definition(), service(launchType=None, cluster="elsewhere"))
    assert only_service(ec2)["service_definition"]["launchType"] == "EC2"


def test_the_name_of_two_clusters_decides_nothing() -> None:
    clusters = (cluster(defaultCapacityProviderStrategy=SPOT), cluster("aws_ecs_cluster.two"))
    by_name = read(ec2_task_definition(), *clusters, service(launchType=None, cluster="shop"))
    assert only_service(by_name)["service_definition"]["launchType"] == "EC2"
    by_reference = read(ec2_task_definition(), *clusters, service(launchType=None, cluster=HERE))
    assert only_service(by_reference)["service_definition"]["capacityProviderStrategy"] == SPOT


def test_a_provider_is_named_by_its_resource() -> None:
    provider = resource("aws_ecs_capacity_provider.gpu", "AWS::ECS::CapacityProvider", name="gpu-pool")
    strategy = [{"capacityProvider": Reference("aws_ecs_capacity_provider.gpu", "name"), "weight": 1}]
    found = launch(ec2_task_definition(), cluster(), provider, capacityProviderStrategy=strategy)
    assert found == {"capacityProviderStrategy": [{"capacityProvider": "gpu-pool", "weight": 1}]}


def test_a_provider_that_is_not_known_leaves_the_strategy_unknown() -> None:
    strategy = [{"capacityProvider": Unresolved("parameter Provider has no default"), "weight": 1}]
    reading = read(ec2_task_definition(), service(launchType=None, capacityProviderStrategy=strategy))
    assert "capacityProviderStrategy" not in only_service(reading)["service_definition"]
    assert [each.taken for each in reading.unknown] == ["none"]
    assert "parameter Provider has no default" in reading.unknown[0].what


def test_a_compose_file_says_nothing_of_what_runs_today() -> None:
    reading = read(ec2_task_definition(), service(launchType=None), input_format=InputFormat.COMPOSE)
    assert "launchType" not in only_service(reading)["service_definition"]
    assert not reading.assumed


def test_a_providers_name_that_aws_refuses_costs_nothing_and_is_a_warning() -> None:
    provider = resource("aws_ecs_capacity_provider.a", "AWS::ECS::CapacityProvider", name="ecs-pool")
    strategy = [{"capacityProvider": "ecs-pool", "weight": 1}]
    reading = read(ec2_task_definition(), provider, service(launchType=None, capacityProviderStrategy=strategy))
    assert not reading.faults
    assert [each.source for each in reading.warnings] == ["aws_ecs_capacity_provider.a"]
    [entry] = only_service(reading)["service_definition"]["capacityProviderStrategy"]
    assert entry["capacityProvider"] == "provider-ecs-pool"
