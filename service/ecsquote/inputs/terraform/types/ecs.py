"""Terraform's ECS types, in the words of the ECS API.

Sources: the resource pages of https://registry.terraform.io/providers/hashicorp/aws/latest/docs and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
"""

from collections.abc import Mapping

from ecsquote.inputs.terraform.containers import container_definitions, sensitive_container_definitions
from ecsquote.inputs.terraform.fields import Field, TypeMapping, block, blocks, computed, ecs, join, joins, one, words

CONTAINER_PARTS = frozenset(
    {"aws_cloudwatch_log_group", "aws_secretsmanager_secret", "aws_ssm_parameter", "aws_ecr_repository"}
)
ENABLED = {True: "ENABLED", False: "DISABLED"}

_STRATEGY = ("base weight", join("capacity_provider", "aws_ecs_capacity_provider"))
_NETWORK = (
    joins("subnets", "aws_subnet aws_default_subnet", "awsvpcConfiguration.subnets"),
    words("assign_public_ip", "awsvpcConfiguration.assignPublicIp", ENABLED),
)
_RANGE = "min max"

_TASK_DEFINITION = (
    "family cpu memory network_mode requires_compatibilities ipc_mode pid_mode",
    Field(
        attribute="container_definitions",
        part_of=CONTAINER_PARTS,
        convert=container_definitions,
        convert_sensitive=sensitive_container_definitions,
    ),
    block("runtime_platform", "cpu_architecture operating_system_family"),
    block("ephemeral_storage", one("size_in_gib", "sizeInGiB")),
    blocks("placement_constraints", "type expression"),
    blocks("inference_accelerator", "device_name device_type", name="inferenceAccelerators"),
    blocks(
        "volume",
        "name",
        one("configure_at_launch", "configuredAtLaunch"),
        one("host_path", "host.sourcePath"),
        block("docker_volume_configuration", "scope autoprovision driver"),
        block(
            "efs_volume_configuration",
            join("file_system_id", "aws_efs_file_system"),
            "root_directory transit_encryption",
            block("authorization_config", join("access_point_id", "aws_efs_access_point"), "iam"),
        ),
        block("fsx_windows_file_server_volume_configuration", "file_system_id root_directory"),
        name="volumes",
    ),
)

_SERVICE = (
    one("name", "serviceName"),
    join("cluster", "aws_ecs_cluster"),
    join("task_definition", "aws_ecs_task_definition"),
    "desired_count launch_type platform_version scheduling_strategy availability_zone_rebalancing",
    blocks("capacity_provider_strategy", *_STRATEGY),
    block("deployment_controller", "type"),
    computed(block("deployment_configuration", "strategy bake_time_in_minutes")),
    one("deployment_maximum_percent", "deploymentConfiguration.maximumPercent"),
    one("deployment_minimum_healthy_percent", "deploymentConfiguration.minimumHealthyPercent"),
    block("network_configuration", *_NETWORK),
    blocks(
        "load_balancer",
        join("target_group_arn", "aws_lb_target_group aws_alb_target_group"),
        join("elb_name", "aws_elb", "loadBalancerName"),
        "container_name container_port",
        name="loadBalancers",
    ),
    blocks("service_registries", join("registry_arn", "aws_service_discovery_service"), "port container_port"),
    block(
        "service_connect_configuration",
        "enabled",
        join("namespace", "aws_service_discovery_http_namespace aws_service_discovery_private_dns_namespace"),
    ),
    blocks("ordered_placement_strategy", "type field", name="placementStrategy"),
    blocks("placement_constraints", "type expression"),
    blocks(
        "volume_configuration",
        "name",
        block(
            "managed_ebs_volume",
            one("size_in_gb", "sizeInGiB"),
            "volume_type iops throughput snapshot_id encrypted",
            name="managedEBSVolume",
        ),
        name="volumeConfigurations",
    ),
)

_REQUIREMENTS = (
    block("vcpu_count", _RANGE, name="vCpuCount"),
    block("memory_mib", _RANGE, name="memoryMiB"),
    block("memory_gib_per_vcpu", _RANGE, name="memoryGiBPerVCpu"),
    "allowed_instance_types excluded_instance_types cpu_manufacturers instance_generations bare_metal",
    "burstable_performance local_storage local_storage_types require_hibernate_support",
    "accelerator_types accelerator_manufacturers accelerator_names",
    block("accelerator_count", _RANGE),
    block("accelerator_total_memory_mib", _RANGE, name="acceleratorTotalMemoryMiB"),
    block("baseline_ebs_bandwidth_mbps", _RANGE),
    block("network_bandwidth_gbps", _RANGE),
    block("network_interface_count", _RANGE),
    block("total_local_storage_gb", _RANGE, name="totalLocalStorageGB"),
    "max_spot_price_as_percentage_of_optimal_on_demand_price",
    "on_demand_max_price_percentage_over_lowest_price spot_max_price_percentage_over_lowest_price",
)

_CAPACITY_PROVIDER = (
    "name",
    join("cluster", "aws_ecs_cluster"),
    block(
        "auto_scaling_group_provider",
        join("auto_scaling_group_arn", "aws_autoscaling_group"),
        computed(block("managed_scaling", "status target_capacity")),
        "managed_termination_protection managed_draining",
    ),
    block(
        "managed_instances_provider",
        computed(block("infrastructure_optimization", "scale_in_after")),
        block(
            "instance_launch_template",
            "capacity_option_type monitoring",
            block("instance_requirements", *_REQUIREMENTS),
            block(
                "network_configuration",
                joins("subnets", "aws_subnet aws_default_subnet"),
            ),
            computed(block("storage_configuration", one("storage_size_gib", "storageSizeGiB"))),
            block("local_storage_configuration", "use_local_storage"),
        ),
    ),
)

_EXPRESS = (
    "service_name cpu memory health_check_path",
    join("cluster", "aws_ecs_cluster"),
    computed(block("scaling_target", "min_task_count max_task_count auto_scaling_metric auto_scaling_target_value")),
    computed(
        block(
            "network_configuration",
            joins("subnets", "aws_subnet aws_default_subnet"),
        )
    ),
    block(
        "primary_container",
        "image container_port",
        block("aws_logs_configuration", join("log_group", "aws_cloudwatch_log_group"), "log_stream_prefix"),
        blocks("secret", "name", join("value_from", "aws_secretsmanager_secret aws_ssm_parameter"), name="secrets"),
    ),
)

ROWS: Mapping[str, TypeMapping] = {
    "aws_ecs_task_definition": ecs("AWS::ECS::TaskDefinition", *_TASK_DEFINITION),
    "aws_ecs_service": ecs("AWS::ECS::Service", *_SERVICE),
    "aws_ecs_cluster": ecs(
        "AWS::ECS::Cluster",
        one("name", "clusterName"),
        "capacity_providers",
        computed(blocks("default_capacity_provider_strategy", *_STRATEGY)),
        computed(blocks("setting", "name value", name="settings")),
    ),
    "aws_ecs_cluster_capacity_providers": ecs(
        "AWS::ECS::ClusterCapacityProviderAssociations",
        join("cluster_name", "aws_ecs_cluster", "cluster"),
        joins("capacity_providers", "aws_ecs_capacity_provider"),
        blocks("default_capacity_provider_strategy", *_STRATEGY),
    ),
    "aws_ecs_capacity_provider": ecs("AWS::ECS::CapacityProvider", *_CAPACITY_PROVIDER),
    "aws_ecs_express_gateway_service": ecs("AWS::ECS::ExpressGatewayService", *_EXPRESS),
    "aws_ecs_task_set": ecs(
        "AWS::ECS::TaskSet",
        join("service", "aws_ecs_service"),
        join("cluster", "aws_ecs_cluster"),
        join("task_definition", "aws_ecs_task_definition"),
        "launch_type platform_version",
        block("scale", "unit value"),
        blocks("capacity_provider_strategy", *_STRATEGY),
    ),
}

DATA_ROWS: Mapping[str, TypeMapping] = {
    "aws_ecs_cluster": ecs(
        "AWS::ECS::Cluster",
        one("cluster_name", "clusterName"),
        computed(blocks("setting", "name value", name="settings")),
    ),
    "aws_ecs_task_definition": ecs("AWS::ECS::TaskDefinition", *_TASK_DEFINITION),
}
"""Data sources that belong to a workload: what a service runs on or runs, made outside the plan."""
