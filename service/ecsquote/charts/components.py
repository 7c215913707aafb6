"""Cost components on a chart: each in words, in groups of one colour that a legend can list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Components of one colour."""

    words: str
    components: dict[str, str]


GROUPS = (
    Group(
        "Fargate tasks",
        {"fargate_compute": "Fargate vCPU and memory", "fargate_ephemeral_storage": "Fargate ephemeral storage"},
    ),
    Group(
        "Instances",
        {
            "ec2_compute": "EC2 instances",
            "ec2_cpu_credits": "EC2 CPU credits",
            "external_instances": "ECS Anywhere instances",
        },
    ),
    Group("Managed Instances fee", {"managed_instances_fee": "Managed Instances fee"}),
    Group("Savings Plan", {"savings_plan": "Savings Plan commitment"}),
    Group("Storage", {"ebs_volume": "EBS volumes", "efs": "EFS", "ecr": "ECR images"}),
    Group("Load balancers", {"load_balancer": "Load balancers"}),
    Group(
        "Network",
        {
            "data_transfer": "Data transfer",
            "nat_gateway": "NAT gateways",
            "public_ipv4": "Public IPv4 addresses",
            "vpc_endpoint": "VPC endpoints",
        },
    ),
    Group(
        "Logs, metrics and the rest",
        {
            "cloudwatch_logs": "CloudWatch Logs",
            "container_insights": "Container Insights",
            "cloudwatch_alarms": "CloudWatch alarms",
            "secrets_manager": "Secrets Manager",
        },
    ),
)
REST = GROUPS[-1]
"""Where a component goes that a later version adds."""

_GROUP_OF = {component: group for group in GROUPS for component in group.components}
_ORDER = [component for group in GROUPS for component in group.components]


def group_of(component: str) -> Group:
    """The group that a component is drawn in."""
    return _GROUP_OF.get(component, REST)


def component_words(component: str) -> str:
    """A component as people say it."""
    return group_of(component).components.get(component, component.replace("_", " "))


def rank(component: str) -> int:
    """Where a component stands in a stack: compute first, in the order of the groups."""
    return _ORDER.index(component) if component in _ORDER else len(_ORDER)
