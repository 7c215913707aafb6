"""Fleet profiles by name: light enough for a command line to list them."""

from enum import StrEnum


class FleetProfile(StrEnum):
    """What the other fields default to: a fleet that a careful team would run, or perfect packing."""

    PRODUCTION = "production"
    CHEAPEST = "cheapest"
