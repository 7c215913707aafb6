"""Every field of the quote request has a meaning and an example on its page, and every example is taken."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest

from ecsquote.calculator.request import QuoteRequest
from ecsquote.calculator.request_schema import request_schema
from reference.request import ROOT, places_of, references, request_page
from reference.request_examples import EXAMPLES, REQUEST, WITH

SCHEMA = request_schema()
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
MODELS: Mapping[str, Any] = {ROOT: SCHEMA, **SCHEMA["$defs"]}
DOCUMENTED = [place.model for place in places_of(MODELS)]
FIELDS = [(model, field) for model in DOCUMENTED for field in MODELS[model]["properties"]]
Steps = tuple[str | int, ...]


def paths(model: str = ROOT, path: Steps = ()) -> Iterator[tuple[str, Steps]]:
    """Where an object of each model is in a request; of a list the first, of names one called pool."""
    yield model, path
    for name, field in MODELS[model].get("properties", {}).items():
        is_list = any(each.get("type") == "array" for each in (field, *field.get("anyOf", ())))
        last: Steps = (0,) if is_list else ("pool",) if "additionalProperties" in field else ()
        for below in references(field):
            yield from paths(below, (*path, name, *last))


PATHS = dict(reversed(list(paths())))


def placed(document: Any, path: Steps, value: Any) -> Any:
    """The document with a value at a path."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if first == 0:
        return [placed(document[0] if document else {}, rest, value)]
    return {**(document or {}), first: placed((document or {}).get(first), rest, value)}


def test_every_field_has_an_example_and_no_other() -> None:
    assert {(model, field) for model, fields in EXAMPLES.items() for field in fields} == set(FIELDS)
    assert len(FIELDS) > 100


def test_every_model_is_on_the_page() -> None:
    with_fields = {name for name, model in MODELS.items() if "properties" in model}
    assert set(DOCUMENTED) == with_fields
    for line in request_page().splitlines():
        if line.startswith("| `"):
            assert len(line.replace("\\|", "").split("|")) == 7
            assert line.split("|")[4].strip(), f"{line} has no meaning"


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=str)
def test_the_example_is_taken(model: str, field: str) -> None:
    needed = {name: EXAMPLES[model][name] for name in MODELS[model].get("required", ())}
    shown = {**needed, **WITH.get((model, field), {}), field: EXAMPLES[model][field]}
    kind = "network" if (model, field) == ("Traffic", "protocol") else "application"
    around = {**REQUEST, "usage": {"load_balancers": [{"type": kind}]}} if model == "Traffic" else REQUEST
    request = {**REQUEST, **shown} if model == ROOT else placed(around, PATHS[model], shown)
    assert QuoteRequest.model_validate(request).services
    VALIDATOR.validate(request)


def test_the_schema_refuses_what_the_request_refuses() -> None:
    for path, value in ((("fleet", "min_instances"), -1), (("usage", "efs"), {}), (("regoin",), "eu-west-1")):
        with pytest.raises(jsonschema_rs.ValidationError):
            VALIDATOR.validate(placed(REQUEST, path, value))
