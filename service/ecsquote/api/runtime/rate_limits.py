"""How many requests, and how many lines of batches, a caller may send in a time; counted in this process."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from ecsquote.api.runtime.callers import Caller
from ecsquote.errors import RateExceeded


class RateLimits:
    """The limits of one server process, each such as `600/minute`; a time begins with a caller's first request."""

    def __init__(self, requests: str, batch_lines: str) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._requests = parse(requests)
        self._batch_lines = parse(batch_lines)

    def count_request(self, caller: Caller) -> None:
        """Count one request; RateExceeded beyond ECSQUOTE_RATE."""
        self._count(self._requests, "requests", caller)

    def count_batch_line(self, caller: Caller) -> None:
        """Count one line of a batch; RateExceeded beyond ECSQUOTE_BATCH_RATE."""
        self._count(self._batch_lines, "batch lines", caller)

    def _count(self, limit: RateLimitItem, what: str, caller: Caller) -> None:
        if caller.rate is None or self._limiter.hit(limit, what, caller.rate):
            return
        ends = self._limiter.get_window_stats(limit, what, caller.rate).reset_time
        seconds = max(1, math.ceil(ends - time.time()))
        allowed = f"{limit.amount:,} {what} per {limit.GRANULARITY.name}"
        raise RateExceeded(f"more than {allowed}; try again in {seconds} s", seconds)
