"""Services of an estate as services of a request: the join with task definitions, sizes, faults and names."""

import pytest

from ecsquote.contract.workloads import UnknownKind
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from ecsquote.inputs.parameters import TaskSize
from support_estates import (
    SERVICE_SOURCE,
    TASK_SOURCE,
    only_service,
    places,
    read,
    service,
    task_definition,
)

OTHER = "aws_ecs_task_definition.other"


def test_a_service_and_its_task_definition_are_one_service_of_a_request() -> None:
    reading = read(task_definition(), service())
    assert reading.complete
    assert reading.requests == (
        {
            "region": "eu-west-1",
            "services": [
                {
                    "name": "web",
                    "task_definition": dict(task_definition().properties),
                    "service_definition": {"desiredCount": 3, "launchType": "FARGATE"},
                    "load": {"tasks": "3"},
                }
            ],
        },
    )
    assert places(reading) == {TASK_SOURCE: "service", SERVICE_SOURCE: "service"}


@pytest.mark.parametrize(
    "name",
    ["web", "web:7", "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7", Reference(TASK_SOURCE)],
)
def test_a_task_definition_is_found_by_reference_family_revision_and_arn(name: object) -> None:
    other = task_definition(OTHER, family="worker", cpu="1024", memory="2048")
    reading = read(other, task_definition(), service(taskDefinition=name))
    assert reading.requests[0]["services"][0]["task_definition"]["cpu"] == "256"


def test_a_reference_decides_between_two_task_definitions_of_one_family() -> None:
    other = task_definition(OTHER, cpu="1024", memory="2048")
    by_reference = read(task_definition(), other, service(taskDefinition=Reference(OTHER)))
    assert by_reference.requests[0]["services"][0]["task_definition"]["cpu"] == "1024"
    by_name = read(task_definition(), other, service(taskDefinition="web"))
    assert [each.kind for each in by_name.unknown] == [UnknownKind.WORKLOAD]
    assert OTHER in by_name.unknown[0].what
    assert by_name.unknown[0].taken is by_name.unknown[0].pointer is None


def test_the_latest_revision_of_a_family_is_taken_unless_one_is_named() -> None:
    first, second = task_definition(revision=1), task_definition(OTHER, revision=2, cpu="1024", memory="2048")
    latest = read(first, second, service(taskDefinition="web")).requests[0]["services"][0]
    named = read(first, second, service(taskDefinition="web:1")).requests[0]["services"][0]
    assert (latest["task_definition"]["cpu"], named["task_definition"]["cpu"]) == ("1024", "256")


def test_a_text_that_is_made_from_one_task_definition_means_it() -> None:
    made = Unresolved("known after apply", (Reference(TASK_SOURCE, "family"), Reference(SERVICE_SOURCE)))
    assert only_service(read(task_definition(), service(taskDefinition=made)))["task_definition"]["cpu"] == "256"
    other = Unresolved("known after apply", (Reference(TASK_SOURCE), Reference(OTHER)))
    reading = read(task_definition(), task_definition(OTHER, family="b"), service(taskDefinition=other))
    assert SERVICE_SOURCE in [each.source for each in reading.unknown]


def test_a_task_definition_outside_the_file_is_unknown_unless_a_default_size_is_given() -> None:
    alone = read(service(taskDefinition="web:7"))
    assert alone.requests == ()
    assert "web:7 is not in the file" in alone.unknown[0].what
    sized = only_service(read(service(taskDefinition="web:7"), default_size=TaskSize(512, 1024)))
    assert (sized["task_definition"]["cpu"], sized["task_definition"]["memory"]) == ("512", "1024")


def test_unknown_containers_are_priced_by_the_size_of_the_task() -> None:
    unknown = Unresolved("known after apply")
    reading = read(task_definition(containerDefinitions=unknown), service())
    assert reading.complete
    assert any("containerDefinitions: known after apply" in each.what for each in reading.assumed)
    assert len(only_service(reading)["task_definition"]["containerDefinitions"]) == 1


@pytest.mark.parametrize("missing", ["cpu", "memory"])
def test_unknown_containers_without_a_size_of_the_task_are_not_priced(missing: str) -> None:
    task = task_definition(
        containerDefinitions=Unresolved("known after apply"), requiresCompatibilities=["EC2"], **{missing: None}
    )
    reading = read(task, service(launchType="EC2"))
    assert reading.requests == ()
    assert reading.unknown[0].kind is UnknownKind.WORKLOAD
    assert reading.unknown[0].source == TASK_SOURCE


@pytest.mark.parametrize("member", ["cpu", "memory"])
def test_an_unknown_size_takes_the_default_size_or_none(member: str) -> None:
    task = task_definition(**{member: Unresolved("parameter Size has no default")})
    assert "parameter Size has no default" in read(task, service()).unknown[0].what
    sized = read(task, service(), default_size=TaskSize(512, 1024))
    assert sized.complete
    document = only_service(sized)["task_definition"]
    assert (document["cpu"], document["memory"]) == ("512", "1024")


def test_a_size_that_nobody_gives_is_a_fault_and_one_that_is_not_known_is_unknown() -> None:
    silent = read(task_definition(cpu=None, memory=None, requiresCompatibilities=None), service(launchType="EC2"))
    assert not silent.unknown
    assert [fault.source for fault in silent.faults] == [TASK_SOURCE]
    container = {"name": "app", "image": "app:1", "memory": Unresolved("parameter Memory has no default")}
    task = task_definition(cpu=None, memory=None, requiresCompatibilities=None, containerDefinitions=[container])
    unknown = read(task, service(launchType="EC2"))
    assert not unknown.faults
    assert "parameter Memory has no default" in unknown.unknown[0].what


def test_a_faulty_service_does_not_stop_the_others() -> None:
    bad_task = task_definition(OTHER, family="bad", networkMode=None)
    bad = service("aws_ecs_service.bad", serviceName="bad", taskDefinition=Reference(OTHER))
    reading = read(bad_task, bad, task_definition(), service())
    assert only_service(reading)["name"] == "web"
    assert [(fault.source, fault.pointer) for fault in reading.faults] == [(OTHER, "/networkMode")]
    assert places(reading) == {
        OTHER: "fault",
        "aws_ecs_service.bad": "fault",
        TASK_SOURCE: "service",
        SERVICE_SOURCE: "service",
    }
    assert not reading.complete


def test_a_fault_of_a_shared_task_definition_is_said_once() -> None:
    bad = task_definition(memory="700")
    reading = read(bad, service(), service("aws_ecs_service.two", serviceName="two"))
    assert [fault.source for fault in reading.faults] == [TASK_SOURCE]


def test_a_fault_names_the_place_in_the_file() -> None:
    task = task_definition(memory="700")
    placed = Resource(task.source, task.type, task.kind, task.properties, task.region, {"/memory": "main.tf:12"})
    [fault] = read(placed, service()).faults
    assert (fault.pointer, fault.source) == ("/memory", TASK_SOURCE)
    assert fault.message.endswith("(main.tf:12)")


def test_a_fault_of_the_service_leaves_its_task_definition_alone() -> None:
    reading = read(task_definition(), service(desiredCount="many"))
    assert [(fault.source, fault.pointer) for fault in reading.faults] == [(SERVICE_SOURCE, "/desiredCount")]
    assert places(reading) == {TASK_SOURCE: "service", SERVICE_SOURCE: "fault"}


def test_values_of_environments_commands_and_log_options_are_left_behind() -> None:
    secret = "hunter2"  # noqa: S105 # what must not be found again
    task = task_definition(
        containerDefinitions=[
            {
                "name": "app",
                "image": "app:1",
                "essential": True,
                "environment": [{"name": "PASSWORD", "value": secret}],
                "command": [secret],
                "entryPoint": [secret],
                "dockerLabels": {"label": secret},
                "healthCheck": {"command": [secret]},
                "secrets": [{"name": "KEY", "valueFrom": secret}],
                "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": secret}},
            }
        ],
        tags=[{"key": "owner", "value": secret}],
    )
    reading = read(task, service(tags=[{"key": "owner", "value": secret}], overrides={"x": secret}))
    assert secret not in repr(reading)
    [container] = only_service(reading)["task_definition"]["containerDefinitions"]
    assert container["logConfiguration"] == {"logDriver": "splunk"}


def test_secrets_of_secrets_manager_stay_by_their_arn() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf"
    container = {"name": "app", "image": "app:1", "secrets": [{"name": "KEY", "valueFrom": arn}]}
    [found] = only_service(read(task_definition(containerDefinitions=[container])))["task_definition"][
        "containerDefinitions"
    ]
    assert found["secrets"] == [{"valueFrom": arn}]


def test_names_that_two_services_share_give_way_to_addresses() -> None:
    second = service("module.b.aws_ecs_service.web")
    names = [each["name"] for each in read(task_definition(), service(), second).requests[0]["services"]]
    assert names == [SERVICE_SOURCE, "module.b.aws_ecs_service.web"]


def test_a_service_without_a_name_is_called_by_its_family() -> None:
    assert only_service(read(task_definition(family="api"), service(serviceName=None)))["name"] == "api"


def test_a_bare_task_definition_is_one_task_unless_a_number_is_given() -> None:
    alone = read(task_definition())
    assert alone.complete
    assert only_service(alone)["load"] == {"tasks": "1"}
    assert [each.pointer for each in alone.assumed] == ["/requests/0/services/0/load"]
    given = read(task_definition(), tasks="4")
    assert only_service(given)["load"] == {"tasks": "4"}
    assert not given.assumed


def test_members_that_are_not_known_and_decide_a_price_are_named_with_what_stands_in() -> None:
    task = task_definition(
        runtimePlatform={"cpuArchitecture": Unresolved("parameter Architecture has no default")},
        ephemeralStorage={"sizeInGiB": Unresolved("parameter Disk has no default")},
    )
    reading = read(task, service(networkConfiguration={"awsvpcConfiguration": {"assignPublicIp": Unresolved("x")}}))
    assert {each.taken for each in reading.unknown} == {"X86_64", "20 GiB", "DISABLED"}
    assert {each.kind for each in reading.unknown} == {UnknownKind.WORKLOAD}
    assert len(reading.requests) == 1


def test_a_network_mode_that_is_not_known_is_awsvpc_on_fargate_and_unknown_elsewhere() -> None:
    fargate = read(task_definition(networkMode=Unresolved("x")), service())
    assert fargate.complete
    assert only_service(fargate)["task_definition"]["networkMode"] == "awsvpc"
    ec2 = read(task_definition(networkMode=Unresolved("x"), requiresCompatibilities=None), service(launchType="EC2"))
    assert [each.taken for each in ec2.unknown] == ["bridge"]


def test_a_misspelled_member_is_a_warning_at_its_place() -> None:
    reading = read(task_definition(runtimePlatfrom={"cpuArchitecture": "ARM64"}), service(desiredCuont=2))
    assert [(each.message, each.pointer) for each in reading.warnings] == [
        ("unknown member runtimePlatfrom; is runtimePlatform meant?", "/requests/0/services/0/task_definition"),
        ("unknown member desiredCuont; is desiredCount meant?", "/requests/0/services/0/service_definition"),
    ]
    named = read(task_definition(), service(desiredCount=None, desiredCuont=2))
    assert [each.message for each in named.warnings] == ["unknown member desiredCuont; is desiredCount meant?"]
