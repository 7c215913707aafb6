"""The workloads in the files that a command names, with everything that its options say of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ecsquote.cli.input.reading_options import reading_parameters
from ecsquote.cli.input.request_overrides import request_overrides
from ecsquote.contract.workloads import InputFormat, WorkloadReading
from ecsquote.errors import InputError
from ecsquote.inputs.files import STANDARD_INPUT, read_bytes, read_files
from ecsquote.inputs.quote_requests import Asked, ReadRequest, read_asked, request_of, requests_of
from ecsquote.inputs.reader import assembled, recognize
from ecsquote.inputs.source_file import SourceFile


def asked_of(options: Mapping[str, Any], catalog_version: str | None = None, *, advice: bool = False) -> Asked:
    """What the options as click hands them over say; one that the command does not take is not set."""
    return Asked(
        request_overrides(options, catalog_version, advice=advice),
        reading_parameters(options),
        usage_file=_file(options.get("usage_file")),
        service_file=_file(options.get("service_file")),
    )


def _file(path: Path | None) -> SourceFile | None:
    return None if path is None else SourceFile(str(path), read_bytes(str(path)))


def before_change(asked: Asked) -> Asked:
    """The same for what stands before a Terraform plan is applied."""
    return replace(asked, parameters=replace(asked.parameters, before_change=True))


def one_request(name: str, asked: Asked) -> ReadRequest:
    """The one request in a file or a folder; raises InputError where it holds several."""
    return request_of(_files((name,), asked), asked)


def requests_in(names: Sequence[str], asked: Asked) -> list[ReadRequest]:
    """The requests in files that belong together, one for each Region; raises InputError."""
    return requests_of(_files(names, asked), asked)


def reading_of(names: Sequence[str], asked: Asked) -> WorkloadReading:
    """What files that belong together hold; raises InputError."""
    return read_asked(_files(names, asked), asked)


def _files(names: Sequence[str], asked: Asked) -> list[SourceFile]:
    """The files of these names, and those of the folders that `--nested` names, below the folder's name."""
    files = [file for name in names for file in read_files(name)]
    for folder in asked.parameters.nested.values():
        files += [SourceFile(f"{folder}/{file.name}", file.content) for file in read_files(folder)]
    return files


def usage_template_of(names: Sequence[str], asked: Asked) -> str:
    """A usage file for files that belong together; raises InputError."""
    from ecsquote.inputs.usage_template import usage_template  # noqa: PLC0415 - only where one is asked for

    recognized = recognize(_files(names, asked))
    if recognized.form is InputFormat.REQUEST:
        raise InputError("a quote request says by itself what it leaves open: the quote lists it under unknown_usage")
    return usage_template(assembled(recognized, asked.reading()))


def belonging_together(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The files that make one workload: ECS documents with a service among them, or Compose files; else each alone."""
    joined: dict[InputFormat, list[str]] = {InputFormat.ECS: [], InputFormat.COMPOSE: []}
    alone: list[str] = []
    given = list(names)
    for name in given if len(given) > 1 else ():
        joined.get(_form(name) or InputFormat.REQUEST, alone).append(name)
    if not any(map(_has_service, joined[InputFormat.ECS])):
        joined[InputFormat.ECS] = []
    together = [tuple(group) for group in joined.values() if len(group) > 1]
    in_groups = {name for group in together for name in group}
    yield from together
    yield from ((name,) for name in given if name not in in_groups)


def _form(name: str) -> InputFormat | None:
    """The form of a file; None where it cannot be read, which reading it says, or comes from standard input."""
    if name == STANDARD_INPUT:
        return None
    try:
        return recognize(read_files(name)).form
    except InputError:
        return None


def _has_service(name: str) -> bool:
    """Whether ECS documents hold more than task definitions."""
    from ecsquote.inputs.ecs_documents.documents import TASK_DEFINITION, EcsEntry, entries_of  # noqa: PLC0415 - rare

    entries = (entry for document in recognize(read_files(name)).documents for entry in entries_of(document))
    return any(isinstance(entry, EcsEntry) and entry.kind != TASK_DEFINITION for entry in entries)
