"""Quote requests and bare task definitions: the request that a document and the caller's own options make."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.documents import parse_object
from ecsquote.errors import InputError, UnreadableInput
from ecsquote.inputs.files import read_bytes
from ecsquote.workload.service_request import is_task_definition

REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""Where the AWS command line and SDKs look, in their order."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values that replace those of the document; None or empty leaves the document's own."""

    region: str | None = None
    tasks: str | None = None
    launch_options: tuple[str, ...] = ()
    catalog_version: str | None = None
    advice: bool = False
    current: str | None = None
    spot: bool = True
    """False leaves Spot out; True leaves the document's own."""
    fleet_profile: str | None = None
    instance_types: tuple[str, ...] = ()


def read_request_document(name: str, overrides: Overrides) -> dict[str, Any]:
    """Read the quote request in a file, or wrap the task definition in it; raises InputError."""
    return request_document(read_bytes(name), overrides)


def request_document(text: bytes, overrides: Overrides) -> dict[str, Any]:
    """Parse the text of a quote request or a task definition; raises InputError."""
    if not text.strip():
        raise UnreadableInput("is empty; a quote request or a task definition is expected")
    document = parse_object(text)
    if is_task_definition(document):
        document = _request_around(document, overrides)
    elif overrides.tasks is not None:
        raise InputError("--tasks goes with a bare task definition; a quote request sets services[].load")
    given = {
        "region": overrides.region,
        "launch_options": list(overrides.launch_options),
        "catalog_version": overrides.catalog_version,
        "advice": overrides.advice,
        "current": overrides.current,
        "fleet": _fleet(document.get("fleet"), overrides),
    }
    changed = {**document, **{field: value for field, value in given.items() if value}}
    return changed if overrides.spot else {**changed, "spot": False}


def _fleet(own: object, overrides: Overrides) -> object:
    """The document's fleet with the caller's fields; one that is not an object stays, for validation to refuse."""
    given = {"profile": overrides.fleet_profile, "instance_types": list(overrides.instance_types)}
    fields = {field: value for field, value in given.items() if value}
    if own is None or isinstance(own, Mapping):
        return {**(own or {}), **fields}
    return own


def _request_around(task_definition: Mapping[str, Any], overrides: Overrides) -> dict[str, Any]:
    region = overrides.region or next(filter(None, map(os.environ.get, REGION_VARIABLES)), None)
    if region is None:
        raise InputError(f"a task definition names no Region: give --region or set {REGION_VARIABLES[0]}")
    service: dict[str, Any] = {"task_definition": task_definition}
    if overrides.tasks is not None:
        service["load"] = {"tasks": overrides.tasks}
    return {"region": region, "services": [service]}
