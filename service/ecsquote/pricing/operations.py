"""What AWS's rows name as the operation of a usage type; a bill's row is found by usage type and operation together.

Sources: the AWS Price List offers of each service ("" is what AWS's own rows of Fargate hold), and "AMI billing
information fields" of the EC2 user guide for the operations of instance hours.
"""

import re
from functools import cache

from ecsquote.pricing import meters

ADD_EXTERNAL_INSTANCE = "AddExternalInstance"
MANAGED_INSTANCES_USAGE = "ECSManagedInstancesUsage"
PUT_LOG_EVENTS = "PutLogEvents"
NO_OPERATION = ""
"""AWS's row of the usage type is known to have an empty operation."""

_MANAGED_INSTANCES_FEE = "ECS-Managed-Instances:"
_BOX_USAGE = "BoxUsage:"
_WINDOWS_INSTANCES = meters.RUN_INSTANCES["WINDOWS"]
_INSTANCE_USAGE = (_BOX_USAGE, "SpotUsage:", "CPUCredits:")
_FARGATE_TASKS = re.compile(r"(SpotUsage-)?Fargate-(?P<windows>Windows-)?(ARM-)?(vCPU|GB|OS)-Hours")
_DISTINGUISHED_BY_OPERATION = ("AWSELB", "AWSXRay")
"""Services in which a meter's `variant` is the operation wherever it has one."""

_OF_METERS = {
    (meter.service_code, meter.usage_type): operation
    for operation, held in {
        NO_OPERATION: (
            meters.FARGATE_VCPU,
            meters.FARGATE_GB,
            meters.FARGATE_ARM_VCPU,
            meters.FARGATE_ARM_GB,
            meters.FARGATE_WINDOWS_VCPU,
            meters.FARGATE_WINDOWS_OS,
            meters.FARGATE_WINDOWS_GB,
            meters.FARGATE_EPHEMERAL_GB,
            meters.ebs_volume_gb("gp3"),
        ),
        ADD_EXTERNAL_INSTANCE: (meters.ECS_ANYWHERE,),
        PUT_LOG_EVENTS: (meters.LOGS_INGESTED_GB, meters.LOGS_INGESTED_IA_GB),
        "NatGateway": (meters.NAT_GATEWAY_HOURS, meters.NAT_GATEWAY_GB),
        "VpcEndpoint": (meters.VPC_ENDPOINT_HOURS, meters.VPC_ENDPOINT_GB),
    }.items()
    for meter in held
}


def operation_of(service_code: str, usage_type: str, variant: str) -> str | None:
    """The operation of AWS's row of a meter; `usage_type` without the Region's prefix. None where it is not known."""
    if service_code in _DISTINGUISHED_BY_OPERATION:
        return variant or None
    if service_code == "AmazonEC2" and usage_type.startswith(_BOX_USAGE):
        return variant or None
    if service_code == "AmazonECS" and usage_type.startswith(_MANAGED_INSTANCES_FEE):
        return MANAGED_INSTANCES_USAGE
    return _OF_METERS.get((service_code, usage_type))


@cache
def operating_system_of(service_code: str, usage_type: str, variant: str) -> str | None:
    """LINUX or WINDOWS where a meter is for one of them: hours of instances, their CPU credits, and Fargate."""
    if service_code == "AmazonEC2" and usage_type.startswith(_INSTANCE_USAGE):
        return "WINDOWS" if variant == _WINDOWS_INSTANCES else "LINUX"
    task = _FARGATE_TASKS.match(usage_type) if service_code == "AmazonECS" else None
    if task is None:
        return None
    return "WINDOWS" if task["windows"] else "LINUX"
