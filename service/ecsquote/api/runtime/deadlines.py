"""Deadlines within one request: until when advice is sought, and until when an analysis may start another quote."""

import time

from ecsquote.calculator.analysis.advice import HasTime
from ecsquote.calculator.analysis.requoting import BeforeEach
from ecsquote.errors import InputTooLarge

ADVICE_SECONDS = 20
"""Advice starts no further quote after this time."""
ANALYSIS_SECONDS = 60
"""An analysis starts no further quote after this time, so that its thread serves other requests again."""


def advice_deadline() -> HasTime:
    """Return a check that is true for ADVICE_SECONDS from now."""
    end = time.monotonic() + ADVICE_SECONDS
    return lambda: time.monotonic() < end


def analysis_deadline(what: str = "the analysis") -> BeforeEach:
    """Return a check that raises InputTooLarge once ANALYSIS_SECONDS have passed; `what` is named in the message."""
    end = time.monotonic() + ANALYSIS_SECONDS

    def check() -> None:
        if time.monotonic() > end:
            raise InputTooLarge(
                f"{what} takes longer than {ANALYSIS_SECONDS} seconds; send fewer services, hourly values or "
                "launch options, or use the command line, which has no such limit"
            )

    return check
