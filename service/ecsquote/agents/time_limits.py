"""How long one call may take: fleets end with the best found, and an analysis starts no further quote."""

import time
from collections.abc import Callable

from ecsquote.calculator.analysis.requoting import BeforeEach
from ecsquote.errors import InputTooLarge

ANALYSIS_SECONDS = 60
"""An analysis starts no further quote after this time."""


def time_left(seconds: float) -> Callable[[], bool]:
    """A check that is true for a time from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


def analysis_ends() -> BeforeEach:
    """A check that raises InputTooLarge once ANALYSIS_SECONDS have passed."""
    has_time = time_left(ANALYSIS_SECONDS)

    def check() -> None:
        if not has_time():
            raise InputTooLarge(
                f"the analysis takes longer than {ANALYSIS_SECONDS} seconds; give fewer services, hourly values or "
                "launch options"
            )

    return check
