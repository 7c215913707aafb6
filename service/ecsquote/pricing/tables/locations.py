"""regions.csv: which codes are Regions and which are Local or Wavelength Zones, never mixed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

REGION, LOCAL_ZONE, WAVELENGTH_ZONE = "AWS Region", "AWS Local Zone", "AWS Wavelength Zone"
LOCATION_TYPES = (REGION, LOCAL_ZONE, WAVELENGTH_ZONE)

_REGION_CODE = re.compile(r"([a-z]{2,4}(-gov|-iso[a-z]?)?|eusc-[a-z]{2})-[a-z]+-\d+", re.ASCII)


def is_region_code(code: str) -> bool:
    """eu-west-1 is a Region's code; us-east-2-mci-1 and us-east-1-wl1-bos1 are zones'."""
    return _REGION_CODE.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class Locations:
    """Names by code: Regions, and the zones with their types."""

    regions: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Zone code → (name, AWS Local Zone or AWS Wavelength Zone)."""

    def __contains__(self, code: object) -> bool:
        """Whether the code is known at all."""
        return code in self.regions or code in self.zones

    def parent(self, zone: str) -> str | None:
        """The Region that a zone belongs to: the one whose code begins the zone's."""
        return max((code for code in self.regions if zone.startswith(f"{code}-")), key=len, default=None)
