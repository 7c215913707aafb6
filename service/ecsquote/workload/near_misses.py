"""Members of ECS documents whose names are close to one that decides a price: probably misspelled, and then ignored.

Names: RegisterTaskDefinition, CreateService and what DescribeTaskDefinition and DescribeServices print, in
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.faults.pointers import Path, pointer

_SHORT_NAME = 4
_MAX_DISTANCE = 2
"""Names up to this length may differ by one letter, longer ones by two."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A member that ECS does not know, and the one that may be meant."""

    pointer: str
    """The object that has it, as a pointer into the document."""
    name: str
    meant: str

    @property
    def message(self) -> str:
        """The warning in words."""
        return f"unknown member {self.name}; is {self.meant} meant?"


@dataclass(frozen=True, slots=True)
class _Known:
    """One object of an ECS document: the members that decide a price, the others, and the objects inside."""

    deciding: frozenset[str]
    others: frozenset[str] = frozenset()
    inside: Mapping[str, "_Known"] | None = None


def _known(deciding: str, others: str = "", **inside: "_Known") -> _Known:
    return _Known(frozenset(deciding.split()), frozenset(others.split()), inside)


_CONTAINER = _known(
    "cpu memory memoryReservation essential resourceRequirements portMappings logConfiguration name image",
    "repositoryCredentials links restartPolicy entryPoint command environment environmentFiles mountPoints volumesFrom "
    "linuxParameters secrets dependsOn startTimeout stopTimeout versionConsistency hostname user workingDirectory "
    "disableNetworking privileged readonlyRootFilesystem dnsServers dnsSearchDomains extraHosts dockerSecurityOptions "
    "interactive pseudoTerminal dockerLabels ulimits healthCheck systemControls firelensConfiguration credentialSpecs",
)
_TASK_DEFINITION = _known(
    "cpu memory networkMode runtimePlatform requiresCompatibilities ephemeralStorage containerDefinitions volumes "
    "placementConstraints family",
    "taskRoleArn executionRoleArn tags pidMode ipcMode proxyConfiguration inferenceAccelerators enableFaultInjection "
    "trustedExecutionConfiguration taskDefinitionArn revision status requiresAttributes compatibilities registeredAt "
    "deregisteredAt deleteRequestedAt registeredBy",
    containerDefinitions=_CONTAINER,
    runtimePlatform=_known("cpuArchitecture operatingSystemFamily"),
    ephemeralStorage=_known("sizeInGiB"),
)
_STRATEGY = _known("capacityProvider weight base")
_SERVICE = _known(
    "desiredCount launchType capacityProviderStrategy schedulingStrategy networkConfiguration placementConstraints "
    "placementStrategy deploymentConfiguration volumeConfigurations taskDefinition platformVersion loadBalancers",
    "cluster serviceName availabilityZoneRebalancing serviceRegistries clientToken role healthCheckGracePeriodSeconds "
    "deploymentController tags enableECSManagedTags propagateTags enableExecuteCommand serviceConnectConfiguration "
    "vpcLatticeConfigurations gatewayConnectors monitoring serviceArn clusterArn status runningCount pendingCount "
    "platformFamily taskSets deployments roleArn events createdAt currentServiceDeployment currentServiceRevisions "
    "createdBy resourceManagementType",
    capacityProviderStrategy=_STRATEGY,
    networkConfiguration=_known(
        "awsvpcConfiguration", awsvpcConfiguration=_known("assignPublicIp subnets", "securityGroups")
    ),
    deploymentConfiguration=_known(
        "maximumPercent minimumHealthyPercent strategy",
        "deploymentCircuitBreaker alarms bakeTimeInMinutes lifecycleHooks linearConfiguration canaryConfiguration",
    ),
)


def task_definition_near_misses(document: Mapping[str, Any]) -> Iterator[NearMiss]:
    """The probably misspelled members of a task definition."""
    yield from _near_misses(document, _TASK_DEFINITION, ())


def service_near_misses(document: Mapping[str, Any]) -> Iterator[NearMiss]:
    """The probably misspelled members of a service."""
    yield from _near_misses(document, _SERVICE, ())


def _near_misses(document: object, known: _Known, path: Path) -> Iterator[NearMiss]:
    if isinstance(document, list | tuple):
        for index, entry in enumerate(document):
            yield from _near_misses(entry, known, (*path, index))
    if not isinstance(document, Mapping):
        return
    for name, value in document.items():
        if name in (known.inside or {}):
            yield from _near_misses(value, (known.inside or {})[name], (*path, name))
        elif name not in known.deciding | known.others:
            meant = _meant(str(name), known.deciding)
            if meant is not None:
                yield NearMiss(pointer(path), str(name), meant)


def _meant(name: str, deciding: frozenset[str]) -> str | None:
    """The nearest of these members, if it is near enough; ties go to the first by name."""
    written = _letters(name)
    near = [
        (distance, each)
        for each in sorted(deciding)
        if abs(len(written) - len(each)) <= _MAX_DISTANCE
        and (distance := edit_distance(written, _letters(each))) <= (1 if len(each) <= _SHORT_NAME else _MAX_DISTANCE)
    ]
    return min(near)[1] if near else None


def _letters(name: str) -> str:
    """The name without what differs between spellings: capitals, underscores and hyphens."""
    return name[:64].lower().replace("_", "").replace("-", "")


def edit_distance(left: str, right: str) -> int:
    """How many letters must be added, dropped, changed or exchanged with their neighbor to make one of the other."""
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            best = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        before, last = last, current
    return last[-1]
