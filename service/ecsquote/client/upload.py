"""Forms with files, which may be larger than memory: opened for each attempt, and sent as they are read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

FileToSend = str | PathLike[str] | tuple[str, bytes]
"""The path of a file, or a name and the content."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, and its files, all under one name."""

    fields: Mapping[str, str]
    name: str
    files: Sequence[FileToSend]


@contextmanager
def opened(form: Form | None) -> Iterator[dict[str, Any]]:
    """The arguments of a request for httpx, with files that are closed afterwards; none without a form."""
    with ExitStack() as stack:
        if form is None:
            yield {}
            return
        files: list[tuple[str, tuple[str, Any]]] = []
        for file in form.files:
            if isinstance(file, tuple):
                files.append((form.name, file))
            else:
                path = Path(file)
                files.append((form.name, (path.name, stack.enter_context(path.open("rb")))))
        yield {"data": dict(form.fields), "files": files}
