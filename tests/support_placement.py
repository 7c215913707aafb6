"""Instance types, task groups and an independent replayer: it shares no rule with the code it checks."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, TaskGroup
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.workload.service import PortReservation


def instance_type(name: str, vcpus: int, memory_mib: int, **changes: Any) -> InstanceType:
    values: dict[str, Any] = {
        "name": name,
        "vcpus": vcpus,
        "memory_mib": memory_mib,
        "architectures": ("X86_64",),
        "gpu_count": 0,
        "gpu_name": None,
        "accelerator_count": 0,
        "accelerator_name": None,
        "awsvpc_tasks": 2,
        "awsvpc_tasks_trunking": None,
        "current_generation": True,
        "burstable": False,
        "bare_metal": False,
        "source": "test",
        "observed_on": "2026-01-01",
    }
    return InstanceType(**(values | changes))


def candidate(name: str, vcpus: int, memory_mib: int, hourly: str, awsvpc_tasks: int = 10, **changes: Any) -> Candidate:
    kind = instance_type(name, vcpus, memory_mib, **changes)
    return Candidate(kind, Decimal(hourly), memory_mib, awsvpc_tasks)


def group(service: str, tasks: int, cpu_units: int, memory_mib: int, **changes: Any) -> TaskGroup:
    values: dict[str, Any] = {
        "service": service,
        "tasks": tasks,
        "cpu_units": cpu_units,
        "memory_mib": memory_mib,
        "awsvpc": False,
        "gpus": 0,
        "neuron_devices": 0,
        "host_ports": frozenset(),
        "cpu_architecture": "X86_64",
        "operating_system": "LINUX",
        "distinct_instance": False,
        "placement_expressions": (),
        "daemon": False,
    }
    return TaskGroup(**(values | changes))


def random_groups(
    random: np.random.Generator,
    count: int,
    tasks: tuple[int, int],
    cpu: tuple[int, int],
    memory: tuple[int, int],
    **changes: Any,
) -> list[TaskGroup]:
    """Services s0, s1, …, each figure drawn from the first one up to below the second; CPU and memory in 128s."""
    return [
        group(
            f"s{index}",
            int(random.integers(*tasks)),
            128 * int(random.integers(*cpu)),
            128 * int(random.integers(*memory)),
            **changes,
        )
        for index in range(count)
    ]


def tcp(*ports: int) -> frozenset[PortReservation]:
    return frozenset(PortReservation("tcp", port) for port in ports)


def replay(  # noqa: C901 # one walk through a fleet, every rule in sight
    fleet: Fleet, groups: Sequence[TaskGroup], candidates: Sequence[Candidate], rules: FleetRules
) -> None:
    """Places the fleet's tasks one by one and fails on the first rule broken; expressions: `== NAME` of types only."""
    offered = {each.instance_type.name: each for each in candidates}
    by_service = {each.service: each for each in groups}
    placed: Counter[str] = Counter()
    total = Decimal(0)
    busy = instances = 0
    for row in fleet.groups:
        offer = offered[row.instance_type]
        assert row.count > 0
        cpu_left, memory_left, slots_left = offer.instance_type.vcpus * 1024, offer.memory_mib, offer.awsvpc_tasks
        gpus_left = offer.instance_type.gpu_count
        ports: set[tuple[str, int]] = set()
        for service, number in row.tasks.items():
            task = by_service[service]
            assert number >= 1
            assert task.cpu_architecture in offer.instance_type.architectures
            for expression in task.placement_expressions:
                assert expression.split(" == ") == ["attribute:ecs.instance-type", row.instance_type]
            assert number == 1 or not (task.distinct_instance or task.daemon)
            for _ in range(number):
                cpu_left -= task.cpu_units
                memory_left -= task.memory_mib
                slots_left -= 1 if task.awsvpc else 0
                gpus_left -= task.gpus
                for port in task.host_ports:
                    assert (port.protocol, port.host_port) not in ports, f"port {port.host_port} twice"
                    ports.add((port.protocol, port.host_port))
            placed[service] += number * row.count
        assert min(cpu_left, memory_left, slots_left, gpus_left) >= 0, f"no room on {row.instance_type}: {row.tasks}"
        for task in groups:
            may_run = task.cpu_architecture in offer.instance_type.architectures
            if task.daemon and may_run and not task.placement_expressions:
                assert row.tasks.get(task.service) == 1, f"daemon {task.service} is missing on {row.instance_type}"
        total += offer.hourly * row.count
        instances += row.count
        if any(not by_service[service].daemon for service in row.tasks):
            busy += row.count
    for task in groups:
        if not task.daemon:
            assert placed[task.service] == task.tasks, f"{task.service}: {placed[task.service]} of {task.tasks} placed"
    wanted = any(task.tasks for task in groups if not task.daemon)
    assert instances >= rules.min_instances
    assert instances >= (rules.availability_zones if wanted else 0)
    assert instances >= Fraction(busy * 100, rules.target_capacity_percent)
    assert fleet.hourly == total
    assert Decimal(0) <= fleet.lower_bound_hourly <= fleet.hourly
