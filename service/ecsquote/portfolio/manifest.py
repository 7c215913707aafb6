"""The manifest of a run: what it prices and which parts are done, so that a run that was stopped can go on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ecsquote.errors import InputError
from ecsquote.portfolio.result_files import write_bytes

MANIFEST = "_manifest.json"
STATE = "_state"
_VERSION = 1


@dataclass(frozen=True)
class PricedPart:
    """One unit of the input and the files that it became."""

    file: str
    rows: int
    set_aside: int
    results: str | None
    set_aside_file: str | None
    currencies: list[str]
    """What its amounts are in."""


@dataclass
class RunManifest:
    """What decides every byte of the results, and the parts so far."""

    inputs: list[dict[str, str]]
    options: dict[str, Any]
    catalog_version: str
    parts: list[PricedPart] = field(default_factory=list)
    complete: bool = False

    def write(self, folder: Path) -> None:
        """Replace the manifest in one step."""
        document = {"version": _VERSION, **asdict(self)}
        write_bytes(folder / MANIFEST, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())

    @property
    def rows(self) -> int:
        """Services priced."""
        return sum(part.rows for part in self.parts)

    @property
    def currencies(self) -> list[str]:
        """What the amounts so far are in: one, or none."""
        return list(dict.fromkeys(each for part in self.parts for each in part.currencies))

    def refuse_other_currencies(self, file: str, found: Sequence[str]) -> None:
        """InputError where amounts would be added to others in another currency."""
        known = dict.fromkeys((*self.currencies, *found))
        if len(known) > 1:
            raise InputError(
                f"{file}: amounts in {' and '.join(known)} are never added; give the Regions of each currency a run"
            )

    @property
    def set_aside(self) -> int:
        """Rows set aside."""
        return sum(part.set_aside for part in self.parts)


def begun(folder: Path, wanted: RunManifest, *, resume: bool) -> RunManifest:
    """The manifest to go on with; InputError where the folder holds something else."""
    if not folder.exists():
        folder.mkdir(parents=True)
    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder")
    if not resume:
        if any(folder.iterdir()):
            raise InputError(f"{folder}: is not empty; name another --output, or go on with --resume")
        return wanted
    if not (folder / MANIFEST).is_file():
        if any(not path.name.startswith(".") for path in folder.iterdir()):
            raise InputError(f"{folder}: holds no {MANIFEST}, so there is nothing to resume")
        return wanted
    found = read_manifest(folder)
    for name, what in (("inputs", "input files"), ("options", "options"), ("catalog_version", "price catalog")):
        if getattr(found, name) != getattr(wanted, name):
            raise InputError(f"{folder}: the {what} differ from those of the run that is resumed")
    return found


def read_manifest(folder: Path) -> RunManifest:
    """The manifest of a run; InputError where there is none that can be read."""
    try:
        document: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if document["version"] != _VERSION:
            raise InputError(f"{folder}: {MANIFEST} is of another version of ecsquote")
        parts = [PricedPart(**part) for part in document["parts"]]
        fields = {name: document[name] for name in ("inputs", "options", "catalog_version", "complete")}
        return RunManifest(parts=parts, **fields)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: {MANIFEST} cannot be read: {error}") from None
