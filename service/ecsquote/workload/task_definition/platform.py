"""Rules of the task itself: its platform, network mode, namespaces and storage, and containers that name others.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

from collections.abc import Iterator

from ecsquote.facts import fact
from ecsquote.workload.sizes import vcpus_text
from ecsquote.workload.task_definition.document import Container, TaskDocument

MINIMUM_CPU_UNITS = 128
MAXIMUM_CPU_UNITS = 196_608
_LOG_DRIVERS = ("awslogs", "awsfirelens", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog")
_CONDITIONS = ("START", "COMPLETE", "SUCCESS", "HEALTHY")


def check_platform(task: TaskDocument) -> None:
    """Check everything about the task that does not concern its containers."""
    source = task.source
    if task.cpu is not None and not MINIMUM_CPU_UNITS <= task.cpu <= MAXIMUM_CPU_UNITS:
        least, most = vcpus_text(MINIMUM_CPU_UNITS), vcpus_text(MAXIMUM_CPU_UNITS)
        source.fault("cpu", f"must be from {least} to {most}, not {vcpus_text(task.cpu)}")
    source.choice("pidMode", ("host", "task"))
    source.choice("ipcMode", ("host", "task", "none"))
    _check_windows(task)
    _check_ephemeral_storage(task)
    for container in task.containers:
        _check_network_members(task, container)
        _check_references(task, container)
        if container.source.has("logConfiguration"):
            container.source.object("logConfiguration").choice("logDriver", _LOG_DRIVERS)


def _check_windows(task: TaskDocument) -> None:
    if not task.is_windows:
        return
    source = task.source
    if task.cpu_architecture != "X86_64":
        source.faults.add(
            source.at("runtimePlatform", "cpuArchitecture"), "must be X86_64 for Windows; ARM64 is for Linux"
        )
    if task.network_mode in {"host", "none"}:
        source.fault("networkMode", f"must be awsvpc or left out for Windows, not {task.network_mode}")
    for name in ("pidMode", "ipcMode"):
        if source.has(name):
            source.fault(name, "must be left out for Windows containers")
    for container in task.containers:
        if container.privileged:
            container.source.fault("privileged", "must be false for Windows containers")


def _check_ephemeral_storage(task: TaskDocument) -> None:
    least, most = fact("fargate", "minimum_ephemeral_storage_gib"), fact("fargate", "maximum_ephemeral_storage_gib")
    size = task.ephemeral_storage_gib
    if size is not None and not least <= size <= most:
        included = fact("fargate", "included_ephemeral_storage_gib")
        task.source.faults.add(
            task.source.at("ephemeralStorage", "sizeInGiB"),
            f"must be from {least} to {most} GiB, not {size}; leave it out for the included {included} GiB",
        )


def _check_network_members(task: TaskDocument, container: Container) -> None:
    source = container.source
    if task.network_mode == "awsvpc":
        for name in ("hostname", "extraHosts"):
            if source.has(name):
                source.fault(name, "must be left out with networkMode awsvpc")
    if task.network_mode not in {None, "bridge"} and source.has("links"):
        source.fault("links", f"must be left out with networkMode {task.network_mode}; links are for bridge")


def _check_references(task: TaskDocument, container: Container) -> None:
    names = {other.name for other in task.containers if other.name is not None}
    for entry in container.source.objects("dependsOn"):
        entry.choice("condition", _CONDITIONS)
        _check_name(entry.text("containerName"), names, container, entry.at("containerName"))
    for entry in container.source.objects("volumesFrom"):
        _check_name(entry.text("sourceContainer"), names, container, entry.at("sourceContainer"))
    for index, link in enumerate(_texts(container.source.entries("links"))):
        _check_name(link.split(":", 1)[0], names, container, container.source.at("links", index))


def _check_name(name: str | None, names: set[str], container: Container, path: tuple[str | int, ...]) -> None:
    if name is not None and (name not in names or name == container.name):
        others = ", ".join(sorted(names - {container.name or ""})) or "it has none"
        container.source.faults.add(path, f"must name another container of the task ({others})")


def _texts(entries: list[object]) -> Iterator[str]:
    yield from (entry for entry in entries if isinstance(entry, str))
