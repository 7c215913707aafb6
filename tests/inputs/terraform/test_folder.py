"""Folders of Terraform configuration: what is read, and what is named as not seen."""

import sys
from typing import Any

import pytest

from ecsquote.errors import ExtraMissing, InputError
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.terraform.folder import folder_estate
from support_terraform import folder, read, short_estate

SERVICE = """
provider "aws" {
  region = "eu-west-1"
}

variable "tasks" {}

resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_secretsmanager_secret" "database" {
  name = "database"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([{
    name        = "web"
    image       = "web:1"
    environment = [{ name = "PASSWORD", value = "hunter2" }]
    secrets     = [{ name = "DB", valueFrom = "${aws_secretsmanager_secret.database.arn}:user::" }]
  }])
  runtime_platform {
    cpu_architecture = "ARM64"
  }
}

resource "aws_ecs_service" "web" {
  for_each        = toset(["blue", "green"])
  name            = each.key
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = var.tasks
  launch_type     = "FARGATE"
  load_balancer {
    container_name   = "web"
    container_port   = 80
    target_group_arn = module.balancer.target_group
  }
}

module "balancer" {
  source = "./balancer"
  name   = aws_ecs_cluster.shop.name
}
"""
BALANCER = """
variable "name" {}
resource "aws_lb_target_group" "this" {
  name = "${var.name}-web"
  port = 80
}
output "target_group" {
  value = aws_lb_target_group.this.arn
}
"""


def unknown(**texts: str) -> list[str]:
    found: list[str] = read(**texts).get("unknown", [])
    return found


def test_services_modules_and_repetitions_are_joined() -> None:
    service = {
        "serviceName": "blue",
        "cluster": "→ aws_ecs_cluster.shop",
        "taskDefinition": "→ aws_ecs_task_definition.web",
        "desiredCount": "? desired_count cannot be evaluated without Terraform",
        "launchType": "FARGATE",
        "loadBalancers": [
            {
                "targetGroupArn": "→ module.balancer.aws_lb_target_group.this",
                "containerName": "web",
                "containerPort": 80,
            }
        ],
    }
    container = {
        "name": "web",
        "image": "web:1",
        "secrets": [{"name": "DB", "valueFrom": "→ aws_secretsmanager_secret.database"}],
    }
    assert read(main_tf=SERVICE, balancer__main_tf=BALANCER) == {
        "region": "eu-west-1",
        "resources": {
            "aws_ecs_cluster.shop": {"kind": "AWS::ECS::Cluster", "properties": {"clusterName": "shop"}},
            'aws_ecs_service.web["blue"]': {"kind": "AWS::ECS::Service", "properties": service},
            'aws_ecs_service.web["green"]': {
                "kind": "AWS::ECS::Service",
                "properties": {**service, "serviceName": "green"},
            },
            "aws_ecs_task_definition.web": {
                "kind": "AWS::ECS::TaskDefinition",
                "properties": {
                    "family": "web",
                    "cpu": 512,
                    "memory": 1024,
                    "networkMode": "awsvpc",
                    "requiresCompatibilities": ["FARGATE"],
                    "containerDefinitions": [container],
                    "runtimePlatform": {"cpuArchitecture": "ARM64"},
                },
            },
            "aws_secretsmanager_secret.database": {
                "kind": "AWS::SecretsManager::Secret",
                "properties": {"Name": "database"},
            },
            "module.balancer.aws_lb_target_group.this": {
                "kind": "AWS::ElasticLoadBalancingV2::TargetGroup",
                "properties": {"Name": "shop-web", "Port": 80},
            },
        },
    }


def tasks(files: dict[str, str], **values: str) -> Any:
    given = [SourceFile(name, text.encode()) for name, text in files.items()]
    given += folder(main_tf=SERVICE, balancer__main_tf=BALANCER)
    resources = short_estate(folder_estate(given, ReadingParameters(values=values)))["resources"]
    return resources['aws_ecs_service.web["blue"]']["properties"]["desiredCount"]


def test_variables_come_from_files_in_terraforms_order_and_from_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_tasks", "99")  # the environment of a service is nobody's
    assert tasks({"terraform.tfvars": "tasks = 3"}) == 3
    both = {"terraform.tfvars": "tasks = 3", "a.auto.tfvars": "tasks = 5"}
    assert tasks(both) == 5
    assert tasks(both, tasks="7") == 7


def test_paths_of_the_process_are_those_of_the_folder() -> None:
    text = 'resource "aws_ecs_cluster" "c" {\n  name = "ex-${basename(path.cwd)}"\n}\n'
    found = read(deploy__main_tf=text)
    assert found["resources"]["aws_ecs_cluster.c"]["properties"] == {"clusterName": "ex-deploy"}


def test_modules_that_are_not_among_the_files_are_named() -> None:
    registry = 'module "ecs" {\n  source  = "terraform-aws-modules/ecs/aws"\n  version = "~> 6.0"\n}\n'
    local = 'module "net" {\n  source = "./net"\n}\n'
    advice = "the module is not among the files; run terraform init, or give the plan as JSON"
    assert unknown(main_tf=registry + local) == [
        f"module.ecs: terraform-aws-modules/ecs/aws: {advice}",
        f"module.net: ./net: {advice}",
    ]
    assert unknown(main_tf=local, net__main_tf='resource "aws_vpc" "x" {}') == []


def test_module_that_terraform_init_fetched_is_read() -> None:
    call = 'module "app" {\n  source  = "example/app/aws"\n  version = "1.0.0"\n}\n'
    modules = (
        '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"app","Source":"registry.terraform.io/example/app/aws",'
        '"Version":"1.0.0","Dir":".terraform/modules/app"}]}'
    )
    files = [
        SourceFile("main.tf", call.encode()),
        SourceFile(".terraform/modules/modules.json", modules.encode()),
        SourceFile(".terraform/modules/app/main.tf", b'resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n'),
    ]
    estate = folder_estate(files, ReadingParameters())
    assert [each.source for each in estate.resources] == ["module.app.aws_ecs_cluster.c"]
    assert estate.unknown == ()


def test_resources_that_the_text_declares_and_nothing_gave_are_named() -> None:
    text = 'resource "aws_ecs_service" "a" {\n  count = 0\n  name  = "a"\n}\n# resource "aws_ecs_cluster" "old" {}\n'
    assert unknown(main_tf=text) == [
        "the root module: gives no aws_ecs_service.a: its count or for_each is 0, or it cannot be evaluated without "
        "Terraform"
    ]
    two = 'variable "n" {\n  default = 0\n}\nmodule "m" {\n  source = "./m"\n  count  = 2\n}\n'
    assert unknown(main_tf=two, m__main_tf='variable "x" {\n  default = 1\n}\n' + text) == [
        f"module.m[{number}]: gives no aws_ecs_service.a: its count or for_each is 0, or it cannot be evaluated "
        "without Terraform"
        for number in (0, 1)
    ]


def test_unknown_count_is_read_as_one_and_named() -> None:
    text = 'variable "n" {}\nresource "aws_ecs_service" "a" {\n  count = var.n > 1 ? 3 : 0\n  name  = "a"\n}\n'
    assert unknown(main_tf=text) == ["aws_ecs_service.a[0]: count cannot be evaluated without Terraform; read as one"]


def properties(text: str) -> Any:
    return read(main_tf=text)["resources"]["aws_ecs_service.a"].get("properties")


def test_null_is_unset_unless_it_comes_from_what_only_terraform_knows() -> None:
    body = 'variable "daemon" {{\n  default = true\n}}\nresource "aws_ecs_service" "a" {{\n  desired_count = {}\n}}\n'
    assert properties(body.format("var.daemon ? null : 2")) is None
    assert properties(body.format("length(data.aws_subnets.x.ids)")) == {
        "desiredCount": "? desired_count cannot be evaluated without Terraform"
    }


def test_dynamic_blocks_are_read_and_those_that_get_lost_are_unknown() -> None:
    written = '  capacity_provider_strategy {\n    capacity_provider = "FARGATE"\n    weight = 1\n  }\n'
    dynamic = (
        '  dynamic "capacity_provider_strategy" {\n    for_each = { FARGATE = 1, FARGATE_SPOT = 3 }\n    content {\n'
        "      capacity_provider = capacity_provider_strategy.key\n      weight = capacity_provider_strategy.value\n"
        "    }\n  }\n"
    )
    body = 'resource "aws_ecs_service" "a" {{\n  name = "a"\n{}}}\n'
    strategy = [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 3}]
    assert properties(body.format(dynamic)) == {"serviceName": "a", "capacityProviderStrategy": strategy}
    assert properties(body.format(dynamic + written)) == {
        "serviceName": "a",
        "capacityProviderStrategy": "? capacity_provider_strategy cannot be evaluated without Terraform",
    }


def test_several_configurations_are_named() -> None:
    with pytest.raises(InputError, match=r"several Terraform configurations: envs/dev, envs/prod; name the folder"):
        read(envs__dev__main_tf="", envs__prod__main_tf='module "m" {\n  source = "../../m"\n}', m__main_tf="")


def test_text_that_is_not_hcl_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match=r"cannot be evaluated: main\.tf:1"):
        read(main_tf='resource "aws_ecs_cluster" "c" {')


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tfparse", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'ecsquote\[terraform\]'"):
        read(main_tf="")
