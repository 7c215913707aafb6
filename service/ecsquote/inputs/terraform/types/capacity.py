"""Terraform's types of EC2 capacity: Auto Scaling groups and what their instances are made of."""

from collections.abc import Mapping

from ecsquote.inputs.terraform.fields import Field, TypeMapping, aws, block, blocks, computed, join, joins, one

_SUBNETS = "aws_subnet aws_default_subnet"
_DATA = "LaunchTemplateData"
_RANGE = "min max"
_VOLUME = (
    one("volume_size", "Ebs.VolumeSize"),
    one("volume_type", "Ebs.VolumeType"),
    one("iops", "Ebs.Iops"),
    one("throughput", "Ebs.Throughput"),
)
"""A launch configuration's volume; the root volume has no device name, since the image decides it."""


def _template(attribute: str, name: str, id_name: str = "id", template_name: str = "name") -> Field:
    return block(
        attribute,
        join(id_name, "aws_launch_template", "LaunchTemplateId"),
        join(template_name, "aws_launch_template", "LaunchTemplateName"),
        "version",
        name=name,
    )


_REQUIREMENTS = block(
    "instance_requirements",
    block("vcpu_count", _RANGE, name="VCpuCount"),
    block("memory_mib", _RANGE, name="MemoryMiB"),
    block("memory_gib_per_vcpu", _RANGE, name="MemoryGiBPerVCpu"),
    "allowed_instance_types excluded_instance_types cpu_manufacturers instance_generations bare_metal",
    "burstable_performance local_storage accelerator_types accelerator_manufacturers accelerator_names",
    block("accelerator_count", _RANGE),
)
_OVERRIDE_TEMPLATE = _template(
    "launch_template_specification", "LaunchTemplateSpecification", "launch_template_id", "launch_template_name"
)

ROWS: Mapping[str, TypeMapping] = {
    "aws_autoscaling_group": aws(
        "AWS::AutoScaling::AutoScalingGroup",
        one("name", "AutoScalingGroupName"),
        "min_size max_size desired_capacity availability_zones capacity_rebalance",
        joins("vpc_zone_identifier", _SUBNETS, "VPCZoneIdentifier"),
        join("launch_configuration", "aws_launch_configuration", "LaunchConfigurationName"),
        _template("launch_template", "LaunchTemplate"),
        block(
            "mixed_instances_policy",
            computed(
                block(
                    "instances_distribution",
                    "on_demand_base_capacity on_demand_percentage_above_base_capacity",
                    "on_demand_allocation_strategy spot_allocation_strategy spot_instance_pools spot_max_price",
                )
            ),
            block(
                "launch_template",
                _OVERRIDE_TEMPLATE,
                blocks("override", "instance_type weighted_capacity", _REQUIREMENTS, name="Overrides"),
            ),
        ),
    ),
    "aws_launch_template": aws(
        "AWS::EC2::LaunchTemplate",
        one("name", "LaunchTemplateName"),
        one("instance_type", f"{_DATA}.InstanceType"),
        one("image_id", f"{_DATA}.ImageId"),
        one("ebs_optimized", f"{_DATA}.EbsOptimized"),
        block("instance_requirements", *_REQUIREMENTS.members, name=f"{_DATA}.InstanceRequirements"),
        block("credit_specification", "cpu_credits", name=f"{_DATA}.CreditSpecification"),
        computed(block("monitoring", "enabled", name=f"{_DATA}.Monitoring")),
        block("placement", "tenancy", name=f"{_DATA}.Placement"),
        blocks(
            "block_device_mappings",
            "device_name no_device",
            block("ebs", "volume_size volume_type iops throughput snapshot_id"),
            name=f"{_DATA}.BlockDeviceMappings",
        ),
        block(
            "instance_market_options",
            "market_type",
            block("spot_options", "max_price"),
            name=f"{_DATA}.InstanceMarketOptions",
        ),
        blocks("network_interfaces", "associate_public_ip_address", name=f"{_DATA}.NetworkInterfaces"),
    ),
    "aws_launch_configuration": aws(
        "AWS::AutoScaling::LaunchConfiguration",
        one("name", "LaunchConfigurationName"),
        "instance_type image_id spot_price placement_tenancy associate_public_ip_address",
        computed(blocks("root_block_device", *_VOLUME, name="BlockDeviceMappings")),
        computed(blocks("ebs_block_device", "device_name", *_VOLUME, name="BlockDeviceMappings")),
    ),
    "aws_instance": aws("AWS::EC2::Instance", "instance_type availability_zone", join("subnet_id", _SUBNETS)),
}
