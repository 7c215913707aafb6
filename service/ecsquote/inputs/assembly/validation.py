"""Each service as the calculator would read it: what AWS would refuse is a fault at its place in the user's file."""

from pydantic import ValidationError

from ecsquote.faults.collected import input_error
from ecsquote.inputs.assembly.estate_index import TASK_DEFINITION
from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.services import SERVICE_KIND
from ecsquote.inputs.estate.resources import Resource
from ecsquote.workload.near_misses import service_near_misses, task_definition_near_misses
from ecsquote.workload.service_request import ServiceRequest

_DOCUMENTS = ("/task_definition", "/service_definition")


def validate(part: ServicePart, name: str) -> None:
    """Add the faults of a service whose document is complete, and the members whose names may be misspelled."""
    _warn_of_near_misses(part)
    if part.notes.leaves_out:
        return
    document = part.document(name)
    try:
        ServiceRequest.model_validate(document)
    except ValidationError as error:
        for fault in input_error(error, document, ServiceRequest).faults:
            _add(part, fault.pointer, fault.message)


def _add(part: ServicePart, pointer: str, message: str) -> None:
    task, service = (pointer.startswith(prefix) for prefix in _DOCUMENTS)
    resource = part.task_definition if task and part.task_definition is not None else part.resource
    inner = pointer.removeprefix(_DOCUMENTS[0] if task else _DOCUMENTS[1] if service else "")
    place = _place(resource, inner)
    part.notes.fault(resource.source, f"{message} ({place})" if place else message, inner or None)


def _place(resource: Resource, pointer: str) -> str | None:
    """The most exact place in the user's file that is known for a pointer into the resource's properties."""
    while pointer:
        if pointer in resource.places:
            return resource.places[pointer]
        pointer = pointer.rpartition("/")[0]
    return resource.places.get("")


def _warn_of_near_misses(part: ServicePart) -> None:
    if part.task_definition is not None and part.task_definition.kind == TASK_DEFINITION:
        for miss in task_definition_near_misses(part.task_definition.properties):
            part.notes.warn(part.task_definition.source, miss.message, _DOCUMENTS[0] + miss.pointer)
    if part.resource.kind == SERVICE_KIND:
        for miss in service_near_misses(part.resource.properties):
            part.notes.warn(part.source, miss.message, _DOCUMENTS[1] + miss.pointer)
