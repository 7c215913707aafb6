"""Offer files too large to be held: written piece by piece, and also served as another Region's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Retold:
    """A large file on disk that is served as another Region's: its Region code is replaced while it is sent."""

    path: Path
    region: str
    told_of: str
    mentions: int

    @property
    def size(self) -> int:
        """The bytes that are sent."""
        return self.path.stat().st_size + self.mentions * (len(self.region) - len(self.told_of))

    def pieces(self) -> Iterator[bytes]:
        """The bytes, cut at the ends of lines."""
        old, new = f'"{self.told_of}"'.encode(), f'"{self.region}"'.encode()
        with self.path.open("rb") as file:
            while piece := file.read(1 << 20):
                yield (piece + file.readline()).replace(old, new)


def file_of(pieces: Iterable[str], path: Path) -> Path:
    """Text written to a file piece by piece, for offers too large to be held."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(pieces)
    return path
