"""Input files, folders and standard input, read as bytes and bounded in size."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ecsquote.errors import InputTooLarge, UnreadableInput
from ecsquote.inputs.source_file import SourceFile

STANDARD_INPUT = "-"
MAX_BYTES = 64 * 1024 * 1024
"""Larger than any request within the bounds on services and values."""
MAX_FOLDER_FILES = 5_000
SUFFIXES = (".json", ".yaml", ".yml", ".template", ".tf", ".tofu", ".tfvars")
"""Of the files of a folder that may hold a part of a workload."""
_SKIPPED_FOLDERS = ("node_modules", "__pycache__", "venv")
_TERRAFORM_FOLDER = ".terraform"
"""Holds the modules that `terraform init` fetched."""
_CDK_ASSET = "asset."


def read_bytes(name: str, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file, or standard input for -; raises UnreadableInput or InputTooLarge."""
    try:
        if name == STANDARD_INPUT:
            text = sys.stdin.buffer.read(max_bytes + 1)
        else:
            with Path(name).open("rb") as file:
                text = file.read(max_bytes + 1)
    except IsADirectoryError:
        raise UnreadableInput("is a folder; name a JSON file in it") from None
    except FileNotFoundError:
        raise UnreadableInput("this file does not exist") from None
    except OSError as error:
        raise UnreadableInput(f"cannot be read: {error.strerror}") from None
    if len(text) > max_bytes:
        raise InputTooLarge(f"is larger than {max_bytes:,} bytes")
    return text


def read_files(name: str) -> tuple[SourceFile, ...]:
    """The file of this name, standard input for -, or the files of a folder that may hold a part of a workload.

    Files of a folder have paths relative to it. Raises UnreadableInput or InputTooLarge.
    """
    if not name:
        raise UnreadableInput("no file is named")
    folder = Path(name)
    if name in ("", STANDARD_INPUT) or not folder.is_dir():
        return (SourceFile(name, read_bytes(name)),)
    files: list[SourceFile] = []
    size = 0
    for path in _walk(folder):
        content = read_bytes(str(path))
        size += len(content)
        if size > MAX_BYTES or len(files) == MAX_FOLDER_FILES:
            raise InputTooLarge(f"holds more than {MAX_FOLDER_FILES:,} files or {MAX_BYTES:,} bytes; name the file")
        files.append(SourceFile(path.relative_to(folder).as_posix(), content))
    if not files:
        raise UnreadableInput(f"is a folder without a file that ends in {', '.join(SUFFIXES)}")
    return tuple(files)


def _walk(folder: Path) -> Iterator[Path]:
    """The files that may matter, in the order of their names; links are followed nowhere."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir():
            hidden = path.name.startswith((".", _CDK_ASSET)) and path.name != _TERRAFORM_FOLDER
            if not hidden and path.name not in _SKIPPED_FOLDERS:
                yield from _walk(path)
        elif path.name.endswith(SUFFIXES) and not path.name.startswith("."):
            yield path
