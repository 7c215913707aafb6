"""The table of cost components: what each is called, how it is grouped and classified, and the `usage` section.

Charts, exports, budgets and the dashboard read this table. To add a component, add its class in `costs/`, one entry
here and, where users give its usage, one field of `Usage`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field

from ecsquote.calculator.costs.cloud_map import CloudMap
from ecsquote.calculator.costs.cloudwatch_alarms import Alarms
from ecsquote.calculator.costs.cloudwatch_logs import Logs
from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.costs.container_insights import ContainerInsights
from ecsquote.calculator.costs.data_transfer import DataTransfer
from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.ec2_cpu_credits import Ec2CpuCredits
from ecsquote.calculator.costs.ecr import Ecr
from ecsquote.calculator.costs.efs import Efs
from ecsquote.calculator.costs.eventbridge_scheduler import Scheduler
from ecsquote.calculator.costs.external_instances import ExternalInstances
from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.costs.fargate_ephemeral_storage import FargateEphemeralStorage
from ecsquote.calculator.costs.guardduty import GuardDuty
from ecsquote.calculator.costs.kms import Kms
from ecsquote.calculator.costs.load_balancer import LoadBalancer
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.calculator.costs.nat_gateway import NatGateways
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.costs.secrets_manager import Secrets
from ecsquote.calculator.costs.systems_manager import Parameters
from ecsquote.calculator.costs.vpc_endpoint import VpcEndpoints
from ecsquote.calculator.costs.xray import XRay
from ecsquote.pricing.meters import Meter

SAVINGS_PLAN = "savings_plan"
RESERVED_INSTANCES = "reserved_instances"
MAX_LOAD_BALANCERS = 500
INSTANCE_COMPONENTS = frozenset({"ec2_compute", "ec2_cpu_credits", "managed_instances_fee", "ebs_volume"})
"""What instances cost, commitments aside; those of no single service are shared by all on the fleet."""


class ComponentGroup(StrEnum):
    """Components that charts draw in one color, in the order of a stacked bar."""

    FARGATE = "Fargate tasks"
    INSTANCES = "Instances"
    MANAGED_INSTANCES = "Managed Instances fee"
    SAVINGS_PLAN = "Savings Plan"
    STORAGE = "Storage"
    LOAD_BALANCERS = "Load balancers"
    NETWORK = "Network"
    OTHER = "Logs, metrics and the rest"


class FocusService(Enum):
    """ServiceCategory and ServiceSubcategory, as FOCUS 1.2 lists them."""

    CONTAINERS = ("Compute", "Containers")
    VIRTUAL_MACHINES = ("Compute", "Virtual Machines")
    BLOCK_STORAGE = ("Storage", "Block Storage")
    FILE_STORAGE = ("Storage", "File Storage")
    DEVELOPER_TOOLS = ("Developer Tools", "Other (Developer Tools)")
    APPLICATION_NETWORKING = ("Networking", "Application Networking")
    NETWORK_CONNECTIVITY = ("Networking", "Network Connectivity")
    NETWORK_INFRASTRUCTURE = ("Networking", "Network Infrastructure")
    OBSERVABILITY = ("Management and Governance", "Observability")
    SECRET_MANAGEMENT = ("Security", "Secret Management")
    THREAT_DETECTION = ("Security", "Threat Detection and Response")
    INTEGRATION = ("Integration", "Other (Integration)")
    OTHER = ("Other", "Other (Other)")

    @property
    def category(self) -> str:
        """FOCUS ServiceCategory."""
        return self.value[0]

    @property
    def subcategory(self) -> str:
        """FOCUS ServiceSubcategory."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Commitment:
    """How FOCUS classifies a commitment discount."""

    category: str
    """FOCUS CommitmentDiscountCategory."""
    kind: str
    """FOCUS CommitmentDiscountType: AWS's name of the discount."""


@dataclass(frozen=True, slots=True)
class ComponentEntry:
    """One row of the table."""

    name: str
    """The `component` of its line items."""
    label: str
    """What people read in charts and on pages."""
    group: ComponentGroup
    focus: FocusService
    model: type[CostComponent] | None = None
    """What computes it; None for commitments, which are computed from the other lines."""
    shared_capacity: bool = False
    """True where a line without a service is for capacity that all services of the workload share."""
    commitment: Commitment | None = None

    @property
    def usage_field(self) -> str | None:
        """The field of `Usage` that a user fills in for it; None where the placement determines its quantities."""
        return _USAGE_FIELDS.get(self.name)


def _entry(
    model: type[CostComponent], label: str, group: ComponentGroup, focus: FocusService, *, shared: bool = False
) -> ComponentEntry:
    return ComponentEntry(model.component, label, group, focus, model, shared)


_G, _F = ComponentGroup, FocusService
_ENTRIES = (
    _entry(FargateCompute, "Fargate vCPU and memory", _G.FARGATE, _F.CONTAINERS),
    _entry(FargateEphemeralStorage, "Fargate ephemeral storage", _G.FARGATE, _F.CONTAINERS),
    _entry(Ec2Compute, "EC2 instances", _G.INSTANCES, _F.VIRTUAL_MACHINES, shared=True),
    _entry(Ec2CpuCredits, "EC2 CPU credits", _G.INSTANCES, _F.VIRTUAL_MACHINES, shared=True),
    _entry(ExternalInstances, "ECS Anywhere instances", _G.INSTANCES, _F.CONTAINERS, shared=True),
    ComponentEntry(
        RESERVED_INSTANCES,
        "Reserved Instances",
        _G.INSTANCES,
        _F.VIRTUAL_MACHINES,
        shared_capacity=True,
        commitment=Commitment("Usage", "Reserved Instance"),
    ),
    _entry(ManagedInstancesFee, "Managed Instances fee", _G.MANAGED_INSTANCES, _F.CONTAINERS, shared=True),
    ComponentEntry(
        SAVINGS_PLAN,
        "Savings Plan commitment",
        _G.SAVINGS_PLAN,
        _F.VIRTUAL_MACHINES,
        shared_capacity=True,
        commitment=Commitment("Spend", "Savings Plan"),
    ),
    _entry(EbsVolumes, "EBS volumes", _G.STORAGE, _F.BLOCK_STORAGE, shared=True),
    _entry(Efs, "EFS", _G.STORAGE, _F.FILE_STORAGE),
    _entry(Ecr, "ECR images", _G.STORAGE, _F.DEVELOPER_TOOLS),
    _entry(LoadBalancer, "Load balancers", _G.LOAD_BALANCERS, _F.APPLICATION_NETWORKING),
    _entry(DataTransfer, "Data transfer", _G.NETWORK, _F.NETWORK_CONNECTIVITY),
    _entry(NatGateways, "NAT gateways", _G.NETWORK, _F.NETWORK_INFRASTRUCTURE),
    _entry(PublicIpv4, "Public IPv4 addresses", _G.NETWORK, _F.NETWORK_INFRASTRUCTURE),
    _entry(VpcEndpoints, "VPC endpoints", _G.NETWORK, _F.NETWORK_CONNECTIVITY),
    _entry(Logs, "CloudWatch Logs", _G.OTHER, _F.OBSERVABILITY),
    _entry(ContainerInsights, "Container Insights", _G.OTHER, _F.OBSERVABILITY),
    _entry(Alarms, "CloudWatch alarms", _G.OTHER, _F.OBSERVABILITY),
    _entry(Secrets, "Secrets Manager", _G.OTHER, _F.SECRET_MANAGEMENT),
    _entry(GuardDuty, "GuardDuty", _G.OTHER, _F.THREAT_DETECTION),
    _entry(CloudMap, "Cloud Map", _G.OTHER, _F.APPLICATION_NETWORKING),
    _entry(XRay, "X-Ray", _G.OTHER, _F.OBSERVABILITY),
    _entry(Scheduler, "EventBridge Scheduler", _G.OTHER, _F.INTEGRATION),
    _entry(Parameters, "Systems Manager", _G.OTHER, _F.SECRET_MANAGEMENT),
    _entry(Kms, "KMS", _G.OTHER, _F.SECRET_MANAGEMENT),
)
COMPONENTS: Mapping[str, ComponentEntry] = {entry.name: entry for entry in _ENTRIES}
"""Every component by name, in the order of a stacked bar: compute first."""

SERVICE_NAMES: Mapping[str, str] = {
    "AmazonECS": "Amazon Elastic Container Service",
    "AmazonEC2": "Amazon Elastic Compute Cloud",
    "AmazonVPC": "Amazon Virtual Private Cloud",
    "AmazonCloudWatch": "Amazon CloudWatch",
    "AmazonECR": "Amazon Elastic Container Registry",
    "AmazonEFS": "Amazon Elastic File System",
    "AWSDataTransfer": "AWS Data Transfer",
    "AWSELB": "Elastic Load Balancing",
    "AWSSecretsManager": "AWS Secrets Manager",
    "AWSCloudMap": "AWS Cloud Map",
    "AWSEvents": "Amazon EventBridge",
    "AWSSystemsManager": "AWS Systems Manager",
    "AWSXRay": "AWS X-Ray",
    "AmazonGuardDuty": "Amazon GuardDuty",
    "awskms": "AWS Key Management Service",
    "ComputeSavingsPlans": "Savings Plans for AWS Compute usage",
}
"""AWS's service names by the service code of a price; FOCUS ServiceName."""


def component_entry(name: str) -> ComponentEntry:
    """The entry of a component; a plain one for a name that a later version may add."""
    return COMPONENTS.get(name) or ComponentEntry(
        name, name.replace("_", " "), ComponentGroup.OTHER, FocusService.OTHER
    )


def stack_order(name: str) -> int:
    """The position of a component in a stacked bar; unknown components come last."""
    return list(COMPONENTS).index(name) if name in COMPONENTS else len(COMPONENTS)


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
    guardduty: GuardDuty | None = None
    cloud_map: CloudMap | None = None
    xray: XRay | None = None
    scheduler: Scheduler | None = None
    parameters: Parameters | None = None
    kms: Kms | None = None

    def components(self) -> Iterator[CostComponent]:
        """Everything that is filled in, in the order of the fields."""
        yield from self.load_balancers
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, CostComponent):
                yield value


def _usage_fields() -> Iterator[tuple[str, str]]:
    """(component, field) for each field of `Usage`."""
    for field, info in Usage.model_fields.items():
        for model in _models_in(info.annotation):
            yield model.component, field


def _models_in(annotation: object) -> Iterator[type[CostComponent]]:
    """The components that an annotation such as `X | None` or `tuple[X, ...]` names."""
    for inner in (annotation, *get_args(annotation)):
        if isinstance(inner, type) and issubclass(inner, CostComponent):
            yield inner


_USAGE_FIELDS = dict(_usage_fields())


@cache
def needed_meters() -> frozenset[Meter]:
    """Every meter that some component names, with `*` for any instance type or Region."""
    return frozenset(meter for entry in _ENTRIES if entry.model for meter in entry.model.meters())
