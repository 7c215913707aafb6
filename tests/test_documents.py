"""Documents that are refused for a value are refused whether or not a short and plain text lets it be skipped."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.documents import MAX_DEPTH, MAX_ENTRIES, MAX_INTEGER, parse_object
from ecsquote.errors import InputError, UnreadableInput

numbers = st.sampled_from([0, 1, -5, MAX_INTEGER, MAX_INTEGER + 1, 10**17, 0.5, 1e29, 1e31, -1e-40])
texts = st.text(st.sampled_from('ab1eE0 \\"\0\u00e9\ud800{['), max_size=5)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


def outcome(text: bytes) -> Any:
    try:
        return parse_object(text)
    except (InputError, UnreadableInput) as error:
        return type(error), str(error), getattr(error, "faults", None)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(texts, values, max_size=4), st.booleans())
def test_a_short_text_is_judged_like_a_long_one(document: dict[str, Any], ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert outcome(text) == outcome(text + b" " * MAX_ENTRIES)  # spaces behind it change nothing but its length


@pytest.mark.parametrize(("depth", "taken"), [(MAX_DEPTH - 1, True), (MAX_DEPTH, False)])
def test_the_depth_is_bounded_in_a_short_text_too(depth: int, *, taken: bool) -> None:
    text = b'{"a":' * depth + b"1" + b"}" * depth  # the innermost value is a level of its own
    assert outcome(text)[0] is UnreadableInput if not taken else isinstance(outcome(text), dict)


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        (str(MAX_INTEGER), True),
        (str(MAX_INTEGER + 1), False),
        ("1e30", True),
        ("1e31", False),
        ("0." + "1" * 60, True),
        ("0." + "1" * 61, False),
    ],
)
def test_numbers_are_bounded_in_a_short_text_too(number: str, *, taken: bool) -> None:
    assert isinstance(outcome(f'{{"a":{number}}}'.encode()), dict) == taken


@pytest.mark.parametrize("number", ["1e1000000000000000000", "-1E-9999999999999999999", "0.5e99999999999999999999"])
def test_an_exponent_that_no_decimal_holds_is_a_number_that_cannot_be_read(number: str) -> None:
    with pytest.raises(UnreadableInput, match="number that cannot be read"):
        parse_object(f'{{"a":{number}}}'.encode())
