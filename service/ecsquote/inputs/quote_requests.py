"""From files to quote requests that are ready to be checked: what they hold, with what the caller asks for."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ecsquote.contract.workloads import InputFormat, QuotedWorkload, WorkloadReading
from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError, NoServices, UnreadableInput
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.reader import read_workload
from ecsquote.inputs.service_file import service_of
from ecsquote.inputs.source_file import SourceFile

REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""Where the AWS command line and SDKs look, in their order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a caller says about the files it hands in."""

    overrides: Overrides = field(default_factory=Overrides)
    parameters: ReadingParameters = field(default_factory=ReadingParameters)
    usage_file: SourceFile | None = None
    service_file: SourceFile | None = None
    """The service of a bare task definition, in a file of its own."""

    def with_values(self, values: Mapping[str, str]) -> "Asked":
        """The same with further template parameters."""
        return replace(self, parameters=replace(self.parameters, values={**self.parameters.values, **values}))

    def reading(self) -> ReadingParameters:
        """The parameters with the Region and the number of tasks that are asked for."""
        return replace(self.parameters, region=self.overrides.region, tasks=self.overrides.tasks)


class ReadRequest(NamedTuple):
    """One quote request, not checked yet, and what is said of the file that it was read from."""

    document: dict[str, Any]
    workload: QuotedWorkload | None = None
    """None for a quote request, which is its own file."""


def environment_region() -> str | None:
    """The Region that the environment names, for the command line and Python: never for a server."""
    return next(filter(None, map(os.environ.get, REGION_VARIABLES)), None)


def read_asked(files: Sequence[SourceFile], asked: Asked) -> WorkloadReading:
    """What files that belong together hold, as the caller asks; raises InputError."""
    if all(not file.content.strip() for file in files):
        raise UnreadableInput("is empty; a quote request or a task definition is expected")
    if asked.overrides.tasks is not None and not asked.overrides.tasks.strip():
        raise InputError("the number of tasks is empty")
    if asked.service_file is not None:
        files = [*files, service_of(asked.service_file, files)]
    reading = read_workload(files, asked.reading(), asked.usage_file)
    if reading.format is InputFormat.REQUEST and asked.overrides.tasks is not None:
        raise InputError("--tasks goes with a bare task definition; a quote request sets services[].load")
    return reading


def requests_of(files: Sequence[SourceFile], asked: Asked) -> list[ReadRequest]:
    """The requests in files that belong together, one for each Region; InputError where there is none."""
    reading = read_asked(files, asked)
    if not reading.requests:
        raise nothing_to_price(reading)
    workload = None if reading.format is InputFormat.REQUEST else reading.quoted
    return [ReadRequest(asked.overrides.applied(request), workload) for request in reading.requests]


def request_of(files: Sequence[SourceFile], asked: Asked) -> ReadRequest:
    """The one request in files that belong together; InputError where they hold workloads of several Regions."""
    requests = requests_of(files, asked)
    if len(requests) > 1:
        regions = ", ".join(str(request.document["region"]) for request in requests)
        message = f"holds workloads in {counted(len(requests), 'Region')} ({regions}): choose one"
        raise InputError(message, [Fault("/region", message)])
    return requests[0]


def nothing_to_price(reading: WorkloadReading) -> InputError:
    """The error of a file in which no service can be priced: each service, and what would help."""
    several = len({fault.source for fault in reading.faults}) > 1
    faults = [
        Fault(f"{fault.source if several or not fault.pointer else ''}{fault.pointer or ''}", fault.message)
        for fault in reading.faults
    ]
    faults += [Fault(unknown.source, f"{unknown.what}{_help(unknown.what)}") for unknown in reading.unknown]
    if not faults:
        return NoServices("holds no ECS service or task definition that could be priced")
    return InputError("nothing in it can be priced", faults)


_HELP = {
    "cpu": "--default-size 512/1024",
    "memory": "--default-size 512/1024",
    "count": "--tasks N",
    "seconds": "--usage FILE",
    "parameter": "--param NAME=VALUE",
}
"""By a word in what is unknown: the option that gives it."""


def _help(what: str) -> str:
    if "--" in what:
        return ""
    option = next((option for word, option in _HELP.items() if word in what.lower()), None)
    return "" if option is None else f"; give {option}"
