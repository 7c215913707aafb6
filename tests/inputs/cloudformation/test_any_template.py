"""Whatever a template holds, its reading ends in an estate or one clear error; no resource is lost or doubled."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.errors import InputError
from ecsquote.inputs.cloudformation.cdk import cdk_estate
from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.decoding import Document, decoded
from ecsquote.inputs.estate.resources import Estate, Reference, Unresolved, references
from ecsquote.inputs.source_file import SourceFile
from support_templates import NOTHING_GIVEN

FILES = sorted(
    path
    for path in (Path(__file__).parent / "templates").rglob("*")
    if path.is_file() and path.name not in {"expected.yaml", "manifest.json", "tree.json"}
)
FUNCTIONS = [
    "Ref", "Condition", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::FindInMap", "Fn::Select", "Fn::Split",
    "Fn::ImportValue", "Fn::GetAZs", "Fn::Cidr", "Fn::Length", "Fn::ToJsonString", "Fn::Base64", "Fn::Transform",
    "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Fn::ForEach::L", "Fn::Other",
]  # fmt: skip
NAMES = ["A", "B", "P", "M", "AWS::Region", "AWS::NoValue", "A.Arn", "A.Outputs.O", "${A}-${P}", "x.yaml", "", "0", ","]
scalars = st.one_of(st.none(), st.booleans(), st.integers(-1, 3), st.sampled_from(NAMES))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["Type", "Default", "Value", "Properties", *FUNCTIONS]), inner, max_size=2),
        st.tuples(st.sampled_from(FUNCTIONS), st.lists(inner, max_size=4)).map(lambda pair: {pair[0]: pair[1]}),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda pair: {pair[0]: pair[1]}),
    ),
    max_leaves=20,
)
resources = st.fixed_dictionaries(
    {"Type": st.sampled_from(["AWS::ECS::Service", "AWS::CloudFormation::Stack", "Custom::C", "AWS::S3::Bucket"])},
    optional={"Properties": values, "Condition": values, "Metadata": values},
)
SECTIONS = ("Parameters", "Mappings", "Conditions", "Outputs")
templates = st.fixed_dictionaries(
    {"Resources": st.dictionaries(st.sampled_from(["A", "B", "C", "Fn::ForEach::R"]), resources | values, max_size=3)},
    optional={
        "Transform": values,
        **{name: values | st.dictionaries(st.sampled_from(["A", "B", "P", "M", "O"]), values) for name in SECTIONS},
    },
)


def check(estate: Estate) -> None:
    """Each source once; references lead to resources; values are an estate's."""
    sources = [resource.source for resource in estate.resources]
    assert len(set(sources)) == len(sources)
    for resource in estate.resources:
        check_value(resource.properties)
        assert {each.source for each in references(resource.properties)} <= set(sources)


def check_value(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            assert isinstance(key, str)
            check_value(item)
    elif isinstance(value, list):
        for item in value:
            check_value(item)
    else:
        assert value is None or isinstance(value, str | int | Reference | Unresolved) or str(value.as_tuple())


@settings(max_examples=150, deadline=None)
@given(templates, templates)
def test_any_template_comes_to_an_estate(first: dict[str, Any], second: dict[str, Any]) -> None:
    check(template_estate([Document("main.yaml", first), Document("x.yaml", second)], NOTHING_GIVEN))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["type", "properties", "displayName", "environment"]), values), templates)
def test_any_manifest_comes_to_an_estate(artifact: dict[str, Any], template: dict[str, Any]) -> None:
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "x.yaml"}}
    manifest = {"version": "1", "artifacts": {"S": stack, "T": {**stack, **artifact}, "U": artifact}}
    check(cdk_estate([Document("manifest.json", manifest), Document("x.yaml", template)], NOTHING_GIVEN))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_changed_template_loses_no_resource(path: Path, data: st.DataObject) -> None:
    """One value anywhere is replaced; every resource is still there, unless the change is in its declaration."""
    template = decoded(SourceFile(path.name, path.read_bytes())).value
    template.setdefault("Resources", {})
    before = {each.source for each in template_estate([Document(path.name, template)], NOTHING_GIVEN).resources}
    changed, place = replaced(template, data.draw)
    try:
        estate = template_estate([Document(path.name, changed)], NOTHING_GIVEN)
    except InputError:
        return
    check(estate)
    if place[0] in {"Outputs", "Description"} or (len(place) > 3 and place[2] == "Properties"):
        assert {each.source for each in estate.resources} == before


def replaced(value: Any, draw: Any) -> tuple[Any, list[Any]]:
    """The value with one part inside replaced by a drawn one, and the path to it."""
    if not isinstance(value, dict | list) or not value:
        return draw(values), []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = draw(st.sampled_from(keys))
    if not isinstance(value[key], dict | list) or draw(st.integers(0, 5)) == 0:
        inner: Any = draw(values)
        path = [key]
    else:
        inner, below = replaced(value[key], draw)
        path = [key, *below]
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[key] = inner
    return copied, path
