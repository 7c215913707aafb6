"""Addresses and references as Terraform writes them, taken apart: module.web["a.b"].aws_ecs_service.this[0].name."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache

Index = int | str | None
"""The key of one instance under count (a number) or for_each (a text); None where there is neither."""

MAX_STEPS = 200
KEPT = 10_000
"""Texts that are taken apart once; modules are called many times with the same ones."""
_STEP = re.compile(r'\.?(?:([^.\[\]"]+)|\[(-?\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\[[^\]]*\])')


@dataclass(frozen=True, slots=True)
class ReferenceStep:
    """One name of a reference, or one index in brackets."""

    name: str | None = None
    index: Index = None


@dataclass(frozen=True, slots=True)
class ModuleStep:
    """One module call on the way from the root, and which instance of it."""

    name: str
    index: Index = None


ModulePath = tuple[ModuleStep, ...]
"""An instance of a module; empty for the root."""


@lru_cache(KEPT)
def steps(reference: str) -> tuple[ReferenceStep, ...]:
    """The names and indexes of a reference, in order; an index that is not a constant is left out."""
    found: list[ReferenceStep] = []
    for match in _STEP.finditer(reference):
        name, number, text = match.groups()
        if name is not None:
            found.append(ReferenceStep(name=name))
        elif number is not None:
            found.append(ReferenceStep(index=int(number)))
        elif text is not None:
            found.append(ReferenceStep(index=_unquoted(text)))
        if len(found) == MAX_STEPS:
            break
    return tuple(found)


@lru_cache(KEPT)
def module_path(address: str | None) -> ModulePath:
    """The modules of an address: module.a["x"].module.b gives both; what follows the last module is left out."""
    path: list[ModuleStep] = []
    rest = list(steps(address or ""))
    while len(rest) >= 2 and rest[0].name == "module" and rest[1].name is not None:
        name = rest[1].name
        rest = rest[2:]
        index = rest.pop(0).index if rest and rest[0].name is None else None
        path.append(ModuleStep(name, index))
    return tuple(path)


def path_text(path: ModulePath) -> str:
    """The address of a module: module.a["x"].module.b; empty for the root."""
    return ".".join(f"module.{step.name}{index_text(step.index)}" for step in path)


def index_text(index: object) -> str:
    """A key in brackets as Terraform writes it; empty for none."""
    if index is None:
        return ""
    return f"[{json.dumps(index, ensure_ascii=False)}]" if isinstance(index, str) else f"[{index}]"


@lru_cache(KEPT)
def most_specific(references: tuple[str, ...]) -> tuple[str, ...]:
    """The references of an expression without the shorter forms that Terraform lists after each: a.b.c, a.b."""
    unique = tuple(dict.fromkeys(references))
    prefixes = {reference[:place] for reference in unique for place in _ends(reference)}
    return tuple(reference for reference in unique if reference not in prefixes)


def _ends(reference: str) -> list[int]:
    return [place for place, letter in enumerate(reference) if place and letter in ".["]


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]
