"""A zip of files, unpacked in memory within bounds: names stay names, and nothing is written anywhere."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from ecsquote.errors import InputTooLarge, UnreadableInput
from ecsquote.inputs.decoding import MAX_BYTES
from ecsquote.inputs.files import MAX_FOLDER_FILES, SUFFIXES
from ecsquote.inputs.source_file import SourceFile

_SIGNATURE = b"PK\x03\x04"
_CHUNK = 64 * 1024


def is_zip(content: bytes) -> bool:
    """Whether the bytes are a zip."""
    return content.startswith(_SIGNATURE)


def unzipped(content: bytes) -> tuple[SourceFile, ...]:
    """The files of a zip that may hold a part of a workload; raises UnreadableInput or InputTooLarge.

    What is unpacked is counted while it is unpacked: the sizes that an archive states need not be true.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_files(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableInput(f"the zip cannot be read: {error}") from None


def _files(archive: zipfile.ZipFile) -> Iterator[SourceFile]:
    size = 0
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and entry.filename.endswith(SUFFIXES)]
    if len(entries) > MAX_FOLDER_FILES:
        raise InputTooLarge(f"the zip holds more than {MAX_FOLDER_FILES:,} files")
    for entry in entries:
        chunks: list[bytes] = []
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MAX_BYTES:
                    raise InputTooLarge(f"the zip unpacks to more than {MAX_BYTES // 1024**2} MiB")
                chunks.append(chunk)
        yield SourceFile(relative_name(entry.filename), b"".join(chunks))


def relative_name(name: str) -> str:
    """A path without a root, a drive or steps upwards, for names that come from outside."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("/", "..", ".") and not part.endswith(":"))
