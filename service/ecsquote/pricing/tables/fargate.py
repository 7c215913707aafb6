"""fargate.csv: Fargate, Fargate Spot and ECS Anywhere."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, dimension_table

VCPU_HOURS, GB_HOURS = "vCPU-Hours", "GB-Hours"
_SPOT = "AWS Fargate Spot prices"

FARGATE = dimension_table(
    "fargate.csv",
    "Fargate and Fargate Spot by vCPU and GB, ephemeral storage, ECS Anywhere (https://aws.amazon.com/fargate/pricing/)",
    {
        "operating_system": "linux, windows, any, or external for ECS Anywhere",
        "cpu_architecture": "x86_64, arm64 or any",
        "purchase_option": "on_demand or spot",
        "dimension": "what the price is for",
    },
    {
        ("linux", "x86_64", "on_demand", "vcpu"): Dimension(meters.FARGATE_VCPU, VCPU_HOURS),
        ("linux", "x86_64", "on_demand", "memory_gb"): Dimension(meters.FARGATE_GB, GB_HOURS),
        ("linux", "arm64", "on_demand", "vcpu"): Dimension(meters.FARGATE_ARM_VCPU, VCPU_HOURS),
        ("linux", "arm64", "on_demand", "memory_gb"): Dimension(meters.FARGATE_ARM_GB, GB_HOURS),
        ("windows", "x86_64", "on_demand", "vcpu"): Dimension(meters.FARGATE_WINDOWS_VCPU, VCPU_HOURS),
        ("windows", "x86_64", "on_demand", "os_license_vcpu"): Dimension(meters.FARGATE_WINDOWS_OS, VCPU_HOURS),
        ("windows", "x86_64", "on_demand", "memory_gb"): Dimension(meters.FARGATE_WINDOWS_GB, GB_HOURS),
        ("any", "any", "on_demand", "ephemeral_storage_gb"): Dimension(meters.FARGATE_EPHEMERAL_GB, GB_HOURS),
        ("linux", "x86_64", "spot", "vcpu"): Dimension(meters.FARGATE_SPOT_VCPU, VCPU_HOURS, origin=_SPOT),
        ("linux", "x86_64", "spot", "memory_gb"): Dimension(meters.FARGATE_SPOT_GB, GB_HOURS, origin=_SPOT),
        ("linux", "arm64", "spot", "vcpu"): Dimension(meters.FARGATE_SPOT_ARM_VCPU, VCPU_HOURS, origin=_SPOT),
        ("linux", "arm64", "spot", "memory_gb"): Dimension(meters.FARGATE_SPOT_ARM_GB, GB_HOURS, origin=_SPOT),
        ("external", "any", "on_demand", "ecs_anywhere_instance"): Dimension(meters.ECS_ANYWHERE, "Instance-Hours"),
    },
)
