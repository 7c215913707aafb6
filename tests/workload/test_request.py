"""A service of a request: defaults, the request as understood, and all faults of all its parts at once."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from ecsquote.documents import parse_object
from ecsquote.errors import Fault
from ecsquote.faults.collected import duplicate_names, input_error
from ecsquote.workload.service import Load, ServiceDefinition
from ecsquote.workload.service_request import ServiceRequest
from support_workload import Document, container, for_fargate, task_definition


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")

    region: str
    services: list[ServiceRequest]


def _faults(document: Document) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        _Request.model_validate(document)
    return {fault.pointer: fault.message for fault in input_error(refused.value, document, _Request).faults}


def _read(**members: Any) -> ServiceRequest:
    return ServiceRequest.model_validate({"task_definition": task_definition(), **members})


def test_defaults() -> None:
    service = _read().to_service()
    assert (service.name, service.load, service.definition) == ("web", Load(weekly=(1,)), ServiceDefinition())
    assert _read(service_definition=None, name=None, load=None).to_service() == service


@pytest.mark.parametrize(
    ("service_definition", "tasks"),
    [
        ({"desiredCount": 4}, 4),
        ({"desiredCount": 0}, 0),
        ({"services": [{"desiredCount": 4}]}, 4),
        ({"schedulingStrategy": "DAEMON", "desiredCount": 7}, 0),
    ],
)
def test_the_load_is_the_desired_count(service_definition: Document, tasks: int) -> None:
    assert _read(service_definition=service_definition).to_service().load == Load(weekly=(tasks,))
    assert _read(service_definition=service_definition, load={"tasks": 2}).to_service().load == Load(weekly=(2,))


def test_the_request_as_understood() -> None:
    document = {
        "task_definition": {"taskDefinition": task_definition(cpu="1 vCPU", tags=[{"key": "team"}])},
        "service_definition": {"service": {"desiredCount": 4}},
    }
    understood = ServiceRequest.model_validate(document).model_dump(mode="json")
    assert understood == {**document, "name": "web", "load": {"tasks": "4"}, "deployments": None, "tags": {}}
    assert ServiceRequest.model_validate(understood).model_dump(mode="json") == understood


def test_all_faults_of_all_services_at_once() -> None:
    document = {
        "reigon": "eu-west-1",
        "services": [
            {"task_definition": for_fargate(cpu="256", memory="4096"), "load": {"tasks": -1}, "nmae": "a"},
            {
                "task_definition": task_definition(container(name=7)),
                "service_definition": {"services": [{"launchType": "SPOT", "desiredCount": -1}]},
                "name": "",
            },
            {},
            "web",
        ],
    }
    found = _faults(document)
    assert set(found) == {
        "/region",
        "/reigon",
        "/services/0/task_definition/memory",
        "/services/0/load/tasks",
        "/services/0/nmae",
        "/services/1/task_definition/containerDefinitions/0/name",
        "/services/1/service_definition/services/0/launchType",
        "/services/1/service_definition/services/0/desiredCount",
        "/services/1/name",
        "/services/2/task_definition",
        "/services/3",
    }
    assert found["/reigon"] == "unknown field; did you mean region?"
    assert found["/services/0/nmae"] == "unknown field; did you mean name?"
    assert found["/region"] == "is required"


@pytest.mark.parametrize("document", ["web:1", 5, None, []])
def test_a_task_definition_must_be_an_object(document: object) -> None:
    found = _faults({"region": "r", "services": [{"task_definition": document}]})
    assert "must be an object" in found["/services/0/task_definition"]


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("unknown", [_nested(500), "\ud800", {"\ud800": 1}, 2**64], ids=["deep", "text", "key", "int"])
def test_what_no_answer_could_repeat_is_refused(unknown: object) -> None:
    document = {"region": "r", "services": [{"task_definition": task_definition(extra=unknown)}]}
    assert "plain JSON" in _faults(document)["/services/0/task_definition"]


def test_times_of_day_as_aws_prints_them_are_answered_as_they_came() -> None:
    """Version 1 of the AWS CLI and the SDKs print seconds since 1970, with a point."""
    registered = parse_object(b'{"registeredAt": 1637251234.123, "deregisteredAt": 1.7e9}')
    created = parse_object(b'{"createdAt": 1577830800.5, "events": [{"createdAt": 0.25}]}')
    service = ServiceRequest.model_validate(
        {"task_definition": task_definition(**registered), "service_definition": {"desiredCount": 2, **created}}
    )
    answered = service.model_dump(mode="json")
    assert answered["task_definition"] == task_definition(registeredAt=1637251234.123, deregisteredAt=1.7e9)
    assert answered["service_definition"]["events"] == [{"createdAt": 0.25}]
    assert service.to_service().task_definition == _read().to_service().task_definition


@pytest.mark.parametrize("name", ["", "a" * 256, "line\nbreak", "\ud800", "   ", 7])
def test_names_are_short_and_printable(name: object) -> None:
    assert list(_faults({"region": "r", "services": [{"task_definition": task_definition(), "name": name}]})) == [
        "/services/0/name"
    ]


def test_duplicate_names() -> None:
    assert duplicate_names(["a", "b", "c"]) == ()
    assert duplicate_names(["a", "b", "a"]) == (
        Fault("/services/2/name", "a is the name of /services/0 too; give it another"),
    )


def test_decimals_are_answered_as_text() -> None:
    form = {"average_tasks": 4.5, "min_tasks": "2"}
    understood = _read(load=form).model_dump(mode="json")["load"]
    assert understood == {"average_tasks": "4.5", "min_tasks": 2, "max_tasks": None}
    assert Decimal(understood["average_tasks"]) == Decimal("4.5")


def test_the_schema_names_ecs_documents_and_every_form_of_load() -> None:
    schema = ServiceRequest.model_json_schema()
    assert "ECS JSON" in schema["$defs"]["TaskDefinitionDocument"]["description"]
    forms = {"ConstantTasks", "HourlyTasks", "AverageTasks", "HourlyDemand", "MonthlyRuns"}
    assert forms <= set(schema["$defs"])
    assert schema["required"] == ["task_definition"]
