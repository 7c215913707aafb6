"""Usage files: what they may say, how it is added, and the file that asks for it."""

import json
from typing import Any

import pytest
import yaml

from ecsquote.contract.workloads import WorkloadReading
from ecsquote.errors import InputError
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import assembled, read_workload, recognize
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.usage_template import usage_template

CONTAINER = {
    "name": "app",
    "image": "app",
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/web"}},
}
DEFINITION = {
    "family": "web",
    "cpu": "256",
    "memory": "512",
    "networkMode": "awsvpc",
    "containerDefinitions": [CONTAINER],
}
TEMPLATE = {
    "Resources": {
        "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "Family": "web", "Cpu": "256", "Memory": "512", "NetworkMode": "awsvpc",
                "ContainerDefinitions": [{"Name": "app", "Image": "app", "LogConfiguration": {
                    "LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Logs"}}}}],
            },
        },
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}},
        "Web": {
            "Type": "AWS::ECS::Service",
            "Properties": {"ServiceName": "shop", "TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE"},
        },
        "Scaling": {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties": {"MinCapacity": 2, "MaxCapacity": 8, "ResourceId": {
                "Fn::Sub": "service/default/${Web.Name}"}},
        },
    }
}  # fmt: skip
PARAMETERS = ReadingParameters(region="eu-west-1")


def reading_of(usage: Any = None, template: Any = TEMPLATE) -> WorkloadReading:
    file = None if usage is None else SourceFile("usage.yml", yaml.safe_dump(usage).encode())
    return read_workload([SourceFile("template.json", json.dumps(template).encode())], PARAMETERS, file)


def asked(reading: WorkloadReading) -> set[tuple[str, str]]:
    return {(one.source, one.what.partition(":")[0]) for one in reading.unknown}


def test_without_a_usage_file_its_fields_are_unknown() -> None:
    reading = reading_of()
    assert {source for source, _ in asked(reading)} == {"Web", "Logs"}
    assert reading.requests[0]["services"][0]["load"] == {"average_tasks": "2", "min_tasks": 2, "max_tasks": 8}


@pytest.mark.parametrize("name", ["Web", "shop"])
def test_addresses_and_names_are_taken(name: str) -> None:
    usage = {name: {"average_tasks": 3.5}, "Logs": {"ingested_gb": 7, "stored_gb": 12}}
    reading = reading_of(usage)
    assert reading.requests[0]["services"][0]["load"] == {"average_tasks": "3.5", "min_tasks": 2, "max_tasks": 8}
    assert reading.requests[0]["usage"]["logs"] == {"ingested_gb": "7", "stored_gb": "12"}
    assert reading.complete


def test_null_is_unknown_and_never_zero() -> None:
    assert asked(reading_of({"Web": {"average_tasks": None}, "Logs": None})) == asked(reading_of())


@pytest.mark.parametrize("name", ["Web", "shop"])
def test_sections_of_services_and_of_the_workload_add_up(name: str) -> None:
    usage = {name: {"logs": {"ingested_gb": "1.5"}}, "usage": {"logs": {"ingested_gb": 2}, "ecr": {"stored_gb": 4}}}
    reading = reading_of(usage)
    assert reading.requests[0]["usage"]["logs"]["ingested_gb"] == "3.5"
    assert reading.requests[0]["usage"]["ecr"] == {"stored_gb": 4}
    assert ("Logs", "ingested_gb") not in asked(reading)
    assert ("Logs", "stored_gb") in asked(reading)


@pytest.mark.parametrize(
    ("usage", "pointer"),
    [({"nobody": {"average_tasks": 1}}, "/nobody"), ({"Web": 3}, "/Web"), ({"a/b": {"logs": {}}}, "/a~1b")],
)
def test_what_the_files_do_not_have_is_an_error(usage: Any, pointer: str) -> None:
    with pytest.raises(InputError) as error:
        reading_of(usage)
    assert [fault.pointer for fault in error.value.faults] == [pointer]


def test_a_quote_request_is_completed_by_service_name() -> None:
    request = {"region": "eu-west-1", "services": [{"name": "web", "task_definition": DEFINITION}]}
    reading = reading_of({"web": {"average_tasks": 4, "logs": {"ingested_gb": 9}}}, request)
    (document,) = reading.requests
    assert document["services"][0]["load"] == {"average_tasks": 4}
    assert document["usage"] == {"logs": {"ingested_gb": 9}}
    with pytest.raises(InputError):
        reading_of({"api": {"average_tasks": 4}}, request)


def test_the_template_asks_for_each_open_field_once_and_is_taken_as_it_is() -> None:
    files = [SourceFile("template.json", json.dumps(TEMPLATE).encode())]
    text = usage_template(assembled(recognize(files), PARAMETERS))
    assert yaml.safe_load(text) == {
        "Web": {"average_tasks": None},
        "Logs": {"ingested_gb": None, "stored_gb": None},
    }
    assert "# GB" in text
    assert asked(reading_of(yaml.safe_load(text))) == asked(reading_of())
