"""What an instance registers with ECS: capacity − overhead = allocatable."""

from collections.abc import Mapping

from ecsquote.facts import fact
from ecsquote.pricing.instance_types import InstanceType

REGISTERED_MEMORY_ASSUMPTION = (
    "registered memory is modelled as 97 % of the nominal size less 100 MiB, as AWS publishes no table; "
    "fleet.registered_memory_mib takes what your instances really register"
)


def registered_memory_mib(instance_type: InstanceType, reserved_memory_mib: int, overrides: Mapping[str, int]) -> int:
    """MiB that tasks may use on one instance: the value in `overrides`, else our model less the reservation.

    `reserved_memory_mib` is ECS_RESERVED_MEMORY, which the agent subtracts; an override is already after it.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
    """
    if instance_type.name in overrides:
        return overrides[instance_type.name]
    percent = 100 - int(fact("registered_memory", "kernel_percent"))
    overhead_mib = int(fact("registered_memory", "kernel_mib"))
    return max(0, instance_type.memory_mib * percent // 100 - overhead_mib - reserved_memory_mib)
