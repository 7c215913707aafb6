"""Names of services in a request, unique in their Region."""

from collections import Counter
from collections.abc import Sequence

from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.values import member, text

MAX_NAME = 255
_ROOM_FOR_A_NUMBER = 10


def names_of(parts: Sequence[ServicePart]) -> list[str]:
    """A name for each service: its own, else the family in the file, else its address, else that with a number.

    Services that share a name in a Region are called by their addresses.
    """
    wanted = [part.name or _family(part) for part in parts]
    count = Counter((part.region, name) for part, name in zip(parts, wanted, strict=True))
    own = {(part.region, part.name) for part in parts}
    given: set[tuple[str | None, str]] = set()
    names = []
    for part, name in zip(parts, wanted, strict=True):
        shared = count[part.region, name] > 1 and not (part.name is None and (part.region, name) not in own)
        names.append(_unused(part, None if shared else name, given))
        given.add((part.region, names[-1]))
    return names


def _family(part: ServicePart) -> str | None:
    """The family in the file; of a task definition alone also the one that its address gives."""
    if part.task_definition is None or part.task_definition.source == part.source:
        return text(member(part.task_document, "family"))
    return text(part.task_definition.properties.get("family"))


def _unused(part: ServicePart, name: str | None, given: set[tuple[str | None, str]]) -> str:
    address = "".join(letter if letter.isprintable() else "?" for letter in part.source)
    for candidate in (name, address):
        if candidate and (part.region, candidate[-MAX_NAME:]) not in given:
            return candidate[-MAX_NAME:]
    number = 2
    while (part.region, numbered := f"{address[_ROOM_FOR_A_NUMBER - MAX_NAME :]} ({number})") in given:
        number += 1
    return numbered
