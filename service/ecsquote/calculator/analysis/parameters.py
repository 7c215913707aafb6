"""Limits and choices of the analyses; imports little, so that help and errors are fast."""

from decimal import Decimal

MAX_TASKS = 10_000
"""The most tasks that a break-even is sought up to."""
MAX_REGIONS = 20
"""The most Regions of one what-if. Each change is one quote: at most 5 + these, and one for the request as it is."""
DEFAULT_PERCENT = Decimal(10)
"""How far a sensitivity moves each input."""
