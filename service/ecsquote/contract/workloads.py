"""The answer of POST /v1/workloads: what a file holds, what could not be known, and what is not priced."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field


class InputFormat(StrEnum):
    """The forms that a workload is recognized in, by content."""

    REQUEST = "request"
    ECS = "ecs"
    TERRAFORM_PLAN = "terraform_plan"
    TERRAFORM = "terraform"
    CLOUDFORMATION = "cloudformation"
    SAM = "sam"
    CDK = "cdk"
    COMPOSE = "compose"
    COPILOT = "copilot"


class UnknownKind(StrEnum):
    """What an unknown value leaves open."""

    WORKLOAD = "workload"
    """Size, count, Region or capacity."""
    USAGE = "usage"
    """GB, LCU, an average, seconds."""


class ResourcePlace(StrEnum):
    """Where a resource of the file went."""

    SERVICE = "service"
    USAGE = "usage"
    FLEET = "fleet"
    NOT_PRICED = "not_priced"
    FREE = "free"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value that the file does not give."""

    kind: UnknownKind
    source: str
    """The place as the file's own tool names it: a resource address, Stack/LogicalId, a line."""
    pointer: str | None
    """The place in the answer's requests; null where the service is in none of them."""
    what: str
    taken: str | None
    """The value that stands in for it; null where no value does, and the service is then in no request."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """A value that follows from a rule rather than from the file."""

    source: str
    pointer: str | None
    what: str


@dataclass(frozen=True, slots=True)
class InputWarning:
    """Something that does not stop a price and may be a mistake."""

    source: str
    pointer: str | None
    message: str


@dataclass(frozen=True, slots=True)
class NotPriced:
    """A resource that costs money and belongs to no workload of the file."""

    source: str
    type: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceFault:
    """Something that AWS would refuse or that cannot be read, at its place in the file."""

    source: str
    pointer: str | None
    """The place in the source's own properties, as the ECS API spells them; null for the source as a whole."""
    message: str


@dataclass(frozen=True, slots=True)
class ReadResource:
    """A resource of the file; each is listed exactly once."""

    source: str
    type: str
    place: Annotated[ResourcePlace, Field(alias="in")]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedWorkload:
    """What a quote says of the file that it was made from."""

    format: InputFormat
    complete: bool
    """True where nothing is unknown and nothing at fault."""
    unknown: tuple[UnknownValue, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    warnings: tuple[InputWarning, ...] = ()
    not_priced: tuple[NotPriced, ...] = ()
    faults: tuple[SourceFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadReading:
    """What was read of one set of files: one quote request for each Region, and what could not be read or priced."""

    format: InputFormat
    requests: tuple[Mapping[str, Any], ...]
    unknown: tuple[UnknownValue, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    warnings: tuple[InputWarning, ...] = ()
    not_priced: tuple[NotPriced, ...] = ()
    faults: tuple[SourceFault, ...] = ()
    resources: tuple[ReadResource, ...] = ()

    @property
    def complete(self) -> bool:
        """True where nothing is unknown and nothing at fault."""
        return not self.unknown and not self.faults

    @property
    def quoted(self) -> QuotedWorkload:
        """What goes along with a quote of it."""
        return QuotedWorkload(
            format=self.format,
            complete=self.complete,
            unknown=self.unknown,
            assumed=self.assumed,
            warnings=self.warnings,
            not_priced=self.not_priced,
            faults=self.faults,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadDocument(QuotedWorkload):
    """The answer of POST /v1/workloads, as `reading_document` gives it."""

    requests: tuple[dict[str, Any], ...]
    """One quote request for each Region."""
    resources: tuple[ReadResource, ...] = ()


def reading_document(reading: WorkloadReading) -> dict[str, Any]:
    """The answer of POST /v1/workloads."""
    resources = [{"source": one.source, "type": one.type, "in": one.place.value} for one in reading.resources]
    return {
        "format": reading.format.value,
        "requests": list(reading.requests),
        "complete": reading.complete,
        "unknown": [asdict(one) for one in reading.unknown],
        "assumed": [asdict(one) for one in reading.assumed],
        "warnings": [asdict(one) for one in reading.warnings],
        "not_priced": [asdict(one) for one in reading.not_priced],
        "faults": [asdict(one) for one in reading.faults],
        "resources": resources,
    }
