"""Finds phrases of phrases.toml in the project's texts: `python tests/wording/check.py`, a step of `make lint`."""

import ast
import io
import re
import sys
import tokenize
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PHRASES = Path(__file__).with_name("phrases.toml")
TEXTS = (
    "service",
    "docs",
    "examples",
    "pricing_data/README.md",
    "pricing_data/facts",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "action.yml",
    "pyproject.toml",
    "Makefile",
    "Dockerfile",
    ".ci/run",
)

PROSE_TOKENS = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
KINDS = {".py", ".md", ".html", ".js", ".css", ".toml", ".yml", ".json", ""}
BREAK = re.compile(r"""["']\s*\n\s*[rbf]*["']|\s*\n\s*(?:\#+|//|\*)?\s*|\s+""")
"""Where prose goes on: a text continued on the next line, a line break (in a comment too), spaces."""
WORDS_SECTION = re.compile(r"^## Words$.*?(?=^## )", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to avoid, and what to say instead."""

    avoid: str
    say: str
    pattern: re.Pattern[str]
    bad: Sequence[str]
    good: Sequence[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase at its place."""

    path: str
    line: int
    found: str
    say: str

    def __str__(self) -> str:
        """As linters print it: the place first."""
        return f'{self.path}:{self.line}: "{self.found}"; say: {self.say}'


def phrases() -> list[Phrase]:
    """All phrases of the file."""
    entries = tomllib.loads(PHRASES.read_text(encoding="utf-8"))["phrase"]
    return [Phrase(**{**entry, "pattern": re.compile(entry["pattern"])}) for entry in entries]


def findings(path: str, text: str, avoided: Sequence[Phrase]) -> Iterator[Finding]:
    """Every phrase in a text, with the line that it begins on."""
    flat, starts, lines = flattened(text)
    for phrase in avoided:
        for match in phrase.pattern.finditer(flat):
            yield Finding(path, lines[bisect_right(starts, match.start()) - 1], match[0], phrase.say)


def flattened(text: str) -> tuple[str, list[int], list[int]]:
    """The text on one line; where each piece of it begins there, and on which line it was."""
    pieces: list[str] = []
    starts, lines = [0], [1]
    length = end = 0
    for match in BREAK.finditer(text):
        piece = text[end : match.start()] + ("" if match[0][0] in "\"'" else " ")
        pieces.append(piece)
        length += len(piece)
        end = match.end()
        starts.append(length)
        lines.append(lines[-1] + match[0].count("\n"))
    return "".join([*pieces, text[end:]]), starts, lines


def prose_of_code(text: str) -> str:
    """The strings and comments of Python code, at their places: names are not prose."""
    lines = text.splitlines()
    kept = [[*re.sub(r"\S", ".", line)] for line in lines]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in PROSE_TOKENS:
            (first, begin), (last, end) = token.start, token.end
            for number in range(first - 1, last):
                line = kept[number]
                left, right = begin if number == first - 1 else 0, end if number == last - 1 else len(line)
                line[left:right] = lines[number][left:right]
    return "\n".join("".join(line).rstrip() for line in kept)


def prose_of_tests(text: str) -> str:
    """Docstrings and comments of a test, on their own lines: its other texts are inputs and expected outputs."""
    lines = text.splitlines()
    kept = ["" if "#" not in line else line[line.index("#") :] for line in lines]
    for node in statements(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            kept[first:last] = lines[first:last]
    return "\n".join(kept)


def statements(parent: ast.AST) -> Iterator[ast.AST]:
    """All statements of some code; what is inside an expression is none."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        inside = getattr(parent, name, ())
        for node in inside if isinstance(inside, list) else ():
            yield node
            yield from statements(node)


def paths(root: Path) -> Iterator[Path]:
    """Every file to check."""
    for name in TEXTS:
        place = root / name
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and path.suffix in KINDS and "__pycache__" not in path.parts:
                yield path
    yield from sorted((root / "tests").rglob("*.py"))


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Every text to check, with its path; the word list itself is left out."""
    for path in paths(root):
        name, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        if name.startswith("tests/"):
            yield name, prose_of_tests(text)
        elif name == "CONTRIBUTING.md":
            yield name, WORDS_SECTION.sub(lambda section: "\n" * section[0].count("\n"), text)
        else:
            yield name, prose_of_code(text) if path.suffix == ".py" else text


def main(root: Path = ROOT) -> int:
    """Print every finding; 1 where there is one."""
    avoided = phrases()
    found = [finding for path, text in texts(root) for finding in findings(path, text, avoided)]
    for finding in sorted(found, key=lambda each: (each.path, each.line)):
        print(finding)  # noqa: T201 - it is a command
    if found:
        print(f"{len(found)} phrases to avoid; CONTRIBUTING.md lists them under Words")  # noqa: T201 - likewise
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
