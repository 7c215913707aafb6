"""One stack: its template evaluated to resources, outputs and exports, with the stacks that are nested in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ecsquote.inputs.cloudformation.evaluator import Evaluator, macro_name
from ecsquote.inputs.cloudformation.exports import Exports
from ecsquote.inputs.cloudformation.nested import LOCATIONS, NESTED_STACK, TemplateFiles
from ecsquote.inputs.cloudformation.places import places_of
from ecsquote.inputs.cloudformation.stack_parameters import StackIdentity, pseudo_parameters, stack_parameters
from ecsquote.inputs.cloudformation.values import Unknown, Work, finished, unknown_of, with_placeholders
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.ecs_spelling import ecs_properties, is_ecs
from ecsquote.inputs.estate.resources import Reference, Resource, SourceNote

ROOT_HINT = "; give --param {name}=…"
_NESTED_HINT = ", and the stack around gives none"
_OUTPUTS = "Outputs."
_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")
_MADE_ELSEWHERE = ("AWS::CloudFormation::StackSet", "AWS::CloudFormation::Macro")
_KNOWN_TRANSFORMS = ("AWS::Serverless", "AWS::LanguageExtensions", "AWS::SecretsManager", "AWS::CodeDeployBlueGreen")
"""Transforms that make no ECS resource, or that are evaluated here."""
_LEFT_OUT = ("UserData",)
_WORK_OF_A_STACK = 100
_NO_TYPE = "unknown"


@dataclass(slots=True)
class TemplateNotes:
    """What was found out on the way, in the lists of an estate."""

    assumed: list[SourceNote] = field(default_factory=list)
    warnings: list[SourceNote] = field(default_factory=list)
    faults: list[SourceNote] = field(default_factory=list)
    unknown: list[SourceNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the stacks of one reading share."""

    files: TemplateFiles
    exports: Exports
    notes: TemplateNotes
    work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPlace:
    """One stack's place: its file, the beginning of its resources' sources, and where it is made."""

    file: Document
    identity: StackIdentity
    prefix: str = ""
    region: str | None = None
    """The Region of its resources, where the files say so."""
    around: tuple[str, ...] = ()
    """The files of the stacks that it is nested in."""

    @property
    def source(self) -> str:
        """What notes on the stack as a whole name."""
        return self.prefix.rstrip("/") or self.file.name


class Stack:
    """A template with the values that its caller or the stack around gives."""

    def __init__(self, place: StackPlace, given: Mapping[str, object], hint: str, reading: Reading) -> None:
        self.place = place
        self._reading = reading
        reading.work.count(_WORK_OF_A_STACK)
        template = place.file.value
        plain = {name: value for name, value in given.items() if isinstance(value, str)} if not place.around else {}
        parameters = stack_parameters(template.get("Parameters"), given, hint)
        pseudo = pseudo_parameters(place.identity, plain)
        self.parameter_names = frozenset(parameters)
        self._resources: Mapping[str, Any] = {}  # until loops are written out, which cannot use resources
        self._evaluator = Evaluator(template, parameters, pseudo, self, reading.work)
        self._resources = self._section("Resources")
        self.outputs = self._section("Outputs")
        self._output_values: dict[str, object] = {}
        self._nested: dict[str, Stack | None] = {}

    def _section(self, name: str) -> Mapping[str, Any]:
        section = self.place.file.value.get(name)
        return self._evaluator.loops.expanded(section) if isinstance(section, Mapping) else {}

    def resource(self, name: str, attribute: str | None) -> object:
        """What Ref or Fn::GetAtt of a resource gives."""
        shown = name if attribute is None else f"{name}.{attribute}"
        declared = self._resources.get(name)
        kind = _type_of(declared)
        if kind is None or not isinstance(declared, Mapping):
            return Unknown(f"{name[:100]} is not in the template", f"${{{shown[:100]}}}")
        if self._made(declared) is False:
            return Unknown(f"{name} is not made: its condition {declared.get('Condition')} is false", f"${{{shown}}}")
        reference = Reference(self.place.prefix + name, attribute)
        if kind in LOCATIONS and attribute is not None and attribute.startswith(_OUTPUTS):
            return self._nested_output(name, attribute.removeprefix(_OUTPUTS), reference)
        if kind.startswith(_CUSTOM):
            return Unknown(f"{shown} is decided by a custom resource", f"${{{shown}}}", (reference,))
        return reference

    def _nested_output(self, name: str, output: str, reference: Reference) -> object:
        stack = self.nested(name)
        if stack is not None:
            return stack.output(output)
        what = f"it is the output {output} of {name}, whose template is not among the files"
        return Unknown(what, f"${{{name}.{_OUTPUTS}{output}}}", (reference,))

    def imported(self, name: object) -> object:
        """What another stack exports under a name."""
        found = self._reading.exports.find(with_placeholders(name), self.place.region)
        if found is not None:
            return found[0]
        shown = with_placeholders(name) or "without a name"
        return Unknown(f"it is the export {shown} of another stack", f"${{{shown}}}", unknown_of(name).made_from)

    def output(self, name: str) -> object:
        """The value of an output, evaluated once."""
        declared = self.outputs.get(name)
        if not isinstance(declared, Mapping):
            return Unknown(f"the template of {self.place.source} has no output {name[:100]}")
        if self._made(declared) is False:
            return Unknown(f"the output {name} of {self.place.source} is not made: its condition is false")
        if name not in self._output_values:
            self._output_values[name] = Unknown(f"the output {name} depends on itself")
            self._output_values[name] = self._evaluator.evaluate(declared.get("Value"))
        return self._output_values[name]

    def export_names(self) -> Iterator[tuple[str, str]]:
        """The name of every export and of its output."""
        for output, declared in self.outputs.items():
            export = declared.get("Export") if isinstance(declared, Mapping) else None
            if isinstance(export, Mapping) and self._made(declared) is not False:
                name = with_placeholders(self._evaluator.evaluate(export.get("Name")))
                if name is not None:
                    yield name, output

    def stacks(self) -> "Iterator[Stack]":
        """The stack itself and all that are nested in it."""
        yield self
        for name, declared in self._resources.items():
            if _type_of(declared) in LOCATIONS and (stack := self.nested(name)):
                yield from stack.stacks()

    def nested(self, name: str) -> "Stack | None":
        """The stack that a resource is; None where its template is not among the files, or the stack is not made."""
        if name not in self._nested:
            self._nested[name] = None  # while it is made, for stacks whose parameters are their own outputs
            self._nested[name] = self._nested_stack(name)
        return self._nested[name]

    def _nested_stack(self, name: str) -> "Stack | None":
        declared = self._resources[name]
        if self._made(declared) is False:
            return None
        file = self._reading.files.nested(self.place.file.name, self._location(declared), declared.get("Metadata"))
        around = (*self.place.around, self.place.file.name)
        if file is None or file.name in around:
            return None
        given = self._evaluator.evaluate(_properties(declared).get("Parameters") or {})
        own = self.place.identity
        identity = replace(own, name=None if own.name is None else f"{own.name}-{name}")
        place = replace(self.place, file=file, identity=identity, prefix=f"{self.place.prefix}{name}/", around=around)
        return Stack(place, given if isinstance(given, Mapping) else {}, _NESTED_HINT, self._reading)

    def _location(self, declared: Mapping[str, Any]) -> str:
        location = self._evaluator.evaluate(_properties(declared).get(LOCATIONS[declared["Type"]]))
        if isinstance(location, Mapping):  # an application of the Serverless Application Repository
            location = location.get("ApplicationId")
        return with_placeholders(location) or ""

    def _made(self, declared: Mapping[str, Any]) -> bool | Unknown:
        condition = declared.get("Condition")
        return True if condition is None else self._evaluator.conditions.holds(condition)

    def resources(self) -> Iterator[Resource]:
        """The resources that the stack makes, each followed by those of the stack that it is; notes on the way."""
        notes, source = self._reading.notes, self.place.source
        transforms = self.place.file.value.get("Transform")
        macros = [macro_name(each) for each in (transforms if isinstance(transforms, list) else [transforms]) if each]
        unknown_macros = [name for name in macros if not name.startswith(_KNOWN_TRANSFORMS)]
        if "Fn::Transform" in self._resources:
            unknown_macros.append(macro_name(self._resources["Fn::Transform"]))
        notes.unknown += [SourceNote(source, _macro(name)) for name in unknown_macros]
        for name, declared in self._resources.items():
            if name != "Fn::Transform":
                yield from self._resource(name, declared)
        for loop, why in self._evaluator.loops.unknown.items():
            notes.unknown.append(SourceNote(source, f"the loop {loop} is not read: {why}"))

    def _resource(self, name: str, declared: object) -> Iterator[Resource]:
        notes, source = self._reading.notes, self.place.prefix + name
        kind = _type_of(declared)
        if kind is None or not isinstance(declared, Mapping):
            notes.faults.append(SourceNote(source, "must be an object with a Type such as AWS::ECS::Service"))
            yield Resource(source, _NO_TYPE, _NO_TYPE, region=self.place.region)
            return
        made = self._made(declared)
        if made is False:
            return
        if isinstance(made, Unknown):
            notes.assumed.append(SourceNote(source, f"{made.what}; the resource is taken as made"))
        places = places_of(self.place.file, name, several=len(self._reading.files.templates) > 1)
        properties = self._finished(source, kind, declared)
        shared_kind = NESTED_STACK if kind in LOCATIONS else kind
        yield Resource(source, kind, shared_kind, properties, self.place.region, places)
        if kind in LOCATIONS:
            yield from self._nested_resources(name, source, declared)
        elif kind in _MADE_ELSEWHERE or kind.endswith("::MODULE"):
            notes.unknown.append(SourceNote(source, f"the resources of this {kind} are not in the template"))

    def _finished(self, source: str, kind: str, declared: Mapping[str, Any]) -> Mapping[str, Any]:
        notes, met = self._reading.notes, len(self._evaluator.macros)
        value = finished(self._evaluator.evaluate(declared.get("Properties") or {}))
        found = [SourceNote(source, _macro(name)) for name in self._evaluator.macros[met:]]
        (notes.unknown if is_ecs(kind) else notes.warnings).extend(found)
        if not isinstance(value, Mapping):
            notes.faults.append(SourceNote(source, "Properties must be an object"))
            return {}
        if is_ecs(kind):
            spelled: Mapping[str, Any] = ecs_properties(value)
            return spelled
        return without_user_data(value)

    def _nested_resources(self, name: str, source: str, declared: Mapping[str, Any]) -> Iterator[Resource]:
        stack = self.nested(name)
        if stack is not None:
            yield from stack.resources()
            return
        location = self._location(declared)
        file = self._reading.files.nested(self.place.file.name, location, declared.get("Metadata"))
        notes = self._reading.notes
        if file is not None:
            notes.faults.append(SourceNote(source, f"the template {file.name} is nested in itself"))
            return
        hint = f"; give --nested {location.rpartition('/')[0]}/=FOLDER" if "://" in location else ""
        notes.unknown.append(
            SourceNote(source, f"the nested template {location or 'without an address'} is not among the files{hint}")
        )


def _type_of(declared: object) -> str | None:
    kind = declared.get("Type") if isinstance(declared, Mapping) else None
    return kind if isinstance(kind, str) else None


def _properties(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = declared.get("Properties")
    return properties if isinstance(properties, Mapping) else {}


def _macro(name: str) -> str:
    return f"the macro {name} runs when the stack is made; what it adds is not read"


def without_user_data(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Properties without the scripts of instances, which do not affect a price and may hold secrets."""
    data = properties.get("LaunchTemplateData")
    kept = {name: value for name, value in properties.items() if name not in _LEFT_OUT}
    if isinstance(data, Mapping):
        kept["LaunchTemplateData"] = {name: value for name, value in data.items() if name not in _LEFT_OUT}
    return kept
