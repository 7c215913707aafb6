"""Deadlines within one request: until when fleets and advice are sought, and when an analysis may start a quote."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from ecsquote.calculator.analysis.advice import HasTime
from ecsquote.calculator.analysis.requoting import BeforeEach
from ecsquote.calculator.placement.work_limit import limited
from ecsquote.errors import InputTooLarge

Result = TypeVar("Result")
_ENDING = threading.Event()

ADVICE_SECONDS = 20
"""Advice starts no further quote after this time."""
ANALYSIS_SECONDS = 60
"""An analysis starts no further quote after this time, so that its thread serves other requests again."""


def advice_deadline(quote_seconds: float) -> HasTime:
    """Return a check that is true for ADVICE_SECONDS from now, and no longer than fleets are searched for."""
    return has_time_for(min(ADVICE_SECONDS, quote_seconds))


def has_time_for(seconds: float) -> HasTime:
    """Return a check that is true for a time from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end and not _ENDING.is_set()


def end_searches(*_: object) -> None:
    """Let the searches of this process take the best that they have: the server is about to end."""
    _ENDING.set()


def ended_after(seconds: float, work: Callable[..., Result], *arguments: object) -> Result:
    """Do some work, in which searches take the best that they have once the time is over."""
    with limited(has_time_for(seconds)):
        return work(*arguments)


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
