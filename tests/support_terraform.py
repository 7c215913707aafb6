"""The plans of tests/inputs/terraform/plans, and estates in the short form of the files next to them.

In that form a reference is the text "→ ADDRESS", and an unresolved value the text "? WHY", or an object of "?" and
`from` where it is made from other resources.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ecsquote.inputs.estate.resources import Estate, Reference, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.terraform.folder import folder_estate

PLANS = Path(__file__).parent / "inputs" / "terraform" / "plans"


def load_plan(name: str) -> Any:
    """A plan as the decoder gives it: integers and Decimals."""
    return json.loads((PLANS / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)


def load_expected(name: str) -> Any:
    """The short form of the estate that a person expects of a plan."""
    return yaml.safe_load((PLANS / f"{name}.yaml").read_text(encoding="utf-8"))


def short(value: object) -> Any:
    """A property in the short form."""
    if isinstance(value, Reference):
        return f"→ {value.source}"
    if isinstance(value, Unresolved):
        made_from = [f"→ {reference.source}" for reference in value.made_from]
        return {"?": value.what, "from": made_from} if made_from else f"? {value.what}"
    if isinstance(value, Mapping):
        return {name: short(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [short(item) for item in value]
    return value


def short_estate(estate: Estate) -> dict[str, Any]:
    """A whole estate in the short form; a resource's Region stands where it is not the estate's."""
    resources = {}
    for each in estate.resources:
        entry: dict[str, Any] = {"kind": each.kind}
        if each.region != estate.region:
            entry["region"] = each.region
        if each.properties:
            entry["properties"] = short(each.properties)
        resources[each.source] = entry
    notes = {
        kind: [f"{note.source}: {note.message}" for note in given]
        for kind, given in (
            ("assumed", estate.assumed),
            ("warnings", estate.warnings),
            ("faults", estate.faults),
            ("unknown", estate.unknown),
        )
        if given
    }
    return {"region": estate.region, "resources": resources, **notes}


def folder(**texts: str) -> list[SourceFile]:
    """Files of a folder by their names, with __ for a slash and a dot for the last underscore."""
    return [SourceFile(_name(name), text.encode()) for name, text in texts.items()]


def _name(word: str) -> str:
    path, _, suffix = word.replace("__", "/").rpartition("_")
    return f"{path}.{suffix}"


def read(**texts: str) -> dict[str, Any]:
    """The short form of the estate of such a folder."""
    return short_estate(folder_estate(folder(**texts), ReadingParameters()))
