"""One file a cost component; this list is the schema of `usage` and of what a launch option can bill."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ecsquote.calculator.costs.cloudwatch_alarms import Alarms
from ecsquote.calculator.costs.cloudwatch_logs import Logs
from ecsquote.calculator.costs.component import CostComponent, covers
from ecsquote.calculator.costs.container_insights import ContainerInsights
from ecsquote.calculator.costs.data_transfer import DataTransfer
from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.ec2_cpu_credits import Ec2CpuCredits
from ecsquote.calculator.costs.ecr import Ecr
from ecsquote.calculator.costs.efs import Efs
from ecsquote.calculator.costs.external_instances import ExternalInstances
from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.costs.fargate_ephemeral_storage import FargateEphemeralStorage
from ecsquote.calculator.costs.load_balancer import LoadBalancer
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.calculator.costs.nat_gateway import NatGateways
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.costs.secrets_manager import Secrets
from ecsquote.calculator.costs.vpc_endpoint import VpcEndpoints
from ecsquote.pricing.meters import Meter

MAX_LOAD_BALANCERS = 500

PLACED_COMPONENTS: tuple[type[CostComponent], ...] = (
    FargateCompute,
    FargateEphemeralStorage,
    Ec2Compute,
    Ec2CpuCredits,
    ManagedInstancesFee,
    ExternalInstances,
    EbsVolumes,
    PublicIpv4,
)
"""What launch options bill from the placement."""

USAGE_COMPONENTS: tuple[type[CostComponent], ...] = (
    LoadBalancer,
    DataTransfer,
    NatGateways,
    VpcEndpoints,
    Logs,
    ContainerInsights,
    Alarms,
    Secrets,
    Ecr,
    Efs,
)
"""What surrounds the tasks."""

ALL_COMPONENTS = PLACED_COMPONENTS + USAGE_COMPONENTS


class Usage(BaseModel):
    """What surrounds the tasks, for the whole workload and a month; GB are AWS's (1 TB = 1,024 GB)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    load_balancers: Annotated[tuple[LoadBalancer, ...], Field(max_length=MAX_LOAD_BALANCERS)] = ()
    data_transfer: DataTransfer | None = None
    nat_gateways: NatGateways | None = None
    vpc_endpoints: VpcEndpoints | None = None
    logs: Logs | None = None
    container_insights: ContainerInsights | None = None
    alarms: Alarms | None = None
    secrets: Secrets | None = None
    ecr: Ecr | None = None
    efs: Efs | None = None

    def components(self) -> Iterator[CostComponent]:
        """Everything that is filled in, in the order of the fields."""
        yield from self.load_balancers
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, CostComponent):
                yield value


@cache
def needed_meters() -> frozenset[Meter]:
    """Every meter that some component names, with `*` for any instance type or Region."""
    return frozenset(pattern for component in ALL_COMPONENTS for pattern in component.meters())


def is_billed(meter: Meter) -> bool:
    """True where some component can bill this meter: what a price catalog has to keep."""
    return meter in needed_meters() or any(covers(pattern, meter) for pattern in needed_meters())


__all__ = [
    "ALL_COMPONENTS",
    "PLACED_COMPONENTS",
    "USAGE_COMPONENTS",
    "Alarms",
    "ContainerInsights",
    "CostComponent",
    "DataTransfer",
    "EbsVolumes",
    "Ec2Compute",
    "Ec2CpuCredits",
    "Ecr",
    "Efs",
    "ExternalInstances",
    "FargateCompute",
    "FargateEphemeralStorage",
    "LoadBalancer",
    "Logs",
    "ManagedInstancesFee",
    "NatGateways",
    "PublicIpv4",
    "Secrets",
    "Usage",
    "VpcEndpoints",
    "is_billed",
    "needed_meters",
]
