"""The `fleet` section of a quote request: how instances may be chosen for EC2 and Managed Instances."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, StrictBool, model_serializer, model_validator

from ecsquote.calculator.fleet_profile import FleetProfile
from ecsquote.calculator.request_section import MAX_INSTANCES, Percent, Section, Whole

MAX_MINUTES = 24 * 60
Pattern = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9.*?\-\[\]]+$")]
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=200)]
Mib = Annotated[Whole, Field(ge=1, le=100_000_000)]
Minutes = Annotated[Whole, Field(ge=0, le=MAX_MINUTES)]


_CHEAPEST: Mapping[str, Any] = {
    "max_instance_types": None,
    "availability_zones": 1,
    "deployment_headroom": False,
    "instance_start_minutes": 0,
    "scale_in_minutes": 0,
    "spot_allocation_strategy": "lowest-price",
}
"""Where `cheapest` has other defaults than `production`, whose defaults are those of the fields."""
_MANAGED_INSTANCES: Mapping[str, Any] = {
    "max_instance_types": None,
    "availability_zones": 3,
    "deployment_headroom": False,
}
"""What Managed Instances do by themselves, in both profiles: types of their own choice, three zones, and an instance
started for the new task of a deployment.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-types.html"""


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
    exclude_instance_types: Patterns = ()
    burstable: StrictBool = Field(True, description="T types too; surplus CPU credits are billed")
    average_cpu_percent: Percent | None = Field(
        None,
        description="The share of their reserved CPU that tasks use on average, for surplus CPU credits; default: 100",
    )
    max_instance_types: Annotated[Whole, Field(ge=1, le=50)] | None = Field(
        1, description="Instance types in one capacity provider; null: any number. cheapest: null"
    )
    availability_zones: Annotated[Whole, Field(ge=1, le=6)] = Field(
        2, description="The zones over which tasks are spread. cheapest: 1"
    )
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
    target_capacity_percent: Annotated[Whole, Field(ge=1, le=100)] = 100
    min_instances: Annotated[Whole, Field(ge=0, le=MAX_INSTANCES)] = 0
    reserved_memory_mib: Annotated[Whole, Field(ge=0, le=1_000_000)] = Field(0, description="ECS_RESERVED_MEMORY")
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
    root_volume_gib: Annotated[Whole, Field(ge=1, le=65_536)] = 30
    root_volume_type: Literal["gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"] = "gp3"

    @model_validator(mode="after")
    def _fill_in_the_profile(self) -> "FleetRequest":
        """What the request does not give is the profile's; `model_fields_set` stays what the request gave."""
        if self.profile is FleetProfile.CHEAPEST:
            self._default(_CHEAPEST)
        return self

    @model_serializer(mode="wrap")
    def _without_defaults_that_options_decide(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the defaults that Managed Instances have otherwise, so that the document prices alike again."""
        written: dict[str, Any] = write(self)
        decided = _MANAGED_INSTANCES.keys() - self.model_fields_set
        return {name: value for name, value in written.items() if name not in decided}

    def of_managed_instances(self) -> "FleetRequest":
        """The same with what Managed Instances do by themselves, where the request says nothing else."""
        fleet = self.model_copy()
        fleet._default(_MANAGED_INSTANCES)
        return fleet

    def _default(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update({name: value for name, value in values.items() if name not in self.model_fields_set})
