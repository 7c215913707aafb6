"""Placeholders of templates: names stay, sizes and counts are unknown, and JSON that they break is read."""

import json
from time import process_time

import pytest

from ecsquote.errors import UnreadableInput
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.estate.resources import Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.placeholders import in_quotes, is_placeholder, with_unknown
from ecsquote.inputs.reader import read_workload
from ecsquote.inputs.source_file import SourceFile

TASK = """{
  "family": "{{ must_env "FAMILY" }}", "cpu": {{ env `CPU` `256` }}, "memory": "512", "networkMode": "awsvpc",
  "containerDefinitions": [{"name": "app", "image": "{{ must_env `IMAGE` }}:<TAG>"}]
}"""
SERVICE = """{
  "desiredCount": 3, "launchType": "FARGATE",
  "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["{{ tfstate `aws_subnet.a.id` }}"]}}
}"""


@pytest.mark.parametrize("text", ["${CPU}", "{{ env `CPU` }}", "a-<TAG>", "<%= cpu %>"])
def test_a_text_with_a_placeholder_is_known(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["256", "<b>", "$HOME", "{}", "a < b > c", 5, None])
def test_other_values_hold_none(text: object) -> None:
    assert not is_placeholder(text)


def test_members_that_decide_a_price_are_unknown_and_names_stay() -> None:
    document = {
        "family": "${F}",
        "cpu": "${CPU}",
        "requiresCompatibilities": ["<LAUNCH>"],
        "volumes": [{"name": "<V>"}],
    }
    assert with_unknown(document) == {
        **document,
        "cpu": Unresolved("${CPU} is a placeholder that is not filled in"),
        "requiresCompatibilities": [Unresolved("<LAUNCH> is a placeholder that is not filled in")],
    }


def test_what_stands_without_quotes_gets_them_and_texts_keep_theirs() -> None:
    assert json.loads(in_quotes(TASK)) == {
        "family": "{{ must_env 'FAMILY' }}",
        "cpu": "{{ env `CPU` `256` }}",
        "memory": "512",
        "networkMode": "awsvpc",
        "containerDefinitions": [{"name": "app", "image": "{{ must_env `IMAGE` }}:<TAG>"}],
    }
    assert in_quotes(SERVICE.replace("{{", "").replace("}}", "")) == SERVICE.replace("{{", "").replace("}}", "")


def test_templates_of_ecspresso_are_a_service_and_its_task_definition() -> None:
    files = [
        SourceFile("ecs-service-def.json", SERVICE.encode()),
        SourceFile("ecs-task-def.json", TASK.replace("{{ env `CPU` `256` }}", '"256"').encode()),
    ]
    reading = read_workload(files, ReadingParameters(fallback_region="eu-west-1"))
    [service] = reading.requests[0]["services"]
    assert (service["task_definition"]["cpu"], service["load"]) == ("256", {"tasks": "3"})
    assert reading.complete


def test_a_size_that_is_a_placeholder_is_unknown() -> None:
    reading = read_workload([SourceFile("t.json", TASK.encode())], ReadingParameters(fallback_region="eu-west-1"))
    assert [note.what for note in reading.unknown] == [
        "cpu: {{ env `CPU` `256` }} is a placeholder that is not filled in"
    ]
    assert not reading.faults


def test_text_that_quotes_do_not_mend_keeps_its_error() -> None:
    with pytest.raises(UnreadableInput, match="not JSON: Expecting ',' delimiter at line 1, column 18"):
        decoded(SourceFile("t.json", b'{"cpu": "${CPU}" "memory": 1}'))


@pytest.mark.parametrize("text", ['{"a' * 200_000, "{{" * 300_000, '"{{ ' * 200_000, "${" * 300_000, "<A" * 300_000])
def test_hostile_text_takes_bounded_time(text: str) -> None:
    started = process_time()
    in_quotes(text + "${X}")
    assert process_time() - started < 2
