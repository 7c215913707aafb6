"""Names of properties against the ECS API's own model, which boto3 ships."""

from collections.abc import Iterator

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from ecsquote.inputs.ecs_spelling import ecs_name, ecs_properties

CALLS = (
    "RegisterTaskDefinition",
    "CreateService",
    "CreateCluster",
    "CreateCapacityProvider",
    "PutClusterCapacityProviders",
)


def members(shape: Shape, seen: set[str]) -> Iterator[str]:
    """Every member's name below a shape of the API."""
    if shape.name in seen:
        return
    seen.add(shape.name)
    if isinstance(shape, StructureShape):
        for name, inner in shape.members.items():
            yield name
            yield from members(inner, seen)
    elif isinstance(shape, ListShape):
        yield from members(shape.member, seen)
    elif isinstance(shape, MapShape):
        yield from members(shape.value, seen)


def names_of_the_api() -> set[str]:
    model = botocore.session.get_session().get_service_model("ecs")
    shapes = [model.operation_model(call).input_shape for call in CALLS]
    return {name for shape in shapes if shape is not None for name in members(shape, set())}


def test_a_name_with_a_capital_becomes_the_name_of_the_api() -> None:
    names = names_of_the_api()
    assert {"efsVolumeConfiguration", "managedEBSVolume", "vCpuCount", "sizeInGiB", "placementStrategy"} <= names
    wrong = {name for name in names if ecs_name(name[:1].upper() + name[1:]) != name}
    assert wrong == set()


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("EFSVolumeConfiguration", "efsVolumeConfiguration"),
        ("FilesystemId", "fileSystemId"),
        ("FSxWindowsFileServerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration"),
        ("IAM", "iam"),
        ("ManagedEBSVolume", "managedEBSVolume"),
        ("VCpuCount", "vCpuCount"),
        ("ClusterSettings", "settings"),
        ("PlacementStrategies", "placementStrategy"),
        ("alreadyCamel", "alreadyCamel"),
        ("", ""),
    ],
)
def test_names_in_which_cloudformation_and_the_api_differ(name: str, spelled: str) -> None:
    assert ecs_name(name) == spelled


def test_each_name_that_is_spelled_otherwise_is_one_of_the_api() -> None:
    names = names_of_the_api()
    for name in ("FilesystemId", "ClusterSettings", "PlacementStrategies", "ProxyConfigurationProperties",
                 "EFSVolumeConfiguration", "FSxWindowsFileServerVolumeConfiguration"):  # fmt: skip
        assert ecs_name(name) in names


@pytest.mark.parametrize(
    ("name", "value", "spelled"),
    [
        ("Family", "${Stage}-web", "Stage-web"),
        ("Name", "web-${AWS::AccountId}", "web-AccountId"),
        ("ServiceName", "${vars.name || 'web'}-${Stage}", "vars-name-web--Stage"),
        ("Name", "web.main", "web.main"),  # wrong as it stands, which is for ECS's own check to say
        ("Image", "${Stage}/web:1.0", "${Stage}/web:1.0"),
        ("ValueFrom", "arn:${AWS::Partition}:x", "arn:${AWS::Partition}:x"),
    ],
)
def test_names_hold_what_ecs_accepts_in_place_of_a_placeholder(name: str, value: str, spelled: str) -> None:
    assert list(ecs_properties({name: value}).values()) == [spelled]


def test_keys_that_users_choose_stay_and_environments_go() -> None:
    container = {
        "Name": "web",
        "Environment": [{"Name": "KEY", "Value": "secret"}],
        "DockerLabels": {"Com.Example": "A"},
        "LogConfiguration": {"LogDriver": "awslogs", "Options": {"Mode": "blocking"}, "SecretOptions": [{"Name": "N"}]},
    }
    assert ecs_properties({"ContainerDefinitions": [container]}) == {
        "containerDefinitions": [
            {
                "name": "web",
                "dockerLabels": {"Com.Example": "A"},
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {"Mode": "blocking"},
                    "secretOptions": [{"name": "N"}],
                },
            }
        ]
    }
