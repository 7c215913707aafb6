"""How many tasks services run: counts, ranges of scalable targets, and what nobody says."""

from time import process_time

import pytest

from ecsquote.contract.workloads import InputFormat, UnknownKind
from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.load import SCALABLE_TARGET, targets_of
from ecsquote.inputs.assembly.parts import AssemblyContext
from ecsquote.inputs.estate.resources import Estate, Reference, Resource, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from support_estates import (
    CLUSTER_SOURCE,
    SERVICE_SOURCE,
    cluster,
    only_service,
    places,
    read,
    resource,
    service,
    task_definition,
)

TARGET = "aws_appautoscaling_target.web"


def target(resource_id: object, minimum: object = 2, maximum: object = 10) -> Resource:
    """A scalable target of a service."""
    kind = "AWS::ApplicationAutoScaling::ScalableTarget"
    return resource(TARGET, kind, ResourceId=resource_id, MinCapacity=minimum, MaxCapacity=maximum)


def test_a_scalable_target_gives_its_range_and_asks_for_the_average() -> None:
    reading = read(task_definition(), service(desiredCount=5), target([Reference(SERVICE_SOURCE, "name")]))
    assert only_service(reading)["load"] == {"average_tasks": "2", "min_tasks": 2, "max_tasks": 10}
    [unknown] = reading.unknown
    assert (unknown.kind, unknown.taken) == (UnknownKind.USAGE, "2")
    assert unknown.pointer == "/requests/0/services/0/load/average_tasks"
    assert places(reading)[TARGET] == "service"


def test_a_usage_file_answers_for_the_average() -> None:
    reading = read(
        task_definition(),
        service(),
        target(Reference(SERVICE_SOURCE)),
        usage={SERVICE_SOURCE: {"average_tasks": "4.5"}},
    )
    assert only_service(reading)["load"] == {"average_tasks": "4.5", "min_tasks": 2, "max_tasks": 10}
    assert reading.complete


def test_a_range_of_one_number_is_that_number() -> None:
    reading = read(task_definition(), service(), target(Reference(SERVICE_SOURCE), 3, 3))
    assert only_service(reading)["load"] == {"tasks": "3"}
    assert reading.complete


def test_a_range_that_is_upside_down_is_a_fault() -> None:
    reading = read(task_definition(), service(), target(Reference(SERVICE_SOURCE), 3, 2))
    assert reading.requests == ()
    assert "max_tasks" in reading.faults[0].pointer  # type: ignore[operator]  # a fault of the load has a pointer


@pytest.mark.parametrize(("name", "found"), [("service/shop/web", True), ("service/else/web", False), ("web", False)])
def test_a_target_may_name_the_service(name: str, found: bool) -> None:
    scaled = service(cluster=Reference(CLUSTER_SOURCE))
    reading = read(task_definition(), cluster(), scaled, target(name))
    assert ("average_tasks" in only_service(reading)["load"]) is found


def test_a_target_of_a_count_that_is_not_known_gives_its_minimum() -> None:
    unknown = service(desiredCount=Unresolved("a custom resource decides it"))
    reading = read(task_definition(), unknown, target(Reference(SERVICE_SOURCE)))
    assert only_service(reading)["load"]["average_tasks"] == "2"
    assert [each.kind for each in reading.unknown] == [UnknownKind.USAGE]


def test_a_count_that_is_not_known_leaves_the_service_out_unless_tasks_are_given() -> None:
    unknown = service(desiredCount=Unresolved("parameter Count has no default"))
    reading = read(task_definition(), unknown)
    assert reading.requests == ()
    [note] = reading.unknown
    assert (note.source, note.pointer, note.taken) == (SERVICE_SOURCE, None, None)
    assert note.what == "desiredCount: parameter Count has no default"
    assert places(reading)[SERVICE_SOURCE] == "service"
    given = read(task_definition(), unknown, tasks="6")
    assert only_service(given)["load"] == {"tasks": "6"}
    assert given.complete


def test_a_count_of_the_file_wins_over_tasks() -> None:
    assert only_service(read(task_definition(), service(), tasks="6"))["load"] == {"tasks": "3"}


@pytest.mark.parametrize(("count", "warned"), [(0, True), (1, False), ("0", True)])
def test_a_count_of_0_costs_nothing_and_says_so(count: object, warned: bool) -> None:
    reading = read(task_definition(), service(desiredCount=count))
    assert only_service(reading)["load"] == {"tasks": str(count)}
    assert any("desiredCount is 0" in each.message for each in reading.warnings) is warned


def test_a_daemon_has_no_load() -> None:
    daemon = service(schedulingStrategy="DAEMON", desiredCount=None, launchType="EC2")
    task = task_definition(requiresCompatibilities=["EC2"])
    assert "load" not in only_service(read(task, daemon))


def test_scalable_targets_of_thousands_of_services_are_found_by_name() -> None:
    resources: list[Resource] = []
    for number in range(2_000):
        name, target = f"web{number}", {"ResourceId": f"service/shop/web{number}", "MinCapacity": 2, "MaxCapacity": 4}
        properties = {"serviceName": name, "cluster": "shop", "desiredCount": 1}
        resources.append(Resource(name, "AWS::ECS::Service", "AWS::ECS::Service", properties))
        resources.append(Resource(f"target{number}", SCALABLE_TARGET, SCALABLE_TARGET, target))
    context = AssemblyContext(EstateIndex(Estate(resources=tuple(resources))), InputFormat.ECS, ReadingParameters(), {})
    started = process_time()
    found = [targets_of(each, context) for each in context.index.of_kind("AWS::ECS::Service")]
    assert process_time() - started < 1  # each with each would be four million comparisons
    assert [[each.source for each in targets] for targets in found] == [[f"target{n}"] for n in range(2_000)]
