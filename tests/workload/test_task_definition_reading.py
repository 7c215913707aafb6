"""What a task definition comes to: sizes, ports, accelerators, and what each launch option cannot run of it."""

from fractions import Fraction
from typing import Any

import pytest

from ecsquote.workload.capacity import Capacity
from ecsquote.workload.service import CpuArchitecture, NetworkMode, PortReservation
from ecsquote.workload.task_definition import is_task_definition, parse_task_definition
from support_workload import Document, container, for_fargate, task_definition

WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_FULL"}


def test_described_and_registered_are_the_same() -> None:
    registered = for_fargate(container(memoryReservation=512, cpu=256), cpu="1 vCPU", memory="2 GB")
    described = {
        "taskDefinition": {
            **registered,
            "cpu": "1024",
            "memory": "2048",
            "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
            "revision": 7,
            "status": "ACTIVE",
            "volumes": [],
            "placementConstraints": [],
            "requiresAttributes": [{"name": "ecs.capability.task-eni"}],
            "compatibilities": ["EC2", "FARGATE"],
            "registeredAt": "2026-11-22T10:00:00+00:00",
            "taskRoleArn": None,
            "ephemeralStorage": None,
            "runtimePlatform": None,
        },
        "tags": [],
    }
    assert parse_task_definition(described) == parse_task_definition(registered)


def test_defaults() -> None:
    task = parse_task_definition(task_definition(networkMode=None))
    assert (task.cpu_units, task.memory_mib) == (1024, 2048)
    assert task.operating_system_family == "LINUX"
    assert task.cpu_architecture is CpuArchitecture.X86_64
    assert task.network_mode is NetworkMode.BRIDGE
    assert task.ephemeral_storage_gib == 0
    assert task.requires_compatibilities == frozenset()
    assert parse_task_definition(task_definition(networkMode=None, runtimePlatform=WINDOWS)).network_mode == "default"
    managed = task_definition(networkMode=None, requiresCompatibilities=["MANAGED_INSTANCES"])
    assert parse_task_definition(managed).network_mode is NetworkMode.AWSVPC


def test_reservation_is_the_soft_limit_where_there_is_one() -> None:
    containers = (container(cpu=100, memory=1024, memoryReservation=256), container(name="b", cpu=28, memory=512))
    task = parse_task_definition(task_definition(*containers, cpu=None, memory=None))
    assert (task.container_cpu_units, task.container_memory_mib) == (100 + 28, 256 + 512)
    assert (task.reserved_cpu_units, task.reserved_memory_mib) == (128, 768)


def test_the_tasks_own_size_is_reserved_on_linux_and_its_containers_on_windows() -> None:
    sized = container(cpu=256, memory=512)
    linux = parse_task_definition(task_definition(sized))
    windows = parse_task_definition(task_definition(sized, runtimePlatform=WINDOWS))
    assert (linux.reserved_cpu_units, linux.reserved_memory_mib) == (1024, 2048)
    assert (windows.reserved_cpu_units, windows.reserved_memory_mib) == (256, 512)
    assert (windows.fargate_cpu_units, windows.fargate_memory_mib) == (1024, 2048)
    bare = parse_task_definition(task_definition(runtimePlatform=WINDOWS))
    assert (bare.reserved_cpu_units, bare.reserved_memory_mib) == (1024, 2048)


@pytest.mark.parametrize(
    ("mode", "mapping", "taken"),
    [
        ("bridge", {"containerPort": 80, "hostPort": 8080}, {("tcp", 8080)}),
        ("bridge", {"containerPort": 80, "hostPort": 0}, set()),
        ("bridge", {"containerPort": 80}, set()),
        ("bridge", {"containerPort": 53, "hostPort": 53, "protocol": "udp"}, {("udp", 53)}),
        ("bridge", {"containerPortRange": "80-90"}, set()),
        (None, {"containerPort": 80, "hostPort": 8080}, {("tcp", 8080)}),
        ("host", {"containerPort": 80}, {("tcp", 80)}),
        ("host", {"containerPort": 80, "hostPort": 80}, {("tcp", 80)}),
        ("awsvpc", {"containerPort": 80, "hostPort": 80}, set()),
    ],
)
def test_host_ports(mode: str | None, mapping: Document, taken: set[tuple[str, int]]) -> None:
    task = parse_task_definition(task_definition(container(portMappings=[mapping]), networkMode=mode))
    assert task.host_ports == {PortReservation(*each) for each in taken}


def accelerator(**requirement: Any) -> Document:
    return container(resourceRequirements=[requirement])


def test_gpus_add_up_over_containers() -> None:
    second = {**accelerator(type="GPU", value=1), "name": "b"}
    task = parse_task_definition(task_definition(accelerator(type="GPU", value="2"), second))
    assert task.gpus == 3
    assert not task.all_accelerators
    assert task.limits_on(Capacity.FARGATE).obstacles == ("container app requests GPU", "container b requests GPU")
    assert task.limits_on(Capacity.EC2).obstacles == task.limits_on(Capacity.MANAGED_INSTANCES).obstacles == ()


def test_all_gpus_and_shared_ones() -> None:
    whole = parse_task_definition(task_definition(accelerator(type="GPU", value="ALL")))
    assert (whole.gpus, whole.all_accelerators) == (1, True)
    shared = parse_task_definition(
        task_definition(accelerator(type="GPU", sharingStrategy={"nvidiaMps": {"memory": 1024}}), networkMode="bridge")
    )
    assert (shared.gpus, shared.all_accelerators) == (1, False)
    assert shared.assumptions == (
        "container app shares a GPU by NVIDIA MPS (1024 MiB of its memory); one full GPU per task is priced, "
        "because the memory of GPUs is not in the price catalog",
    )
    assert shared.limits_on(Capacity.EXTERNAL).obstacles == ("container app shares a GPU",)


def test_containers_that_share_a_gpu_share_the_same_one() -> None:
    allocation = {"memory": 2048, "maxComputePercent": 25}
    requirement = {"type": "GPU", "sharingStrategy": {"nvidiaMps": allocation}}
    task = parse_task_definition(
        task_definition(accelerator(**requirement), {**accelerator(**requirement), "name": "second"})
    )
    assert task.gpus == 1
    assert [text.partition(";")[0] for text in task.assumptions] == [
        f"container {name} shares a GPU by NVIDIA MPS (2048 MiB of its memory, at most 25 % of its compute)"
        for name in ("app", "second")
    ]


def test_a_fraction_of_a_gpu() -> None:
    task = parse_task_definition(task_definition(accelerator(type="GPU", value="0.125")))
    assert (task.gpus, task.gpu_fraction, task.accelerated) == (0, Fraction(1, 8), True)


@pytest.mark.parametrize(
    ("paths", "devices"),
    [(["/dev/neuron0"], 1), (["/dev/neuron0", "/dev/neuron1", "/dev/neuron1"], 2), (["/dev/fuse"], 0)],
)
def test_neuron_devices_by_path(paths: list[str], devices: int) -> None:
    first, *others = [{"devices": [{"hostPath": path, "containerPath": path}]} for path in paths]
    containers = [container(linuxParameters=first)]
    containers += [container(name=f"c{at}", linuxParameters=each) for at, each in enumerate(others)]
    task = parse_task_definition(task_definition(*containers))
    assert (task.neuron_devices, task.all_accelerators) == (devices, False)
    assert task.limits_on(Capacity.EC2).obstacles == ()
    assert bool(task.assumptions) == bool(devices)


def test_neuron_devices_are_for_managed_instances_alone() -> None:
    task = parse_task_definition(task_definition(accelerator(type="NeuronDevice", value="ALL")))
    assert (task.neuron_devices, task.all_accelerators) == (1, True)
    assert task.limits_on(Capacity.MANAGED_INSTANCES).obstacles == ()
    assert all(
        (
            task.limits_on(Capacity.FARGATE).obstacles,
            task.limits_on(Capacity.EC2).obstacles,
            task.limits_on(Capacity.EXTERNAL).obstacles,
        )
    )


OBSTACLES: list[tuple[str, Document, str]] = [
    ("managed_instances", task_definition(networkMode="bridge"), "Managed Instances have no bridge network"),
    ("external", task_definition(), "instances outside AWS have no awsvpc network"),
    ("fargate", task_definition(container(privileged=True)), "container app is privileged"),
    ("fargate", task_definition(pidMode="host"), "pidMode is host"),
    ("fargate", task_definition(volumes=[{"name": "a", "host": {"sourcePath": "/x"}}]), "folder of its host"),
    ("fargate", task_definition(volumes=[{"name": "a", "dockerVolumeConfiguration": {"scope": "task"}}]), "Docker"),
    ("fargate", task_definition(container(linuxParameters={"devices": [{}]})), "devices"),
    ("fargate", task_definition(cpu=32_769), "no Fargate size fits"),
    ("fargate", task_definition(memory="245 GB"), "no Fargate size fits"),
    ("fargate", task_definition(runtimePlatform=WINDOWS, cpu=8192), "no Fargate size fits"),
    ("fargate", task_definition(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2004_CORE"}), "2004"),
    ("managed_instances", task_definition(runtimePlatform=WINDOWS), "do not run Windows"),
    (
        "external",
        task_definition(volumes=[{"name": "a", "configuredAtLaunch": True}], networkMode="bridge"),
        "EBS",
    ),
    (
        "ec2",
        task_definition(container(portMappings=[{"containerPort": 80, "hostPort": 22}]), networkMode="bridge"),
        "host port 22",
    ),
]


@pytest.mark.parametrize(("option", "document", "words"), OBSTACLES)
def test_obstacles_do_not_refuse_the_document(option: str, document: Document, words: str) -> None:
    obstacles = parse_task_definition(document).limits_on(Capacity(option.upper())).obstacles
    assert len(obstacles) == 1
    assert words in obstacles[0]


CHANGES: list[tuple[str, Document, str]] = [
    ("fargate", task_definition(networkMode="bridge"), "networkMode would be awsvpc instead of bridge"),
    ("fargate", task_definition(networkMode=None), "networkMode would be awsvpc instead of the default"),
    ("fargate", task_definition(requiresCompatibilities=["EC2"]), "requiresCompatibilities would name FARGATE"),
    (
        "fargate",
        task_definition(placementConstraints=[{"type": "memberOf", "expression": "true"}]),
        "the task definition's placementConstraints would be left out",
    ),
    (
        "fargate",
        task_definition(container(logConfiguration={"logDriver": "json-file"})),
        "container app would log through awslogs, splunk or awsfirelens",
    ),
    ("managed_instances", task_definition(networkMode=None), "networkMode would be awsvpc instead of the default"),
    ("managed_instances", for_fargate(), "requiresCompatibilities would name MANAGED_INSTANCES"),
    ("ec2", for_fargate(), "requiresCompatibilities would name EC2"),
]


@pytest.mark.parametrize(("option", "document", "words"), CHANGES)
def test_changes_leave_the_option_possible(option: str, document: Document, words: str) -> None:
    task = parse_task_definition(document)
    assert task.limits_on(Capacity(option.upper())).obstacles == ()
    assert task.limits_on(Capacity(option.upper())).changes == (words,)


def test_what_runs_anywhere_changes_nothing() -> None:
    task = parse_task_definition(task_definition())
    assert (
        task.limits_on(Capacity.FARGATE).changes
        == task.limits_on(Capacity.MANAGED_INSTANCES).changes
        == task.limits_on(Capacity.EC2).changes
        == ()
    )
    assert (
        task.limits_on(Capacity.FARGATE).obstacles
        == task.limits_on(Capacity.MANAGED_INSTANCES).obstacles
        == task.limits_on(Capacity.EC2).obstacles
        == ()
    )


def test_is_task_definition() -> None:
    assert is_task_definition(task_definition())
    assert is_task_definition({"taskDefinition": task_definition(), "tags": []})
    assert not is_task_definition({"region": "eu-west-1", "services": [{"task_definition": task_definition()}]})
    assert not is_task_definition({"taskDefinition": "web:1"})
    assert not is_task_definition([task_definition()])
