"""JSON pointers are escaped and bounded, equal faults count once, and faults keep their places inside pydantic."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import Faults, input_error, raise_to_pydantic
from ecsquote.faults.pointers import MAX_PART, path_of, pointer


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("services", 0, "name"), "/services/0/name"),
        (("a/b", "c~d", ""), "/a~1b/c~0d/"),  # RFC 6901, section 3: / is ~1 and ~ is ~0
    ],
)
def test_a_pointer_and_its_path(path: tuple[str | int, ...], text: str) -> None:
    assert pointer(path) == text
    assert path_of(text) == tuple(map(str, path))


def test_a_pointer_repeats_no_huge_name_and_no_half_character() -> None:
    assert pointer(("x" * (MAX_PART + 1),)) == "/" + "x" * MAX_PART
    assert pointer(("\ud800",)) == "/?"


def test_equal_faults_count_once_and_none_raises_nothing() -> None:
    faults = Faults()
    faults.raise_if_any("nothing is wrong")
    for _ in range(2):
        faults.add(("load", "tasks"), "is required")
    with pytest.raises(InputError) as refused:
        faults.raise_if_any("the load is wrong")
    assert refused.value.faults == (Fault("/load/tasks", "is required"),)


class _Inner(BaseModel):
    @model_validator(mode="before")
    @classmethod
    def _refuse(cls, _value: Any) -> Any:
        raise_to_pydantic(InputError("two things", [Fault("/a~1b", "is wrong"), Fault("", "is too much")]))


class _Outer(BaseModel):
    inner: _Inner


def test_faults_raised_inside_a_validator_come_out_below_its_field() -> None:
    with pytest.raises(ValidationError) as refused:
        _Outer.model_validate({"inner": {"a/b": 1}})
    found = input_error(refused.value, {"inner": {"a/b": 1}}, _Outer)
    assert found.faults == (Fault("/inner/a~1b", "is wrong"), Fault("/inner", "is too much"))
