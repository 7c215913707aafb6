"""The Availability Zones of each Region, as a dated fact."""

from collections.abc import Mapping

from ecsquote.facts import fact


def region_zones(region: str) -> tuple[str, ...]:
    """The codes of a Region's zones; none where they are not known, and then no constraint on them refuses."""
    letters: Mapping[str, str] = fact("regions", "availability_zones")
    return tuple(region + letter for letter in letters.get(region, ""))
