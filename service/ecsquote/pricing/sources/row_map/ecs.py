"""AmazonECS: Fargate, ECS Anywhere and the fees of Managed Instances.

https://aws.amazon.com/fargate/pricing/ https://aws.amazon.com/ecs/pricing/
"""

from ecsquote.pricing import meters, operations
from ecsquote.pricing.sources.row_map.rule import RowMeaning, Rule, one_meter

# Not kept: ECS-EC2-vCPU-Hours and ECS-EC2-GB-Hours ($0 metering), ECS-Anywhere-Instance-hours-WithFree (the trial).
ECS_RULES = (
    one_meter(meters.FARGATE_VCPU, "hours"),
    one_meter(meters.FARGATE_GB, "hours"),
    one_meter(meters.FARGATE_ARM_VCPU, "hours"),
    one_meter(meters.FARGATE_ARM_GB, "hours"),
    one_meter(meters.FARGATE_WINDOWS_VCPU, "hours"),
    one_meter(meters.FARGATE_WINDOWS_OS, "hours"),
    one_meter(meters.FARGATE_WINDOWS_GB, "hours"),
    one_meter(meters.FARGATE_EPHEMERAL_GB, "GB-Hours"),
    one_meter(meters.ECS_ANYWHERE, "hours", operation=operations.ADD_EXTERNAL_INSTANCE),
    Rule(
        offer="AmazonECS",
        usage_type=r"ECS-Managed-Instances:(?P<type>[a-z0-9-]+\.[a-z0-9-]+)-management-hours",
        units=("hours", "Hours", "Hrs"),
        meaning=lambda match, _attributes: RowMeaning(meters.managed_instances_fee(match["type"])),
        attributes={"operation": operations.MANAGED_INSTANCES_USAGE},
    ),
)
