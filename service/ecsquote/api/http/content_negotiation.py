"""Content negotiation: the format that an Accept header prefers (RFC 9110, 12.5.1)."""

from collections.abc import Mapping
from typing import TypeVar

Format = TypeVar("Format")


def preferred(accept: str, formats: Mapping[str, Format], default: Format) -> Format:
    """Return the format that an Accept header prefers; `default` if it names none of `formats`.

    The keys of `formats` are media types, without parameters and in lower case.
    """
    best: tuple[float, Format] = (0.0, default)
    for part in accept.split(","):
        name, _, parameters = part.partition(";")
        chosen = formats.get(name.strip().lower())
        if chosen is not None and (weight := _weight(parameters)) > best[0]:
            best = (weight, chosen)
    return best[1]


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
