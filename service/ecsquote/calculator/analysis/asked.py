"""What the questions about a workload may be asked with; it imports nothing, so that help and refusals are quick."""

from decimal import Decimal

MAX_TASKS = 10_000
"""The most tasks that a break-even is sought up to."""
MAX_REGIONS = 20
"""The most Regions of one what-if. Each change is one quote: at most 5 + these, and one for the request as it is."""
DEFAULT_PERCENT = Decimal(10)
"""How far a sensitivity moves each input."""
