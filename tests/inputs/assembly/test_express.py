"""Express Mode services, and services whose task sets say what they run."""

from typing import Any

from ecsquote.inputs.estate.resources import Reference, Resource
from ecsquote.inputs.parameters import TaskSize
from support_estates import TASK_SOURCE, only_service, places, read, resource, service, task_definition

EXPRESS = "aws_ecs_express_gateway_service.api"


def express(**members: Any) -> Resource:
    """An Express Mode service of 1 vCPU and 2 GB."""
    given = {"serviceName": "api", "cpu": "1024", "memory": "2048", "primaryContainer": {"image": "api:1"}, **members}
    kept = {name: value for name, value in given.items() if value is not None}
    return resource(EXPRESS, "AWS::ECS::ExpressGatewayService", **kept)


def test_an_express_service_is_a_fargate_service_with_its_range() -> None:
    reading = read(express(scalingTarget={"minTaskCount": 2, "maxTaskCount": 8}))
    found = only_service(reading)
    assert (found["name"], found["service_definition"]["launchType"]) == ("api", "FARGATE")
    assert (found["task_definition"]["cpu"], found["task_definition"]["memory"]) == ("1024", "2048")
    assert found["task_definition"]["containerDefinitions"][0]["image"] == "api:1"
    assert found["load"] == {"average_tasks": "2", "min_tasks": 2, "max_tasks": 8}
    assert places(reading) == {EXPRESS: "service"}


def test_an_express_service_without_a_size_is_not_guessed() -> None:
    assert read(express(cpu=None)).requests == ()
    sized = only_service(read(express(cpu=None), default_size=TaskSize(512, 1024)))
    assert sized["task_definition"]["cpu"] == "512"


def test_an_express_service_may_name_a_task_definition() -> None:
    reading = read(task_definition(), express(cpu=None, memory=None, taskDefinitionArn=Reference(TASK_SOURCE)))
    assert only_service(reading)["task_definition"]["cpu"] == "256"
    assert places(reading) == {EXPRESS: "service", TASK_SOURCE: "service"}


def test_the_one_task_set_of_a_service_says_what_it_runs() -> None:
    own = service(taskDefinition=None, launchType=None, deploymentController={"type": "EXTERNAL"})
    task_set = resource(
        "aws_ecs_task_set.blue",
        "AWS::ECS::TaskSet",
        service=Reference(own.source),
        taskDefinition=Reference(TASK_SOURCE),
        launchType="FARGATE",
    )
    reading = read(task_definition(), own, task_set)
    assert only_service(reading)["service_definition"]["launchType"] == "FARGATE"
    assert places(reading)["aws_ecs_task_set.blue"] == "service"
    both = read(task_definition(), own, task_set, resource("aws_ecs_task_set.b", "AWS::ECS::TaskSet"))
    assert len(both.requests) == 1


def test_the_log_group_of_an_express_service_is_its_own() -> None:
    group = resource("aws_cloudwatch_log_group.api", "AWS::Logs::LogGroup", LogGroupName="/express/api")
    container = {"image": "api:1", "awsLogsConfiguration": {"logGroup": Reference("aws_cloudwatch_log_group.api")}}
    reading = read(express(primaryContainer=container), group)
    assert places(reading)["aws_cloudwatch_log_group.api"] == "usage"
