"""The `fleet` section of a quote request: how instances may be chosen for EC2 and Managed Instances."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, model_validator

from ecsquote.calculator.fleet_profile import FleetProfile
from ecsquote.calculator.request_section import MAX_INSTANCES, Percent, Section, Whole

MAX_MINUTES = 24 * 60
Pattern = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9.*?\-\[\]]+$")]
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=200)]
Mib = Annotated[Whole, Field(ge=1, le=100_000_000)]
Minutes = Annotated[Whole, Field(ge=0, le=MAX_MINUTES)]
TypeLimit = Annotated[Whole, Field(ge=1, le=50)] | None
Zones = Annotated[Whole, Field(ge=1, le=6)]
AWS_ZONES = 3
"""Over how many zones Managed Instances spread tasks."""

_CHEAPEST: Mapping[str, Any] = {
    "max_instance_types": None,
    "availability_zones": 1,
    "deployment_headroom": False,
    "instance_start_minutes": 0,
    "scale_in_minutes": 0,
    "spot_allocation_strategy": "lowest-price",
}
"""Where `cheapest` has other defaults than `production`, whose defaults are those of the fields."""


class ManagedInstancesRequest(Section):
    """Where Managed Instances differ from the rest of the fleet section.

    The defaults are what they do by themselves, in both profiles: types of their own choice, three zones, and an
    instance started for the new task of a deployment.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-types.html
    """

    max_instance_types: TypeLimit = Field(None, description="Instance types in the capacity provider; null: any number")
    availability_zones: Zones = Field(AWS_ZONES, description="The zones over which tasks are spread")
    deployment_headroom: StrictBool = Field(
        False, description="Room for one more task of any one service on a running instance"
    )
    scale_in_minutes: Minutes | None = Field(
        None, description="`infrastructureOptimization.scaleInAfter`, in minutes; default: fleet.scale_in_minutes"
    )
    use_local_storage: StrictBool = Field(
        False, description="`localStorageConfiguration.useLocalStorage`: tasks use the instance store, no data volume"
    )


class FleetRequest(Section):
    """How instances are chosen for EC2 and Managed Instances."""

    profile: FleetProfile = Field(
        FleetProfile.PRODUCTION,
        description="The defaults of the other fields: production (a fleet that a careful team would run) or cheapest "
        "(perfect packing, a floor: every type, one zone, no room for a deployment, no minutes to start and scale in)",
    )
    instance_types: Patterns | None = Field(
        None,
        description="Patterns such as m7g.*. Default: production, the m, c, r and t families that people run services "
        "on; cheapest, every type with a price. Accelerators only where a task asks for one",
    )
    exclude_instance_types: Patterns = Field((), description="Patterns of types that are not used")
    burstable: StrictBool = Field(True, description="T types too; surplus CPU credits are billed")
    average_cpu_percent: Percent | None = Field(
        None,
        description="The share of their reserved CPU that tasks use on average, for surplus CPU credits; default: 100",
    )
    max_instance_types: TypeLimit = Field(
        1, description="Instance types in one capacity provider; null: any number. cheapest: null"
    )
    availability_zones: Zones = Field(2, description="The zones over which tasks are spread. cheapest: 1")
    deployment_headroom: StrictBool = Field(
        True, description="Room for one more task of any one service on a running instance. cheapest: false"
    )
    instance_start_minutes: Minutes = Field(
        3, description="An instance is billed this long before it holds tasks. cheapest: 0"
    )
    scale_in_minutes: Minutes = Field(
        15, description="An instance is billed this long after its last task. cheapest: 0"
    )
    eni_trunking: StrictBool = Field(
        False, description="The account setting awsvpcTrunking; always on for Managed Instances"
    )
    target_capacity_percent: Annotated[Whole, Field(ge=1, le=100)] = Field(
        100, description="`managedScaling.targetCapacity`: below 100, instances are kept free"
    )
    min_instances: Annotated[Whole, Field(ge=0, le=MAX_INSTANCES)] = Field(
        0, description="The minimum size of the Auto Scaling group"
    )
    reserved_memory_mib: Annotated[Whole, Field(ge=0, le=1_000_000)] = Field(
        0, description="The agent's ECS_RESERVED_MEMORY"
    )
    registered_memory_mib: Annotated[dict[str, Mib], Field(max_length=2000)] = Field(
        default_factory=dict, description="What instances really register, by type; default: our model"
    )
    spot_allocation_strategy: Literal["lowest-price", "price-capacity-optimized"] = Field(
        "price-capacity-optimized",
        description="As in EC2 Auto Scaling's InstancesDistribution; price-capacity-optimized spreads over spot_pools. "
        "cheapest: lowest-price",
    )
    spot_pools: Annotated[Whole, Field(ge=1, le=20)] = Field(
        4, description="Over how many pools (an instance type in a zone) price-capacity-optimized spreads"
    )
    on_demand_base_capacity: Annotated[Whole, Field(ge=0, le=MAX_INSTANCES)] = Field(
        0, description="EC2_SPOT: this many instances are On-Demand first"
    )
    on_demand_percentage_above_base_capacity: Annotated[Whole, Field(ge=0, le=100)] = Field(
        0, description="EC2_SPOT: the percentage of further instances that are On-Demand, rounded up"
    )
    root_volume_gib: Annotated[Whole, Field(ge=1, le=65_536)] = Field(
        30, description="GiB of each instance's root volume; of Managed Instances the data volume"
    )
    root_volume_type: Literal["gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"] = Field(
        "gp3", description="The EBS volume type of the root volume"
    )
    managed_instances: ManagedInstancesRequest = Field(
        default_factory=ManagedInstancesRequest,
        description="Managed Instances only; default: what the fleet section itself gives, else what AWS does",
    )

    @model_validator(mode="after")
    def _fill_in_defaults(self) -> "FleetRequest":
        """What the request does not give is the profile's; `model_fields_set` stays what the request gave."""
        if self.profile is FleetProfile.CHEAPEST:
            _default(self, _CHEAPEST)
        managed = self.managed_instances.model_copy()
        given = {name: getattr(self, name) for name in type(managed).model_fields if name in self.model_fields_set}
        _default(managed, {"scale_in_minutes": self.scale_in_minutes, **given})
        self.__dict__["managed_instances"] = managed
        return self

    def of_managed_instances(self) -> "FleetRequest":
        """The same as it applies to Managed Instances."""
        managed = dict(self.managed_instances)
        return self.model_copy(update={name: value for name, value in managed.items() if name != "use_local_storage"})


def _default(section: Section, values: Mapping[str, Any]) -> None:
    """Fill in what the request did not give; the sections are frozen once they are read."""
    section.__dict__.update({name: value for name, value in values.items() if name not in section.model_fields_set})
