"""At most ten calls a second, retries included, over all Regions and accounts of a scan."""

import threading
import time
from collections.abc import Callable

CALLS_PER_SECOND = 10
"""What a scan never exceeds."""
PLANNED_CALLS_PER_SECOND = 9
"""What it plans, so that calls which the network brings together still keep to it."""


class Pace:
    """Holds each call back until its turn."""

    def __init__(
        self,
        calls_per_second: float = PLANNED_CALLS_PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / calls_per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, **_event: object) -> None:
        """Return when the next call may be sent; botocore calls it before each one, with what the event is."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            self._sleep(turn - now)
