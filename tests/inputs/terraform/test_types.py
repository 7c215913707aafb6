"""The translation table against AWS's own models: the members of ECS that it names exist in the ECS API."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from ecsquote.inputs.terraform.fields import Field, camel_case
from ecsquote.inputs.terraform.types.ecs import ROWS
from ecsquote.inputs.terraform.types.table import ROWS as ALL_ROWS

OPERATIONS = {
    "aws_ecs_task_definition": "RegisterTaskDefinition",
    "aws_ecs_service": "CreateService",
    "aws_ecs_cluster": "CreateCluster",
    "aws_ecs_cluster_capacity_providers": "PutClusterCapacityProviders",
    "aws_ecs_capacity_provider": "CreateCapacityProvider",
    "aws_ecs_express_gateway_service": "CreateExpressGatewayService",
    "aws_ecs_task_set": "CreateTaskSet",
}


def paths(fields: tuple[Field, ...], before: str = "") -> Iterator[str]:
    """Every member that a row can fill, with dots."""
    for field in fields:
        name = before + (field.name or camel_case(field.attribute))
        yield from paths(field.members, f"{name}.") if field.members else (name,)


def exists(shape: Any, path: str) -> bool:
    for name in path.split("."):
        if shape.type_name == "list":
            shape = shape.member
        if shape.type_name != "structure" or name not in shape.members:
            return False
        shape = shape.members[name]
    return True


@pytest.mark.parametrize("terraform_type", ROWS)
def test_members_of_ecs_have_the_names_of_its_api(terraform_type: str) -> None:
    model = botocore.session.get_session().get_service_model("ecs")
    shape = model.operation_model(OPERATIONS[terraform_type]).input_shape
    found = list(paths(ROWS[terraform_type].fields))
    assert len(found) > 2
    assert [path for path in found if not exists(shape, path)] == []


def test_every_row_has_a_kind_and_every_attribute_a_place() -> None:
    for terraform_type, row in ALL_ROWS.items():
        assert row.kind == terraform_type or row.kind.startswith("AWS::"), terraform_type
        names = list(paths(row.fields))
        repeated = {name for name in names if names.count(name) > 1}
        assert not {name for name in repeated if "BlockDeviceMappings" not in name}, terraform_type
