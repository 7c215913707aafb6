"""Files that a quote is asked for with: requests as the API takes them, or bare task definitions."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecsquote.cli.input.request_options import STANDARD_INPUT
from ecsquote.documents import parse_object
from ecsquote.errors import InputError, InputTooLarge, UnreadableInput
from ecsquote.workload.service_request import is_task_definition

MAX_BYTES = 64 * 1024 * 1024
"""More than any request that the bounds on services and values let through."""
REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""Where the AWS command line and SDKs look, in their order."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says over the document; None or empty where it is silent."""

    region: str | None = None
    tasks: str | None = None
    launch_options: tuple[str, ...] = ()
    catalog_version: str | None = None
    advice: bool = False


def read_request_document(name: str, overrides: Overrides) -> dict[str, Any]:
    """The quote request in a file, or around the task definition in it; raises InputError."""
    return request_document(read_bytes(name), overrides)


def request_document(text: bytes, overrides: Overrides) -> dict[str, Any]:
    """`read_request_document` for a text that was read already."""
    if not text.strip():
        raise UnreadableInput("is empty; a quote request or a task definition is expected")
    document = parse_object(text)
    if is_task_definition(document):
        document = _around(document, overrides)
    elif overrides.tasks is not None:
        raise InputError("--tasks goes with a bare task definition; a quote request says so in services[].load")
    said = {
        "region": overrides.region,
        "launch_options": list(overrides.launch_options),
        "catalog_version": overrides.catalog_version,
        "advice": overrides.advice,
    }
    return {**document, **{field: value for field, value in said.items() if value}}


def _around(task_definition: Mapping[str, Any], overrides: Overrides) -> dict[str, Any]:
    region = overrides.region or next(filter(None, map(os.environ.get, REGION_VARIABLES)), None)
    if region is None:
        raise InputError(f"a task definition names no Region: give --region or set {REGION_VARIABLES[0]}")
    service: dict[str, Any] = {"task_definition": task_definition}
    if overrides.tasks is not None:
        service["load"] = {"tasks": overrides.tasks}
    return {"region": region, "services": [service]}


def read_bytes(name: str) -> bytes:
    """What a file holds, or standard input for -; InputError where it cannot be read or is too large."""
    try:
        if name == STANDARD_INPUT:
            text = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                text = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise UnreadableInput("is a folder; name a JSON file in it") from None
    except FileNotFoundError:
        raise UnreadableInput("there is no such file") from None
    except OSError as error:
        raise UnreadableInput(f"cannot be read: {error.strerror}") from None
    if len(text) > MAX_BYTES:
        raise InputTooLarge(f"is larger than {MAX_BYTES:,} bytes")
    return text
