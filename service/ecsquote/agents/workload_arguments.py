"""The workloads that tools are called with: a document in the call, or a path inside the root folder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from ecsquote.agents.root_folder import RootFolder
from ecsquote.errors import Fault, InputError, UnreadableInput
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.quote_requests import Asked, ReadRequest, environment_region, request_of
from ecsquote.inputs.source_file import SourceFile

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WorkloadArgument:
    """A workload in a call; `name` is the argument that holds it, where faults of the call point to."""

    name: str
    files: tuple[SourceFile, ...]

    def read(self, asked: Asked) -> ReadRequest:
        """The one quote request in it; InputError with the argument in every pointer."""
        with faults_below(self.name):
            return request_of(self.files, asked)


def one_argument(root: RootFolder, request: Document | None, path: str | None) -> WorkloadArgument:
    """The workload of a tool that takes `request` or `path`; InputError unless it is exactly one of them."""
    name = argument_given(request, path)
    return either(name, root, request if path is None else path)


def argument_given(request: Document | None, path: str | None) -> Literal["request", "path"]:
    """Which of the two a call has; InputError unless it is exactly one."""
    if (request is None) == (path is None):
        message = "is required, or path" if request is None else "excludes path"
        raise InputError("exactly one of request and path is needed", [Fault("/request", message)])
    return "request" if path is None else "path"


def either(name: str, root: RootFolder, given: Document | str | None) -> WorkloadArgument:
    """The workload of an argument that holds a document or a path."""
    if isinstance(given, str):
        return WorkloadArgument(name, root.files(given, name))
    return WorkloadArgument(name, (SourceFile(name, document_bytes(name, given)),))


def document_bytes(name: str, document: object) -> bytes:
    """A document of a call as the JSON that readers take; UnreadableInput where it has no JSON form."""
    try:
        return json.dumps(document, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        message = f"is not a JSON document: {error}"
        raise UnreadableInput(f"{name} {message}", [Fault(f"/{name}", message)]) from None


def asked_of(region: str | None, tasks: int | None) -> Asked:
    """What a call says about its workload, apart from the workload itself."""
    overrides = Overrides(region=region, tasks=None if tasks is None else str(tasks))
    return Asked(overrides, ReadingParameters(fallback_region=environment_region()))


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396) applied: null removes, an object is merged, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


@contextmanager
def faults_below(name: str) -> Iterator[None]:
    """Faults of a document are reported with the argument that holds the document."""
    try:
        yield
    except InputError as error:
        faults: Sequence[Fault] = error.faults or (Fault("", str(error)),)
        raise type(error)(str(error), [_placed(fault, f"/{name}") for fault in faults]) from None


def _placed(fault: Fault, place: str) -> Fault:
    """Faults of a foreign file may begin with a resource's address instead of a pointer."""
    if fault.pointer.startswith("/") or not fault.pointer:
        return fault.under(place)
    return Fault(place, f"{fault.pointer}: {fault.message}")
