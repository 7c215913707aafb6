"""One Terraform resource in AWS's words: known values renamed, blocks unwrapped, joins and unknown values marked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.inputs.estate.resources import Reference, SourceNote, Unresolved
from ecsquote.inputs.terraform.configuration import Configuration
from ecsquote.inputs.terraform.fields import Field, TypeMapping
from ecsquote.inputs.terraform.joins import AskedAttribute, Joins
from ecsquote.inputs.terraform.lenient import members
from ecsquote.inputs.terraform.snapshot import Instance

ABSENT = object()
_EMPTY: tuple[Any, ...] = (None, "", [], {})
MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class _PlanValues:
    """A resource or one of its blocks: its values, Terraform's masks over them, and the expressions that gave them."""

    values: Mapping[str, Any]
    unknown: Any
    sensitive: Any
    expressions: Mapping[str, Any] | None
    """None where the plan does not show them."""
    path: str = ""

    def expression(self, field: Field) -> Any:
        """The expression of an attribute or the expressions of a block; None where the plan shows none."""
        return None if self.expressions is None else self.expressions.get(field.attribute)

    def called(self, field: Field) -> str:
        """The attribute in the user's words, with the blocks around it."""
        return f"{self.path}{field.attribute}"


class Translation:
    """Translates the resources of one snapshot, and collects what went wrong."""

    def __init__(self, configuration: Configuration, joins: Joins, *, planned: bool, unknown: str) -> None:
        self._configuration = configuration
        self._joins = joins
        self._planned = planned
        self.why_unknown = unknown
        self.faults: list[SourceNote] = []

    def properties(self, instance: Instance, row: TypeMapping) -> dict[str, Any]:
        """The properties of a resource, without those that the plan leaves to AWS."""
        block = self._configuration.block(instance)
        place = _PlanValues(instance.values, instance.unknown, instance.sensitive, block.expressions if block else None)
        return _ResourceReader(self, instance, row.spelling).properties(row.fields, place)

    def unknown(self, field: Field, place: _PlanValues, instance: Instance, why: str) -> Any:
        """What stands for a value that the plan does not give: the resource that decides it, or why it is unknown."""
        written = place.expression(field) is not None
        if place.expressions is not None and not written and (field.computed or not field.members):
            return ABSENT  # nobody set it: AWS's default
        reason = Unresolved(f"{place.called(field)} {why}")
        if field.part_of:
            return Unresolved(reason.what, self.parts(field, place, instance))
        types = field.joins or _joined_inside(field)
        if not types:
            return reason if written or place.path else ABSENT
        found = self._joins.by_configuration(self._asked(field, place, instance, types), many=field.many)
        if field.many:
            return found or reason
        if len(found) == 1 and not field.members:
            return found[0]
        return Unresolved(reason.what, tuple(found))

    def parts(self, field: Field, place: _PlanValues, instance: Instance) -> tuple[Reference, ...]:
        """What an unknown value may be made from, of the types that its field names."""
        if not field.part_of:
            return ()
        return self._joins.parts(self._asked(field, place, instance, field.part_of))

    def known(self, value: object, field: Field, place: _PlanValues, instance: Instance) -> Any:
        """A known id, ARN or name: the resource of the plan that it names, else the text as it is."""
        named_by = field.identified_by(value) if field.identified_by and isinstance(value, str) else value
        reference = self._joins.by_value(named_by, self._asked(field, place, instance, field.joins))
        return value if reference is None else reference

    def converted(self, value: object, field: Field, convert: Callable[[Any], Any], called: str, of: Instance) -> Any:
        """A converted value, with references for ids and ARNs inside it; a fault where it cannot be read."""
        try:
            converted = convert(value)
        except ValueError as error:
            self.faults.append(SourceNote(of.address, f"{called} {error}"))
            return Unresolved(f"{called} cannot be read")
        if field.part_of:
            return self._joins.inside(converted, field.part_of)
        return ABSENT if converted is None else converted

    def is_unknown(self, field: Field, place: _PlanValues) -> bool:
        """True where the value is known only after apply: by the mask, or because it is missing and configured."""
        mask = _inner(place.unknown, field.attribute)
        if mask is True:
            return True
        if not self._planned or field.attribute in place.values or place.expressions is None:
            return False
        return field.attribute in place.expressions

    def _asked(self, field: Field, place: _PlanValues, instance: Instance, types: frozenset[str]) -> AskedAttribute:
        expression = place.expression(field)
        return AskedAttribute(instance, place.called(field), expression, expression is not None, types)


@dataclass(frozen=True, slots=True)
class _ResourceReader:
    """Reads one resource."""

    translation: Translation
    instance: Instance
    spelling: Callable[[str], str]

    def properties(self, fields: tuple[Field, ...], place: _PlanValues) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for field in fields:
            value = self._value(field, place)
            if value is not ABSENT:
                _put(result, (field.name or self.spelling(field.attribute)).split("."), value)
        return result

    def _value(self, field: Field, place: _PlanValues) -> Any:
        if self.translation.is_unknown(field, place):
            return self.translation.unknown(field, place, self.instance, self.translation.why_unknown)
        value = place.values.get(field.attribute)
        if value in _EMPTY:
            return ABSENT
        if _inner(place.sensitive, field.attribute) is not True:
            return self._known(field, value, place)
        if field.convert_sensitive is not None:
            convert = field.convert_sensitive
            return self.translation.converted(value, field, convert, place.called(field), self.instance)
        return self.translation.unknown(field, place, self.instance, "is sensitive, so it is not read")

    def _known(self, field: Field, value: Any, place: _PlanValues) -> Any:
        mask, called = _inner(place.unknown, field.attribute), place.called(field)
        if field.members:
            return self._block(field, value, place)
        if field.joins:
            return self._joined(field, value, mask, place)
        sensitive = _inner(place.sensitive, field.attribute)
        if _any_true(mask) or _any_true(sensitive):
            parts = self.translation.parts(field, place, self.instance)
            missing = Unresolved(f"{called} {self.translation.why_unknown}", parts)
            value = _masked(value, mask, sensitive, called, missing)
        if field.convert is None:
            return value
        return self.translation.converted(value, field, field.convert, called, self.instance)

    def _joined(self, field: Field, value: object, mask: object, place: _PlanValues) -> Any:
        translation = self.translation
        if not isinstance(value, list):
            return translation.known(value, field, place, self.instance)
        known = [translation.known(item, field, place, self.instance) for item in value if item is not None]
        if not _any_true(mask):
            return known
        unknown = translation.unknown(field, place, self.instance, translation.why_unknown)
        further = unknown if isinstance(unknown, list) else [unknown]
        return known + [each for each in further if each is not ABSENT and each not in known]

    def _block(self, field: Field, value: object, place: _PlanValues) -> Any:
        blocks = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
        masks = _inner(place.unknown, field.attribute)
        sensitive = _inner(place.sensitive, field.attribute)
        expression = place.expression(field)
        objects = []
        for index, entry in enumerate(blocks):
            if isinstance(entry, dict):
                inner = _PlanValues(
                    entry,
                    _inner(masks, index),
                    _inner(sensitive, index),
                    _expressions_of(field, expression, blocks, index),
                    f"{place.called(field)}." if not field.repeated else f"{place.called(field)}[{index}].",
                )
                objects.append(self.properties(field.members, inner))
        if field.repeated:
            return objects or ABSENT
        return objects[0] if objects else ABSENT


def _expressions_of(field: Field, expression: object, blocks: list[Any], index: int) -> Mapping[str, Any] | None:
    """The expressions of one block of several; all of them together where the plan does not say which is which."""
    if isinstance(expression, dict):
        whole = "references" in expression or "constant_value" in expression
        return {member.attribute: expression for member in field.members} if whole else expression
    if not isinstance(expression, list) or len(expression) != len(blocks):
        return None
    written = [members(entry) for entry in expression]
    fitting = [entry for entry in written if _fits(entry, members(blocks[index]))] or written
    if len(fitting) == 1:
        return fitting[0]
    names = {name for entry in fitting for name in entry}
    return {name: [entry[name] for entry in fitting if name in entry] for name in names}


def _fits(expressions: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    constants = {
        name: entry["constant_value"]
        for name, entry in expressions.items()
        if isinstance(entry, dict) and "constant_value" in entry
    }
    return all(str(values.get(name)) == str(constant) for name, constant in constants.items())


def _joined_inside(field: Field) -> frozenset[str]:
    """The types that the members of a block are joined with."""
    found = field.joins
    for member in field.members:
        found |= _joined_inside(member)
    return found


def _inner(mask: object, key: str | int) -> Any:
    """The part of a mask for a member or an entry; a mask that is true covers everything inside."""
    if mask is True:
        return True
    if isinstance(mask, dict):
        return mask.get(str(key)) if isinstance(key, str) else mask
    if isinstance(mask, list) and isinstance(key, int) and key < len(mask):
        return mask[key]
    return None


def _any_true(mask: object, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return False
    if isinstance(mask, dict):
        return any(_any_true(inner, depth + 1) for inner in mask.values())
    if isinstance(mask, list):
        return any(_any_true(inner, depth + 1) for inner in mask)
    return mask is True


def _masked(value: Any, unknown: object, sensitive: object, called: str, missing: Unresolved) -> Any:
    """A list or map with what is unknown or sensitive inside it marked."""
    if unknown is True:
        return missing
    if sensitive is True:
        return Unresolved(f"{called} is sensitive, so it is not read")
    if isinstance(value, dict):
        names = dict.fromkeys([*value, *members(unknown)])
        return {
            name: _masked(value.get(name), _inner(unknown, name), _inner(sensitive, name), called, missing)
            for name in names
        }
    if isinstance(value, list):
        masks = [(_inner(unknown, index), _inner(sensitive, index)) for index in range(len(value))]
        return [_masked(item, *mask, called, missing) for item, mask in zip(value, masks, strict=True)]
    return value


def _put(result: dict[str, Any], path: list[str], value: Any) -> None:
    """Set a property inside objects; objects and lists that stand there already are joined with it."""
    *outer, last = path
    for name in outer:
        inner = result.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # an unknown block stands for all of its members
        result = inner
    present = result.get(last)
    if isinstance(present, dict) and isinstance(value, dict):
        present.update(value)
    elif isinstance(present, list) and isinstance(value, list):
        present.extend(value)
    else:
        result[last] = value
