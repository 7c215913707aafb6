"""Pydantic's errors in plain English: what is wrong at which JSON pointer, and what would be right."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ecsquote.counted import counted, noun
from ecsquote.errors import Fault, InputError
from ecsquote.faults.pointers import Path, pointer
from ecsquote.faults.quoted_value import shown

FAULT_TYPE = "fault"
"""The pydantic error type of ecsquote's own faults, whose message is already plain English."""

MAX_FAULTS = 1000
_NAMES_A_FIELD = {"missing", "extra_forbidden", FAULT_TYPE}
_QUOTES_NO_INPUT = {"missing", "extra_forbidden", FAULT_TYPE, "value_error", "assertion_error", "too_long", "too_short"}


def input_error(error: ValidationError, document: object = None, model: type[BaseModel] | None = None) -> InputError:
    """Every line of a pydantic error as a Fault.

    With the `document` that was read, the tags of unions never reach a pointer; with the `model`, the message for an
    unknown field proposes the field that was meant.
    """
    # Only those that are listed get a message: a hostile document may hold a hundred thousand.
    details = error.errors(include_url=False)
    faults = list(dict.fromkeys(_fault(detail, document, model) for detail in details[:MAX_FAULTS]))
    count = len(faults)
    if len(details) > MAX_FAULTS:
        more = len(details) - MAX_FAULTS
        count += more
        faults.append(Fault("", f"{counted(more, 'more fault')} {noun(more, 'is', 'are')} not listed"))
    return InputError(f"the request has {counted(count, 'fault')}", faults)


def _fault(detail: ErrorDetails, document: object, model: type[BaseModel] | None) -> Fault:
    path = _path(detail, document)
    if detail["type"].startswith("union_tag_"):
        path = (*path, _discriminator(detail))
    return Fault(pointer(path), _message(detail, _fields(model, path[:-1])))


def _path(detail: ErrorDetails, document: object) -> Path:
    """The location without the tags of unions: what leads through the document, and the name of a missing field."""
    if document is None:
        return tuple(
            part
            for index, part in enumerate(detail["loc"])
            if not _looks_like_a_tag(part) or _names_a_field(detail, index)
        )
    path: list[str | int] = []
    here: Any = document
    for index, part in enumerate(detail["loc"]):
        found, inside = _step(here, part)
        if found or _names_a_field(detail, index):
            here = inside
            path.append(part)
    return tuple(path)


def _names_a_field(detail: ErrorDetails, index: int) -> bool:
    return index == len(detail["loc"]) - 1 and detail["type"] in _NAMES_A_FIELD


def _step(here: Any, part: str | int) -> tuple[bool, Any]:
    if isinstance(here, Mapping) and part in here:
        return True, here[part]
    if isinstance(here, list | tuple) and str(part).isdecimal() and int(part) < len(here):
        return True, here[int(part)]
    return False, None


def _looks_like_a_tag(part: str | int) -> bool:
    """Pydantic's names for union members (classes, "constrained-str", "list[int]"); fields begin in lower case."""
    return isinstance(part, str) and (part[:1].isupper() or "[" in part or part.startswith("constrained-"))


def _discriminator(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("discriminator", "type")).strip("'")


def _fields(model: type[BaseModel] | None, path: Path) -> list[str]:
    """The names that a field at this place may have, through every member of a union."""
    models = [] if model is None else [model]
    for part in path:
        if isinstance(part, str) and any(part in each.model_fields for each in models):
            annotations = [each.model_fields[part].annotation for each in models if part in each.model_fields]
            models = [inner for annotation in annotations for inner in _models_in(annotation)]
    return [name for each in models for name in each.model_fields]


def _models_in(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _message(detail: ErrorDetails, fields: list[str]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_field(str(detail["loc"][-1]), fields)
    words = _WORDS.get(kind)
    text = words(context) if words else detail["msg"].replace("Input should be", "must be").replace("Value error, ", "")
    return text if kind in _QUOTES_NO_INPUT else f"{text}, not {shown(detail['input'])}"


def _unknown_field(name: str, fields: list[str]) -> str:
    if name in fields:
        return "is not allowed together with the other fields given here"
    if near := get_close_matches(name, fields, n=1):
        return f"unknown field; did you mean {near[0]}?"
    return f"unknown field; known here: {', '.join(sorted(set(fields)))}" if fields else "unknown field"


def _length(context: Mapping[str, Any]) -> str:
    bounds = [f"at least {context['min_length']}"] if "min_length" in context else []
    bounds += [f"at most {context['max_length']}"] if "max_length" in context else []
    last = context["max_length" if "max_length" in context else "min_length"]
    return f"must have {' and '.join(bounds)} {noun(last, 'entry', 'entries')}, not {context.get('actual_length')}"


def _one_of(context: Mapping[str, Any]) -> str:
    return f"must be one of {context.get('expected') or context.get('expected_tags')}"


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "value_error": lambda context: str(context["error"]),
    "missing": lambda _: "is required",
    "string_type": lambda _: "must be text",
    "string_too_long": lambda context: f"must have at most {counted(context['max_length'], 'character')}",
    "string_too_short": lambda context: f"must have at least {counted(context['min_length'], 'character')}",
    "string_pattern_mismatch": lambda context: f"must match {context['pattern']}",
    "too_long": _length,
    "too_short": _length,
    "enum": _one_of,
    "literal_error": _one_of,
    "union_tag_invalid": _one_of,
    "union_tag_not_found": lambda _: "is required",
    "bool_type": lambda _: "must be true or false",
    "bool_parsing": lambda _: "must be true or false",
    "int_type": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "int_parsing_size": lambda _: "must be a smaller whole number",
    "decimal_type": lambda _: "must be a number",
    "decimal_parsing": lambda _: "must be a number",
    "finite_number": lambda _: "must be a finite number",
    "greater_than_equal": lambda context: f"must be at least {context['ge']}",
    "greater_than": lambda context: f"must be more than {context['gt']}",
    "less_than_equal": lambda context: f"must be at most {context['le']}",
    "less_than": lambda context: f"must be less than {context['lt']}",
    "list_type": lambda _: "must be a list",
    "tuple_type": lambda _: "must be a list",
    "dict_type": lambda _: "must be an object",
    "model_type": lambda _: "must be an object",
    "model_attributes_type": lambda _: "must be an object",
}
