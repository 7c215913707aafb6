"""Fargate sizes and registered memory: AWS's table at its edges, and the points that AWS and users have published."""

from dataclasses import replace

import pytest

from ecsquote.calculator.options.fargate_size import FargateSize, smallest_fargate_size
from ecsquote.calculator.placement.rules.registered_memory import registered_memory_mib
from ecsquote.errors import OptionUnavailable
from ecsquote.workload.service import CpuArchitecture, NetworkMode, TaskDefinition
from support_placement import instance_type

TASK = TaskDefinition(
    family="app",
    cpu_units=None,
    memory_mib=None,
    container_cpu_units=0,
    container_memory_mib=0,
    operating_system_family="LINUX",
    cpu_architecture=CpuArchitecture.X86_64,
    network_mode=NetworkMode.AWSVPC,
    ephemeral_storage_gib=0,
    gpus=0,
    neuron_devices=0,
    host_ports=frozenset(),
    requires_compatibilities=frozenset(),
    placement_expressions=(),
    privileged=False,
)


@pytest.mark.parametrize(
    ("cpu_units", "memory_mib", "size"),
    [
        (0, 100, (256, 512)),
        (256, 512, (256, 512)),
        (256, 513, (256, 1024)),
        (256, 2049, (512, 3072)),  # 256 ends at 2 GB
        (257, 100, (512, 1024)),  # 512 begins at 1 GB
        (1024, 8193, (2048, 9216)),  # 1 vCPU ends at 8 GB
        (4096, 30721, (8192, 32768)),  # 8 vCPU goes by 4 GB: 16, 20, 24, 28, 32
        (16384, 122881, (32768, 249856)),  # 32 vCPU has 60, 120 and 244 GB only
    ],
)
def test_the_smallest_fargate_size_holds_what_is_reserved(
    cpu_units: int, memory_mib: int, size: tuple[int, int]
) -> None:
    task = replace(TASK, container_cpu_units=cpu_units, container_memory_mib=memory_mib)
    assert smallest_fargate_size(task) == FargateSize(*size)


def test_a_valid_task_size_is_kept_and_windows_begins_at_one_vcpu() -> None:
    assert smallest_fargate_size(replace(TASK, cpu_units=512, memory_mib=4096)) == FargateSize(512, 4096)
    windows = replace(TASK, operating_system_family="WINDOWS_SERVER_2022_CORE", container_memory_mib=512)
    assert smallest_fargate_size(windows) == FargateSize(1024, 2048)
    with pytest.raises(OptionUnavailable, match="30721 MiB"):
        smallest_fargate_size(replace(windows, container_memory_mib=30721))


@pytest.mark.parametrize(("name", "registers"), [("m4.large", 7985), ("t3.large", 7874)])
def test_the_memory_model_never_promises_more_than_instances_are_known_to_register(name: str, registers: int) -> None:
    kind = instance_type(name, 2, 8192)
    model = registered_memory_mib(kind, 0, {})
    assert model == 7846  # 8192 × 97 % = 7946.24, whole MiB, less 100
    assert model <= registers
    assert registered_memory_mib(kind, 256, {}) == 7846 - 256
    assert registered_memory_mib(kind, 256, {name: registers}) == registers  # given values are after the reservation
