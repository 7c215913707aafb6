"""What one service of the estate becomes on its way into a quote request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.notes import Notes
from ecsquote.inputs.estate.resources import Resource
from ecsquote.inputs.parameters import ReadingParameters

KnownUsage = Mapping[str, Mapping[str, Any]]
"""What a usage file says: by a resource's address, the fields and their values."""


@dataclass(frozen=True, slots=True)
class UsageField:
    """A value that a usage file may give for an address."""

    name: str
    """As a usage file spells it: average_tasks, seconds_per_run, lcu_per_hour, ingested_gb."""
    pointer: str | None
    """Where it is in the answer; None where its service is in no request without it."""


@dataclass(frozen=True, slots=True)
class AssemblyContext:
    """What every part of the assembly reads."""

    index: EstateIndex
    input_format: InputFormat
    parameters: ReadingParameters
    usage: KnownUsage

    def usage_of(self, source: str, name: str) -> Any:
        """A field that the usage file gives for an address; None where it gives none."""
        return self.usage.get(source, {}).get(name)


@dataclass(slots=True, eq=False)
class ServicePart:
    """One service: its document as far as it is known, the resources it was made of, and what is said of it."""

    source: str
    resource: Resource
    name: str | None
    """Its own name; None where the file gives none."""
    task_definition: Resource | None = None
    task_document: dict[str, Any] | None = None
    definition: dict[str, Any] = field(default_factory=dict)
    load: dict[str, Any] | None = None
    region: str | None = None
    notes: Notes = field(default_factory=Notes)
    named: list[str] = field(default_factory=list)
    """Addresses of the task definitions that it may run, also where it is not known which."""
    subnets: object = None
    """The subnets of its tasks as the file gives them."""
    cluster: Resource | None = None
    """Its cluster, where that is in the file."""
    asks: list[str] = field(default_factory=list)
    """Fields that a usage file may give, because the file does not."""
    made_of: list[str] = field(default_factory=list)
    """Addresses of the resources that became this service, its own first."""
    providers: list[Resource] = field(default_factory=list)
    """The capacity providers of Auto Scaling groups and Managed Instances that its strategy names."""

    def document(self, name: str) -> dict[str, Any]:
        """The service of a quote request."""
        document: dict[str, Any] = {"name": name, "task_definition": self.task_document}
        if self.definition:
            document["service_definition"] = self.definition
        if self.load is not None:
            document["load"] = self.load
        return document
