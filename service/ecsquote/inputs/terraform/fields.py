"""The words of the translation table: which attributes of a Terraform resource become which properties of AWS's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute or block of a Terraform resource, and where its value goes."""

    attribute: str
    name: str | None = None
    """AWS's name, with a dot for each object around it; None where Terraform's only has to be respelled."""
    joins: frozenset[str] = frozenset()
    """Terraform's types of the resources that may decide the value."""
    many: bool = False
    """True where the value is a list of such resources."""
    part_of: frozenset[str] = frozenset()
    """Types of the resources whose names stand inside the value, such as log groups in container definitions."""
    members: tuple["Field", ...] = ()
    """The attributes of a block, which Terraform always holds in a list."""
    repeated: bool = False
    """True for blocks that stay a list."""
    computed: bool = False
    """True for blocks that AWS fills in where nobody writes them; others are unknown only where dynamic."""
    convert: Callable[[Any], Any] | None = None
    """Changes a known value; its ValueError becomes a fault. None as the result leaves the property out."""
    identified_by: Callable[[str], str] | None = None
    """The part of a known text that names the other resource."""
    convert_sensitive: Callable[[Any], Any] | None = None
    """Keeps the numbers and names of a value that Terraform marks as sensitive; without it such a value is dropped."""


@dataclass(frozen=True, slots=True)
class TypeMapping:
    """One Terraform type: CloudFormation's type for it, and its properties."""

    kind: str
    fields: tuple[Field, ...] = ()
    spelling: Callable[[str], str] = field(default=lambda name: name)


def camel_case(name: str) -> str:
    """The spelling of the ECS API: task_role_arn is taskRoleArn."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def pascal_case(name: str) -> str:
    """The spelling of CloudFormation: subnet_id is SubnetId."""
    return "".join(word.capitalize() for word in name.split("_"))


def ecs(kind: str, *fields: str | Field) -> TypeMapping:
    """A type of ECS itself, in the API's spelling."""
    return TypeMapping(kind, named(fields), camel_case)


def aws(kind: str, *fields: str | Field) -> TypeMapping:
    """A type of another service, in CloudFormation's spelling."""
    return TypeMapping(kind, named(fields), pascal_case)


def named(fields: tuple[str | Field, ...]) -> tuple[Field, ...]:
    """Fields from words (several attributes in one text) and from fields."""
    given: list[Field] = []
    for each in fields:
        given += [Field(attribute=name) for name in each.split()] if isinstance(each, str) else [each]
    return tuple(given)


def one(attribute: str, name: str | None = None, convert: Callable[[Any], Any] | None = None) -> Field:
    """An attribute with a name of its own, or a conversion."""
    return Field(attribute=attribute, name=name, convert=convert)


def words(attribute: str, name: str, values: Mapping[Any, str]) -> Field:
    """An attribute whose values have words of AWS; others are left out."""

    def convert(value: object) -> str | None:
        return values.get(value) if isinstance(value, bool | str) else None

    return Field(attribute=attribute, name=name, convert=convert)


def join(attribute: str, types: str, name: str | None = None) -> Field:
    """The id, ARN or name of another resource."""
    return Field(attribute=attribute, name=name, joins=frozenset(types.split()))


def joins(attribute: str, types: str, name: str | None = None) -> Field:
    """A list of the ids of other resources."""
    return replace(join(attribute, types, name), many=True)


def block(attribute: str, *fields: str | Field, name: str | None = None) -> Field:
    """A block that stands at most once: an object."""
    return Field(attribute=attribute, name=name, members=named(fields))


def computed(field_of_block: Field) -> Field:
    """A block that AWS fills in where nobody writes it."""
    return replace(field_of_block, computed=True)


def blocks(attribute: str, *fields: str | Field, name: str | None = None) -> Field:
    """A block that may be repeated: a list of objects."""
    return Field(attribute=attribute, name=name, members=named(fields), repeated=True)
