"""A small priced world for tests of whole quotes: two instance types, Fargate, and round figures to add up by hand."""

from typing import Any, cast

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import Catalog, SavingsPlanTerms
from ecsquote.pricing.instance_types import InstanceType
from support_catalog import fixed_catalog

PLAN = SavingsPlanTerms("COMPUTE", 1, "NO_UPFRONT")
PACKED: dict[str, Any] = {"profile": "cheapest", "burstable": False}
"""Perfect packing on m5.large: for tests about something else than how a team runs its fleet."""


def instance_type(
    name: str, vcpus: int, memory_mib: int, tasks: int, trunking: int | None, **other: Any
) -> InstanceType:
    """A current x86 type of AWS's shape."""
    fields: dict[str, Any] = {
        "architectures": ("X86_64",),
        "gpu_count": 0,
        "gpu_name": None,
        "accelerator_count": 0,
        "accelerator_name": None,
        "current_generation": True,
        "burstable": False,
        "bare_metal": False,
        "source": "stated by the test",
        "observed_on": "2026-11-01",
    }
    return InstanceType(
        name=name,
        vcpus=vcpus,
        memory_mib=memory_mib,
        awsvpc_tasks=tasks,
        awsvpc_tasks_trunking=trunking,
        **{**fields, **other},
    )


SMALL = instance_type("m5.large", 2, 8192, 2, 10)
BURSTABLE = instance_type("t3.large", 2, 8192, 2, None, burstable=True)


def small_catalog() -> Catalog:
    """Prices of one Region, as round as they can be."""
    catalog = fixed_catalog(
        {
            meters.FARGATE_VCPU: "0.04",
            meters.FARGATE_GB: "0.004",
            meters.FARGATE_ARM_VCPU: "0.03",
            meters.FARGATE_ARM_GB: "0.003",
            meters.FARGATE_SPOT_VCPU: "0.01",
            meters.FARGATE_SPOT_GB: "0.001",
            meters.FARGATE_WINDOWS_VCPU: "0.05",
            meters.FARGATE_WINDOWS_OS: "0.046",
            meters.FARGATE_WINDOWS_GB: "0.005",
            meters.FARGATE_EPHEMERAL_GB: "0.0001",
            meters.ECS_ANYWHERE: "0.01025",
            meters.PUBLIC_IPV4_HOURS: "0.005",
            meters.ebs_volume_gb("gp3"): "0.073",
            meters.instance_hours("m5.large", "LINUX"): "0.1",
            meters.spot_instance_hours("m5.large", "LINUX"): "0.04",
            meters.managed_instances_fee("m5.large"): "0.012",
            meters.instance_hours("t3.large", "LINUX"): "0.08",
            meters.cpu_credits("t3", "LINUX"): "0.05",
        },
        instance_types=[SMALL, BURSTABLE],
        plan_prices={
            (PLAN, meters.FARGATE_VCPU): "0.03",
            (PLAN, meters.FARGATE_GB): "0.003",
            (PLAN, meters.instance_hours("m5.large", "LINUX")): "0.07",
        },
    )
    return cast("Catalog", catalog)  # frozen, which the protocol's plain attributes do not foresee


def service(name: str = "web", load: dict[str, Any] | None = None, **task: Any) -> dict[str, Any]:
    """One vCPU and 2 GB, awsvpc, unless the test says otherwise."""
    definition = {
        "family": name,
        "cpu": "1024",
        "memory": "2048",
        "networkMode": "awsvpc",
        "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
        **task,
    }
    return {"name": name, "task_definition": definition, "load": load or {"tasks": "1"}}


def quote(request: dict[str, Any]) -> dict[str, Any]:
    """The quote document of a request in the small world."""
    catalog = small_catalog()
    return quote_document(price_request(read_request({"region": "us-east-1", **request}, catalog), catalog))


def row(document: dict[str, Any], launch_option: str, **key: Any) -> dict[str, Any]:
    """The only row of an option; `plan=True` for the one under the Savings Plan."""
    found: list[dict[str, Any]] = [
        option
        for option in document["options"]
        if option["launch_option"] == launch_option
        and (option["savings_plan"] is not None) == key.get("plan", False)
        and option["cpu_architecture"] == key.get("architecture", option["cpu_architecture"])
    ]
    assert len(found) == 1, found
    return found[0]
