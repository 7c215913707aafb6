"""The cluster query language: AWS's own examples, three-valued logic, and patterns that stay harmless."""

import random
import re

import pytest

from ecsquote.calculator.placement.rules.java_pattern import MAX_KEPT_STEPS, compile_pattern
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression
from ecsquote.errors import InputError

M5 = {"ecs.instance-type": "m5.large", "ecs.os-type": "linux", "ecs.availability-zone": "us-east-1a"}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # the examples of the developer guide, read for an m5.large in us-east-1a
        ("attribute:ecs.instance-type == t2.small", False),
        ("attribute:ecs.instance-type == m5.large", True),
        ("attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", True),
        ("attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", False),
        ("attribute:ecs.instance-type =~ m5.* and attribute:ecs.availability-zone != us-east-1d", True),
        ("not(attribute:ecs.instance-type == m5.large)", False),
        # signs and words mean the same; ! binds before &&, && before ||
        ("attribute:ecs.instance-type !in ['m5.large', 'c5.large']", False),
        ("attribute:ecs.instance-type not_in [c5.large]", True),
        ("attribute:ecs.instance-type !~ m5.*", False),
        ("attribute:ecs.instance-type matches m5\\.(large)", None),
        ("attribute:ecs.os-type == linux || attribute:ecs.os-type == windows && attribute:ecs.os-type == x", True),
        ("(attribute:ecs.os-type == linux or attribute:ecs.os-type == windows) and attribute:ecs.os-type == x", False),
        ("!attribute:ecs.os-type == windows", True),
        ("attribute:ecs.instance-type exists", True),
        # what only a running instance knows is unknown, and unknown does not decide alone
        ("attribute:ecs.ami-id == ami-1", None),
        ("task:group == service:production", None),
        ("runningTasksCount == 1", None),
        ("attribute:ecs.ami-id == ami-1 or attribute:ecs.os-type == linux", True),
        ("attribute:ecs.ami-id == ami-1 and attribute:ecs.os-type == windows", False),
        ("not(attribute:ecs.ami-id == ami-1)", None),
    ],
)
def test_an_expression_is_judged_as_ecs_would(text: str, verdict: bool | None) -> None:
    if "(large)" in text:  # a single expression cannot contain parentheses
        with pytest.raises(InputError):
            parse_expression(text)
    else:
        assert parse_expression(text).judge(M5) is verdict


@pytest.mark.parametrize(
    "text",
    ["", "attribute:", "ecs.instance-type == m5.large", "attribute:a ==", "attribute:a in b", "attribute:a in [b",
     "(attribute:a == b", "attribute:a == b c", "attribute:a ~ b", "attribute:a == b and", "attribute:a =~ [",
     "attribute:a =~ a**", "attribute:a =~ \\Qa", "=", "attribute:a = b"],
)  # fmt: skip
def test_a_wrong_expression_says_what_is_right(text: str) -> None:
    with pytest.raises(InputError, match="expression"):
        parse_expression(text)


def test_length_and_depth_are_bounded() -> None:
    assert parse_expression("(" * 20 + "attribute:a == b" + ")" * 20).judge({"a": "b"})
    with pytest.raises(InputError, match="20"):
        parse_expression("(" * 21 + "attribute:a == b" + ")" * 21)
    assert parse_expression("attribute:a == " + "b" * 1985).judge({}) is None
    with pytest.raises(InputError, match="2000"):
        parse_expression("attribute:a == " + "b" * 1986)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("m5.*", "m5.large", True),
        ("m5.*", "m5", True),
        ("m5", "m5.large", False),  # Java's matches() wants the whole text
        ("m5\\..*", "m5a.large", False),
        ("[cm]5a?\\.large", "c5a.large", True),
        ("[^t].*", "t3.large", False),
        ("c5.*|m5.*", "m5.large", True),
        ("c5.*|r5.*", "m5.large", False),
        ("m\\d+[a-z]{0,2}\\.(x)", "m5.x", None),
        ("m\\d{1,2}.+", "m10.large", True),
        ("m\\d{2}.+", "m5.large", False),
        ("^m5.large$", "m5.large", True),
    ],
)
def test_patterns_match_as_java_does(pattern: str, text: str, matches: bool | None) -> None:
    expression = f"attribute:a =~ {pattern}"
    if matches is None:
        with pytest.raises(InputError):
            parse_expression(expression)
    else:
        assert parse_expression(expression).judge({"a": text}) is matches


def test_a_hostile_pattern_takes_one_set_of_states_for_each_new_character() -> None:
    """After any text of `.*`s the set is the same one, so that m, 5 and . are each followed once from each set."""
    pattern = compile_pattern(".*" * 90 + "Z")
    names = [f"m5.{size}xlarge" for size in range(1, 100)]
    assert not any(map(pattern, names))
    assert pattern("m5Z")
    characters = len(set("".join(names) + "Z"))
    assert pattern.sets_made <= characters
    assert not parse_expression("attribute:a =~ " + "a*" * 90 + "b").judge({"a": "a" * 60})


def test_a_pattern_that_remembers_no_more_steps_still_matches() -> None:
    pattern = compile_pattern("[^z]+z")
    assert all(pattern(chr(code) + "z") for code in range(0x4E00, 0x4E00 + 2 * MAX_KEPT_STEPS))
    assert not pattern("zz")


def test_patterns_match_as_the_definition_of_each_repetition_says() -> None:
    """Against Python's `re`, which backtracks: the same language for these forms, and short texts are harmless."""
    draw = random.Random(7)  # noqa: S311 - the same patterns in every run, not secrets
    atoms, repeats = ["a", "b", ".", "[ab]", "[^a]", "\\d"], ["", "*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}", "{2,3}"]
    for _ in range(2000):
        branches = ["".join(draw.choice(atoms) + draw.choice(repeats) for _ in range(draw.randint(1, 4))) for _ in "12"]
        text = "".join(draw.choice("ab1") for _ in range(draw.randint(0, 6)))
        expected = re.fullmatch("|".join(branches), text) is not None
        assert compile_pattern("|".join(branches))(text) is expected, (branches, text)
