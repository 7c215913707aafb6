"""The ECS cluster query language, as far as `memberOf` constraints can be evaluated before an instance exists.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ecsquote.calculator.placement.rules.java_pattern import MAX_PATTERN_LENGTH, compile_pattern
from ecsquote.errors import InputError

MAX_LENGTH = 2000
MAX_DEPTH = 20
INSTANCE_TYPE_ATTRIBUTE = "ecs.instance-type"
ARCHITECTURE_ATTRIBUTE = "ecs.cpu-architecture"

TruthValue = bool | None
"""True, False, or None where only a running instance could answer."""

Attributes = Mapping[str, str]
"""What is known of an instance before it runs, e.g. {"ecs.instance-type": "m5.large"}."""

_TOKEN = re.compile(
    r"\s*(?:(?P<quoted>'[^']*'|\"[^\"]*\")|(?P<sign>&&|\|\||==|!=|>=|<=|=~|!~|!in\b|!exists\b|[()\[\],!<>])|(?P<word>[^\s()\[\],!<>=&|'\"]+))"
)
_PATTERN = re.compile(r"\s*('[^']*'|\"[^\"]*\"|[^\s()]+)")
_WORDS = {
    "equals": "==",
    "not_equals": "!=",
    "greater_than": ">",
    "greater_than_equal": ">=",
    "less_than": "<",
    "less_than_equal": "<=",
    "matches": "=~",
    "not_matches": "!~",
    "in": "in",
    "not_in": "!in",
    "!in": "!in",
    "exists": "exists",
    "not_exists": "!exists",
    "!exists": "!exists",
}
_SUBJECTS = ("agentConnected", "agentVersion", "ec2InstanceId", "registeredAt", "runningTasksCount", "task:group")
_EXAMPLE = "attribute:ecs.instance-type =~ m5.* and attribute:ecs.availability-zone != us-east-1d"


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: `judge` evaluates it for one instance, `attributes` are the names it refers to."""

    text: str
    judge: Callable[[Attributes], TruthValue]
    attributes: frozenset[str]
    type_tests: tuple[Callable[[str], bool], ...] = ()
    """One for each comparison that names instance types with ==, in or =~."""
    type_names: tuple[str, ...] = ()
    """The types and patterns of those comparisons, as written."""

    def names_type(self, instance_type: str) -> bool:
        """True for a type that the expression names and permits."""
        return (
            any(test(instance_type) for test in self.type_tests)
            and self.judge({INSTANCE_TYPE_ATTRIBUTE: instance_type}) is not False
        )


@lru_cache(maxsize=1024)
def parse_expression(text: str) -> Expression:
    """Parse an expression; the InputError for a bad one shows what an expression looks like."""
    if len(text) > MAX_LENGTH:
        raise InputError(f"a placement expression must have at most {MAX_LENGTH} characters; got {len(text)}")
    parser = _Parser(text)
    judge = parser.alternatives(0)
    parser.skip_space()
    if parser.position < len(text):
        raise parser.wrong("an operator such as and / or, or the end")
    return Expression(text, judge, frozenset(parser.attributes), tuple(parser.type_tests), tuple(parser.type_names))


class _Parser:
    """Recursive descent over one text; `!` binds before `and`, `and` before `or`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.attributes: set[str] = set()
        self.type_tests: list[Callable[[str], bool]] = []
        self.type_names: list[str] = []

    def wrong(self, expected: str) -> InputError:
        found = self.text[self.position : self.position + 20].strip() or "the end"
        return InputError(
            f'placement expression "{self.text[:80]}" needs {expected} at character {self.position + 1}, '
            f"not {found!r}; an expression looks like: {_EXAMPLE}"
        )

    def skip_space(self) -> None:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1

    def peek(self) -> tuple[str, int]:
        """The next token and where it ends; "" at the end."""
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            self.skip_space()
            if self.position < len(self.text):
                raise self.wrong("a subject, an operator or an argument")
            return "", self.position
        return found.group().strip(), found.end()

    def take(self, *expected: str) -> str | None:
        """Consume the next token and return it if it is one of these; else None."""
        token, end = self.peek()
        if token.lower() not in expected:
            return None
        self.position = end
        return token.lower()

    def alternatives(self, depth: int) -> Callable[[Attributes], TruthValue]:
        if depth > MAX_DEPTH:
            raise InputError(f"parentheses in a placement expression must not be nested more than {MAX_DEPTH} deep")
        parts = [self.conjunction(depth)]
        while self.take("||", "or"):
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else lambda known: _any(part(known) for part in parts)

    def conjunction(self, depth: int) -> Callable[[Attributes], TruthValue]:
        parts = [self.negation(depth)]
        while self.take("&&", "and"):
            parts.append(self.negation(depth))
        return parts[0] if len(parts) == 1 else lambda known: _not(_any(_not(part(known)) for part in parts))

    def negation(self, depth: int) -> Callable[[Attributes], TruthValue]:
        turns = 0
        while self.take("!", "not"):
            turns += 1
        if self.take("("):
            inner = self.alternatives(depth + 1)
            if not self.take(")"):
                raise self.wrong("a closing parenthesis")
        else:
            inner = self.comparison()
        return (lambda known: _not(inner(known))) if turns % 2 else inner

    def comparison(self) -> Callable[[Attributes], TruthValue]:
        subject, end = self.peek()
        if not (subject.startswith("attribute:") and len(subject) > len("attribute:")) and subject not in _SUBJECTS:
            raise self.wrong("a subject (attribute:NAME, " + ", ".join(_SUBJECTS) + ")")
        self.position = end
        name = subject.removeprefix("attribute:")
        self.attributes.add(name)
        operator = self.operator()
        if operator in ("exists", "!exists"):
            return lambda known: (operator == "exists") if name in known else None
        if operator in ("=~", "!~"):
            pattern = self.pattern()
            matches = compile_pattern(pattern)
            self._note_types(name, operator, matches, [pattern])
            return lambda known: matches(known[name]) == (operator == "=~") if name in known else None
        if operator in ("in", "!in"):
            values = frozenset(self.values())
            self._note_types(name, operator, values.__contains__, sorted(values))
            return lambda known: (known[name] in values) == (operator == "in") if name in known else None
        value = self.value()
        self._note_types(name, operator, value.__eq__, [value])
        if operator in ("==", "!="):
            return lambda known: (known[name] == value) == (operator == "==") if name in known else None
        return lambda known: _ordered(known[name], operator, value) if name in known else None

    def _note_types(self, name: str, operator: str, test: Callable[[str], bool], names: Sequence[str]) -> None:
        if name == INSTANCE_TYPE_ATTRIBUTE and operator in ("==", "in", "=~"):
            self.type_tests.append(test)
            self.type_names.extend(names)

    def operator(self) -> str:
        token, end = self.peek()
        operator = _WORDS.get(token.lower(), token)
        if operator not in _WORDS.values():
            raise self.wrong("an operator (==, !=, =~, !~, in, not_in, exists, …)")
        self.position = end
        return operator

    def pattern(self) -> str:
        found = _PATTERN.match(self.text, self.position)
        if found is None or len(found.group(1)) > MAX_PATTERN_LENGTH:
            raise self.wrong(f"a pattern of at most {MAX_PATTERN_LENGTH} characters without parentheses")
        self.position = found.end()
        return found.group(1).strip("'\"")

    def value(self) -> str:
        found = _TOKEN.match(self.text, self.position)
        if found is None or found.group("sign") is not None:
            raise self.wrong("a value")
        self.position = found.end()
        return (found.group("word") or found.group("quoted")).strip("'\"")

    def values(self) -> list[str]:
        if not self.take("["):
            raise self.wrong("a list such as [t3.large, t3.xlarge]")
        found = [self.value()]
        while self.take(","):
            found.append(self.value())
        if not self.take("]"):
            raise self.wrong("a comma or a closing bracket")
        return found


def _ordered(left: str, operator: str, right: str) -> bool:
    """Text order, as the language compares attribute values."""
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def _not(verdict: TruthValue) -> TruthValue:
    return None if verdict is None else not verdict


def _any(verdicts: Iterable[TruthValue]) -> TruthValue:
    """Kleene's disjunction: True if any is True, else None if any is unknown."""
    answer: TruthValue = False
    for verdict in verdicts:
        if verdict:
            return True
        if verdict is None:
            answer = None
    return answer
