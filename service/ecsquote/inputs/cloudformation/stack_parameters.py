"""The values of a stack's parameters: what the caller gives, else their defaults; and AWS's own pseudo parameters.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ecsquote.inputs.cloudformation.functions import split
from ecsquote.inputs.cloudformation.values import NO_VALUE, PartialText, Unknown, text_of
from ecsquote.inputs.estate.resources import Reference

_FROM_SYSTEMS_MANAGER = "AWS::SSM::Parameter::Value<"
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_PARTITIONS = {"cn": ("aws-cn", "amazonaws.com.cn"), "us-gov": ("aws-us-gov", "amazonaws.com")}


@dataclass(frozen=True, slots=True)
class StackIdentity:
    """Where a stack is made; None where the files do not say."""

    name: str | None
    region: str | None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter with its value as Ref gives it."""

    value: object
    secret: bool = False
    """NoEcho: the value decides conditions and is shown nowhere."""


def pseudo_parameters(identity: StackIdentity, given: Mapping[str, str]) -> Mapping[str, object]:
    """AWS::Region and the like; the caller may give them as any parameter.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
    """
    region = given.get("AWS::Region", identity.region)
    beginning = next((each for each in _PARTITIONS if region is not None and region.startswith(f"{each}-")), "")
    partition, suffix = _PARTITIONS.get(beginning, ("aws", "amazonaws.com"))
    known: dict[str, str | None] = {
        "AWS::Region": region,
        "AWS::Partition": partition if region else None,
        "AWS::URLSuffix": suffix if region else None,
        "AWS::AccountId": identity.account,
        "AWS::StackName": identity.name,
        "AWS::StackId": None,
        "AWS::NotificationARNs": None,
    }
    values: dict[str, object] = {"AWS::NoValue": NO_VALUE}
    for name, value in known.items():
        found = given.get(name, value)
        hint = "; give --region" if name == "AWS::Region" else ""
        values[name] = found if found is not None else Unknown(f"{name} is not in the template{hint}", f"${{{name}}}")
    return values


def stack_parameters(declared: object, given: Mapping[str, object], hint: str) -> Mapping[str, Parameter]:
    """The parameters of a template by name.

    `given`: values by name, from the caller or the stack around; `hint`: how the caller can give one, with {name}.
    """
    if not isinstance(declared, Mapping):
        return {}
    return {
        str(name): _parameter(str(name), declaration, given, hint)
        for name, declaration in declared.items()
        if isinstance(declaration, Mapping)
    }


def _parameter(name: str, declaration: Mapping[str, object], given: Mapping[str, object], hint: str) -> Parameter:
    kind = text_of(declaration.get("Type")) or "String"
    default = declaration.get("Default")
    value = given.get(name, default)
    placeholder = f"${{{name}}}"
    if kind.startswith(_FROM_SYSTEMS_MANAGER):
        text = text_of(value)
        if name not in given or text is None or text == text_of(default) or text.startswith("/"):
            what = f"parameter {name} is read from Systems Manager when the stack is made{hint.format(name=name)}"
            return Parameter(Unknown(what, placeholder))
        kind = kind.removeprefix(_FROM_SYSTEMS_MANAGER).removesuffix(">")
    if value is None:
        return Parameter(Unknown(f"parameter {name} has no default{hint.format(name=name)}", placeholder))
    secret = text_of(declaration.get("NoEcho")) == "true"
    return Parameter(_typed(value, kind), secret)


def _typed(value: object, kind: str) -> object:
    """The value as Ref gives it: lists as lists, numbers as numbers, all else as text."""
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return _list(value, numbers=kind == "List<Number>")
    return _number(value) if kind == "Number" else _text(value)


def _list(value: object, *, numbers: bool) -> object:
    if isinstance(value, Reference):
        return [value]
    if isinstance(value, list) or (text_of(value) is None and not isinstance(value, PartialText)):
        return value
    entries = split(",", value) if value != "" else []
    stripped = (
        [each.strip() if isinstance(each, str) else each for each in entries] if isinstance(entries, list) else []
    )
    return [_number(each) for each in stripped] if numbers else stripped


def _number(value: object) -> object:
    text = text_of(value)
    if text is None or not _NUMBER.fullmatch(text.strip()):
        return value
    return Decimal(text.strip()) if "." in text else int(text.strip())


def _text(value: object) -> object:
    text = text_of(value)
    return value if text is None else text
