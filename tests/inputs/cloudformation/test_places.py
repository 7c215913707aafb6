"""The lines of a YAML template's resources and properties, under their pointers in the estate."""

from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.source_file import SourceFile
from support_templates import NOTHING_GIVEN

TEMPLATE = """AWSTemplateFormatVersion: 2010-09-09
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Cpu: 256
      ContainerDefinitions:
        - Name: web
          PortMappings:
            - ContainerPort: 80
        - Name: side
      Volumes: !If [A, [{Name: x}], []]
      Tags:
        - !If [A, {Key: a}, {Key: b}]
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize:
        Fn::If: [A, 1, 2]
  Fn::ForEach::Topics:
    - Name
    - [A]
    - Topic${Name}: {Type: AWS::SNS::Topic}
Conditions:
  A: !Equals [a, a]
"""


def places(**files: str) -> dict[str, dict[str, str]]:
    read = [decoded(SourceFile(name, text.encode())) for name, text in files.items()]
    return {each.source: dict(each.places) for each in template_estate(read, NOTHING_GIVEN).resources}


def test_each_property_that_is_written_out_has_its_line() -> None:
    assert places(template=TEMPLATE) == {
        "Task": {
            "": "line 3",
            "/cpu": "line 6",
            "/containerDefinitions": "line 7",
            "/containerDefinitions/0": "line 8",
            "/containerDefinitions/0/name": "line 8",
            "/containerDefinitions/0/portMappings": "line 9",
            "/containerDefinitions/0/portMappings/0": "line 10",
            "/containerDefinitions/1": "line 11",
            "/containerDefinitions/1/name": "line 11",
            "/volumes": "line 12",
            "/tags": "line 13",
        },
        "Group": {"": "line 15", "/MinSize": "line 18"},
        "TopicA": {},
    }


def test_lines_name_their_file_where_there_are_several() -> None:
    found = places(a="Resources: {T: {Type: AWS::X}}", b="\nResources: {T: {Type: AWS::X}}")
    assert found == {"a/T": {"": "a line 1"}, "b/T": {"": "b line 2"}}


def test_json_has_no_lines() -> None:
    assert places(template='{"Resources": {"T": {"Type": "AWS::X"}}}') == {"T": {}}
