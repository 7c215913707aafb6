"""ECS services: read in every form AWS writes them, and refused where AWS would refuse to create them.

Members that cost nothing (serviceName, subnets, roleArn) may be missing: a workload can be quoted before they exist.
Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
"""

from ecsquote.errors import Fault, InputError
from ecsquote.workload.capacity import FARGATE_PROVIDERS, LAUNCH_TYPES
from ecsquote.workload.ecs_object import EcsObject, unwrapped
from ecsquote.workload.placement_constraints import read_placement_constraints
from ecsquote.workload.service import CapacityProviderShare, ServiceDefinition, TaskDefinition
from ecsquote.workload.service_definition.capacity_provider_strategy import read_strategy
from ecsquote.workload.service_definition.managed_volumes import check_launch_volume, read_volumes

MAX_DESIRED_COUNT = 1_000_000
MAX_PLACEMENT_STRATEGIES = 5
MAX_PERCENT = 10_000
_REFUSED = "AWS would refuse to create this service"


def parse_service_definition(document: object) -> ServiceDefinition:
    """The service of what `create-service` takes or `describe-services` prints (a list of exactly one).

    Raises InputError with every fault at once, each with its pointer into the document.
    """
    source = _source(document)
    launch_type = source.choice("launchType", LAUNCH_TYPES)
    strategy = read_strategy(source)
    daemon = source.choice("schedulingStrategy", ("REPLICA", "DAEMON")) == "DAEMON"
    distinct, expressions = read_placement_constraints(source, ("distinctInstance", "memberOf"))
    placement_strategy = _placement_strategy(source)
    _check_scheduling(source, launch_type, strategy, daemon)
    minimum, maximum = _deployment(source, daemon)
    definition = ServiceDefinition(
        desired_count=source.integer("desiredCount", 0, MAX_DESIRED_COUNT),
        launch_type=launch_type,
        capacity_provider_strategy=strategy,
        daemon=daemon,
        has_platform_version=source.has("platformVersion"),
        assign_public_ip=_assign_public_ip(source),
        distinct_instance=distinct,
        placement_expressions=expressions,
        placement_strategy=placement_strategy,
        maximum_percent=maximum,
        minimum_healthy_percent=minimum,
        volumes=read_volumes(source),
        second_set=_second_set(source),
    )
    source.faults.raise_if_any(_REFUSED)
    return definition


def check_volumes(document: object, definition: ServiceDefinition, task: TaskDefinition) -> None:
    """Raises InputError where the volumes of a service's document are not those of its task definition."""
    if task.launch_volume is None:
        return
    source = _source(document)
    check_launch_volume(source, task.launch_volume, daemon=definition.daemon)
    source.faults.raise_if_any(_REFUSED)


def _source(document: object) -> EcsObject:
    source = unwrapped(document, "service")
    services = source.value.get("services")
    if not isinstance(services, list) or source.path:
        return source
    if len(services) != 1 or not isinstance(services[0], dict):
        message = f"must hold exactly one service, not {len(services)}"
        raise InputError(message, [Fault("/services", message)])
    return EcsObject(services[0], ("services", 0), source.faults)


def _check_scheduling(
    source: EcsObject, launch_type: str | None, strategy: tuple[CapacityProviderShare, ...], daemon: bool
) -> None:
    on_fargate = launch_type == "FARGATE" or any(share.capacity_provider in FARGATE_PROVIDERS for share in strategy)
    if on_fargate and daemon:
        source.fault("schedulingStrategy", "must be REPLICA on Fargate: DAEMON needs instances")
    if daemon and source.has("volumeConfigurations"):
        source.fault("volumeConfigurations", "must be left out with DAEMON: ECS makes volumes for REPLICA services")
    for name in ("placementConstraints", "placementStrategy"):
        if launch_type == "FARGATE" and source.has(name):
            source.fault(name, "must be left out with launchType FARGATE")


def _assign_public_ip(source: EcsObject) -> bool:
    configuration = source.object("networkConfiguration").object("awsvpcConfiguration")
    return configuration.choice("assignPublicIp", ("ENABLED", "DISABLED")) == "ENABLED"


def _placement_strategy(source: EcsObject) -> tuple[tuple[str, str], ...]:
    rules = []
    for entry in source.objects("placementStrategy", MAX_PLACEMENT_STRATEGIES):
        if entry.value.get("type") is None:
            entry.fault("type", "is required: random, spread or binpack")
        kind = entry.choice("type", ("random", "spread", "binpack"))
        if kind in {"spread", "binpack"} and not entry.has("field"):
            what = "cpu or memory" if kind == "binpack" else "e.g. attribute:ecs.availability-zone or instanceId"
            entry.fault("field", f"is required with {kind}: {what}")
        field = (entry.text("field") or "") if entry.has("field") and kind != "random" else ""
        if kind == "binpack" and field and field.lower() not in {"cpu", "memory"}:
            entry.fault("field", "must be cpu or memory with binpack")
        if kind is not None:
            rules.append((kind, field.lower() if kind == "binpack" else field))
    return tuple(rules)


def _second_set(source: EcsObject) -> bool:
    """Whether ECS or CodeDeploy starts the new version next to all of the old one.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    strategy = source.object("deploymentConfiguration").value.get("strategy")
    controller = source.object("deploymentController").value.get("type")
    return strategy in {"BLUE_GREEN", "LINEAR", "CANARY"} or controller == "CODE_DEPLOY"


def _deployment(source: EcsObject, daemon: bool) -> tuple[int | None, int | None]:
    configuration = source.object("deploymentConfiguration")
    minimum = configuration.integer("minimumHealthyPercent", 0, MAX_PERCENT)
    maximum = configuration.integer("maximumPercent", 0, MAX_PERCENT)
    rolling = configuration.value.get("strategy") in (None, "ROLLING")
    if rolling and not daemon and minimum is not None and maximum is not None and maximum <= minimum:
        configuration.fault(
            "maximumPercent",
            f"must be more than minimumHealthyPercent ({minimum}), or no task could be replaced",
        )
    return minimum, maximum
