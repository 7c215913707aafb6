"""Fargate's table of sizes: at each row's edges, and one step outside them.

The table is the one of https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-task-definition.html,
written here a second time, in GB.
"""

import pytest

from ecsquote.workload.fargate_sizes import fargate_sizes, smallest_fargate_size
from ecsquote.workload.task_definition import parse_task_definition
from support_workload import Document, faults, for_fargate, task_definition

WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE", "cpuArchitecture": "X86_64"}
ROWS = [
    # CPU units, least GB, most GB, step in GB, runs on Windows
    (512, 1, 4, 1, False),
    (1024, 2, 8, 1, True),
    (2048, 4, 16, 1, True),
    (4096, 8, 30, 1, True),
    (8192, 16, 60, 4, False),
    (16384, 32, 120, 8, False),
]
SYSTEMS: list[Document | None] = [None, WINDOWS]


@pytest.mark.parametrize(("cpu", "least", "most", "step", "windows"), ROWS)
@pytest.mark.parametrize("platform", SYSTEMS, ids=["linux", "windows"])
def test_row(cpu: int, least: int, most: int, step: int, windows: bool, platform: Document | None) -> None:
    def document(gb: int) -> Document:
        return for_fargate(cpu=cpu, memory=f"{gb} GB", runtimePlatform=platform)

    if platform is not None and not windows:
        assert "Windows on Fargate" in faults(parse_task_definition, document(least))["/cpu"]
        return
    for gb in (least, least + step, most - step, most):
        assert parse_task_definition(document(gb)).memory_mib == gb * 1024
    for gb in (least - step, most + step, *([least + 1] if step > 1 else [])):
        if gb > 0:
            assert f"{least * 1024} to {most * 1024} MiB" in faults(parse_task_definition, document(gb))["/memory"]


@pytest.mark.parametrize(("cpu", "memories"), [(256, (512, 1024, 2048)), (32768, (61440, 122880, 249856))])
def test_rows_of_three(cpu: int, memories: tuple[int, ...]) -> None:
    for memory in memories:
        assert parse_task_definition(for_fargate(cpu=cpu, memory=memory)).memory_mib == memory
        for wrong in (memory - 256, memory + 256):
            message = faults(parse_task_definition, for_fargate(cpu=cpu, memory=wrong))["/memory"]
            assert all(str(each) in message for each in memories)
        refused = faults(parse_task_definition, for_fargate(cpu=cpu, memory=memory, runtimePlatform=WINDOWS))
        assert "1024, 2048 or 4096 CPU units" in refused["/cpu"]


def test_no_size_between_the_rows() -> None:
    assert set(fargate_sizes("LINUX")) == {256, 32768, *(row[0] for row in ROWS)}
    assert set(fargate_sizes("WINDOWS")) == {row[0] for row in ROWS if row[4]}
    for cpu in (128, 257, 768, 3072, 65536):
        assert "256, 512, 1024" in faults(parse_task_definition, for_fargate(cpu=cpu, memory=8192))["/cpu"]


def test_a_size_that_fargate_has_not_is_fine_for_others() -> None:
    assert parse_task_definition(task_definition(cpu=300, memory=700)).cpu_units == 300


@pytest.mark.parametrize(
    ("need", "size"),
    [
        ((0, 0), (256, 512)),
        ((256, 512), (256, 512)),
        ((256, 513), (256, 1024)),
        ((257, 512), (512, 1024)),
        ((256, 4097), (1024, 5120)),
        ((4096, 30721), (8192, 32768)),
        ((16385, 1), (32768, 61440)),
        ((256, 122881), (32768, 249856)),
        ((32768, 249856), (32768, 249856)),
        ((32769, 512), None),
        ((256, 249857), None),
    ],
)
def test_smallest_size_that_holds(need: tuple[int, int], size: tuple[int, int] | None) -> None:
    assert smallest_fargate_size(*need, "LINUX") == size


def test_windows_starts_at_one_vcpu() -> None:
    assert smallest_fargate_size(1, 1, "WINDOWS") == (1024, 2048)
    assert smallest_fargate_size(4097, 1, "WINDOWS") is None
