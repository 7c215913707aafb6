"""The choices of a refresh; this module imports nothing, so that help and refusals are quick."""

from enum import StrEnum

BULK, QUERY = "bulk", "query"
"""AWS's price lists as public files, or by the Price List Query API."""


class Accept(StrEnum):
    """A check that may be waived for one refresh, after a person has looked at the reason."""

    FEWER_ROWS = "fewer-rows"
    MISSING_METERS = "missing-meters"
    MANY_MOVES = "many-moves"
