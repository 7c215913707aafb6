"""Every intrinsic function: the value that AWS's guide gives for it, and what it is when something is not known.

Examples: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import pytest

from ecsquote.inputs.estate.resources import Reference, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from support_templates import evaluated

AROUND = """
Parameters:
  Stage: {Type: String}
  Size: {Type: Number, Default: 512}
  Names: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Ports: {Type: 'List<Number>', Default: '80,443'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Mappings:
  Sizes:
    small: {Cpu: 256, Zones: [a, b]}
    large: {Cpu: 1024}
Conditions:
  Holds: !Equals [1, '1']
  Fails: !Equals [a, b]
  Perhaps: !Equals [!Ref Stage, prod]
  On: !Equals [b, b]
  No: !Equals [a, b]
Resources:
  Cluster: {Type: AWS::ECS::Cluster}
  Lambda: {Type: Custom::Count}
  Gone: {Type: AWS::SNS::Topic, Condition: Fails}
  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://example.com/inner.yaml'}}
"""
NO_STAGE = "parameter Stage has no default; give --param Stage=…"
NO_SUBNETS = "parameter Subnets has no default; give --param Subnets=…"
CLUSTER = Reference("Cluster")
LAMBDA_COUNT = Reference("Lambda", "Count")
CLUSTER_ARN = Reference("Cluster", "Arn")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # Ref
        ("!Ref Size", 512),
        ("!Ref Names", ["a", "b", "c"]),
        ("!Ref Ports", [80, 443]),
        ("!Ref Stage", Unresolved(NO_STAGE)),
        ("!Ref Subnets", Unresolved(NO_SUBNETS)),
        ("!Ref Cluster", CLUSTER),
        ("!Ref Gone", Unresolved("Gone is not made: its condition Fails is false")),
        ("!Ref Absent", Unresolved("Absent is not in the template")),
        ("Ref: [1]", Unresolved("Ref needs a name")),
        ("{Ref: Size, Other: 1}", {"Ref": "Size", "Other": 1}),  # not a function: it has a second key
        ("!Ref AWS::NoValue", "left out"),
        ("[1, !Ref AWS::NoValue, {a: !Ref AWS::NoValue, b: 2}]", [1, {"b": 2}]),
        # Fn::GetAtt
        ("!GetAtt Cluster.Arn", CLUSTER_ARN),
        ("Fn::GetAtt: [Cluster, Arn]", CLUSTER_ARN),
        ("!GetAtt Cluster.Endpoint.Port", Reference("Cluster", "Endpoint.Port")),
        ("Fn::GetAtt: [Cluster, !Join ['.', [Endpoint, Port]]]", Reference("Cluster", "Endpoint.Port")),
        ("!GetAtt Cluster", Unresolved("Fn::GetAtt needs a resource and an attribute")),
        ("!GetAtt Absent.Arn", Unresolved("Absent is not in the template")),
        ("!GetAtt Lambda.Count", Unresolved("Lambda.Count is decided by a custom resource", (LAMBDA_COUNT,))),
        (
            "!GetAtt Inner.Outputs.Url",
            Unresolved(
                "it is the output Url of Inner, whose template is not among the files",
                (Reference("Inner", "Outputs.Url"),),
            ),
        ),
        # Fn::Sub
        ("!Sub 'a-${Size}-${!Size}'", "a-512-${Size}"),
        ("!Sub ['${A}/${Size}/${B.C}', {A: x, B.C: !Ref Size}]", "x/512/512"),
        ("!Sub '${Cluster}'", CLUSTER),
        ("!Sub '${Cluster.Arn}'", CLUSTER_ARN),
        ("!Sub '${Size}'", "512"),
        ("!Sub 'c/${Cluster}/${Stage}'", Unresolved(NO_STAGE, (CLUSTER,))),
        ("!Sub 'c/${Cluster}'", Unresolved("Cluster decides it", (CLUSTER,))),
        ("!Sub '$Size $ { } ${}'", Unresolved(" is not in the template")),
        ("!Sub '$Size {Size}'", "$Size {Size}"),
        ("!Sub [1]", Unresolved("Fn::Sub needs a text, or a list of a text and an object")),
        # Fn::Join
        ("!Join ['-', [a, !Ref Size, true]]", "a-512-true"),
        ("!Join ['', []]", ""),
        ("!Join [',', !Ref Names]", "a,b,c"),
        ("!Join [',', !Ref Subnets]", Unresolved(NO_SUBNETS)),
        ("!Join [',', [a, !Ref AWS::NoValue]]", "a"),
        ("!Join ['/', [service, !Ref Cluster]]", Unresolved("Cluster decides it", (CLUSTER,))),
        ("!Join ['', [!Ref Cluster]]", CLUSTER),
        ("!Join ['', [[a]]]", Unresolved("a list or an object is used as text")),
        ("!Join [',', abc]", Unresolved("Fn::Join needs a list")),
        ("!Join [[], [a, b]]", Unresolved("Fn::Join needs a delimiter that is text")),
        ("!Join [a]", Unresolved("Fn::Join needs a delimiter and a list")),
        # Fn::If
        ("!If [Holds, 1, 2]", 1),
        ("!If [Fails, 1, 2]", 2),
        ("!If [Perhaps, 1, 2]", Unresolved(f"condition Perhaps: {NO_STAGE}")),
        ("!If [Perhaps, 2, 2]", 2),
        ("!If [Perhaps, !Ref Cluster, 2]", Unresolved(f"condition Perhaps: {NO_STAGE}", (CLUSTER,))),
        ("!If [On, !If [No, 1, 2], 3]", 2),  # booleans to YAML 1.1, names to the author
        ("!If ['On', !If ['No', 1, 2], 3]", 2),
        ("!If [true, 1, 2]", 1),  # the only condition that can be meant
        ("!If [Absent, 1, 2]", Unresolved("condition Absent is not in the template")),
        ("!If [Fails, 1, !Ref AWS::NoValue]", "left out"),
        ("!If [Holds, 1]", Unresolved("Fn::If needs a condition and two values")),
        # Fn::FindInMap
        ("!FindInMap [Sizes, small, Cpu]", 256),
        ("!FindInMap [Sizes, small, Zones]", ["a", "b"]),
        ("!FindInMap [Sizes, !Ref Stage, Cpu]", Unresolved(NO_STAGE)),
        ("!FindInMap [Sizes, huge, Cpu]", Unresolved("the map Sizes has no entry under the keys that are asked for")),
        ("!FindInMap [Sizes, huge, Cpu, {DefaultValue: !Ref Size}]", 512),
        ("!FindInMap [Sizes, small, Cpu, {DefaultValue: 1}]", 256),
        ("!FindInMap [Sizes, small]", Unresolved("Fn::FindInMap needs a map and two keys")),
        # Fn::Select
        ("!Select [0, [a, b]]", "a"),
        ("!Select ['1', [a, b]]", "b"),
        ("!Select [2, [a, b]]", Unresolved("Fn::Select: the list has no entry 2")),
        ("!Select [1, !Ref Names]", "b"),
        ("!Select [1, !Ref Subnets]", Unresolved(f"entry 1 of: {NO_SUBNETS}")),
        ("!Select [-1, [a]]", Unresolved("Fn::Select needs a number")),
        ("!Select [1, !Split ['/', !Ref Cluster]]", Unresolved("entry 1 of: Cluster decides it", (CLUSTER,))),
        # Fn::Split
        ("!Split ['|', 'a|b|c']", ["a", "b", "c"]),
        ("!Split ['|', 'a']", ["a"]),
        ("!Split ['', 'a']", Unresolved("Fn::Split needs a delimiter")),
        ("!Split [',', !Join [',', [!Ref Cluster, x, !GetAtt Cluster.Arn]]]", [CLUSTER, "x", CLUSTER_ARN]),
        ("!Select [1, !Split [':', !Sub 'x${Cluster}:y:${Stage}z']]", "y"),
        # Fn::GetAZs
        ("!GetAZs ''", Unresolved("the Availability Zones of ${AWS::Region}")),
        ("!GetAZs eu-west-1", Unresolved("the Availability Zones of eu-west-1")),
        ("!Select [0, !GetAZs '']", Unresolved("entry 0 of: the Availability Zones of ${AWS::Region}")),
        # Fn::ImportValue
        ("!ImportValue net-Vpc", Unresolved("it is the export net-Vpc of another stack")),
        ("!ImportValue {'Fn::Sub': '${Stage}-Vpc'}", Unresolved("it is the export ${Stage}-Vpc of another stack")),
        # Fn::Cidr
        ("!Cidr [10.0.0.0/16, 3, 8]", ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]),
        ("!Cidr [10.0.0.0/24, '2', '6']", ["10.0.0.0/26", "10.0.0.64/26"]),
        ("!Select [1, !Cidr ['2001:db8::/56', 2, 64]]", "2001:db8:0:1::/64"),
        ("!Cidr [10.0.0.0/24, 4, 6]", [f"10.0.0.{start}/26" for start in (0, 64, 128, 192)]),
        ("!Cidr [10.0.0.0/24, 5, 6]", Unresolved("Fn::Cidr: the block cannot be divided as asked")),
        ("!Cidr [10.0.0.0/8, 257, 8]", Unresolved("Fn::Cidr: the block cannot be divided as asked")),
        ("!Cidr [!GetAtt Cluster.Arn, 2, 8]", Unresolved("Cluster decides it", (CLUSTER_ARN,))),
        ("!Cidr [ten, 2, 8]", Unresolved("Fn::Cidr needs a block such as 10.0.0.0/16")),
        # Fn::Length, Fn::ToJsonString, Fn::Base64
        ("!Length [a, b]", 2),
        ("!Length {Ref: Names}", 3),
        ("!Length {Ref: Subnets}", Unresolved(NO_SUBNETS)),
        ("!ToJsonString {a: !Ref Size, b: [true, ~, x]}", '{"a":512,"b":[true,null,"x"]}'),
        ("!ToJsonString {a: !Ref Cluster}", Unresolved("Cluster decides it", (CLUSTER,))),
        ("!Base64 AWS", "QVdT"),
        ("!Base64 {Ref: Stage}", Unresolved(NO_STAGE)),
        # macros and functions that are not known
        ("!Transform {Name: Shout}", Unresolved("the macro Shout runs when the stack is made")),
        ("!Newest [1]", Unresolved("the function Fn::Newest is not known")),
        # dynamic references
        ("'{{resolve:ssm:/web/count:1}}'", Unresolved("it is read from Systems Manager when the stack is made")),
        ("!Sub '{{resolve:ssm-secure:${Size}}}'", Unresolved("it is read from Systems Manager when the stack is made")),
        # what is not a function stays
        ("2012-10-17", "2012-10-17"),
        ("{Condition: {StringEquals: {a: b}}}", {"Condition": {"StringEquals": {"a": "b"}}}),
    ],
)  # fmt: skip
def test_an_expression_comes_to_its_value(expression: str, value: object) -> None:
    found = evaluated(expression, AROUND)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("expression", "inside", "elsewhere"),
    [
        ("!Ref AWS::Region", "eu-west-1", Unresolved("AWS::Region is not in the template; give --region")),
        ("!Sub '${AWS::Region}a'", "eu-west-1a", "${AWS::Region}a"),
        ("!Ref AWS::Partition", "aws", Unresolved("AWS::Partition is not in the template")),
        ("!Ref AWS::URLSuffix", "amazonaws.com", Unresolved("AWS::URLSuffix is not in the template")),
        ("!Ref AWS::AccountId", *[Unresolved("AWS::AccountId is not in the template")] * 2),
        ("!Ref AWS::StackName", "shop", "shop"),
        ("!Sub 'arn:${AWS::Partition}:s3:::x-${AWS::AccountId}'",
         "arn:aws:s3:::x-${AWS::AccountId}", "arn:${AWS::Partition}:s3:::x-${AWS::AccountId}"),
    ],
)  # fmt: skip
def test_pseudo_parameters_are_known_with_the_region(expression: str, inside: object, elsewhere: object) -> None:
    assert evaluated(expression, given=ReadingParameters(region="eu-west-1")) == inside
    assert evaluated(expression, given=ReadingParameters(fallback_region="eu-west-1")) == inside
    assert evaluated(expression) == elsewhere


def test_pseudo_parameters_of_other_partitions_and_from_the_caller() -> None:
    for region, partition in (("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")):
        assert evaluated("!Ref AWS::Partition", given=ReadingParameters(region=region)) == partition
    given = ReadingParameters(values={"AWS::AccountId": "012345678901", "AWS::StackName": "web"})
    assert evaluated("!Sub '${AWS::AccountId}/${AWS::StackName}'", given=given) == "012345678901/web"


@pytest.mark.parametrize("name", ["ServiceName", "Family", "Image", "Name"])
def test_a_name_keeps_a_placeholder_for_what_is_not_known(name: str) -> None:
    inner = f"{{{name}: !Sub '${{Stage}}-web', Other: !Sub '${{Stage}}-web', Lone: !Ref Stage}}"
    found = evaluated(inner, AROUND)
    assert found == {name: "${Stage}-web", "Other": Unresolved(NO_STAGE), "Lone": Unresolved(NO_STAGE)}
