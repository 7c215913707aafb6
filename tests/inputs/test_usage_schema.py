"""The schema of usage files takes every example and the file that is written to be filled in, and finds mistakes."""

from typing import Any

import jsonschema_rs
import pytest
import yaml

from ecsquote.inputs.files import read_files
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import assembled, recognize
from ecsquote.inputs.usage_schema import usage_schema
from ecsquote.inputs.usage_template import usage_template
from support_cli import EXAMPLES

INPUTS = EXAMPLES / "inputs"
VALIDATOR = jsonschema_rs.Draft202012Validator(usage_schema())


@pytest.mark.parametrize("path", sorted(INPUTS.glob("*usage.yaml")), ids=lambda path: path.name)
def test_examples_keep_to_it(path: Any) -> None:
    VALIDATOR.validate(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize("name", ["plan.json", "ecs"])
def test_what_is_written_to_be_filled_in_keeps_to_it(name: str) -> None:
    found = assembled(recognize(read_files(str(INPUTS / name))), ReadingParameters())
    VALIDATOR.validate(yaml.safe_load(usage_template(found)))


@pytest.mark.parametrize(
    "usage",
    [
        {"web": 3},
        {"web": {"logs": {"ingested": 3}}},
        {"web": {"average_tasks": "many"}},
        {"usage": {"nat_gateway": {"count": 1}}},
        {"aws_lb.web": {"lcu_per_hour": [1]}},
    ],
)
def test_mistakes_are_found(usage: Any) -> None:
    assert not VALIDATOR.is_valid(usage)
