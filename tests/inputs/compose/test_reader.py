"""Compose files in the forms that people write, with the estate that each means."""

from typing import Any

import pytest

from ecsquote.inputs.compose.interpolation import interpolated
from ecsquote.inputs.compose.reader import compose_estate
from ecsquote.inputs.decoding import Document, decoded
from ecsquote.inputs.estate.resources import Estate, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile


def estate_of(*texts: str, **values: str) -> Estate:
    files = [SourceFile(f"compose{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    return compose_estate([decoded(file) for file in files], ReadingParameters(values=values))


def definition_of(service: str) -> dict[str, Any]:
    text = "services:\n  web:\n    image: web:1\n" + "".join(f"    {line}\n" for line in service.splitlines())
    (resource,) = estate_of(text).of_kind("AWS::ECS::TaskDefinition")
    return dict(resource.properties)


@pytest.mark.parametrize(
    ("size", "cpu", "memory"),
    [
        ("deploy: {resources: {limits: {cpus: '0.5', memory: 512M}}}", "512", "512"),
        ("deploy: {resources: {limits: {cpus: 1.5, memory: 1.5G}}}", "1536", "1536"),
        ("deploy: {resources: {reservations: {cpus: '0.25', memory: 64m}}}", "256", "64"),
        ("cpus: 2\nmem_limit: 1gb", "2048", "1024"),
        ("cpus: 0.125001\nmem_limit: 1048577", "129", "2"),  # 128.001 units, and one byte above 1 MiB
        ("cpus: 1\nmem_limit: 1073741824b", "1024", "1024"),
        ("cpus: 2\ndeploy: {resources: {limits: {cpus: 1, memory: 2g}}}\nmem_limit: 1g", "1024", "2048"),
    ],
)
def test_sizes_are_those_of_the_limits_in_ecs_units(size: str, cpu: str, memory: str) -> None:
    definition = definition_of(size)
    assert (definition["cpu"], definition["memory"]) == (cpu, memory)


def test_sizes_below_what_ecs_takes_for_a_task_are_the_container_s() -> None:
    definition = definition_of("cpus: 0.1\nmem_limit: 64m")  # 102.4 CPU units, and a task has 128 at least
    assert not {"cpu", "memory"} & definition.keys()
    [container] = definition["containerDefinitions"]
    assert (container["cpu"], container["memory"]) == (103, 64)


@pytest.mark.parametrize("given", ["environment: {JAVA_OPTS: -Xmx512m}", "command: java -Xmx512m", "cpu_shares: 512"])
def test_nothing_else_is_a_size(given: str) -> None:
    definition = definition_of(given)
    assert definition["cpu"] == Unresolved("deploy.resources.limits.cpus is not given")
    assert definition["memory"] == Unresolved("deploy.resources.limits.memory is not given")


def test_no_value_of_an_environment_is_carried_along() -> None:
    assert "hunter2" not in repr(estate_of("services: {db: {image: db, environment: {PASSWORD: hunter2}}}"))


@pytest.mark.parametrize(
    ("replicas", "count"),
    [("{}", 1), ("{deploy: {replicas: 3}}", 3), ("{scale: 2}", 2), ("{deploy: {replicas: 0}}", 0)],
)
def test_replicas_are_the_desired_count(replicas: str, count: int) -> None:
    (service,) = estate_of(f"services: {{web: {replicas}}}").of_kind("AWS::ECS::Service")
    assert service.properties["desiredCount"] == count


def test_a_global_service_is_a_daemon() -> None:
    (service,) = estate_of("services: {agent: {deploy: {mode: global}}}").of_kind("AWS::ECS::Service")
    assert service.properties["schedulingStrategy"] == "DAEMON"
    assert "desiredCount" not in service.properties


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("${N:-3}", {}, "3"),
        ("${N:-3}", {"N": ""}, "3"),
        ("${N-3}", {"N": ""}, ""),
        ("${N:-3}", {"N": "5"}, "5"),
        ("$N and $$N", {"N": "5"}, "5 and $N"),
        ("${N:+on}", {"N": "5"}, "on"),
        ("${N:+on}", {}, ""),
        ("plain", {}, "plain"),
    ],
)
def test_variables_are_replaced(text: str, values: dict[str, str], result: str) -> None:
    assert interpolated(text, values) == result


@pytest.mark.parametrize("text", ["${N}", "$N", "${N:?needed}", "x${N}y"])
def test_a_variable_that_nobody_gives_is_unknown(text: str) -> None:
    assert interpolated({"a": [text]}, {}) == {"a": [Unresolved("variable N has no default; give --param N=…")]}


def test_later_files_override_earlier_ones_and_services_extend_others() -> None:
    base = """
services:
  base: {image: app, deploy: {resources: {limits: {cpus: '1', memory: 1G}}}}
  web: {extends: {service: base}, deploy: {replicas: 2}}
"""
    over = "services: {web: {deploy: {replicas: 5, resources: {limits: {memory: 2G}}}}}"
    estate = estate_of(base, over)
    (web,) = [one for one in estate.of_kind("AWS::ECS::TaskDefinition") if one.properties["family"] == "web"]
    assert (web.properties["cpu"], web.properties["memory"]) == ("1024", "2048")
    counts = {one.source: one.properties["desiredCount"] for one in estate.of_kind("AWS::ECS::Service")}
    assert counts == {"base": 1, "web": 5}


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("{extends: {service: gone}}", "extends gone, which is not among the files"),
        ("{extends: {service: web}}", "extends itself"),
        ("{extends: {service: web, file: other.yaml}}", "of other.yaml, which is not among the files"),
        ("{mem_limit: a lot}", "mem_limit must be a size such as 512m"),
        ("{cpus: many}", "cpus must be a number of CPUs"),
    ],
)
def test_a_service_that_cannot_be_read_does_not_stop_the_rest(service: str, words: str) -> None:
    estate = estate_of(f"services: {{web: {service}, db: {{image: db}}}}")
    assert [fault.source for fault in estate.faults] == ["web"]
    assert words in estate.faults[0].message
    assert [one.source for one in estate.of_kind("AWS::ECS::Service")] == ["db"]


def test_everything_of_the_file_is_listed_once() -> None:
    text = """
services:
  web: {image: web}
  debug: {image: debug, profiles: [debug]}
volumes: {data: {}}
networks: {front: null}
include: [other.yaml]
"""
    estate = estate_of(text)
    sources = [one.source for one in estate.resources]
    assert sources == ["web", "web (task definition)", "debug", "volumes.data", "networks.front"]
    assert [note.source for note in estate.unknown] == ["include"]


def test_a_fault_can_name_the_line() -> None:
    (service,) = estate_of("services:\n\n  web:\n    image: web\n").of_kind("AWS::ECS::Service")
    assert service.places == {"": "line 3"}
    assert estate_of('{"services": {"web": {"image": "web"}}}').resources[0].places == {}


def test_arm_and_gpus_and_awslogs_are_read() -> None:
    definition = definition_of(
        "platform: linux/arm64\nlogging: {driver: awslogs, options: {awslogs-group: /web}}\n"
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 2}]}}}"
    )
    assert definition["runtimePlatform"] == {"cpuArchitecture": "ARM64"}
    (container,) = definition["containerDefinitions"]
    assert container["resourceRequirements"] == [{"type": "GPU", "value": "2"}]
    assert container["logConfiguration"] == {"logDriver": "awslogs", "options": {"awslogs-group": "/web"}}


def test_a_json_file_is_read_like_a_yaml_file() -> None:
    document = Document("compose.json", {"services": {"web": {"image": "web", "cpus": 1, "mem_limit": "1g"}}})
    (definition,) = compose_estate([document], ReadingParameters()).of_kind("AWS::ECS::TaskDefinition")
    assert (definition.properties["cpu"], definition.properties["memory"]) == ("1024", "1024")
