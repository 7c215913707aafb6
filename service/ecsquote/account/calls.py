"""Every call that a scan makes: the one table that the reading, `scan permissions` and `scan --dry-run` use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AwsCall:
    """One operation of AWS: how boto3 and IAM spell it, how its answers go on, and what is unknown without it."""

    service: str
    """Boto3's name of the service."""
    method: str
    """Boto3's name of the operation."""
    action: str
    """IAM's name of it."""
    answer: str
    """The member of the answer that holds what was asked for."""
    leaves_unknown: str
    token: str | None = None
    """The parameter that asks for the next page; None where there is only one."""
    next_token: str | None = None
    """The member of the answer that holds it, where its name is another."""
    batch: int = 100
    """How many names one call takes."""
    paid: bool = False


LIST_CLUSTERS = AwsCall(
    "ecs", "list_clusters", "ecs:ListClusters", "clusterArns", "everything that runs on ECS here", "nextToken"
)
DESCRIBE_CLUSTERS = AwsCall(
    "ecs", "describe_clusters", "ecs:DescribeClusters", "clusters", "default strategies and Container Insights"
)
LIST_SERVICES = AwsCall(
    "ecs", "list_services", "ecs:ListServices", "serviceArns", "which services run, and their costs", "nextToken"
)
DESCRIBE_SERVICES = AwsCall(
    "ecs", "describe_services", "ecs:DescribeServices", "services", "what the services run, and their costs", batch=10
)
LIST_TASKS = AwsCall("ecs", "list_tasks", "ecs:ListTasks", "taskArns", "tasks outside services", "nextToken")
DESCRIBE_TASKS = AwsCall(
    "ecs", "describe_tasks", "ecs:DescribeTasks", "tasks", "tasks outside services, and Spot shares"
)
DESCRIBE_TASK_DEFINITION = AwsCall(
    "ecs",
    "describe_task_definition",
    "ecs:DescribeTaskDefinition",
    "taskDefinition",
    "the sizes of tasks, and so what their services cost",
)
DESCRIBE_CAPACITY_PROVIDERS = AwsCall(
    "ecs",
    "describe_capacity_providers",
    "ecs:DescribeCapacityProviders",
    "capacityProviders",
    "what the capacity providers of the clusters are",
    "nextToken",
)
LIST_CONTAINER_INSTANCES = AwsCall(
    "ecs",
    "list_container_instances",
    "ecs:ListContainerInstances",
    "containerInstanceArns",
    "the instances of the clusters, and their costs",
    "nextToken",
)
DESCRIBE_CONTAINER_INSTANCES = AwsCall(
    "ecs",
    "describe_container_instances",
    "ecs:DescribeContainerInstances",
    "containerInstances",
    "the instances of the clusters, and their costs",
)
DESCRIBE_SCALABLE_TARGETS = AwsCall(
    "application-autoscaling",
    "describe_scalable_targets",
    "application-autoscaling:DescribeScalableTargets",
    "ScalableTargets",
    "between which limits services scale",
    "NextToken",
)
DESCRIBE_SCALING_POLICIES = AwsCall(
    "application-autoscaling",
    "describe_scaling_policies",
    "application-autoscaling:DescribeScalingPolicies",
    "ScalingPolicies",
    "by what services scale",
    "NextToken",
)
DESCRIBE_SCHEDULED_ACTIONS = AwsCall(
    "application-autoscaling",
    "describe_scheduled_actions",
    "application-autoscaling:DescribeScheduledActions",
    "ScheduledActions",
    "when services scale by a schedule",
    "NextToken",
)
DESCRIBE_SCALING_ACTIVITIES = AwsCall(
    "application-autoscaling",
    "describe_scaling_activities",
    "application-autoscaling:DescribeScalingActivities",
    "ScalingActivities",
    "how many tasks ran in the past weeks",
    "NextToken",
)
DESCRIBE_AUTO_SCALING_GROUPS = AwsCall(
    "autoscaling",
    "describe_auto_scaling_groups",
    "autoscaling:DescribeAutoScalingGroups",
    "AutoScalingGroups",
    "instances of Auto Scaling groups that have not joined a cluster",
    "NextToken",
    batch=50,
)
DESCRIBE_INSTANCES = AwsCall(
    "ec2",
    "describe_instances",
    "ec2:DescribeInstances",
    "Reservations",
    "instance types, and so what the instances cost",
    "NextToken",
)
DESCRIBE_VOLUMES = AwsCall(
    "ec2", "describe_volumes", "ec2:DescribeVolumes", "Volumes", "what the volumes cost", "NextToken"
)
DESCRIBE_SUBNETS = AwsCall(
    "ec2",
    "describe_subnets",
    "ec2:DescribeSubnets",
    "Subnets",
    "which NAT gateways are used",
    "NextToken",
)
DESCRIBE_ROUTE_TABLES = AwsCall(
    "ec2",
    "describe_route_tables",
    "ec2:DescribeRouteTables",
    "RouteTables",
    "which cluster uses which NAT gateway",
    "NextToken",
)
DESCRIBE_NAT_GATEWAYS = AwsCall(
    "ec2", "describe_nat_gateways", "ec2:DescribeNatGateways", "NatGateways", "what NAT gateways cost", "NextToken"
)
DESCRIBE_VPC_ENDPOINTS = AwsCall(
    "ec2", "describe_vpc_endpoints", "ec2:DescribeVpcEndpoints", "VpcEndpoints", "what VPC endpoints cost", "NextToken"
)
DESCRIBE_ADDRESSES = AwsCall(
    "ec2", "describe_addresses", "ec2:DescribeAddresses", "Addresses", "which addresses are Elastic IPs"
)
DESCRIBE_NETWORK_INTERFACES = AwsCall(
    "ec2",
    "describe_network_interfaces",
    "ec2:DescribeNetworkInterfaces",
    "NetworkInterfaces",
    "how many public IPv4 addresses are used",
    "NextToken",
)
DESCRIBE_RESERVED_INSTANCES = AwsCall(
    "ec2",
    "describe_reserved_instances",
    "ec2:DescribeReservedInstances",
    "ReservedInstances",
    "which Reserved Instances are owned",
)
DESCRIBE_REGIONS = AwsCall("ec2", "describe_regions", "ec2:DescribeRegions", "Regions", "which Regions are enabled")
DESCRIBE_LOAD_BALANCERS = AwsCall(
    "elbv2",
    "describe_load_balancers",
    "elasticloadbalancing:DescribeLoadBalancers",
    "LoadBalancers",
    "what load balancers cost",
    "Marker",
    "NextMarker",
)
DESCRIBE_CLASSIC_LOAD_BALANCERS = AwsCall(
    "elb",
    "describe_load_balancers",
    "elasticloadbalancing:DescribeLoadBalancers",
    "LoadBalancerDescriptions",
    "what Classic Load Balancers cost",
    "Marker",
    "NextMarker",
)
DESCRIBE_TARGET_GROUPS = AwsCall(
    "elbv2",
    "describe_target_groups",
    "elasticloadbalancing:DescribeTargetGroups",
    "TargetGroups",
    "which load balancers the services stand behind",
    "Marker",
    "NextMarker",
)
DESCRIBE_LISTENERS = AwsCall(
    "elbv2",
    "describe_listeners",
    "elasticloadbalancing:DescribeListeners",
    "Listeners",
    "trust stores of mutual TLS",
    "Marker",
    "NextMarker",
)
DESCRIBE_LOG_GROUPS = AwsCall(
    "logs", "describe_log_groups", "logs:DescribeLogGroups", "logGroups", "what stored logs cost", "nextToken"
)
DESCRIBE_FILE_SYSTEMS = AwsCall(
    "efs",
    "describe_file_systems",
    "elasticfilesystem:DescribeFileSystems",
    "FileSystems",
    "what file systems cost",
    "Marker",
    "NextMarker",
)
LIST_RULE_NAMES_BY_TARGET = AwsCall(
    "events",
    "list_rule_names_by_target",
    "events:ListRuleNamesByTarget",
    "RuleNames",
    "tasks that EventBridge rules run",
    "NextToken",
)
DESCRIBE_RULE = AwsCall("events", "describe_rule", "events:DescribeRule", "Name", "when EventBridge rules run tasks")
LIST_TARGETS_BY_RULE = AwsCall(
    "events",
    "list_targets_by_rule",
    "events:ListTargetsByRule",
    "Targets",
    "which tasks EventBridge rules run",
    "NextToken",
)
LIST_SCHEDULES = AwsCall(
    "scheduler", "list_schedules", "scheduler:ListSchedules", "Schedules", "tasks that schedules run", "NextToken"
)
GET_SCHEDULE = AwsCall("scheduler", "get_schedule", "scheduler:GetSchedule", "Name", "which tasks schedules run")
DESCRIBE_SAVINGS_PLANS = AwsCall(
    "savingsplans",
    "describe_savings_plans",
    "savingsplans:DescribeSavingsPlans",
    "savingsPlans",
    "which Savings Plans are owned",
    "nextToken",
)
GET_METRIC_DATA = AwsCall(
    "cloudwatch",
    "get_metric_data",
    "cloudwatch:GetMetricData",
    "MetricDataResults",
    "utilisation, load balancer capacity units and GB",
    "NextToken",
    batch=500,
    paid=True,
)
GET_CALLER_IDENTITY = AwsCall("sts", "get_caller_identity", "sts:GetCallerIdentity", "Account", "which account this is")
ASSUME_ROLE = AwsCall("sts", "assume_role", "sts:AssumeRole", "Credentials", "everything in the account of the role")

CALLS = tuple(each for each in list(globals().values()) if isinstance(each, AwsCall))
"""All of them; `ASSUME_ROLE` only where a role is named."""
