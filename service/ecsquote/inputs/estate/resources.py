"""Resources as every infrastructure format is translated to, so that one assembly makes the workload of them all.

The neutral words are CloudFormation's: `kind` is its resource type (AWS::ECS::Service), `properties` has its property
names. Only resources of ECS itself (AWS::ECS::TaskDefinition, AWS::ECS::Service, AWS::ECS::Cluster,
AWS::ECS::CapacityProvider, AWS::ECS::ClusterCapacityProviderAssociations, AWS::ECS::ExpressGatewayService) have their
properties in the spelling of the ECS API (camelCase), which the readers of ECS documents validate.
A value that another resource decides is a `Reference`; one that cannot be known from the file is `Unresolved`. Both
may stand anywhere inside properties, also in place of a list or an object.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that another resource of the estate decides: the resource's `source`, and what of it is meant."""

    source: str
    attribute: str | None = None
    """As the file spells it: Arn, arn, name, id; None for the resource itself."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that the file does not give; `what` says why, e.g. "parameter Count has no default"."""

    what: str
    made_from: tuple[Reference, ...] = ()
    """The resources that it is made from, where the file shows them: those that an unknown text names."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a file."""

    source: str
    """Its address as the file's own tool names it, unique in the estate: module.web.aws_ecs_service.this[0]."""
    type: str
    """The file's own word for it: aws_ecs_service, AWS::ECS::Service."""
    kind: str
    """CloudFormation's type, also for other tools; the file's own word where there is none."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    region: str | None = None
    """The Region it is made in, where the file says so for this resource."""
    places: Mapping[str, str] = field(default_factory=dict)
    """By JSON pointer into `properties`: a more exact place in the user's file ("main.tf:12"), for faults."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Something a reader found out while it translated a resource (or the file, with its name as the source)."""

    source: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """Everything that one set of files describes, each resource once."""

    resources: tuple[Resource, ...]
    region: str | None = None
    """The Region of the whole file, where it says so."""
    assumed: tuple[SourceNote, ...] = ()
    warnings: tuple[SourceNote, ...] = ()
    faults: tuple[SourceNote, ...] = ()
    unknown: tuple[SourceNote, ...] = ()
    """Parts of the workload that the reader could not see at all, e.g. a module that is not on the disk."""

    def of_kind(self, kind: str) -> Iterator[Resource]:
        """The resources of one CloudFormation type, in the file's order."""
        return (resource for resource in self.resources if resource.kind == kind)


def references(value: object) -> Iterator[Reference]:
    """Every reference inside a value, in its order; those that an unresolved value is made from count too."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Unresolved):
        yield from value.made_from
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from references(item)
