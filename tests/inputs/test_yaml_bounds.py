"""Documents that would grow when they are read are refused before they do, by what is counted."""

from typing import Any

import pytest

from ecsquote.errors import InputError, InputTooLarge, UnreadableInput
from ecsquote.inputs.yaml_text import MAX_DEPTH, MAX_NODES
from support_yaml import parse_yaml


def outcome(text: str, **options: Any) -> type | None:
    try:
        parse_yaml(text, **options)
    except InputError as error:
        return type(error)
    return None


@pytest.mark.parametrize(("depth", "refusal"), [(MAX_DEPTH, None), (MAX_DEPTH + 1, UnreadableInput)])
def test_the_depth_is_bounded(depth: int, refusal: type | None) -> None:
    levels = depth - 1  # the innermost value is a level of its own
    assert outcome("[" * levels + "1" + "]" * levels) is refusal
    assert outcome('{"a":' * levels + "1" + "}" * levels) is refusal
    half = levels // 2
    aliased = "- &a " + "[" * (half - 1) + "1" + "]" * (half - 1) + "\n- " + "[" * (levels - half) + "*a"
    assert outcome(aliased + "]" * (levels - half)) is refusal
    tags = (levels - 1) // 2  # each is two levels: {"Fn::Not": [...]}
    rest = levels - 2 * tags
    assert outcome("!Not [" * tags + "[" * rest + "1" + "]" * (rest + tags), cloudformation_tags=True) is refusal


@pytest.mark.parametrize(("values", "refusal"), [(MAX_NODES, None), (MAX_NODES + 1, InputTooLarge)])
def test_the_number_of_values_is_bounded_with_and_without_aliases(values: int, refusal: type | None) -> None:
    assert outcome("[" + ",".join("1" * (values - 1)) + "]") is refusal  # the list is a value
    # &a: a list of 999 is 1,000 values, so 98 aliases and their list make 99,001 with it; the rest is written out.
    rest = values - 1 - 1_000 - 98 * 1_000
    text = f"[&a [{','.join('1' * 999)}], {'*a, ' * 98} {','.join('1' * rest)}]"
    assert outcome(text) is refusal


def test_a_bomb_is_refused_at_the_alias_that_is_one_too_many() -> None:
    """Nine levels of nine aliases: 9⁹ values. Level n holds v(n) = 1 + 9·v(n-1), counted by hand from v(0) = 10.

    91, 820, 7,381, 66,430: the document then holds 10 + 91 + 820 + 7,381 + 66,430 = 74,732 and its own mapping. On
    level 5 the list itself makes 74,734, so the first alias of 66,430 is beyond 100,000: line 6, column 10.
    """
    lines = ["a0: &a0 [" + ", ".join("x" * 9) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 10)]
    with pytest.raises(InputTooLarge, match="more than 100,000 values, with those behind aliases at line 6, column 10"):
        parse_yaml("\n".join(lines))


def test_merge_keys_are_counted_each_time() -> None:
    base = "a: &a {" + ", ".join(f"k{n}: 1" for n in range(999)) + "}"  # 1,000 values
    used = "\n".join(f"b{n}: {{<<: *a}}" for n in range(98))  # 1,001 values each: 98,098
    assert outcome(f"{base}\n{used}") is None  # 1 + 1,000 + 98,098 = 99,099
    assert outcome(f"{base}\n{used}\nc: {{<<: *a}}") is InputTooLarge  # 100,100
