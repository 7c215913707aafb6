"""What an EC2 instance type offers to ECS tasks: capacity − overhead = allocatable."""

import re
from dataclasses import dataclass

from ecsquote.contract.price_basis import Basis

_BURSTABLE_FAMILY = re.compile(r"t([2-9]|[1-9][0-9])[a-z]*", re.ASCII)


def is_burstable(name: str, *, flagged: bool) -> bool:
    """Whether a type bursts: by DescribeInstanceTypes, or by its name where that does not say so yet (T8i).

    Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html (T: burstable performance)
    """
    return flagged or _BURSTABLE_FAMILY.fullmatch(name.partition(".")[0]) is not None


@dataclass(frozen=True, slots=True)
class InstanceType:
    """One EC2 instance type, as `aws ec2 describe-instance-types` describes it.

    `awsvpc_tasks` and `awsvpc_tasks_trunking`: how many awsvpc tasks run on it without and with ENI trunking,
    from ECS's own table (the latter None where trunking is not supported); source:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html
    """

    name: str
    vcpus: int
    memory_mib: int
    architectures: tuple[str, ...]
    """ECS's spellings: X86_64, ARM64."""
    gpu_count: int
    gpu_name: str | None
    accelerator_count: int
    accelerator_name: str | None
    awsvpc_tasks: int
    awsvpc_tasks_trunking: int | None
    current_generation: bool
    burstable: bool
    bare_metal: bool
    source: str
    observed_on: str
    trunking_basis: Basis | None = None
    """Whether `awsvpc_tasks_trunking` is listed in ECS's table or is derived from the type's network interfaces."""

    @property
    def family(self) -> str:
        """m7g of m7g.large."""
        return self.name.partition(".")[0]

    @property
    def cpu_units(self) -> int:
        """What it registers with ECS: 1,024 a vCPU."""
        return self.vcpus * 1024
