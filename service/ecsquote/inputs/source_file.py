"""A file as a reader gets it: its name as the user gave it, and its bytes. Readers open nothing themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a set; names of files out of a folder, an archive or a form are relative paths with slashes."""

    name: str
    content: bytes
