"""Terraform's types that decide how many tasks run, and when: scalable targets, schedules, and EventBridge.

Kinds and properties are CloudFormation's; two types that CloudFormation writes inside another resource (a scheduled
action, a rule's target) keep Terraform's type as their kind.
"""

from collections.abc import Mapping

from ecsquote.inputs.terraform.fields import Field, TypeMapping, aws, block, blocks, join, joins, one, words
from ecsquote.inputs.terraform.types.ecs import ENABLED

_SUBNETS = "aws_subnet aws_default_subnet"


def service_name(resource_id: str) -> str:
    """The service that a scalable target's resource id names: web in service/shop/web; empty for other resources."""
    return resource_id.rsplit("/", 1)[-1] if resource_id.startswith("service/") else ""


_RESOURCE_ID = Field(
    attribute="resource_id",
    name="ResourceId",
    joins=frozenset({"aws_ecs_service"}),
    identified_by=service_name,
)
_STRATEGY = blocks("capacity_provider_strategy", "base weight", join("capacity_provider", "aws_ecs_capacity_provider"))


def _ecs_parameters(attribute: str, network: str, *others: str | Field) -> Field:
    """What RunTask is asked for; `network` is the service's own spelling of AwsVpcConfiguration."""
    return block(
        attribute,
        join("task_definition_arn", "aws_ecs_task_definition"),
        "task_count launch_type platform_version",
        _STRATEGY,
        block(
            "network_configuration",
            joins("subnets", _SUBNETS, f"{network}.Subnets"),
            words("assign_public_ip", f"{network}.AssignPublicIp", ENABLED),
        ),
        *others,
        name="EcsParameters",
    )


ROWS: Mapping[str, TypeMapping] = {
    "aws_appautoscaling_target": aws(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "min_capacity max_capacity scalable_dimension service_namespace",
        _RESOURCE_ID,
    ),
    "aws_appautoscaling_policy": aws(
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        one("name", "PolicyName"),
        "policy_type scalable_dimension service_namespace",
        _RESOURCE_ID,
        block(
            "target_tracking_scaling_policy_configuration",
            "target_value",
            block("predefined_metric_specification", "predefined_metric_type"),
        ),
    ),
    "aws_appautoscaling_scheduled_action": aws(
        "aws_appautoscaling_scheduled_action",
        one("name", "ScheduledActionName"),
        "schedule timezone start_time end_time scalable_dimension service_namespace",
        _RESOURCE_ID,
        block("scalable_target_action", "min_capacity max_capacity"),
    ),
    "aws_cloudwatch_event_rule": aws(
        "AWS::Events::Rule",
        "name schedule_expression",
        words("is_enabled", "State", ENABLED),
        "state",
    ),
    "aws_cloudwatch_event_target": aws(
        "aws_cloudwatch_event_target",
        join("rule", "aws_cloudwatch_event_rule"),
        join("arn", "aws_ecs_cluster"),
        _ecs_parameters("ecs_target", "AwsVpcConfiguration"),
    ),
    "aws_scheduler_schedule": aws(
        "AWS::Scheduler::Schedule",
        "name schedule_expression schedule_expression_timezone state start_date end_date",
        block(
            "target",
            join("arn", "aws_ecs_cluster"),
            _ecs_parameters("ecs_parameters", "AwsvpcConfiguration"),
        ),
    ),
}
