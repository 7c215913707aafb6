"""Tasks that rules and schedules start: runs a month by their expressions, and seconds that only a usage file knows."""

from typing import Any

import pytest

from ecsquote.contract.workloads import UnknownKind
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from support_estates import REGION, TASK_SOURCE, only_service, places, read, resource, task_definition

RULE = "aws_cloudwatch_event_rule.nightly"
TARGET = "aws_cloudwatch_event_target.nightly"
SECONDS = {"seconds_per_run": "120"}


def ecs_parameters(**more: Any) -> dict[str, Any]:
    """What a target says of the tasks that it starts."""
    network = {"AwsVpcConfiguration": {"Subnets": ["subnet-1"], "AssignPublicIp": "ENABLED"}}
    given = {"TaskDefinitionArn": Reference(TASK_SOURCE), "LaunchType": "FARGATE", "NetworkConfiguration": network}
    return {"EcsParameters": {**given, **more}}


def rule(expression: object = "rate(1 minute)", state: str = "ENABLED", **more: Any) -> Resource:
    """A rule with one target."""
    targets = [ecs_parameters(**more)]
    return resource(
        RULE, "AWS::Events::Rule", REGION, Name="nightly", ScheduleExpression=expression, State=state, Targets=targets
    )


def load(*resources: Resource, **parameters: Any) -> dict[str, Any]:
    """The load of the one service, whose seconds a usage file gives for every address."""
    usage = {each.source: SECONDS for each in resources}
    return dict(only_service(read(task_definition(), *resources, usage=usage, **parameters))["load"])


@pytest.mark.parametrize(
    ("expression", "count", "runs"),
    [
        ("rate(1 minute)", 2, 730 * 60 * 2),
        ("rate(1 minute)", "2", 730 * 60 * 2),
        ("cron(0 11 * * ? *)", 24, 730),  # 24 tasks a day on 730/24 days
        ("rate(1 day)", 24, 730),
    ],
)
def test_runs_are_firings_times_the_task_count(expression: str, count: object, runs: int) -> None:
    assert load(rule(expression, TaskCount=count)) == {"runs_per_month": str(runs), "seconds_per_run": "120"}


def test_a_service_of_a_rule_has_its_launch_and_address() -> None:
    reading = read(task_definition(), rule(), usage={RULE: SECONDS})
    found = only_service(reading)
    assert found["name"] == "nightly"
    assert found["service_definition"] == {
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}},
    }
    assert reading.complete
    assert places(reading) == {TASK_SOURCE: "service", RULE: "service"}


def test_seconds_that_nobody_gives_leave_the_task_out() -> None:
    reading = read(task_definition(), rule())
    assert reading.requests == ()
    [unknown] = reading.unknown
    assert (unknown.kind, unknown.source, unknown.taken) == (UnknownKind.USAGE, RULE, None)
    assert "seconds_per_run" in unknown.what
    assert places(reading) == {TASK_SOURCE: "service", RULE: "service"}


def test_a_disabled_rule_runs_nothing_and_needs_no_seconds() -> None:
    reading = read(task_definition(), rule(state="DISABLED"))
    assert only_service(reading)["load"]["runs_per_month"] == "0"
    assert reading.complete
    assert any("disabled" in each.what for each in reading.assumed)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("at(2027-01-01T00:00:00)", "at("),
        (Unresolved("parameter Schedule has no default"), "parameter Schedule has no default"),
        (None, "events start it"),
    ],
)
def test_how_often_a_task_runs_may_not_be_known(expression: object, words: str) -> None:
    reading = read(task_definition(), rule(expression), usage={RULE: SECONDS})
    assert reading.requests == ()
    assert words in reading.unknown[0].what
    given = {**SECONDS, "runs_per_month": "12"}
    answered = read(task_definition(), rule(expression), usage={RULE: given})
    assert only_service(answered)["load"] == {"runs_per_month": "12", "seconds_per_run": "120"}
    assert answered.complete


def test_a_target_of_terraform_belongs_to_its_rule() -> None:
    own = resource(RULE, "AWS::Events::Rule", Name="nightly", ScheduleExpression="rate(1 hour)", State="ENABLED")
    target = resource(TARGET, "aws_cloudwatch_event_target", Rule=Reference(RULE, "name"), **ecs_parameters())
    reading = read(task_definition(), own, target, usage={TARGET: SECONDS})
    assert only_service(reading)["load"] == {"runs_per_month": "730", "seconds_per_run": "120"}
    assert places(reading) == {TASK_SOURCE: "service", RULE: "service", TARGET: "service"}


def test_a_schedule_of_scheduler_is_read_alike() -> None:
    schedule = resource(
        "aws_scheduler_schedule.hourly",
        "AWS::Scheduler::Schedule",
        Name="hourly",
        ScheduleExpression="rate(1 hour)",
        Target=ecs_parameters(TaskCount=3),
    )
    assert load(schedule) == {"runs_per_month": str(730 * 3), "seconds_per_run": "120"}


def test_a_rule_without_tasks_is_free() -> None:
    other = resource(RULE, "AWS::Events::Rule", ScheduleExpression="rate(1 hour)", Targets=[{"Arn": "lambda"}])
    reading = read(task_definition(), other)
    assert places(reading)[RULE] == "free"


def test_two_targets_of_one_rule_are_two_services_with_names_of_their_own() -> None:
    properties = {"ScheduleExpression": "rate(1 hour)", "Name": "nightly"}
    both = resource(RULE, "AWS::Events::Rule", **properties, Targets=[ecs_parameters(), ecs_parameters(TaskCount=2)])
    reading = read(task_definition(), both, usage={RULE: SECONDS})
    names = [each["name"] for each in reading.requests[0]["services"]]
    assert len(set(names)) == 2


def test_a_state_machine_that_starts_a_task_asks_for_runs() -> None:
    kind = "AWS::StepFunctions::StateMachine"
    machine = resource("Machine", kind, DefinitionString=Unresolved("joined", (Reference(TASK_SOURCE),)))
    reading = read(task_definition(), machine)
    assert reading.requests == ()
    words = [each.what for each in reading.unknown]
    assert words == ["runs_per_month: Machine starts it", "seconds_per_run: Machine starts it"]
    usage = {TASK_SOURCE: {**SECONDS, "runs_per_month": "1000"}}
    answered = only_service(read(task_definition(), machine, usage=usage))
    assert answered["load"] == {"runs_per_month": "1000", "seconds_per_run": "120"}
