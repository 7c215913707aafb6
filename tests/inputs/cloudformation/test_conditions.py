"""Conditions with three values: Kleene's tables, CloudFormation's equality, and each condition judged once."""

import pytest

from ecsquote.inputs.cloudformation.conditions import Conditions, Truth
from ecsquote.inputs.cloudformation.values import PartialText, Unknown
from ecsquote.inputs.estate.resources import Reference

T, F, U = True, False, Unknown("who knows")
DECLARED = {"T": "holds", "F": "fails", "U": "unknown"}
OPERANDS = {"T": {"Fn::Equals": [1, 1]}, "F": {"Fn::Equals": [1, 2]}, "U": {"Fn::Equals": [1, U]}}


def truth_of(condition: object) -> bool | None:
    truth = Conditions({}, lambda value: value).judge(condition)
    return truth if isinstance(truth, bool) else None


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        ("T", "T", True, True),
        ("T", "F", False, True),
        ("T", "U", None, True),
        ("F", "T", False, True),
        ("F", "F", False, False),
        ("F", "U", False, None),
        ("U", "T", None, True),
        ("U", "F", False, None),
        ("U", "U", None, None),
    ],
)
def test_and_and_or_of_three_values(first: str, second: str, both: bool | None, either: bool | None) -> None:
    operands = [OPERANDS[first], OPERANDS[second]]
    assert truth_of({"Fn::And": operands}) is both
    assert truth_of({"Fn::Or": operands}) is either


def test_not_of_three_values() -> None:
    assert [truth_of({"Fn::Not": [OPERANDS[name]]}) for name in "TFU"] == [False, True, None]


def test_and_takes_up_to_ten_and_one_false_or_true_decides() -> None:
    assert truth_of({"Fn::And": [*[OPERANDS["U"]] * 9, OPERANDS["F"]]}) is False
    assert truth_of({"Fn::Or": [*[OPERANDS["U"]] * 9, OPERANDS["T"]]}) is True


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("a", "a", True),
        ("a", "A", False),
        (True, "true", True),
        (False, "true", False),
        (1, "1", True),
        (1, "1.0", False),
        ("", "", True),
        ("", None, False),
        ([1, "b"], ["1", "b"], True),
        (["a"], "a", False),
        ({"a": 1}, {"a": "1"}, True),
        ({"a": 1}, {"b": 1}, False),
        ("a", U, None),
        (U, U, None),
        ("a", Reference("A"), None),
        ("a", PartialText(("a", U)), None),
        (["a", U], ["a", "b"], None),
    ],
)
def test_values_are_equal_as_text(left: object, right: object, equal: bool | None) -> None:
    assert truth_of({"Fn::Equals": [left, right]}) is equal
    assert truth_of({"Fn::Equals": [right, left]}) is equal


@pytest.mark.parametrize(
    "condition",
    ["T", True, {}, [], {"Fn::Equals": [1]}, {"Fn::Not": [OPERANDS["T"]] * 2}, {"Fn::Nand": []}, {"Condition": "X"},
     {"Fn::Equals": [1, 1], "Fn::Not": []}, {"Fn::And": "T"}],
)  # fmt: skip
def test_what_is_not_a_condition_is_unknown(condition: object) -> None:
    assert truth_of(condition) is None


def test_a_named_condition_is_judged_once_and_says_its_name() -> None:
    evaluated: list[object] = []

    def evaluate(value: object) -> object:
        evaluated.append(value)
        return value

    # C20 is C19 and C19, and so on: 2²⁰ judgements of C0 if each were judged anew.
    declared: dict[str, object] = {"C0": {"Fn::Equals": ["a", U]}}
    for number in range(1, 21):
        declared[f"C{number}"] = {"Fn::And": [{"Condition": f"C{number - 1}"}] * 2}
    conditions = Conditions(declared, evaluate)
    assert conditions.holds("C20") == Unknown("condition C0: who knows")
    assert len(evaluated) == 2


def test_conditions_in_a_circle_are_unknown() -> None:
    declared = {"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Fn::Not": [{"Condition": "A"}]}}
    truth: Truth = Conditions(declared, lambda value: value).holds("A")
    assert truth == Unknown("condition A depends on itself")
