"""manifest.json: what a catalog version holds, from where, as of when, and what was left out of it."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from ecsquote.contract.catalogs import LeftOutRows
from ecsquote.errors import InputError

LAYOUT = 1
"""The number of this layout of folders and columns; a reader refuses any other."""

MANIFEST_FILE = "manifest.json"
RESERVED_NAMES = frozenset(("current", "jobs"))
"""What the API's addresses mean otherwise."""
VERSION_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

Version = Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CatalogFile(_Part):
    """One Parquet file: its size and checksum."""

    rows: int
    bytes: int
    sha256: str


class Source(_Part):
    """Where rows were read, how many, and the oldest and newest day they were read on."""

    source: str
    rows: int
    oldest: str
    newest: str


class CatalogManifest(_Part):
    """One catalog version."""

    layout: int = LAYOUT
    version: Version
    published_at: AwareDatetime
    rows_by_service: dict[str, int]
    rows_by_region: dict[str, int]
    sources: tuple[Source, ...]
    left_out: tuple[LeftOutRows, ...]
    warnings: tuple[str, ...]
    files: dict[str, CatalogFile]


def default_version(published_at: datetime) -> str:
    """A version's name by its time, so that names sort by age: 2026-11-22T120000Z."""
    return f"{published_at:%Y-%m-%dT%H%M%SZ}"


def check_version_name(version: str) -> str:
    """The name, if it can name a folder; InputError otherwise."""
    if not re.fullmatch(VERSION_PATTERN, version):
        raise InputError(f"a catalog version is named by letters, digits, '.', '_' and '-', not {version!r}")
    if version.lower() in RESERVED_NAMES:
        raise InputError(f"a catalog version cannot be named {version!r}, which the API's addresses use")
    return version
