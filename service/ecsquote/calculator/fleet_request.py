"""The `fleet` section of a quote request: how instances may be chosen for EC2 and Managed Instances."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from ecsquote.calculator.request_section import MAX_INSTANCES, Percent, Section, Whole, refuse

Pattern = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9.*?\-\[\]]+$")]
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=200)]
Mib = Annotated[Whole, Field(ge=1, le=100_000_000)]


class FleetRequest(Section):
    """How instances are chosen for EC2 and Managed Instances."""

    instance_types: Patterns | None = Field(
        None,
        description="Patterns such as m7g.*; default: every current type that fits (no HPC; GPUs where asked for)",
    )
    exclude_instance_types: Patterns = ()
    burstable: StrictBool = Field(False, description="T types too; surplus CPU credits are then billed")
    average_cpu_percent: Percent | None = None
    max_instance_types: Annotated[Whole, Field(ge=1, le=50)] | None = None
    eni_trunking: StrictBool = Field(
        False, description="The account setting awsvpcTrunking; always on for Managed Instances"
    )
    target_capacity_percent: Annotated[Whole, Field(ge=1, le=100)] = 100
    min_instances: Annotated[Whole, Field(ge=0, le=MAX_INSTANCES)] = 0
    availability_zones: Annotated[Whole, Field(ge=1, le=6)] = 1
    reserved_memory_mib: Annotated[Whole, Field(ge=0, le=1_000_000)] = Field(0, description="ECS_RESERVED_MEMORY")
    registered_memory_mib: Annotated[dict[str, Mib], Field(max_length=2000)] = Field(
        default_factory=dict, description="What instances really register, by type; default: our model"
    )
    spot_allocation_strategy: Literal["lowest-price", "price-capacity-optimized"] = Field(
        "lowest-price", description="As in EC2 Auto Scaling's InstancesDistribution; price-capacity-optimized spreads"
    )
    spot_pools: Annotated[Whole, Field(ge=1, le=20)] = Field(
        4, description="Over how many pools (an instance type in a zone) price-capacity-optimized spreads"
    )
    on_demand_base_capacity: Annotated[Whole, Field(ge=0, le=MAX_INSTANCES)] = Field(
        0, description="EC2_SPOT: the number of On-Demand instances that come first"
    )
    on_demand_percentage_above_base_capacity: Annotated[Whole, Field(ge=0, le=100)] = Field(
        0, description="EC2_SPOT: the percentage of further instances that are On-Demand, rounded up"
    )
    root_volume_gib: Annotated[Whole, Field(ge=1, le=65_536)] = 30
    root_volume_type: Literal["gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"] = "gp3"

    @model_validator(mode="after")
    def _credits_need_utilisation(self) -> "FleetRequest":
        if self.burstable and self.average_cpu_percent is None:
            missing = "is needed where burstable is true: surplus CPU credits are billed by it (0 to 100)"
            refuse("average_cpu_percent", missing)
        return self
