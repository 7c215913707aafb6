"""Misspelled members of ECS documents, and AWS's own list of members."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore
import pytest

from ecsquote.workload.near_misses import edit_distance, service_near_misses, task_definition_near_misses


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("cpuu", "cpu"),
        ("cpus", "cpu"),
        ("memroy", "memory"),
        ("runtimePlatfrom", "runtimePlatform"),
        ("runtime_platform", "runtimePlatform"),
        ("NetworkMode", "networkMode"),
        ("requiresCompatibility", None),
        ("processor", None),
        ("tagz", None),
        ("x", None),
    ],
)
def test_a_name_is_near_to_one_that_matters_or_not(name: str, meant: str | None) -> None:
    found = [miss.meant for miss in task_definition_near_misses({name: "1"})]
    assert found == ([meant] if meant else [])


def test_a_misspelled_member_is_named_also_where_the_right_one_is_given() -> None:
    assert [miss.name for miss in task_definition_near_misses({"cpu": "256", "cpuu": "512"})] == ["cpuu"]


def test_inner_objects_are_read_at_their_places() -> None:
    document = {"containerDefinitions": [{"name": "app"}, {"name": "log", "memoryReservatoin": 64}]}
    [miss] = task_definition_near_misses(document)
    assert (miss.pointer, miss.message) == (
        "/containerDefinitions/1",
        "unknown member memoryReservatoin; is memoryReservation meant?",
    )
    [service] = service_near_misses({"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "wieght": 1}]})
    assert (service.pointer, service.meant) == ("/capacityProviderStrategy/0", "weight")


def members(shape: str, shapes: Mapping[str, Any]) -> Iterator[str]:
    yield from shapes[shape]["members"]


def test_every_member_that_aws_knows_is_known() -> None:
    folder = Path(botocore.__file__).parent / "data" / "ecs" / "2014-11-13"
    shapes = json.loads(gzip.decompress((folder / "service-2.json.gz").read_bytes()))["shapes"]
    for shape in ("RegisterTaskDefinitionRequest", "TaskDefinition"):
        assert not list(task_definition_near_misses(dict.fromkeys(members(shape, shapes), "")))
    container = dict.fromkeys(members("ContainerDefinition", shapes), "")
    assert not list(task_definition_near_misses({"containerDefinitions": [container]}))
    for shape in ("CreateServiceRequest", "Service"):
        assert not list(service_near_misses(dict.fromkeys(members(shape, shapes), "")))
    deployment = dict.fromkeys(members("DeploymentConfiguration", shapes), "")
    assert not list(service_near_misses({"deploymentConfiguration": deployment}))


@pytest.mark.parametrize(
    ("left", "right", "distance"), [("cpu", "cpu", 0), ("cpuu", "cpu", 1), ("from", "form", 1), ("", "abc", 3)]
)
def test_edit_distance(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == edit_distance(right, left) == distance
