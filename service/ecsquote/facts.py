"""Dated facts that AWS prints in prose (sizes, minimums, LCU dimensions), read from pricing_data/facts."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ecsquote.errors import CatalogError


def pricing_data_folder() -> Path:
    """The shipped data: inside the package in a wheel, at the top of a checkout otherwise."""
    package = Path(__file__).parent
    for folder in (package / "pricing_data", package.parents[1] / "pricing_data"):
        if folder.is_dir():
            return folder
    raise CatalogError("the shipped pricing_data folder is missing; install ecsquote again")


@cache
def _table(name: str) -> dict[str, Any]:
    with (pricing_data_folder() / "facts" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def fact(table: str, key: str, on: date | None = None) -> Any:
    """The value of a fact in force on a date (default: the newest).

    A fact is a list of `[[key]]` entries in `<table>.toml`, each with `effective` (a date), `value` and
    `reference` (the AWS page it was read from). KeyError for an unknown name or a date before the first entry.
    """
    entries = sorted(_table(table)[key], key=lambda entry: entry["effective"])
    in_force = [entry for entry in entries if on is None or entry["effective"] <= on]
    if not in_force:
        raise KeyError(f"{table}.{key} has no value on {on}")
    return in_force[-1]["value"]
