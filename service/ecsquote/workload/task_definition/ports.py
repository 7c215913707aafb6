"""Port mappings: what each network mode accepts, and the host ports that a task reserves on its instance."""

import re
from collections.abc import Iterator

from ecsquote.workload.service import PortReservation
from ecsquote.workload.task_definition.document import MAX_PORT, Container, PortMapping, TaskDocument
from ecsquote.workload.task_definition.limits import LaunchLimit

_RANGE = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_MAX_RANGES = 100


def check_ports(task: TaskDocument) -> None:
    """What AWS asks of port mappings.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    for container in task.containers:
        if task.network_mode == "none" and container.port_mappings:
            container.source.fault("portMappings", "must be left out with networkMode none")
        _check_container(task, container)
    _check_clashes(task)


def _check_container(task: TaskDocument, container: Container) -> None:
    taken: list[tuple[int, int]] = []
    ranges = 0
    for mapping in container.port_mappings:
        bounds = _range(task, mapping) if mapping.container_port_range is not None else _single(task, mapping)
        ranges += mapping.container_port_range is not None
        if bounds is None:
            continue
        if any(first <= bounds[1] and bounds[0] <= last for first, last in taken):
            mapping.source.fault(
                "containerPortRange" if mapping.container_port_range else "containerPort",
                "must be in one mapping only, whatever the protocol",
            )
        taken.append(bounds)
    if ranges > _MAX_RANGES:
        container.source.fault("portMappings", f"must have at most {_MAX_RANGES} port ranges, not {ranges}")


def _single(task: TaskDocument, mapping: PortMapping) -> tuple[int, int] | None:
    port, source = mapping.container_port, mapping.source
    if source.value.get("containerPort") is None and source.value.get("containerPortRange") is None:
        source.fault("containerPort", "is required: a port number, or a containerPortRange such as 8000-8010")
    if task.network_mode in {"awsvpc", "host"} and port is not None and mapping.host_port not in {None, 0, port}:
        source.fault(
            "hostPort", f"must be left out or equal containerPort ({port}) with networkMode {task.network_mode}"
        )
    return None if port is None else (port, port)


def _range(task: TaskDocument, mapping: PortMapping) -> tuple[int, int] | None:
    source = mapping.source
    for name in ("containerPort", "hostPort"):
        if source.value.get(name) not in (None, 0):
            source.fault(name, "must be left out with containerPortRange")
    if task.network_mode in {"host", "none"}:
        source.fault("containerPortRange", f"needs networkMode bridge or awsvpc, not {task.network_mode}")
    match = _RANGE.fullmatch(mapping.container_port_range or "")
    if match is None or not 1 <= int(match[1]) < int(match[2]) <= MAX_PORT:
        source.fault("containerPortRange", "must be two ports such as 8000-8010, from 1 to 65535, the lower first")
        return None
    return int(match[1]), int(match[2])


def _check_clashes(task: TaskDocument) -> None:
    seen: set[PortReservation] = set()
    for mapping, reservation in _static(task):
        if reservation in seen:
            name = "hostPort" if mapping.host_port else "containerPort"
            mapping.source.fault(
                name, f"{reservation.protocol} port {reservation.host_port} is taken by another mapping of this task"
            )
        seen.add(reservation)


def _static(task: TaskDocument) -> Iterator[tuple[PortMapping, PortReservation]]:
    """The ports that cannot move: with awsvpc those of the task's own interface, else those of the instance."""
    for container in task.containers:
        for mapping in container.port_mappings:
            own = task.network_mode in {"awsvpc", "host"}
            port = mapping.host_port or (mapping.container_port if own else None)
            if port:
                yield mapping, PortReservation(mapping.protocol, port)


def host_ports(task: TaskDocument) -> frozenset[PortReservation]:
    """The instance's ports that each copy of the task takes: none with awsvpc, fixed ones otherwise."""
    if task.network_mode in {"awsvpc", "none"}:
        return frozenset()
    return frozenset(reservation for _, reservation in _static(task))


def own_interface_limits(task: TaskDocument) -> Iterator[LaunchLimit]:
    """Host ports that differ from the container's, and container ports of two containers: one interface has neither.

    Source: hostPort of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    taken: set[PortReservation] = set()
    for container in task.containers:
        for mapping in container.port_mappings:
            port = mapping.container_port
            if mapping.host_port and mapping.host_port != port:
                words = f"hostPort {mapping.host_port} of {container.label} would be left out"
                yield LaunchLimit(mapping.source.at("hostPort"), "", words, change=True, refused=False)
            if port is None:
                continue
            if (reservation := PortReservation(mapping.protocol, port)) in taken:
                words = f"{container.label} would have another containerPort than {port}, which another container has"
                yield LaunchLimit(mapping.source.at("containerPort"), "", words, change=True, refused=False)
            taken.add(reservation)
