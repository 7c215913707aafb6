"""The files of the dashboard: pages within their frame, scripts under URLs with a version."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ecsquote.calculator.components import COMPONENTS
from ecsquote.calculator.launch_options import LaunchOption

FOLDER = Path(__file__).parent
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
COMPRESSION_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load."""

    content: bytes
    compressed: bytes
    media_type: str

    @classmethod
    def of(cls, content: bytes, media_type: str) -> "Asset":
        """Return an asset, compressed once."""
        return cls(content, gzip.compress(content, COMPRESSION_LEVEL, mtime=0), media_type)


def read_assets() -> Mapping[str, Asset]:
    """Scripts, styles and pictures by name."""
    files = {
        path.name: Asset.of(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted((FOLDER / "static").iterdir())
        if path.suffix in MEDIA_TYPES
    }
    return {**files, "names.js": Asset.of(_names_script().encode(), MEDIA_TYPES[".js"])}


def _names_script() -> str:
    """The names of launch options and cost components as a script, so that pages show those of the tables."""
    options = {option.value: option.words for option in LaunchOption}
    components = {entry.name: entry.label for entry in COMPONENTS.values()}
    return f"export const OPTIONS = {json.dumps(options)};\nexport const COMPONENTS = {json.dumps(components)};\n"


def version_of(assets: Mapping[str, Asset]) -> str:
    """Return a name that changes with the contents, so that browsers may cache files permanently."""
    digest = hashlib.sha256()
    for name, asset in assets.items():
        digest.update(f"{name} {len(asset.content)} ".encode())
        digest.update(asset.content)
    return digest.hexdigest()[:12]


def read_pages(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return every page: its own part in the common frame, with the words between {{ }} filled in.

    The first line of a page's part is its title.
    """
    frame = (FOLDER / "pages" / "frame.html").read_text(encoding="utf-8")
    pages = {}
    for path in sorted((FOLDER / "pages").glob("*.html")):
        if path.stem != "frame":
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            pages[path.stem] = _filled(frame, {**words, "title": title, "page": path.stem, "body": body})
    return pages


def _filled(text: str, words: Mapping[str, str]) -> str:
    text = text.replace("{{body}}", words["body"])
    for name, value in words.items():
        text = text.replace("{{" + name + "}}", value)
    return text
