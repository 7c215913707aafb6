"""Conditions with three values: true, false, or not known for want of a parameter or of the Region.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
"""

from collections.abc import Callable, Iterable, Mapping

from ecsquote.inputs.cloudformation.values import Unknown, is_plain, text_of, unknown_of
from ecsquote.inputs.yaml_scalars import plain_scalar

Truth = bool | Unknown


class Conditions:
    """The named conditions of one template; each is judged once, when it is first asked for."""

    def __init__(self, declared: Mapping[str, object], evaluate: Callable[[object], object]) -> None:
        self._declared = declared
        self._evaluate = evaluate
        self._judged: dict[str, Truth] = {}

    def holds(self, name: object) -> Truth:
        """Whether a named condition is true."""
        if isinstance(name, bool):  # YAML 1.1 takes names such as On and No for booleans, but not where they are keys
            name = next((each for each in self._declared if plain_scalar(each, yaml_1_1=True) is name), name)
        if not isinstance(name, str) or name not in self._declared:
            return Unknown(f"condition {name!s:.100} is not in the template")
        if name not in self._judged:
            self._judged[name] = Unknown(f"condition {name} depends on itself")
            self._judged[name] = self._named(name, self.judge(self._declared[name]))
        return self._judged[name]

    @staticmethod
    def _named(name: str, truth: Truth) -> Truth:
        if isinstance(truth, bool) or truth.what.startswith("condition "):
            return truth
        return Unknown(f"condition {name}: {truth.what}")

    def judge(self, value: object) -> Truth:
        """Whether a condition function, or the condition that it names, is true."""
        match value:
            case {"Condition": name, **rest} if not rest:
                return self.holds(name)
            case {"Fn::Equals": [left, right], **rest} if not rest:
                return _equal(self._evaluate(left), self._evaluate(right))
            case {"Fn::Not": [inner], **rest} if not rest:
                truth = self.judge(inner)
                return truth if isinstance(truth, Unknown) else not truth
            case {"Fn::And": [*inner], **rest} if not rest:
                return _all(self.judge(each) for each in inner)
            case {"Fn::Or": [*inner], **rest} if not rest:
                return _any(self.judge(each) for each in inner)
        return Unknown("not a condition function that CloudFormation knows")


def _all(truths: Iterable[Truth]) -> Truth:
    """False where one is false, else unknown where one is unknown."""
    found = list(truths)
    if any(truth is False for truth in found):
        return False
    return next((truth for truth in found if isinstance(truth, Unknown)), True)


def _any(truths: Iterable[Truth]) -> Truth:
    """True where one is true, else unknown where one is unknown."""
    found = list(truths)
    if any(truth is True for truth in found):
        return True
    return next((truth for truth in found if isinstance(truth, Unknown)), False)


def _equal(left: object, right: object) -> Truth:
    if not is_plain(left) or not is_plain(right):
        return unknown_of([left, right])
    return _comparable(left) == _comparable(right)


def _comparable(value: object) -> object:
    """Scalars as text, since CloudFormation compares true with "true" as equal."""
    if isinstance(value, Mapping):
        return {key: _comparable(item) for key, item in value.items()}
    return [_comparable(item) for item in value] if isinstance(value, list) else text_of(value)
