"""An independent checker: puts the tasks of a quoted placement on instances one by one and refuses a broken rule.

It reads the ECS documents and the catalog itself and shares no code with the engine that found the placement.
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.pricing.catalog.catalog import Catalog

DYNAMIC = 0


class BrokenRule(AssertionError):
    """A placement that ECS would not make."""


def megabytes(value: object) -> int:
    text = str(value).upper().strip()
    return int(Decimal(text.removesuffix("GB")) * 1024) if text.endswith("GB") else int(text)


def cpu_units(value: object) -> int:
    text = str(value).upper().strip()
    return int(Decimal(text.removesuffix("VCPU")) * 1024) if text.endswith("VCPU") else int(text)


class Instance:
    """What is left of one instance as tasks start on it."""

    def __init__(self, name: str, catalog: Catalog, fleet: dict[str, Any], *, managed: bool) -> None:
        kind = catalog.instance_types[name]
        trunking = managed or fleet.get("eni_trunking", False)
        slots = kind.awsvpc_tasks_trunking if trunking and kind.awsvpc_tasks_trunking else kind.awsvpc_tasks
        overrides = fleet.get("registered_memory_mib", {})
        self.kind, self.interfaces = kind, slots
        self.cpu = kind.vcpus * 1024
        self.memory = registered_memory_mib(kind, int(fleet.get("reserved_memory_mib", 0)), overrides)
        self.gpus = kind.gpu_count
        self.ports: set[tuple[str, int]] = set()
        self.services: Counter[str] = Counter()

    def start(self, service: dict[str, Any], architecture: str | None) -> None:
        """Run one more task of a service, or refuse."""
        task, definition = service["task_definition"], service.get("service_definition") or {}
        containers = task["containerDefinitions"]
        wanted = architecture or task.get("runtimePlatform", {}).get("cpuArchitecture", "X86_64")
        if wanted not in self.kind.architectures:
            raise BrokenRule(f"{service['name']} for {wanted} on {self.kind.name}")
        self.cpu -= cpu_units(task["cpu"]) if "cpu" in task else sum(part.get("cpu", 0) for part in containers)
        self.memory -= (
            megabytes(task["memory"])
            if "memory" in task
            else sum(part.get("memoryReservation") or part["memory"] for part in containers)
        )
        self.interfaces -= task.get("networkMode") == "awsvpc"
        for part in containers:
            for need in part.get("resourceRequirements", []):
                self.gpus -= int(need["value"]) if need["type"] == "GPU" else 0
            for port in part.get("portMappings", []):
                self.take(port, task.get("networkMode", "bridge"))
        self.services[service["name"]] += 1
        rules = [rule["type"] for rule in definition.get("placementConstraints", [])]
        if "distinctInstance" in rules and self.services[service["name"]] > 1:
            raise BrokenRule(f"two tasks of {service['name']} on one instance")
        if min(self.cpu, self.memory, self.interfaces, self.gpus) < 0:
            raise BrokenRule(f"{self.kind.name} is too small: {dict(self.services)}")

    def take(self, port: dict[str, Any], mode: str) -> None:
        """Reserve a static host port (host mode: the container's own)."""
        number = port.get("hostPort", DYNAMIC) or (port["containerPort"] if mode == "host" else DYNAMIC)
        if mode == "awsvpc" or number == DYNAMIC:
            return
        key = (port.get("protocol", "tcp"), number)
        if key in self.ports:
            raise BrokenRule(f"host port {number} is taken on {self.kind.name}")
        self.ports.add(key)


def replay(
    option: dict[str, Any], request: dict[str, Any], catalog: Catalog, architecture: str | None = None
) -> Counter[str]:
    """Start every task of the placement; the tasks placed by service. Raises BrokenRule."""
    services = {service["name"]: service for service in request["services"]}
    placed: Counter[str] = Counter()
    managed = option["launch_option"].startswith("MANAGED_INSTANCES")
    for row in option["placement"]["instances"]:
        instance = Instance(row["instance_type"], catalog, request.get("fleet") or {}, managed=managed)
        for name, count in row["tasks"].items():
            for _ in range(count):
                instance.start(services[name], architecture)
            placed[name] += count * row["count"]
    return placed
