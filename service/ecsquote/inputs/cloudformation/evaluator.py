"""Evaluates a template's intrinsic functions to values, references to resources, and what cannot be known.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from ecsquote.inputs.cloudformation import functions
from ecsquote.inputs.cloudformation.conditions import Conditions
from ecsquote.inputs.cloudformation.loops import PREFIX as LOOP
from ecsquote.inputs.cloudformation.loops import Loops
from ecsquote.inputs.cloudformation.stack_parameters import Parameter
from ecsquote.inputs.cloudformation.values import (
    NoValue,
    Unknown,
    Work,
    join_parts,
    text_of,
    unknown_of,
    weight,
    with_placeholders,
)

_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_RESOLVED_LATER = re.compile(r"\{\{resolve:([a-z-]+):")
_SERVICES = {"ssm": "Systems Manager", "ssm-secure": "Systems Manager", "secretsmanager": "Secrets Manager"}
_FUNCTION = "Fn::"


class Surroundings(Protocol):
    """What a template's values can refer to outside its parameters, conditions and mappings."""

    def resource(self, name: str, attribute: str | None) -> object:
        """What Ref (without an attribute) or Fn::GetAtt of a resource gives; Unknown where it is not there."""

    def imported(self, name: object) -> object:
        """What another stack exports under a name."""


class Evaluator:
    """Evaluates values of one template."""

    def __init__(
        self,
        template: Mapping[str, object],
        parameters: Mapping[str, Parameter],
        pseudo_parameters: Mapping[str, object],
        surroundings: Surroundings,
        work: Work,
    ) -> None:
        self._mappings = _section(template, "Mappings")
        self._parameters = parameters
        self._pseudo_parameters = pseudo_parameters
        self._surroundings = surroundings
        self._work = work
        self._judging = 0
        self.macros: list[str] = []
        """The macros met so far, which AWS runs when the stack is made."""
        self.loops = Loops(self.evaluate, work)
        self.conditions = Conditions({}, self._in_condition)  # for collections of the loops that make conditions
        declared = self.loops.expanded(_section(template, "Conditions"))
        self.conditions = Conditions(declared, self._in_condition)

    def evaluate(self, value: object) -> object:
        """The value with its functions evaluated; NO_VALUE where it is to be left out."""
        self._work.count()
        if isinstance(value, Mapping):
            if len(value) == 1:
                ((name, argument),) = value.items()
                if name == "Ref" or (name.startswith(_FUNCTION) and not name.startswith(LOOP)):
                    result = self._function(name, argument)
                    self._work.count(weight(result))
                    return result
            return self._object(value)
        if isinstance(value, list):
            return [item for each in value if not isinstance(item := self.evaluate(each), NoValue)]
        return _resolved_later(value) if isinstance(value, str) else value

    def _object(self, value: Mapping[str, object]) -> object:
        evaluated = {}
        for key, each in self.loops.expanded(value).items():
            if key == "Fn::Transform":  # what a macro would add is not known; the object's other members are
                self.macros.append(macro_name(each))
                continue
            item = self.evaluate(each)
            if not isinstance(item, NoValue):
                evaluated[key] = item
        return evaluated

    def _in_condition(self, value: object) -> object:
        """Within conditions the values of NoEcho parameters count, since only the outcome is seen."""
        self._judging += 1
        result = self.evaluate(value)
        self._judging -= 1
        return result

    def _function(self, name: str, argument: object) -> object:
        handler = _HANDLERS.get(name)
        if handler is None:
            return Unknown(f"the function {name[:100]} is not known")
        return handler(self, argument)

    def _ref(self, argument: object) -> object:
        return self._named(argument) if isinstance(argument, str) else Unknown("Ref needs a name")

    def _named(self, name: str) -> object:
        if name in self._pseudo_parameters:
            return self._pseudo_parameters[name]
        parameter = self._parameters.get(name)
        if parameter is None:
            return self._surroundings.resource(name, None)
        if parameter.secret and not self._judging:
            return Unknown(f"parameter {name} is NoEcho, and its value is not used", f"${{{name}}}")
        return parameter.value

    def _get_att(self, argument: object) -> object:
        match argument:
            case str() if "." in argument:
                resource, _, attribute = argument.partition(".")
                return self._surroundings.resource(resource, attribute)
            case [str(resource), *rest] if rest:
                parts = [text_of(self.evaluate(each)) for each in rest]
                known = [each for each in parts if each is not None]
                return self._surroundings.resource(resource, ".".join(known) if len(known) == len(parts) else "?")
        return Unknown("Fn::GetAtt needs a resource and an attribute")

    def _sub(self, argument: object) -> object:
        match argument:
            case str():
                return self._substituted(argument, {})
            case [str(text), dict(variables)]:
                return self._substituted(text, variables)
        return Unknown("Fn::Sub needs a text, or a list of a text and an object")

    def _substituted(self, text: str, variables: Mapping[str, object]) -> object:
        parts: list[object] = []
        end = 0
        for found in _VARIABLE.finditer(text):
            parts.append(text[end : found.start()])
            literal, name = found.groups()
            parts.append(f"${{{name}}}" if literal else self._variable(name.strip(), variables))
            end = found.end()
        result = join_parts([*parts, text[end:]])
        return _resolved_later(result) if isinstance(result, str) else result

    def _variable(self, name: str, variables: Mapping[str, object]) -> object:
        if name in variables:
            return self.evaluate(variables[name])
        return self._get_att(name) if "." in name else self._named(name)

    def _if(self, argument: object) -> object:
        match argument:
            case [condition, then, otherwise]:
                truth = self.conditions.holds(condition)
                if isinstance(truth, bool):
                    return self.evaluate(then if truth else otherwise)
                branches = [self.evaluate(then), self.evaluate(otherwise)]
                if branches[0] == branches[1]:
                    return branches[0]
                return Unknown(truth.what, truth.placeholder, unknown_of(branches).made_from)
        return Unknown("Fn::If needs a condition and two values")

    def _find_in_map(self, argument: object) -> object:
        match argument:
            case [name, first, second]:
                return self._mapped([name, first, second], {})
            case [name, first, second, dict(options)]:
                return self._mapped([name, first, second], options)
        return Unknown("Fn::FindInMap needs a map and two keys")

    def _mapped(self, keys: list[object], options: Mapping[str, object]) -> object:
        found: object = self._mappings
        evaluated = [self.evaluate(key) for key in keys]
        names = [text_of(key) for key in evaluated]
        for name in names:
            if name is None:
                return unknown_of(evaluated, "Fn::FindInMap needs keys that are text")
            if not isinstance(found, Mapping) or name not in found:
                if "DefaultValue" in options:
                    return self.evaluate(options["DefaultValue"])
                return Unknown(f"the map {_shown(keys[0])} has no entry under the keys that are asked for")
            found = found[name]
        return found

    def _select(self, argument: object) -> object:
        return self._with(argument, functions.select, "Fn::Select needs a number and a list")

    def _join(self, argument: object) -> object:
        return self._with(argument, functions.join, "Fn::Join needs a delimiter and a list")

    def _split(self, argument: object) -> object:
        return self._with(argument, functions.split, "Fn::Split needs a delimiter and a text")

    def _with(self, argument: object, function: Callable[[object, object], object], fault: str) -> object:
        match argument:
            case [first, second]:
                return function(self.evaluate(first), self.evaluate(second))
        return Unknown(fault)

    def _cidr(self, argument: object) -> object:
        match argument:
            case [block, count]:
                return functions.cidr(self.evaluate(block), self.evaluate(count), 8)
            case [block, count, bits]:
                return functions.cidr(self.evaluate(block), self.evaluate(count), self.evaluate(bits))
        return Unknown("Fn::Cidr needs a block, a count and a number of bits")

    def _import(self, argument: object) -> object:
        judging, self._judging = self._judging, 0  # the name is shown
        name = self.evaluate(argument)
        self._judging = judging
        return self._surroundings.imported(name)

    def _zones(self, argument: object) -> object:
        region = self.evaluate(argument) or self._pseudo_parameters["AWS::Region"]
        return Unknown(f"the Availability Zones of {with_placeholders(region) or 'the Region'}")

    def _transform(self, argument: object) -> object:
        name = macro_name(argument)
        self.macros.append(name)
        return Unknown(f"the macro {name} runs when the stack is made")

    def _length(self, argument: object) -> object:
        return functions.length(self.evaluate(argument))

    def _json(self, argument: object) -> object:
        return functions.to_json(self.evaluate(argument))

    def _base64(self, argument: object) -> object:
        return functions.base64_text(self.evaluate(argument))


_HANDLERS: Mapping[str, Callable[[Evaluator, object], object]] = {
    "Ref": Evaluator._ref,
    "Fn::GetAtt": Evaluator._get_att,
    "Fn::Sub": Evaluator._sub,
    "Fn::If": Evaluator._if,
    "Fn::FindInMap": Evaluator._find_in_map,
    "Fn::Select": Evaluator._select,
    "Fn::Join": Evaluator._join,
    "Fn::Split": Evaluator._split,
    "Fn::Cidr": Evaluator._cidr,
    "Fn::ImportValue": Evaluator._import,
    "Fn::GetAZs": Evaluator._zones,
    "Fn::Transform": Evaluator._transform,
    "Fn::Length": Evaluator._length,
    "Fn::ToJsonString": Evaluator._json,
    "Fn::Base64": Evaluator._base64,
}


def _section(template: Mapping[str, object], name: str) -> Mapping[str, object]:
    section = template.get(name)
    return section if isinstance(section, Mapping) else {}


def macro_name(transform: object) -> str:
    """The name of a macro, as Transform or Fn::Transform gives it."""
    return _shown(transform.get("Name") if isinstance(transform, Mapping) else transform)


def _shown(name: object) -> str:
    return name[:100] if isinstance(name, str) else "without a name"


def _resolved_later(text: str) -> object:
    """The text, or why a dynamic reference in it is not known.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    found = _RESOLVED_LATER.search(text)
    if found is None:
        return text
    return Unknown(f"it is read from {_SERVICES.get(found[1], found[1])} when the stack is made")
