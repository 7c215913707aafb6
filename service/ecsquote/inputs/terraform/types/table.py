"""The whole translation table, and what a known text is compared with to find the resource it names."""

from collections.abc import Mapping

from ecsquote.inputs.terraform.fields import TypeMapping
from ecsquote.inputs.terraform.types import capacity, ecs, network, other, scaling

ROWS: Mapping[str, TypeMapping] = {
    **ecs.ROWS,
    **scaling.ROWS,
    **network.ROWS,
    **capacity.ROWS,
    **other.ROWS,
    **{terraform: TypeMapping(kind) for terraform, kind in other.NAMES.items()},
}
"""Terraform's type to its row. A new type is one entry in the file of its service."""

DATA_ROWS: Mapping[str, TypeMapping] = ecs.DATA_ROWS

IDENTITY = ("id", "arn")
FURTHER_IDENTITY: Mapping[str, tuple[str, ...]] = {
    "aws_autoscaling_group": ("name",),
    "aws_cloudwatch_event_rule": ("name",),
    "aws_cloudwatch_log_group": ("name",),
    "aws_ecs_cluster": ("name", "cluster_name"),
    "aws_ecs_service": ("name",),
    "aws_ecs_task_definition": ("family", "arn_without_revision"),
    "aws_launch_configuration": ("name",),
    "aws_launch_template": ("name",),
}
"""Attributes besides id and arn by which other resources name one of this type."""


def row_of(terraform_type: str) -> TypeMapping:
    """The row of a managed type; types without one keep Terraform's word as their kind and have no properties."""
    return ROWS.get(terraform_type) or TypeMapping(terraform_type)
