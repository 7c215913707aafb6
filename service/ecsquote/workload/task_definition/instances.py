"""What EC2 instances, Managed Instances and external instances do not run.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html and the notes on each member of
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

from collections.abc import Iterator

from ecsquote.workload.task_definition.accelerators import AcceleratorRequest
from ecsquote.workload.task_definition.document import TaskDocument
from ecsquote.workload.task_definition.limits import LaunchLimit, ephemeral_storage_limits
from ecsquote.workload.task_definition.ports import host_ports, own_interface_limits
from ecsquote.workload.task_definition.volumes import volume_limits

RESERVED_PORTS = frozenset({22, 2375, 2376, 51678, 51679, 51680})
"""SSH, Docker and the ECS agent (hostPort of API_PortMapping)."""

MANAGED_LOG_DRIVERS = ("awslogs", "splunk", "awsfirelens", "json-file")
Accelerators = tuple[AcceleratorRequest, ...]


def ec2_limits(task: TaskDocument, accelerators: Accelerators) -> Iterator[LaunchLimit]:
    """What instances of the customer's own do not run."""
    yield from _neuron(accelerators, "EC2")
    yield from _left_out(task, ("trustedExecutionConfiguration",), "EC2")
    yield from ephemeral_storage_limits(task)
    yield from _reserved_ports(task)


def managed_instances_limits(task: TaskDocument, _accelerators: Accelerators) -> Iterator[LaunchLimit]:
    """What Managed Instances do not run: Windows, bridge networks, Docker volumes."""
    source = task.source
    if task.is_windows:
        yield LaunchLimit(
            source.at("runtimePlatform", "operatingSystemFamily"),
            "must be LINUX on Managed Instances",
            "Managed Instances do not run Windows",
        )
    if task.network_mode not in ("awsvpc", "host", "none") and not task.network_mode_is_wrong:
        given = task.network_mode or "the default"
        yield LaunchLimit(
            source.at("networkMode"),
            f"must be awsvpc, host or none on Managed Instances, not {given}",
            f"networkMode would be awsvpc instead of {given}"
            if task.network_mode is None
            else f"Managed Instances have no {given} network, only awsvpc, host and none",
            change=task.network_mode is None,
            refused=task.network_mode is not None,
        )
        yield from own_interface_limits(task)
    yield from volume_limits(
        task,
        "Managed Instances",
        ("dockerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration"),
        host_path=False,
    )
    yield from _left_out(task, ("inferenceAccelerators",), "Managed Instances")
    yield from ephemeral_storage_limits(task)
    yield from _managed_log_drivers(task)


def external_limits(task: TaskDocument, accelerators: Accelerators) -> Iterator[LaunchLimit]:
    """What instances outside AWS do not run: task network interfaces, AWS's own volumes and devices."""
    source = task.source
    if task.network_mode == "awsvpc":
        yield LaunchLimit(
            source.at("networkMode"),
            "must be bridge, host or none on external instances, not awsvpc",
            "instances outside AWS have no awsvpc network, only bridge, host and none",
        )
    yield from _neuron(accelerators, "external instances")
    for request in accelerators:
        if request.shared:
            yield LaunchLimit(
                request.source.at("sharingStrategy"),
                "must be left out on external instances",
                f"{request.container.label} shares a GPU",
            )
    yield from _left_out(task, ("inferenceAccelerators", "trustedExecutionConfiguration"), "external instances")
    yield from volume_limits(
        task, "external instances", ("configuredAtLaunch", "fsxWindowsFileServerVolumeConfiguration"), host_path=False
    )
    yield from ephemeral_storage_limits(task)
    yield from _reserved_ports(task)


def _neuron(accelerators: Accelerators, where: str) -> Iterator[LaunchLimit]:
    for request in accelerators:
        if request.kind == "NeuronDevice":
            yield LaunchLimit(
                request.source.at("type"),
                f"must be left out on {where}; NeuronDevice is for Managed Instances only",
                f"{request.container.label} requests NeuronDevice, which only Managed Instances have",
            )


def _left_out(task: TaskDocument, names: tuple[str, ...], where: str) -> Iterator[LaunchLimit]:
    for name in names:
        if task.source.has(name):
            yield LaunchLimit(task.source.at(name), f"must be left out on {where}", f"the task definition has {name}")


def _reserved_ports(task: TaskDocument) -> Iterator[LaunchLimit]:
    for port in sorted(reservation.host_port for reservation in host_ports(task)):
        if port in RESERVED_PORTS:
            yield LaunchLimit((), "", f"host port {port} is in use on every instance", refused=False)


def _managed_log_drivers(task: TaskDocument) -> Iterator[LaunchLimit]:
    for container in task.containers:
        log = container.source.value.get("logConfiguration")
        driver = log.get("logDriver") if isinstance(log, dict) else None
        if isinstance(driver, str) and driver not in MANAGED_LOG_DRIVERS:
            yield LaunchLimit(
                container.source.at("logConfiguration", "logDriver"),
                f"must be one of {', '.join(MANAGED_LOG_DRIVERS)} on Managed Instances",
                f"{container.label} would log through one of {', '.join(MANAGED_LOG_DRIVERS)}",
                change=True,
            )
