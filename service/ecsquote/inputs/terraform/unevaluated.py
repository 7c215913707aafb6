"""What tfparse leaves out of a resource without a word, as the resource's own text shows.

A null may be unset or may come from something that cannot be evaluated; a dynamic block next to a written one of its
kind is lost, and so are all but one of those over a list of texts.
"""

import re
from collections.abc import Iterator, Sequence
from posixpath import join, normpath

from ecsquote.inputs.source_file import SourceFile

_ATTRIBUTE = re.compile(r"(?:^|\{)[ \t]*(\w+)[ \t]*=(?![=>])", re.MULTILINE)
_NOT_EVALUATED = re.compile(r"\b(?:data|module)\.|\baws_\w+\.|\b(?:not_read_)?(?:file\w*|templatefile)\s*\(")
_DYNAMIC = re.compile(r'^[ \t]*dynamic[ \t]+"(\w+)"[ \t]*\{\s*for_each[ \t]*=[ \t]*([^\n]*)', re.MULTILINE)
_LIST_OF_TEXTS = re.compile(r'\[\s*"')
_COMMENT = re.compile(r"^[ \t]*(?:#|//)[^\n]*$", re.MULTILINE)


class ResourceTexts:
    """The lines of the resources of a folder."""

    def __init__(self, files: Sequence[SourceFile], root: str) -> None:
        self._root = root
        self._contents = {file.name: file.content for file in files}
        self._lines: dict[str, list[str]] = {}

    def between(self, filename: str, first: int, last: int) -> str:
        """The text of some lines of a file, counted from 1; its name is relative to the root module."""
        name = normpath(join(self._root, filename))
        if name not in self._lines:
            text = self._contents.get(name, b"").decode("utf-8-sig", "replace")
            self._lines[name] = text.splitlines()
        return _COMMENT.sub("", "\n".join(self._lines[name][max(first - 1, 0) : last]))


def not_evaluated(text: str) -> Iterator[str]:
    """The attributes of a block whose text holds what only Terraform can evaluate."""
    found = list(_ATTRIBUTE.finditer(text))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        if _NOT_EVALUATED.search(text, match.end(), end):
            yield match[1]


def lost_blocks(text: str) -> Iterator[str]:
    """The kinds of blocks of which some may be lost."""
    for match in _DYNAMIC.finditer(text):
        written = re.search(rf"^[ \t]*{match[1]}[ \t]*\{{", text, re.MULTILINE)
        if written or _LIST_OF_TEXTS.match(match[2]):
            yield match[1]
