"""The subset of Java's regular expressions that placement expressions use, matched in bounded time.

ECS takes `java.util.regex.Pattern` without parentheses. Python's `re` backtracks, so that a hostile pattern could
run for minutes; here a set of positions moves through the pattern, at most length × length steps.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ecsquote.errors import InputError

MAX_PATTERN_LENGTH = 200
MAX_REPEAT = 100

_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \t"}
_PIECE = re.compile(
    r"(?P<atom>\\.|\[\^?\]?[^\]]*\]|[^\\\[\]{}()*+?|])(?P<repeat>[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?(?P<mode>[+?])?"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One character that may be repeated; `single` is a pattern of one character for `re`, which cannot backtrack."""

    single: re.Pattern[str]
    least: int
    most: int | None


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A function that matches a complete text, as Java's `String.matches` does; InputError for unsupported syntax."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise InputError(f"a pattern in a placement expression must have at most {MAX_PATTERN_LENGTH} characters")
    branches = [_pieces(branch, pattern) for branch in _split(pattern)]
    return lambda text: any(_matches(branch, text) for branch in branches)


def _split(pattern: str) -> list[str]:
    """The alternatives: split at every | outside brackets and not escaped."""
    parts = re.findall(r"(?:\\.|\[\^?\]?[^\]]*\]|[^|])+|(?=\|)|(?<=\|)$", pattern)
    return parts or [""]


def _pieces(branch: str, pattern: str) -> tuple[_Piece, ...]:
    pieces = []
    position = 1 if branch.startswith("^") else 0
    end = len(branch) - (1 if branch.endswith("$") and not branch.endswith("\\$") else 0)
    while position < end:
        found = _PIECE.match(branch, position, end)
        if found is None:
            raise InputError(
                f'pattern "{pattern}" in a placement expression: characters, ., [a-z], \\d, \\w, |, *, +, ? '
                f"and {{n,m}} are understood, {branch[position:]!r} is not"
            )
        pieces.append(_piece(found, pattern))
        position = found.end()
    return tuple(pieces)


def _piece(found: re.Match[str], pattern: str) -> _Piece:
    atom, repeat = found["atom"], found["repeat"]
    least, most = {None: (1, 1), "*": (0, None), "+": (1, None), "?": (0, 1)}.get(repeat, (0, 0))
    if repeat and repeat[0] == "{":
        low, comma, high = repeat[1:-1].partition(",")
        least, most = int(low), int(high) if high else (None if comma else int(low))
    if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
        raise InputError(f'pattern "{pattern}" in a placement expression repeats at most {MAX_REPEAT} times')
    try:
        return _Piece(_single(atom), least, most)
    except (re.error, FutureWarning) as error:
        raise InputError(f'pattern "{pattern}" in a placement expression: {atom!r} is not understood') from error


def _single(atom: str) -> re.Pattern[str]:
    if atom == ".":
        return re.compile(".", re.DOTALL)
    if atom[0] == "\\":
        name = atom[1]
        if name.lower() in _CLASSES:
            return re.compile(f"[{'^' if name.isupper() else ''}{_CLASSES[name.lower()]}]")
        if name.isalnum():
            raise re.error(f"{atom} is not supported")
        return re.compile(re.escape(name))
    if atom[0] == "[":
        if "[" in atom[1:] or "&&" in atom:
            raise re.error("nested classes are not supported")
        return re.compile(atom)
    return re.compile(re.escape(atom))


def _matches(pieces: tuple[_Piece, ...], text: str) -> bool:
    starts = {0}
    for piece in pieces:
        ends = set()
        fits = [piece.single.match(character) is not None for character in text]
        for start in starts:
            position, count = start, 0
            while True:
                if count >= piece.least:
                    ends.add(position)
                if position == len(text) or not fits[position] or count == piece.most:
                    break
                position += 1
                count += 1
        if not ends:
            return False
        starts = ends
    return len(text) in starts
