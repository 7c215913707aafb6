"""What AWS would refuse to register: one row per rule, with the place and the words."""

import pytest

from ecsquote.workload.task_definition import parse_task_definition
from support_workload import Document, container, faults, for_fargate, gpu, ports, task_definition

WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2019_FULL"}
FIRST = "/containerDefinitions/0"
SECOND = "/containerDefinitions/1"


REFUSED: list[tuple[str, Document, str, str]] = [
    ("cpu spelling", task_definition(cpu="one"), "/cpu", '"1 vCPU"'),
    ("memory spelling", task_definition(memory="2 GiB"), "/memory", '"2 GB"'),
    ("task cpu below EC2's least", task_definition(cpu=127), "/cpu", "from 128"),
    ("task cpu above EC2's most", task_definition(cpu=196_609), "/cpu", "196608"),
    ("network mode", task_definition(networkMode="vpc"), "/networkMode", "awsvpc"),
    ("compatibility", task_definition(requiresCompatibilities=["fargate"]), "/requiresCompatibilities/0", "FARGATE?"),
    ("compatibilities no list", task_definition(requiresCompatibilities="EC2"), "/requiresCompatibilities", "a list"),
    (
        "operating system",
        task_definition(runtimePlatform={"operatingSystemFamily": "linux"}),
        "/runtimePlatform/operatingSystemFamily",
        "did you mean LINUX?",
    ),
    (
        "architecture",
        task_definition(runtimePlatform={"cpuArchitecture": "arm64"}),
        "/runtimePlatform/cpuArchitecture",
        "did you mean ARM64?",
    ),
    (
        "Windows on ARM",
        task_definition(runtimePlatform={**WINDOWS, "cpuArchitecture": "ARM64"}),
        "/runtimePlatform/cpuArchitecture",
        "X86_64",
    ),
    ("Windows with host", task_definition(runtimePlatform=WINDOWS, networkMode="host"), "/networkMode", "awsvpc"),
    ("Windows pidMode", task_definition(runtimePlatform=WINDOWS, pidMode="task"), "/pidMode", "Windows"),
    (
        "privileged on Windows",
        task_definition(container(privileged=True), runtimePlatform=WINDOWS),
        f"{FIRST}/privileged",
        "Windows",
    ),
    ("storage below", task_definition(ephemeralStorage={"sizeInGiB": 20}), "/ephemeralStorage/sizeInGiB", "21 to 200"),
    ("storage above", task_definition(ephemeralStorage={"sizeInGiB": 201}), "/ephemeralStorage/sizeInGiB", "21 to 200"),
    ("storage empty", task_definition(ephemeralStorage={}), "/ephemeralStorage/sizeInGiB", "required"),
    ("pidMode", task_definition(pidMode="container"), "/pidMode", "host, task"),
    ("ipcMode", task_definition(ipcMode="private"), "/ipcMode", "host, none, task"),
    ("no containers", task_definition(containerDefinitions=None), "/containerDefinitions", "at least one"),
    ("empty containers", task_definition(containerDefinitions=[]), "/containerDefinitions", "at least one"),
    ("container no object", task_definition(containerDefinitions=["app"]), FIRST, "an object"),
    (
        "eleven containers",
        task_definition(*(container(name=f"c{number}") for number in range(11))),
        "/containerDefinitions",
        "at most 10",
    ),
    ("container name twice", task_definition(container(), container()), f"{SECOND}/name", "twice"),
    ("none essential", task_definition(container(essential=False)), "/containerDefinitions", "essential"),
    ("essential no boolean", task_definition(container(essential="yes")), f"{FIRST}/essential", "true or false"),
    ("container memory in GB", task_definition(container(memory="1 GB")), f"{FIRST}/memory", "whole number"),
    ("family of no text", task_definition(family=7), "/family", "hyphens and underscores"),
    ("container name of no text", task_definition(container(name=["a"])), f"{FIRST}/name", "hyphens"),
    ("image of no text", task_definition(container(image=1)), f"{FIRST}/image", "repository:tag"),
    ("container memory too small", task_definition(container(memory=0)), f"{FIRST}/memory", "from 1"),
    (
        "memory equals reservation",
        task_definition(container(memory=511, memoryReservation=512)),
        f"{FIRST}/memory",
        "more than memoryReservation (512 MiB)",
    ),
    ("no memory anywhere", task_definition(container(), memory=None), f"{FIRST}/memory", "is required"),
    ("container above task", task_definition(container(memory=2049)), f"{FIRST}/memory", "fit into the task"),
    (
        "reservation above task",
        task_definition(container(memoryReservation=2049)),
        f"{FIRST}/memoryReservation",
        "fit into the task",
    ),
    (
        "reservations above task",
        task_definition(container(memoryReservation=1024), container(name="b", memory=1025)),
        "/memory",
        "reservations: 2049 MiB",
    ),
    (
        "cpu above task",
        task_definition(container(cpu=512), container(name="b", cpu=513)),
        "/cpu",
        "cpu: 1025 CPU units",
    ),
    ("cpu fraction", task_definition(container(cpu=0.5)), f"{FIRST}/cpu", "whole number"),
    ("GPU zero", task_definition(gpu("0")), f"{FIRST}/resourceRequirements/0/value", "1 to 64"),
    ("GPU and a half", task_definition(gpu("1.5")), f"{FIRST}/resourceRequirements/0/value", "1 to 64"),
    ("GPU share zero", task_definition(gpu("0.0")), f"{FIRST}/resourceRequirements/0/value", "a fraction of one"),
    (
        "GPU sharing without a strategy",
        task_definition(gpu(None, sharingStrategy={"other": {}})),
        f"{FIRST}/resourceRequirements/0/sharingStrategy/nvidiaMps",
        "is required",
    ),
    (
        "GPU sharing without memory",
        task_definition(gpu(None, sharingStrategy={"nvidiaMps": {"maxComputePercent": 50}})),
        f"{FIRST}/resourceRequirements/0/sharingStrategy/nvidiaMps/memory",
        "is required",
    ),
    (
        "GPU sharing above all compute",
        task_definition(gpu(None, sharingStrategy={"nvidiaMps": {"memory": 1, "maxComputePercent": 101}})),
        f"{FIRST}/resourceRequirements/0/sharingStrategy/nvidiaMps/maxComputePercent",
        "1 to 100",
    ),
    ("GPU without value", task_definition(gpu(None)), f"{FIRST}/resourceRequirements/0/value", "is required"),
    (
        "GPU value and sharing",
        task_definition(gpu("1", sharingStrategy={"nvidiaMps": {"memory": 1024}})),
        f"{FIRST}/resourceRequirements/0/value",
        "left out",
    ),
    ("Neuron not ALL", task_definition(gpu("1", "NeuronDevice")), f"{FIRST}/resourceRequirements/0/value", "ALL"),
    ("accelerator kind", task_definition(gpu("1", "TPU")), f"{FIRST}/resourceRequirements/0/type", "NeuronDevice"),
    (
        "unknown inference accelerator",
        task_definition(gpu("eia", "InferenceAccelerator")),
        f"{FIRST}/resourceRequirements/0/value",
        "deviceName",
    ),
    (
        "constraint kind",
        task_definition(placementConstraints=[{"type": "distinctInstance"}]),
        "/placementConstraints/0/type",
        "memberOf",
    ),
    (
        "constraint without expression",
        task_definition(placementConstraints=[{"type": "memberOf"}]),
        "/placementConstraints/0/expression",
        "required",
    ),
    (
        "eleven constraints",
        task_definition(placementConstraints=[{"type": "memberOf", "expression": "true"}] * 11),
        "/placementConstraints",
        "at most 10",
    ),
    (
        "volume twice",
        task_definition(volumes=[{"name": "data"}, {"name": "data"}]),
        "/volumes/1/name",
        "twice",
    ),
    (
        "volume of two kinds",
        task_definition(
            volumes=[{"name": "a", "host": {"sourcePath": "/x"}, "efsVolumeConfiguration": {"fileSystemId": "f"}}]
        ),
        "/volumes/0",
        "one kind",
    ),
    (
        "two volumes at launch",
        task_definition(volumes=[{"name": name, "configuredAtLaunch": True} for name in "ab"]),
        "/volumes",
        "only one",
    ),
    (
        "mount point to nowhere",
        task_definition(container(mountPoints=[{"sourceVolume": "data"}])),
        f"{FIRST}/mountPoints/0/sourceVolume",
        "has none",
    ),
    (
        "dependency on nobody",
        task_definition(container(dependsOn=[{"containerName": "db", "condition": "START"}])),
        f"{FIRST}/dependsOn/0/containerName",
        "another container",
    ),
    ("hostname with awsvpc", task_definition(container(hostname="a")), f"{FIRST}/hostname", "awsvpc"),
    (
        "links with host",
        task_definition(container(links=["b"]), container(name="b"), networkMode="host"),
        f"{FIRST}/links",
        "bridge",
    ),
    (
        "log driver",
        task_definition(container(logConfiguration={"logDriver": "cloudwatch"})),
        f"{FIRST}/logConfiguration/logDriver",
        "awslogs",
    ),
]


@pytest.mark.parametrize(
    ("document", "pointer", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused(document: Document, pointer: str, words: str) -> None:
    found = faults(parse_task_definition, document)
    assert list(found) == [pointer]
    assert words in found[pointer]


@pytest.mark.parametrize("document", [None, 5, "arn:aws:ecs:…", [], True])
def test_what_is_no_object(document: object) -> None:
    assert "object" in faults(parse_task_definition, document)[""]


def test_pointers_lead_into_the_wrapped_document() -> None:
    wrapped = {"taskDefinition": task_definition(cpu="x"), "tags": []}
    assert list(faults(parse_task_definition, wrapped)) == ["/taskDefinition/cpu"]


def test_all_faults_at_once() -> None:
    document = for_fargate(
        container(name=None, privileged=True, memory=512, memoryReservation=1024),
        container(name="b", image=None, portMappings=[{"containerPort": 80, "hostPort": 81}]),
        family="no spaces please",
        cpu="256",
        memory="4096",
        networkMode="bridge",
        ephemeralStorage={"sizeInGiB": 500},
    )
    assert set(faults(parse_task_definition, document)) == {
        "/memory",
        "/networkMode",
        "/ephemeralStorage/sizeInGiB",
        f"{FIRST}/privileged",
        f"{FIRST}/memory",
    }


@pytest.mark.parametrize(
    "document",
    [
        task_definition(cpu=128),
        task_definition(cpu=196_608),
        task_definition(ephemeralStorage={"sizeInGiB": 21}),
        task_definition(ephemeralStorage={"sizeInGiB": "200"}),
        task_definition(container(memory=6)),
        task_definition(container(memory=2048)),
        task_definition(container(memory=513, memoryReservation=512)),
        task_definition(container(cpu=512), container(name="b", cpu=512)),
        task_definition(container(memoryReservation=1024), container(name="b", memory=1024)),
        task_definition(container(memory=2048, memoryReservation=1024), container(name="b", memory=1024)),
        task_definition(container(memory=512), memory=None, cpu=None),
        task_definition(container(essential=None)),
        task_definition(container(essential=False), container(name="b")),
        task_definition(*(container(name=f"c{number}") for number in range(10))),
        task_definition(ports({"containerPort": 80, "hostPort": 80}, {"containerPort": 65535})),
        task_definition(ports({"containerPort": 80}), ports({"containerPort": 80}, name="b"), networkMode="bridge"),
        task_definition(ports({"containerPortRange": "80-90"}, {"containerPort": 91})),
        task_definition(container(image=f"repository@sha256:{'0aF' * 21}0")),
        for_fargate(container(stopTimeout=120, linuxParameters={"capabilities": {"add": ["SYS_PTRACE"]}})),
        for_fargate(pidMode="task", volumes=[{"name": "scratch", "host": {}}]),
        for_fargate(container(privileged=False, links=[], resourceRequirements=[], portMappings=None)),
        task_definition(anythingElse={"deep": [1]}, status="ACTIVE", revision=3, compatibilities=["EC2", "NEW"]),
    ],
)
def test_just_inside_the_rules(document: Document) -> None:
    assert parse_task_definition(document).family == "web"
