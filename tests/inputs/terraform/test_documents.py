"""Which documents are plans and which are states, and what is said of plans that are not whole."""

from collections.abc import Mapping
from typing import Any

import pytest

from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform.plan import is_plan, is_state, plan_estate, planned_before

TASK = {"address": "aws_ecs_task_definition.web", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web"}


@pytest.mark.parametrize(
    ("document", "plan", "state"),
    [
        ({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {}}}, True, False),
        ({"format_version": "0.1", "resource_changes": [], "configuration": {}}, True, False),
        ({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {}}}, False, True),
        ({"format_version": "1.0"}, False, True),
        ({"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "a", "resources": []}, False, True),
        ({"Resources": {}}, False, False),
        ({"family": "web", "containerDefinitions": []}, False, False),
    ],
)
def test_plans_and_states_are_told_apart(document: Mapping[str, Any], plan: bool, state: bool) -> None:
    assert (is_plan(document), is_state(document)) == (plan, state)


def plan(**members: Any) -> dict[str, Any]:
    resources = [{**TASK, "values": {"family": "web"}}]
    return {"format_version": "1.2", "planned_values": {"root_module": {"resources": resources}}, **members}


def notes(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(note.source, note.message) for note in plan_estate(document, ReadingParameters()).unknown]


def test_whole_plan_leaves_nothing_unknown() -> None:
    assert notes(plan(complete=True, errored=False)) == []
    assert notes(plan()) == []  # before Terraform 1.8 no plan says so


def test_partial_failed_and_deferred_plans_say_so() -> None:
    assert notes(plan(complete=False)) == [
        ("the plan", "is partial (-target or deferred changes), so resources may be missing")
    ]
    assert notes(plan(complete=False, errored=True)) == [
        ("the plan", "ended with an error, so resources may be missing")
    ]
    change = {"address": 'aws_ecs_service.web["*"]', "type": "aws_ecs_service"}
    other = {"address": "time_sleep.x", "type": "time_sleep"}
    deferred = [{"reason": "instance_count_unknown", "resource_change": each} for each in (change, other)]
    assert notes(plan(deferred_changes=deferred)) == [
        ('aws_ecs_service.web["*"]', "is deferred, so its values are not planned yet")
    ]


def test_before_comes_from_the_changes_where_there_is_no_prior_state() -> None:
    change = {"actions": ["update"], "before": {"family": "web", "cpu": "256"}, "after": {"family": "web"}}
    new = {"address": "aws_ecs_cluster.new", "type": "aws_ecs_cluster", "name": "new"}
    changes = [
        {**TASK, "change": change},
        {**TASK, "deposed": "5f2d8f8e", "change": {"actions": ["delete"], "before": {"cpu": "1024"}}},
        {**new, "change": {"actions": ["create"], "before": None, "after": {"name": "new"}}},
    ]
    (resource,) = planned_before(plan(resource_changes=changes)).resources
    assert (resource.source, resource.properties) == (TASK["address"], {"family": "web", "cpu": "256"})


def test_objects_that_are_only_deposed_are_no_second_resource() -> None:
    state = [{**TASK, "values": {"cpu": "512"}}, {**TASK, "deposed_key": "5f2d8f8e", "values": {"cpu": "1024"}}]
    document = plan(prior_state={"values": {"root_module": {"resources": state}}})
    (resource,) = planned_before(document).resources
    assert resource.properties == {"cpu": "512"}


def test_early_releases_left_module_and_index_out_of_addresses() -> None:
    entry = {**TASK, "address": "aws_ecs_task_definition.web", "index": 0, "values": {"cpu": "256"}}
    child = {"address": "module.app", "resources": [entry]}
    document = {"format_version": "0.1", "planned_values": {"root_module": {"child_modules": [child]}}}
    (resource,) = plan_estate(document, ReadingParameters()).resources
    assert resource.source == "module.app.aws_ecs_task_definition.web[0]"


def test_types_without_a_row_keep_their_name_and_show_no_values() -> None:
    entry = {"address": "aws_new_thing.x", "type": "aws_new_thing", "name": "x", "values": {"password": "hunter2"}}
    document = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [entry]}}}
    (resource,) = plan_estate(document, ReadingParameters()).resources
    assert (resource.kind, resource.type, resource.properties) == ("aws_new_thing", "aws_new_thing", {})


def test_plan_without_its_configuration_is_read_as_far_as_it_goes() -> None:
    service = {"address": "aws_ecs_service.web", "type": "aws_ecs_service", "name": "web", "values": {"name": "web"}}
    unknown = {"task_definition": True, "platform_version": True, "launch_type": True, "cluster": True}
    changes = [{"address": "aws_ecs_service.web", "change": {"actions": ["create"], "after_unknown": unknown}}]
    document = plan(resource_changes=changes)
    document["planned_values"]["root_module"]["resources"].append(service)
    estate = plan_estate(document, ReadingParameters())
    assert estate.resources[1].properties["taskDefinition"].source == TASK["address"]
    assert set(estate.resources[1].properties) == {"serviceName", "taskDefinition", "cluster"}
    assert [note.message for note in estate.assumed] == [
        "task_definition: the plan does not show the expression; assumed: aws_ecs_task_definition.web (in its module)"
    ]
