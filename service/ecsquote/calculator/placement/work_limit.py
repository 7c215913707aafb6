"""When a search takes the best that it has: work is counted, and a caller may set an end.

Without an end every search runs to its own counted limits, so that the same input gives the same fleet everywhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LIMIT: ContextVar["WorkLimit | None"] = ContextVar("ecsquote_work_limit", default=None)


class WorkLimit:
    """The end of one quote's searches; `cuts` counts the steps that were left out because of it."""

    def __init__(self, has_time: Callable[[], bool]) -> None:
        self._has_time = has_time
        self.cuts = 0

    def is_over(self) -> bool:
        """Whether the next step is left out."""
        if self._has_time():
            return False
        self.cuts += 1
        return True


@contextmanager
def limited(has_time: Callable[[], bool]) -> Iterator[WorkLimit]:
    """Searches within this context take the best that they have once `has_time` says no."""
    limit = WorkLimit(has_time)
    token = _LIMIT.set(limit)
    try:
        yield limit
    finally:
        _LIMIT.reset(token)


def is_over() -> bool:
    """Whether a search leaves out the step that it is about to take; it then has a plan, which it returns."""
    limit = _LIMIT.get()
    return limit is not None and limit.is_over()


def cuts() -> int:
    """How many steps have been left out so far."""
    limit = _LIMIT.get()
    return 0 if limit is None else limit.cuts
