"""What a service made for one launch type would have to say otherwise to run on another, in words for the quote."""

from collections.abc import Iterator

from ecsquote.workload.service import Service

_CHANGES = {
    "FARGATE": "fargate_changes",
    "EC2": "ec2_changes",
    "MANAGED_INSTANCES": "managed_instances_changes",
    "EXTERNAL": "external_changes",
}


def changes_for(service: Service, launch_type: str) -> Iterator[str]:
    """Of the task definition, then of the service: FARGATE, EC2, MANAGED_INSTANCES or EXTERNAL.

    Source: launchType, placementConstraints and placementStrategy of
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html and
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """
    yield from getattr(service.task_definition, _CHANGES[launch_type])
    definition = service.definition
    if definition.launch_type not in (None, launch_type):
        yield f"launchType would be {launch_type} instead of {definition.launch_type}"
    if launch_type == "FARGATE" and (definition.distinct_instance or definition.placement_expressions):
        yield "the service's placementConstraints would be left out"
    if launch_type in ("FARGATE", "MANAGED_INSTANCES") and definition.placement_strategy:
        yield "the service's placementStrategy would be left out"
