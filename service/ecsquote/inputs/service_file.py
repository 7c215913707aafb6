"""The service of a bare task definition, given in a file of its own: it runs that definition, whatever it names."""

import json
from collections.abc import Sequence

from ecsquote.errors import InputError
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.ecs_documents.documents import SERVICE, TASK_DEFINITION, EcsEntry, entries_of
from ecsquote.inputs.recognition import is_ecs_document
from ecsquote.inputs.source_file import SourceFile


def service_of(file: SourceFile, files: Sequence[SourceFile]) -> SourceFile:
    """The service in a file, made to name the task definition in the others; InputError unless there is one of each."""
    definitions = [entry for one in files for entry in _entries(one) if entry.kind == TASK_DEFINITION]
    if len(definitions) != 1:
        raise InputError("--service-file goes with one bare task definition")
    services = [entry for entry in _entries(file) if entry.kind == SERVICE]
    if len(services) != 1:
        raise InputError(
            f"{file.name} must hold one ECS service, as create-service takes or describe-services prints it"
        )
    family = definitions[0].value.get("family")
    service = {**services[0].value, "taskDefinition": family or _stem(files[0].name)}
    service.setdefault("serviceName", service["taskDefinition"])
    return SourceFile(file.name, json.dumps(service, default=str).encode())


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _entries(file: SourceFile) -> list[EcsEntry]:
    document = decoded(file)
    if not is_ecs_document(document.value):
        return []
    return [entry for entry in entries_of(document) if isinstance(entry, EcsEntry)]
