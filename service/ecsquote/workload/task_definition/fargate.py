"""What Fargate does not run, and the sizes it has.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html and the Fargate notes
of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
"""

from collections.abc import Iterator

from ecsquote.facts import fact
from ecsquote.workload.fargate_sizes import cpu_choices, fargate_sizes, memory_choices
from ecsquote.workload.sizes import memory_text, vcpus_text
from ecsquote.workload.task_definition.accelerators import AcceleratorRequest
from ecsquote.workload.task_definition.document import Container, TaskDocument
from ecsquote.workload.task_definition.limits import LaunchLimit
from ecsquote.workload.task_definition.ports import own_interface_limits
from ecsquote.workload.task_definition.volumes import volume_limits

LOG_DRIVERS = ("awslogs", "splunk", "awsfirelens")
MAX_STOP_TIMEOUT = 120
_TUNING = ("sharedMemorySize", "maxSwap", "swappiness")


def check_fargate_size(task: TaskDocument) -> None:
    """The pair of cpu and memory, where the task definition is made for Fargate."""
    if "FARGATE" not in task.requires_compatibilities:
        return
    source, system = task.source, task.operating_system
    where = f"{system.title()} on Fargate"
    if source.value.get("cpu") is None:
        source.fault("cpu", f"is required for Fargate; {where} has {cpu_choices(system)}")
    if source.value.get("memory") is None:
        source.fault("memory", "is required for Fargate")
    if task.cpu is None:
        return
    memories = fargate_sizes(system).get(task.cpu)
    if memories is None:
        source.fault("cpu", f"must be one of {cpu_choices(system)} for {where}, not {task.cpu}")
    elif task.memory is not None and task.memory not in memories:
        source.fault(
            "memory",
            f"must be {memory_choices(task.cpu, system)} with {vcpus_text(task.cpu)} for {where}, "
            f"not {memory_text(task.memory)}",
        )


def fargate_limits(task: TaskDocument, accelerators: tuple[AcceleratorRequest, ...]) -> Iterator[LaunchLimit]:
    """Everything in the document that Fargate does not take."""
    yield from _task_limits(task)
    yield from _namespace_limits(task)
    yield from volume_limits(task, "Fargate", ("dockerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration"))
    for container in task.containers:
        yield from _container_limits(container)
        yield from _linux_limits(container)
    for request in accelerators:
        yield LaunchLimit(
            request.source.at("type"),
            f"{request.kind} is not available on Fargate; leave it out or use EC2",
            f"{request.container.label} requests {request.kind}",
        )


def _task_limits(task: TaskDocument) -> Iterator[LaunchLimit]:
    source = task.source
    if task.network_mode != "awsvpc" and not task.network_mode_is_wrong:
        given = task.network_mode or "the default"
        yield LaunchLimit(
            source.at("networkMode"),
            f"must be awsvpc on Fargate, not {given}",
            f"networkMode would be awsvpc instead of {given}",
            change=True,
        )
        yield from own_interface_limits(task)
    if source.has("placementConstraints"):
        yield LaunchLimit(
            source.at("placementConstraints"),
            "must be left out on Fargate",
            "the task definition's placementConstraints would be left out",
            change=True,
        )
    if task.operating_system_family not in fact("fargate", "operating_system_families"):
        yield LaunchLimit(
            source.at("runtimePlatform", "operatingSystemFamily"),
            f"must be one of {', '.join(fact('fargate', 'operating_system_families'))} on Fargate",
            f"Fargate does not run {task.operating_system_family}",
        )
    for name in ("inferenceAccelerators", "trustedExecutionConfiguration"):
        if source.has(name):
            yield LaunchLimit(source.at(name), "must be left out on Fargate", f"the task definition has {name}")


def _namespace_limits(task: TaskDocument) -> Iterator[LaunchLimit]:
    source = task.source
    if source.value.get("pidMode") == "host":
        yield LaunchLimit(source.at("pidMode"), "must be task or left out on Fargate", "pidMode is host")
    ipc_mode = source.value.get("ipcMode")
    if ipc_mode in ("host", "task"):
        yield LaunchLimit(source.at("ipcMode"), "must be left out on Fargate", f"ipcMode is {ipc_mode}")
    elif ipc_mode == "none":
        yield LaunchLimit(source.at("ipcMode"), "must be left out on Fargate", "ipcMode would be left out", change=True)


def _container_limits(container: Container) -> Iterator[LaunchLimit]:
    source = container.source
    if container.privileged:
        yield LaunchLimit(source.at("privileged"), "must be false on Fargate", f"{container.label} is privileged")
    for name in ("dockerSecurityOptions", "links", "hostname", "extraHosts"):
        if source.has(name):
            yield LaunchLimit(
                source.at(name),
                "must be left out on Fargate",
                f"{name} of {container.label} would be left out",
                change=True,
            )
    log = source.value.get("logConfiguration")
    driver = log.get("logDriver") if isinstance(log, dict) else None
    if isinstance(driver, str) and driver not in LOG_DRIVERS:
        yield LaunchLimit(
            source.at("logConfiguration", "logDriver"),
            f"must be one of {', '.join(LOG_DRIVERS)} on Fargate",
            f"{container.label} would log through {', '.join(LOG_DRIVERS[:-1])} or {LOG_DRIVERS[-1]}",
            change=True,
        )
    stop_timeout = source.value.get("stopTimeout")
    if isinstance(stop_timeout, int) and stop_timeout > MAX_STOP_TIMEOUT:
        yield LaunchLimit(
            source.at("stopTimeout"),
            f"must be at most {MAX_STOP_TIMEOUT} seconds on Fargate",
            f"stopTimeout of {container.label} would be at most {MAX_STOP_TIMEOUT} seconds",
            change=True,
        )


def _linux_limits(container: Container) -> Iterator[LaunchLimit]:
    parameters = container.source.value.get("linuxParameters")
    if not isinstance(parameters, dict):
        return
    at = container.source.at
    if parameters.get("devices"):
        yield LaunchLimit(
            at("linuxParameters", "devices"),
            "must be left out on Fargate",
            f"{container.label} uses devices of its host",
        )
    capabilities = parameters.get("capabilities")
    added = capabilities.get("add") if isinstance(capabilities, dict) else None
    if isinstance(added, list) and any(name != "SYS_PTRACE" for name in added):
        yield LaunchLimit(
            at("linuxParameters", "capabilities", "add"),
            "may only be SYS_PTRACE on Fargate",
            f"{container.label} adds kernel capabilities other than SYS_PTRACE",
        )
    for name in _TUNING:
        if parameters.get(name) is not None:
            yield LaunchLimit(
                at("linuxParameters", name),
                "must be left out on Fargate",
                f"{name} of {container.label} would be left out",
                change=True,
            )
