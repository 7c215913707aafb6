"""Where a price comes from; prices in the catalog and prices in an answer use the same words."""

from enum import StrEnum


class Basis(StrEnum):
    """Where a figure comes from: AWS's own row, computed from published rows, or a private rate."""

    PUBLISHED = "published"
    DERIVED = "derived"
    CUSTOM = "custom"
