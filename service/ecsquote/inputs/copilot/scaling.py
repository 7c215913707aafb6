"""How many tasks a manifest asks for, and how many of them on Fargate Spot.

Source: "count", https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FARGATE, FARGATE_SPOT = "FARGATE", "FARGATE_SPOT"
_RANGE = re.compile(r"\s*([0-9]{1,6})\s*-\s*([0-9]{1,6})\s*")


@dataclass(frozen=True, slots=True)
class Scaling:
    """The number of tasks, or its range, and the capacity provider strategy; empty: the launch type FARGATE."""

    tasks: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    strategy: tuple[Mapping[str, Any], ...] = ()


def scaling_of(count: object) -> Scaling:
    """The scaling of a `count`; ValueError for what Copilot does not take."""
    if count is None:
        return Scaling(tasks=1)
    if isinstance(count, int) and not isinstance(count, bool):
        return Scaling(tasks=count)
    if isinstance(count, str):
        minimum, maximum = _range(count)
        return Scaling(minimum=minimum, maximum=maximum)
    if not isinstance(count, Mapping):
        raise ValueError("count must be a number, a range such as 1-10, or a section with range or spot")
    if "spot" in count:
        spot = count["spot"]
        if not isinstance(spot, int) or isinstance(spot, bool):
            raise ValueError("count.spot must be a number of tasks")
        return Scaling(tasks=spot, strategy=(_share(FARGATE_SPOT, 0, 1),))
    return _of_range(count.get("range"))


def _of_range(given: object) -> Scaling:
    if not isinstance(given, Mapping):
        minimum, maximum = _range(str(given))
        return Scaling(minimum=minimum, maximum=maximum)
    least, most = given.get("min"), given.get("max")
    if not isinstance(least, int) or not isinstance(most, int):
        raise ValueError("count.range must be MIN-MAX, or have min and max")
    return Scaling(minimum=least, maximum=most, strategy=tuple(_from(given.get("spot_from"))))


def _from(spot_from: object) -> Iterator[Mapping[str, Any]]:
    """`spot_from: 6`: the first five tasks on Fargate, every other on Fargate Spot."""
    if isinstance(spot_from, int):
        yield _share(FARGATE_SPOT, 0, 1)
        if spot_from > 1:
            yield _share(FARGATE, spot_from - 1, 0)


def _share(provider: str, base: int, weight: int) -> Mapping[str, Any]:
    return {"capacityProvider": provider, "base": base, "weight": weight}


def _range(text: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError(f"count.range must be MIN-MAX, not {text[:30]!r}")
    return int(found[1]), int(found[2])
