"""The rows of GET /v1/instance-types."""

from pydantic import BaseModel, ConfigDict, Field

from ecsquote.units import ExactDecimal


class InstanceTypeRow(BaseModel):
    """An EC2 instance type."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    vcpus: int
    memory_mib: int
    architectures: list[str]
    gpu_count: int
    gpu_name: str | None
    accelerator_count: int
    accelerator_name: str | None
    awsvpc_tasks: int = Field(description="awsvpc tasks that fit without ENI trunking")
    awsvpc_tasks_trunking: int | None = Field(description="… with it; null where the type has none")
    current_generation: bool
    burstable: bool
    bare_metal: bool
    source: str
    observed_on: str
    on_demand_hourly: ExactDecimal | None = Field(None, description="USD an hour in the Region asked for")
    spot_hourly: ExactDecimal | None = Field(None, description="USD an hour in the Region asked for, as last observed")
