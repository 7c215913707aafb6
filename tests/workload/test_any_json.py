"""Any JSON value as an ECS document is read or refused with faults; nothing else ever happens."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecsquote.errors import Fault, InputError
from ecsquote.workload.service_definition import parse_service_definition
from ecsquote.workload.task_definition import is_task_definition, parse_task_definition
from support_workload import container, for_fargate, task_definition

SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.integers(-2, 4096),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["1 vCPU", "2 GB", "awsvpc", "FARGATE", "EC2", "WINDOWS_SERVER_2022_CORE", "GPU", "ALL", "80-90"]),
)
_MEMBERS = """
family cpu memory networkMode containerDefinitions requiresCompatibilities runtimePlatform ephemeralStorage
sizeInGiB volumes placementConstraints pidMode ipcMode inferenceAccelerators name image essential privileged
memoryReservation portMappings containerPort hostPort protocol containerPortRange resourceRequirements type
value sharingStrategy linuxParameters devices capabilities add logConfiguration logDriver links dependsOn
containerName mountPoints sourceVolume volumesFrom expression operatingSystemFamily cpuArchitecture host
sourcePath stopTimeout configuredAtLaunch dockerVolumeConfiguration taskDefinition service services
desiredCount launchType weight base capacityProviderStrategy capacityProvider schedulingStrategy
networkConfiguration awsvpcConfiguration field assignPublicIp placementStrategy deploymentConfiguration
maximumPercent minimumHealthyPercent volumeConfigurations managedEBSVolume volumeType iops throughput
snapshotId
"""
NAMES = st.sampled_from(_MEMBERS.split())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(NAMES, st.text(max_size=4)), inner, max_size=6)
    ),
    max_leaves=25,
)


def _refusal(parse: Callable[[object], object], document: object) -> list[Fault]:
    """The faults of a document; none if it is read."""
    try:
        parse(document)
    except InputError as error:
        return list(error.faults) or [Fault("", "")]
    return []


def _read_or_refused(document: object) -> None:
    is_task_definition(document)
    for parse in (parse_task_definition, parse_service_definition):
        found = _refusal(parse, document)
        assert all(fault.message for fault in found)
        assert all(fault.pointer == "" or fault.pointer.startswith("/") for fault in found)
        assert len(set(found)) == len(found)


@given(document=VALUES)
@example(document={"containerDefinitions": [{"memory": float("inf"), "cpu": float("nan")}]})
@example(document={"family": ["a"], "requiresCompatibilities": [[], {}, None]})
@settings(deadline=2000)
def test_any_value(document: object) -> None:
    _read_or_refused(document)


@given(name=NAMES, value=VALUES, inside=st.booleans())
@settings(deadline=2000)
def test_any_value_in_a_sound_document(name: str, value: object, inside: bool) -> None:
    _read_or_refused(for_fargate(container(**{name: value})) if inside else {**for_fargate(), name: value})


@given(
    members=st.dictionaries(
        st.sampled_from(["cpu", "memory", "networkMode", "runtimePlatform", "volumes", "placementConstraints"]), VALUES
    )
)
@settings(deadline=2000)
def test_wrapping_changes_nothing_but_the_pointers(members: dict[str, Any]) -> None:
    bare = {**task_definition(), **members}

    def outcome(document: object, prefix: str) -> object:
        found = _refusal(parse_task_definition, document)
        without_prefix = [(fault.pointer.removeprefix(prefix), fault.message) for fault in found]
        return without_prefix or parse_task_definition(document)

    assert outcome(bare, "") == outcome({"taskDefinition": bare, "tags": []}, "/taskDefinition")


def test_a_megabyte_of_containers_is_refused_in_few_words() -> None:
    document = task_definition(*[container(image=["x" * 100])] * 10_000)
    messages = json.dumps([fault.message for fault in _refusal(parse_task_definition, document)])
    assert 2 < len(messages) < 10_000
