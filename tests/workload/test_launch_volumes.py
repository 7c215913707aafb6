"""The volume that a task definition leaves for launch and the volumeConfigurations of its service have one name."""

from typing import Any

import pytest
from pydantic import ValidationError

from ecsquote.workload.service import ManagedVolume
from ecsquote.workload.service_definition import parse_service_definition
from ecsquote.workload.service_request import ServiceRequest
from support_workload import Document, task_definition

EBS = {"volumeType": "gp3", "sizeInGiB": 10}
MADE = ManagedVolume("data", 10, "gp3", None, None)
AT_LAUNCH = {"volumes": [{"name": "data", "configuredAtLaunch": True}]}
OF_THE_HOST = {"volumes": [{"name": "data"}]}


def configured(name: str = "data") -> Document:
    return {"volumeConfigurations": [{"name": name, "managedEBSVolume": EBS}]}


def described(status: str = "PRIMARY", name: str = "data") -> Document:
    """What describe-services prints: the member stands in the deployments, the old one's too."""
    old = {"status": "ACTIVE", **configured("old")}
    return {"services": [{"desiredCount": 1, "deployments": [old, {"status": status, **configured(name)}]}]}


def read(definition: Document | None, **task: Any) -> ServiceRequest:
    return ServiceRequest.model_validate(
        {"task_definition": task_definition(**task), "service_definition": definition, "load": {"tasks": 1}}
    )


@pytest.mark.parametrize("definition", [configured(), {"service": configured()}, described()])
def test_the_same_name(definition: Document) -> None:
    assert read(definition, **AT_LAUNCH).to_service().definition.volumes == (MADE,)


@pytest.mark.parametrize("task", [AT_LAUNCH, OF_THE_HOST, {}])
def test_a_task_definition_alone_is_registered(task: Document) -> None:
    assert read(None, **task).to_service().definition.volumes == ()


@pytest.mark.parametrize("task", [OF_THE_HOST, {}])
def test_a_service_that_is_written_before_its_task_definition_is_priced(task: Document) -> None:
    assert read(configured(), **task).to_service().definition.volumes == (MADE,)


def test_a_task_definition_that_is_written_before_its_service_is_read() -> None:
    assert read({"desiredCount": 1}, **AT_LAUNCH).to_service().definition.volumes == ()


@pytest.mark.parametrize("task", [OF_THE_HOST, {}])
def test_nothing_to_configure(task: Document) -> None:
    assert read({"desiredCount": 1}, **task).to_service().definition.volumes == ()


def test_only_the_primary_deployment_speaks() -> None:
    assert parse_service_definition(described("INACTIVE")).volumes == ()


def test_the_service_goes_before_its_deployments() -> None:
    document = {**configured("new"), **described()["services"][0]}
    assert [volume.name for volume in parse_service_definition(document).volumes] == ["new"]


@pytest.mark.parametrize("deployments", [None, {}, "none", [None, "x", 5], [{"status": "PRIMARY"}]])
def test_deployments_that_say_nothing(deployments: object) -> None:
    assert parse_service_definition({"deployments": deployments}).volumes == ()


@pytest.mark.parametrize(
    ("definition", "task", "pointer", "words"),
    [
        (configured("other"), AT_LAUNCH, "/volumeConfigurations/0/name", "must be data, the volume of the task"),
        ({"service": configured("other")}, AT_LAUNCH, "/service/volumeConfigurations/0/name", "must be data"),
        (described(name="x"), AT_LAUNCH, "/services/0/deployments/1/volumeConfigurations/0/name", "must be data"),
        ({"schedulingStrategy": "DAEMON"}, AT_LAUNCH, "/schedulingStrategy", "must be REPLICA"),
    ],
)
def test_refused(definition: Document, task: Document, pointer: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(definition, **task)
    (error,) = refused.value.errors()
    assert "/" + "/".join(map(str, error["loc"])) == f"/service_definition{pointer}"
    assert words in error["msg"]
