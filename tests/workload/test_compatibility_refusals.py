"""What AWS would refuse to register for one launch type, and registers for others: one row per rule."""

import pytest

from ecsquote.workload.task_definition import parse_task_definition
from support_workload import Document, container, faults, for_fargate, gpu, task_definition

WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2019_FULL"}
FIRST = "/containerDefinitions/0"

REFUSED: list[tuple[str, Document, str, str]] = [
    # made for Fargate
    ("Fargate without cpu", for_fargate(cpu=None), "/cpu", "required for Fargate"),
    ("Fargate without memory", for_fargate(memory=None), "/memory", "required for Fargate"),
    ("Fargate bridge", for_fargate(networkMode="bridge"), "/networkMode", "must be awsvpc on Fargate, not bridge"),
    ("Fargate default network", for_fargate(networkMode=None), "/networkMode", "must be awsvpc"),
    (
        "Fargate and EC2 bridge",
        task_definition(requiresCompatibilities=["EC2", "FARGATE"], networkMode="bridge"),
        "/networkMode",
        "must be awsvpc",
    ),
    (
        "Fargate constraint",
        for_fargate(placementConstraints=[{"type": "memberOf", "expression": "true"}]),
        "/placementConstraints",
        "left out on Fargate",
    ),
    ("Fargate privileged", for_fargate(container(privileged=True)), f"{FIRST}/privileged", "false on Fargate"),
    ("Fargate GPU", for_fargate(gpu()), f"{FIRST}/resourceRequirements/0/type", "GPU"),
    (
        "Fargate Docker volume",
        for_fargate(volumes=[{"name": "a", "dockerVolumeConfiguration": {"scope": "task"}}]),
        "/volumes/0/dockerVolumeConfiguration",
        "left out on Fargate",
    ),
    (
        "Fargate host path",
        for_fargate(volumes=[{"name": "a", "host": {"sourcePath": "/srv"}}]),
        "/volumes/0/host/sourcePath",
        "left out on Fargate",
    ),
    (
        "Fargate devices",
        for_fargate(container(linuxParameters={"devices": [{"hostPath": "/dev/fuse"}]})),
        f"{FIRST}/linuxParameters/devices",
        "left out on Fargate",
    ),
    (
        "Fargate capability",
        for_fargate(container(linuxParameters={"capabilities": {"add": ["NET_ADMIN"]}})),
        f"{FIRST}/linuxParameters/capabilities/add",
        "SYS_PTRACE",
    ),
    (
        "Fargate shared memory",
        for_fargate(container(linuxParameters={"sharedMemorySize": 64})),
        f"{FIRST}/linuxParameters/sharedMemorySize",
        "left out",
    ),
    (
        "Fargate log driver",
        for_fargate(container(logConfiguration={"logDriver": "syslog"})),
        f"{FIRST}/logConfiguration/logDriver",
        "awslogs, splunk, awsfirelens",
    ),
    ("Fargate stopTimeout", for_fargate(container(stopTimeout=121)), f"{FIRST}/stopTimeout", "120"),
    ("Fargate pidMode", for_fargate(pidMode="host"), "/pidMode", "task"),
    ("Fargate ipcMode", for_fargate(ipcMode="task"), "/ipcMode", "left out"),
    (
        "Fargate Windows 2016",
        for_fargate(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2016_FULL"}),
        "/runtimePlatform/operatingSystemFamily",
        "WINDOWS_SERVER_2022_CORE",
    ),
    # made for the others
    (
        "Managed Instances Windows",
        task_definition(requiresCompatibilities=["MANAGED_INSTANCES"], runtimePlatform=WINDOWS),
        "/runtimePlatform/operatingSystemFamily",
        "LINUX",
    ),
    (
        "Managed Instances bridge",
        task_definition(requiresCompatibilities=["MANAGED_INSTANCES"], networkMode="bridge"),
        "/networkMode",
        "awsvpc, host or none",
    ),
    (
        "External awsvpc",
        task_definition(requiresCompatibilities=["EXTERNAL"]),
        "/networkMode",
        "bridge, host or none",
    ),
    (
        "EC2 Neuron",
        task_definition(gpu("ALL", "NeuronDevice"), requiresCompatibilities=["EC2"]),
        f"{FIRST}/resourceRequirements/0/type",
        "Managed Instances",
    ),
]


@pytest.mark.parametrize(
    ("document", "pointer", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused_for_this_one_alone(document: Document, pointer: str, words: str) -> None:
    found = faults(parse_task_definition, document)
    assert list(found) == [pointer]
    assert words in found[pointer]
    anywhere = {name: value for name, value in document.items() if name != "requiresCompatibilities"}
    if "memory" in anywhere:
        assert parse_task_definition(anywhere).family == "web"
