"""Documents are recognized by what is in them; each form next to its nearest neighbour."""

from typing import Any

import pytest

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.foreign import guess, guess_text
from ecsquote.inputs.recognition import as_the_api_spells_it, form_of

CONTAINERS = [{"name": "app", "image": "app:1"}]


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ({"region": "eu-west-1", "services": [{"task_definition": {}}]}, "request"),
        ({"services": [{"task_definition": {"containerDefinitions": CONTAINERS}}]}, "request"),
        ({"region": "eu-west-1", "services": []}, "request"),
        ({"services": [{"serviceName": "web", "taskDefinition": "web:1"}], "failures": []}, "ecs"),
        ({"services": [], "failures": [{"arn": "a", "reason": "MISSING"}]}, "ecs"),
        ({"services": {"web": {"image": "nginx"}}}, "compose"),
        ({"version": "3", "services": {"web": {"build": "."}}}, "compose"),
        ({"containerDefinitions": CONTAINERS}, "ecs"),
        ({"taskDefinition": {"containerDefinitions": CONTAINERS}, "tags": []}, "ecs"),
        ({"service": {"serviceName": "web"}}, "ecs"),
        ({"serviceName": "web", "taskDefinition": "web"}, "ecs"),
        ({"taskDefinition": "web:3", "count": 2}, "ecs"),
        ({"tasks": [{"taskArn": "arn:aws:ecs:eu-west-1:1:task/c/1"}]}, "ecs"),
        ({"clusters": [{"clusterName": "c"}]}, "ecs"),
        (CONTAINERS, "ecs"),
        ([{"image": "${IMAGE}"}, {"name": "log", "memory": 64}], "ecs"),
        ({"desiredCount": 2, "launchType": "FARGATE"}, "ecs"),
        ([{"containerDefinitions": CONTAINERS}, {"serviceName": "web", "taskDefinition": "web"}], "ecs"),
        ({"format_version": "1.2", "planned_values": {}}, "terraform_plan"),
        ({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}, "cloudformation"),
        ({"Resources": {"Web": {"Type": "AWS::ECS::Service"}}}, "cloudformation"),
        ({"Transform": "AWS::LanguageExtensions", "Resources": {"Fn::ForEach::Web": []}}, "cloudformation"),
        ({"Transform": "AWS::Serverless-2016-10-31", "Resources": {}}, "sam"),
        ({"Transform": ["AWS::LanguageExtensions"], "Resources": {"A": {"Type": "AWS::S3::Bucket"}}}, "cloudformation"),
        ({"name": "api", "type": "Load Balanced Web Service"}, "copilot"),
    ],
)
def test_a_document_has_the_form_whose_sign_it_carries(value: Any, form: str) -> None:
    assert form_of(value) == InputFormat(form)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {}}}, "state of Terraform"),
        ({"version": 4, "serial": 7, "lineage": "x", "resources": []}, "state of Terraform"),
        ({"apiVersion": "apps/v1", "kind": "Deployment"}, "Kubernetes"),
        ({"apiVersion": "v2", "name": "web", "version": "1.0.0"}, "Helm"),
        ({"on": ["push"], "jobs": {}}, "GitHub"),
        ({True: ["push"], "jobs": {}}, "GitHub"),  # YAML 1.1 reads a bare "on" as true
        ([1, 2], "list"),
        ([{"name": "x", "value": "y"}], "list"),
        ({"service_definition": "svc.json", "task_definition": "td.json"}, "ecspresso"),
        ({"name": "prod", "type": "Environment"}, "Copilot environment"),
        ({"type": "Load Balanced Web Service"}, None),
        ({"name": "web", "type": []}, None),
        ("text", None),
    ],
)
def test_what_is_no_workload_is_not_taken_for_one(value: Any, words: str | None) -> None:
    assert form_of(value) is None
    assert guess(value) is None if words is None else words in str(guess(value))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('resource "aws_ecs_service" "web" {\n', "Terraform text"),
        ("id,region,cpu,memory\n1,eu-west-1,256,512\n", "CSV"),
        ("a,b\n1,2\n", "CSV"),
        ("{{- if .Values.on }}\nkind: Service\n{{- end }}\n", "Helm"),
        ('job "web" {\n', "not Terraform's"),
        ("PK\x03\x04x", "zip"),
        ("FROM python:3.12\n", "Dockerfile"),
        ("name: {{ .Values.name }}\n", "Helm"),
        ("<html></html>", "XML"),
        ("hello there", None),
    ],
)
def test_text_is_named_for_what_it_seems_to_be(text: str, words: str | None) -> None:
    assert guess_text(text) is None if words is None else words in str(guess_text(text))


def test_documents_in_the_spelling_of_net_and_powershell_are_those_of_the_api() -> None:
    spelled = {"TaskDefinition": {"Family": "web", "ContainerDefinitions": [{"Name": "app", "Image": "app:1"}]}}
    plain = {"taskDefinition": {"family": "web", "containerDefinitions": CONTAINERS}}
    assert as_the_api_spells_it(spelled) == plain
    assert as_the_api_spells_it([spelled]) == [plain]
    template = {"Resources": {"Web": {"Type": "AWS::ECS::Service"}}, "Service": {}}
    assert as_the_api_spells_it(template) is template
