"""ECS documents for tests, and the faults that reading them gives."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from ecsquote.errors import InputError
from ecsquote.workload.load import LoadForm
from ecsquote.workload.service import Load, Service, ServiceDefinition
from ecsquote.workload.task_definition import parse_task_definition

Document = dict[str, Any]
MONTH = Decimal(730)
_LOADS: TypeAdapter[Any] = TypeAdapter(LoadForm)


def container(**members: Any) -> Document:
    """A container that AWS takes, with members added or (None) removed."""
    return _with({"name": "app", "image": "app:1", "essential": True}, members)


def task_definition(*containers: Document, **members: Any) -> Document:
    """A task definition of 1 vCPU and 2 GB that AWS registers for anything, with members added or (None) removed."""
    base = {
        "family": "web",
        "cpu": "1024",
        "memory": "2048",
        "networkMode": "awsvpc",
        "containerDefinitions": list(containers) or [container()],
    }
    return _with(base, members)


def for_fargate(*containers: Document, **members: Any) -> Document:
    """The same, made for Fargate."""
    return task_definition(*containers, requiresCompatibilities=["FARGATE"], **members)


def gpu(value: object = "1", kind: str = "GPU", **more: Any) -> Document:
    """A container that asks for an accelerator; None leaves the value out."""
    requirement = {"type": kind, "value": value, **more}
    return container(resourceRequirements=[{name: each for name, each in requirement.items() if each is not None}])


def ports(*mappings: Document, **members: Any) -> Document:
    """A container with port mappings."""
    return container(portMappings=list(mappings), **members)


def _with(base: Document, members: Document) -> Document:
    return {name: value for name, value in {**base, **members}.items() if value is not None}


def faults(parse: Callable[[object], object], document: object) -> dict[str, str]:
    """Pointer and message of every fault of a document that must be refused."""
    with pytest.raises(InputError) as refused:
        parse(document)
    assert refused.value.faults
    return {fault.pointer: fault.message for fault in refused.value.faults}


def load(**form: Any) -> Load:
    """The load of a request's form."""
    read: Load = _LOADS.validate_python(form).to_load()
    return read


def service(name: str = "web", daemon: bool = False, **form: Any) -> Service:
    """A service with a load."""
    return Service(name, parse_task_definition(task_definition()), ServiceDefinition(daemon=daemon), load(**form))
