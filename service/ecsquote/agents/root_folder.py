"""The one folder that agents may name files of: a path is resolved, links too, before anything is opened."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ecsquote.errors import Fault, InputError
from ecsquote.inputs.files import read_bytes, read_files
from ecsquote.inputs.source_file import SourceFile

Content = TypeVar("Content")


class RootFolder:
    """The folder of `--root`; without one no path is taken at all."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder.resolve(strict=True)

    def files(self, path: str, argument: str) -> tuple[SourceFile, ...]:
        """The file or the files of the folder at `path`, which is relative to the root; InputError names `argument`."""
        return self._read(path, argument, read_files)

    def content(self, path: str, argument: str, max_bytes: int) -> bytes:
        """The bytes of a file of at most this size; InputError as for `files`."""
        return self._read(path, argument, lambda name: read_bytes(name, max_bytes))

    def _read(self, path: str, argument: str, read: Callable[[str], Content]) -> Content:
        found = self._inside(path, argument)
        try:
            return read(str(found))
        except InputError as error:
            raise type(error)(f"{path} {error}", [Fault(f"/{argument}", str(error))]) from None

    def _inside(self, path: str, argument: str) -> Path:
        if self._folder is None:
            raise _refused(argument, "is not taken: the server was started without --root; give the document itself")
        try:
            found = (self._folder / path).resolve()
            known = found.is_relative_to(self._folder)
            ordinary = known and (found.is_file() or found.is_dir())
        except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a NUL
            raise _refused(argument, "is not the path of a file") from None
        if not known:
            raise _refused(argument, "must be inside the folder of --root; links are followed before this is checked")
        if not ordinary:
            raise _refused(argument, "does not exist in the folder of --root, or is neither a file nor a folder")
        return found


def _refused(argument: str, message: str) -> InputError:
    return InputError("the path cannot be read", [Fault(f"/{argument}", message)])
