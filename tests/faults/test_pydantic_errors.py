"""Pydantic's errors in people's words, at pointers without the names of models and union members."""

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ecsquote.faults.collected import input_error
from ecsquote.faults.pointers import path_of, pointer
from ecsquote.faults.pydantic_errors import MAX_FAULTS


class _Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Circle(_Section):
    type: Literal["circle"]
    radius: Annotated[int, Field(ge=1, le=9)] = 1


class _Square(_Section):
    type: Literal["square"]
    side: int
    colour: _Colour = _Colour.RED


class _Model(_Section):
    shapes: Annotated[list[Annotated[_Circle | _Square, Field(discriminator="type")]], Field(max_length=3)] = []
    either: int | list[_Circle] = 0
    names: dict[str, Annotated[int, Field(ge=0)]] = {}
    text: Annotated[str, Field(pattern="^[a-z]+$", max_length=5)] = "a"


REFUSED: list[tuple[object, str, str]] = [
    ({"shapes": [{"type": "circle", "radius": 0}]}, "/shapes/0/radius", "must be at least 1, not 0"),
    ({"shapes": [{"type": "circle", "radius": 10}]}, "/shapes/0/radius", "must be at most 9, not 10"),
    ({"shapes": [{"type": "circle", "radius": "x" * 99}]}, "/shapes/0/radius", "must be a whole number"),
    ({"shapes": [{"type": "circle", "radios": 1}]}, "/shapes/0/radios", "unknown field; did you mean radius?"),
    (
        {"shapes": [{"type": "circle", "radius": 1, "side": 1}]},
        "/shapes/0/side",
        "is not allowed together with the other fields",
    ),
    ({"shapes": [{"type": "square"}]}, "/shapes/0/side", "is required"),
    ({"shapes": [{"type": "square", "side": 1, "colour": "RAD"}]}, "/shapes/0/colour", "one of 'RED' or 'BLUE'"),
    ({"shapes": [{"type": "oval"}]}, "/shapes/0/type", "one of 'circle', 'square'"),
    ({"shapes": [{}]}, "/shapes/0/type", "is required"),
    ({"shapes": [5]}, "/shapes/0", "must be an object"),
    ({"shapes": {}}, "/shapes", "must be a list, not an object"),
    ({"shapes": [{"type": "circle"}] * 4}, "/shapes", "at most 3 entries"),
    ({"names": {"a/b~c": -1}}, "/names/a~1b~0c", "at least 0"),
    ({"names": []}, "/names", "must be an object, not a list"),
    ({"text": "UPPER"}, "/text", "must match"),
    ({"text": "abcdef"}, "/text", "at most 5 characters"),
    ({"text": 5}, "/text", "must be text, not 5"),
    ({"either": [{"type": "circle", "radius": 0}]}, "/either/0/radius", "at least 1"),
    ({"unheard": 1}, "/unheard", "known here: either, names, shapes, text"),
    ("text", "", "must be an object"),
]


@pytest.mark.parametrize(("document", "where", "words"), REFUSED)
def test_words_and_places(document: object, where: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _Model.model_validate(document)
    found = {fault.pointer: fault.message for fault in input_error(refused.value, document, _Model).faults}
    assert words in found[where]
    assert all(len(message) < 200 for message in found.values())
    assert not any(tag in "".join(found) for tag in ("_Circle", "_Square", "circle", "square", "[", "int"))


def test_the_tags_that_can_be_told_are_left_out_without_the_document_too() -> None:
    with pytest.raises(ValidationError) as refused:
        _Model.model_validate({"either": [{"type": "circle", "radius": 0}]})
    pointers = {fault.pointer for fault in input_error(refused.value).faults}
    assert "/either/0/radius" in pointers


def test_huge_and_unprintable_inputs_are_never_repeated() -> None:
    document = {"x" * 100_000: 1, "\ud800": 2, "text": "Y" * 100_000}
    with pytest.raises(ValidationError) as refused:
        _Model.model_validate(document)
    for fault in input_error(refused.value, document, _Model).faults:
        assert len(fault.pointer) + len(fault.message) < 500
        assert (fault.pointer + fault.message).encode()


def test_a_thousand_faults_are_listed_and_the_rest_counted() -> None:
    document = {"names": {str(number): -1 for number in range(MAX_FAULTS + 5)}}
    with pytest.raises(ValidationError) as refused:
        _Model.model_validate(document)
    faults = input_error(refused.value, document, _Model).faults
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1].message == "5 more faults are not listed"


def test_pointers_are_escaped_and_read_back() -> None:
    path = ("services", "0", "a/b", "~1", "")
    assert pointer(path) == "/services/0/a~1b/~01/"
    assert path_of(pointer(path)) == path
    assert pointer(()) == ""
    assert path_of("") == ()
