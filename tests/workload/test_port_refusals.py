"""Port mappings that AWS would refuse to register: one row per rule."""

import pytest

from ecsquote.workload.task_definition import parse_task_definition
from support_workload import Document, faults, ports, task_definition

FIRST = "/containerDefinitions/0"
SECOND = "/containerDefinitions/1"

REFUSED: list[tuple[str, Document, str, str]] = [
    ("port missing", task_definition(ports({"hostPort": 80})), f"{FIRST}/portMappings/0/containerPort", "required"),
    (
        "port too high",
        task_definition(ports({"containerPort": 65536})),
        f"{FIRST}/portMappings/0/containerPort",
        "65535",
    ),
    (
        "hostPort differs with awsvpc",
        task_definition(ports({"containerPort": 80, "hostPort": 8080})),
        f"{FIRST}/portMappings/0/hostPort",
        "equal containerPort (80)",
    ),
    (
        "hostPort differs with host",
        task_definition(ports({"containerPort": 80, "hostPort": 8080}), networkMode="host"),
        f"{FIRST}/portMappings/0/hostPort",
        "networkMode host",
    ),
    (
        "ports with none",
        task_definition(ports({"containerPort": 80}), networkMode="none"),
        f"{FIRST}/portMappings",
        "networkMode none",
    ),
    (
        "container port twice",
        task_definition(ports({"containerPort": 53}, {"containerPort": 53, "protocol": "udp"})),
        f"{FIRST}/portMappings/1/containerPort",
        "one mapping only",
    ),
    (
        "host port twice",
        task_definition(
            ports({"containerPort": 80, "hostPort": 8080}),
            ports({"containerPort": 81, "hostPort": 8080}, name="b"),
            networkMode="bridge",
        ),
        f"{SECOND}/portMappings/0/hostPort",
        "port 8080 is taken",
    ),
    (
        "port of the shared interface twice",
        task_definition(ports({"containerPort": 80}), ports({"containerPort": 80}, name="b")),
        f"{SECOND}/portMappings/0/containerPort",
        "port 80 is taken",
    ),
    (
        "range backwards",
        task_definition(ports({"containerPortRange": "90-80"})),
        f"{FIRST}/portMappings/0/containerPortRange",
        "the lower first",
    ),
    (
        "range and host port",
        task_definition(ports({"containerPortRange": "80-90", "hostPort": 80})),
        f"{FIRST}/portMappings/0/hostPort",
        "containerPortRange",
    ),
    (
        "range with host",
        task_definition(ports({"containerPortRange": "80-90"}), networkMode="host"),
        f"{FIRST}/portMappings/0/containerPortRange",
        "bridge or awsvpc",
    ),
    (
        "ranges overlap",
        task_definition(ports({"containerPortRange": "80-90"}, {"containerPort": 90})),
        f"{FIRST}/portMappings/1/containerPort",
        "one mapping only",
    ),
]


@pytest.mark.parametrize(
    ("document", "pointer", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused(document: Document, pointer: str, words: str) -> None:
    found = faults(parse_task_definition, document)
    assert list(found) == [pointer]
    assert words in found[pointer]
