"""Where the template of a nested stack is looked for: next to its parent, or in the folder of an address."""

import pytest

from ecsquote.inputs.cloudformation.nested import TemplateFiles
from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.parameters import ReadingParameters
from support_templates import NOTHING_GIVEN, documents

TOPIC = "Resources: {T: {Type: AWS::SNS::Topic}}"
S3 = "https://s3.amazonaws.com/bucket"


def found(parent: str, location: str, folders: dict[str, str], *names: str, metadata: object = None) -> str | None:
    files = TemplateFiles([Document(name, {"Resources": {}}) for name in names], folders)
    document = files.nested(parent, location, metadata)
    return None if document is None else document.name


@pytest.mark.parametrize(
    ("parent", "location", "file"),
    [
        ("main.yaml", "vpc.yaml", "vpc.yaml"),
        ("main.yaml", "./nested/vpc.yaml", "nested/vpc.yaml"),
        ("stacks/main.yaml", "vpc.yaml", "stacks/vpc.yaml"),
        ("stacks/main.yaml", "../vpc.yaml", "vpc.yaml"),
        ("./stacks/main.yaml", "vpc.yaml", "stacks/vpc.yaml"),
        ("/srv/app/main.yaml", "nested/vpc.yaml", "/srv/app/nested/vpc.yaml"),
        ("main.yaml", "stacks/../vpc.yaml", "vpc.yaml"),
    ],
)
def test_a_path_begins_at_the_parent(parent: str, location: str, file: str) -> None:
    assert found(parent, location, {}, "other.yaml", file) == file
    assert found(parent, location, {}, "other.yaml") is None


@pytest.mark.parametrize(
    ("folders", "address", "file"),
    [
        ({f"{S3}/": "."}, f"{S3}/vpc.yaml", "vpc.yaml"),
        ({S3: "."}, f"{S3}/vpc.yaml", "vpc.yaml"),
        ({f"{S3}/stacks": "cfn"}, f"{S3}/stacks/net/vpc.yaml", "cfn/net/vpc.yaml"),
        ({f"{S3}/stacks/": "./cfn/"}, f"{S3}/stacks/net/vpc.yaml", "cfn/net/vpc.yaml"),
        ({f"{S3}/": "all", f"{S3}/net/": "net"}, f"{S3}/net/vpc.yaml", "net/vpc.yaml"),  # the longest beginning
        ({f"{S3}/": "."}, f"{S3}/vpc.yaml?versionId=1", "vpc.yaml"),
        ({"https://${Bucket}.s3.amazonaws.com": "."}, "https://${Bucket}.s3.amazonaws.com/vpc.yaml", "vpc.yaml"),
        ({f"{S3}/vpc": "."}, f"{S3}/vpc-2/vpc.yaml", None),  # not at a slash
        ({}, f"{S3}/vpc.yaml", None),
        ({"s3://x/": "."}, f"{S3}/vpc.yaml", None),
        ({f"{S3}/": "."}, f"{S3}/../vpc.yaml", None),
    ],
)
def test_an_address_is_found_in_the_folder_that_is_given_for_its_beginning(
    folders: dict[str, str], address: str, file: str | None
) -> None:
    files = ("vpc.yaml", "cfn/net/vpc.yaml", "net/vpc.yaml", "all/net/vpc.yaml")
    assert found("main.yaml", address, folders, *files) == file


def test_the_path_of_the_cdk_comes_before_the_address() -> None:
    metadata = {"aws:asset:path": "A.nested.template.json", "aws:asset:property": "TemplateURL"}
    address = "https://s3.eu-west-1.amazonaws.com/assets/0a.json"
    assert found("cdk.out/A.template.json", address, {}, "cdk.out/A.nested.template.json", metadata=metadata)
    assert found("cdk.out/A.template.json", address, {}, "0a.json", metadata=metadata) is None


def test_a_stack_that_is_not_made_has_no_resources_and_one_that_may_be_has() -> None:
    files = {
        "main.yaml": """
            Parameters: {Stage: {Type: String}}
            Conditions:
              Never: !Equals [a, b]
              Perhaps: !Equals [!Ref Stage, prod]
            Resources:
              A: {Type: AWS::CloudFormation::Stack, Condition: Never, Properties: {TemplateURL: t.yaml}}
              B: {Type: AWS::CloudFormation::Stack, Condition: Perhaps, Properties: {TemplateURL: t.yaml}}
        """,
        "t.yaml": TOPIC,
    }
    estate = template_estate(documents(files), NOTHING_GIVEN)
    assert [resource.source for resource in estate.resources] == ["B", "B/T"]
    assert [note.source for note in estate.assumed] == ["B"]


@pytest.mark.parametrize(
    ("names", "sources"),
    [
        (["web.yaml"], ["T"]),
        (["web.yaml", "api.json"], ["web/T", "api/T"]),
        (["a/web.yaml", "b/web.yaml"], ["a/web/T", "b/web/T"]),
        (["web.yaml", "web.json"], ["web.yaml/T", "web.json/T"]),
        (["a/web.yaml", "b/web.yaml", "b/api.yaml"], ["a/web/T", "b/web/T", "api/T"]),
    ],
)
def test_sources_are_told_apart_by_the_names_of_files(names: list[str], sources: list[str]) -> None:
    estate = template_estate(documents(dict.fromkeys(names, TOPIC)), NOTHING_GIVEN)
    assert [resource.source for resource in estate.resources] == sources


def test_stack_names_come_from_the_files_and_the_parents() -> None:
    named = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref AWS::StackName}}}"
    main = f"{named[:-1]}, Inner: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: inner.yaml}}}}}}"
    estate = template_estate(documents({"infra/shop.yaml": main, "infra/inner.yaml": named}), NOTHING_GIVEN)
    assert [each.properties.get("TopicName") for each in estate.resources] == ["shop", None, "shop-Inner"]
    given = ReadingParameters(values={"AWS::StackName": "live"})
    assert template_estate(documents({"shop.yaml": named}), given).resources[0].properties == {"TopicName": "live"}


def test_macros_modules_and_stack_sets_are_named_as_not_read() -> None:
    estate = template_estate(
        documents(
            {
                "t.yaml": """
                    Transform: [AWS::LanguageExtensions, Company::Standard, {Name: AWS::Include}]
                    Resources:
                      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/more.yaml}}
                      Module: {Type: "Company::Web::Service::MODULE"}
                      Set: {Type: AWS::CloudFormation::StackSet}
                      Task:
                        Type: AWS::ECS::TaskDefinition
                        Properties: {Cpu: 256, Fn::Transform: {Name: Sizes}}
                      Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Transform {Name: Shout}}}
                """
            }
        ),
        NOTHING_GIVEN,
    )
    macro = "the macro {} runs when the stack is made; what it adds is not read"
    assert [(note.source, note.message) for note in estate.unknown] == [
        ("t.yaml", macro.format("Company::Standard")),
        ("t.yaml", macro.format("AWS::Include")),
        ("t.yaml", macro.format("AWS::Include")),
        ("Module", "the resources of this Company::Web::Service::MODULE are not in the template"),
        ("Set", "the resources of this AWS::CloudFormation::StackSet are not in the template"),
        ("Task", macro.format("Sizes")),
    ]
    assert [(note.source, note.message) for note in estate.warnings] == [("Bucket", macro.format("Shout"))]
    assert [resource.source for resource in estate.resources] == ["Module", "Set", "Task", "Bucket"]
