"""The subset of Java's regular expressions that placement expressions use, matched in bounded time.

ECS takes `java.util.regex.Pattern` without parentheses. Python's `re` backtracks, so that a hostile pattern could
run for minutes. Here a text moves a set of states through the pattern, as Thompson's construction does it; sets that
were met before are followed by one lookup per character, as RE2 does it.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ecsquote.errors import InputError

MAX_PATTERN_LENGTH = 200
MAX_REPEAT = 100
MAX_KEPT_STEPS = 4096
"""Steps that one pattern remembers: the names of all instance types need a few hundred."""

_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \t"}
_SPLIT = re.compile(r"\\.|\[\^?\]?[^\]]*\]|.", re.DOTALL)
_PIECE = re.compile(
    r"(?P<atom>\\.|\[\^?\]?[^\]]*\]|[^\\\[\]{}()*+?|])(?P<repeat>[*+?]|\{\d{1,3}(?:,\d{0,3})?\})?(?P<mode>[+?])?"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One character that may be repeated."""

    atom: str
    least: int
    most: int | None


class JavaPattern:
    """A pattern that matches complete texts, as Java's `String.matches` does.

    A set of states is one number, a bit for each state. `sets_made` counts the sets that were computed, one for a pair
    of a set and a character; all other steps are lookups.
    """

    def __init__(self, branches: Sequence[Sequence[_Piece]]) -> None:
        self._consuming: list[tuple[str, int]] = []
        """For each atom the states that it leaves by one character."""
        self._stays = self._skips = self._last = 0
        start = self._add(branches)
        self._sets = [self._closed(start)]
        self._known: dict[int, int] = {self._sets[0]: 0}
        self._steps: dict[tuple[int, str], int] = {}
        self.sets_made = 0

    def __call__(self, text: str) -> bool:
        """Whether the complete text matches."""
        current, steps = 0, self._steps
        for character in text:
            following = steps.get((current, character))
            if following is None:
                if len(steps) >= MAX_KEPT_STEPS:
                    return self._matches_without_memory(text)
                following = steps[current, character] = self._numbered(self._step(self._sets[current], character))
            current = following
        return bool(self._sets[current] & self._last)

    def _add(self, branches: Sequence[Sequence[_Piece]]) -> int:
        """Give every repetition of every piece a state of its own; returns the states at the start."""
        masks: dict[str, int] = {}
        state = start = 0
        for pieces in branches:
            start |= 1 << state
            for piece in pieces:
                for turn in range(max(piece.least, piece.most or 0, 1) if piece.most != 0 else 0):
                    bit = 1 << state
                    masks[piece.atom] = masks.get(piece.atom, 0) | bit
                    self._skips |= bit if turn >= piece.least else 0
                    if piece.most is None and turn == max(piece.least, 1) - 1:
                        self._stays |= bit
                    state += 1
            self._last |= 1 << state
            state += 1
        self._consuming = list(masks.items())
        return start

    def _step(self, states: int, character: str) -> int:
        """The states after one more character."""
        self.sets_made += 1
        fitting = 0
        for atom, mask in self._consuming:
            if states & mask and _fits(atom, character):
                fitting |= states & mask
        return self._closed((fitting << 1) | (fitting & self._stays))

    def _closed(self, states: int) -> int:
        """The states and all that follow by leaving pieces out: a carry runs through each row of such pieces."""
        skips = self._skips
        return states | (((states & skips) + skips) ^ skips) if states & skips else states

    def _numbered(self, states: int) -> int:
        if states not in self._known:
            self._known[states] = len(self._sets)
            self._sets.append(states)
        return self._known[states]

    def _matches_without_memory(self, text: str) -> bool:
        states = self._sets[0]
        for character in text:
            states = self._step(states, character)
        return bool(states & self._last)


def compile_pattern(pattern: str) -> JavaPattern:
    """A function that matches a complete text; InputError for unsupported syntax."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise InputError(f"a pattern in a placement expression must have at most {MAX_PATTERN_LENGTH} characters")
    return JavaPattern([_pieces(branch, pattern) for branch in _split(pattern)])


def _split(pattern: str) -> list[str]:
    """The alternatives: split at every | outside brackets and not escaped."""
    ends = [found.start() for found in _SPLIT.finditer(pattern) if found.group() == "|"]
    return [pattern[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True)]


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
        _single(atom)
    except (re.error, FutureWarning) as error:
        raise InputError(f'pattern "{pattern}" in a placement expression: {atom!r} is not understood') from error
    return _Piece(atom, least, most)


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=65536)
def _fits(atom: str, character: str) -> bool:
    return _single(atom).match(character) is not None
