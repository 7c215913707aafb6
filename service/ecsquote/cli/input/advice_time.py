"""How long a table may look for what is worth a look: about a second of processor time, after the quote itself."""

from time import process_time

SECONDS = 1.0
LONGEST_QUOTE_SECONDS = 2.0
"""A change is priced by a quote: where one takes longer than this, none is tried; `--advice` tries them all."""


class AdviceTime:
    """Asked before each further quote; made just before the first one, whose time is not counted."""

    def __init__(self) -> None:
        self._started = process_time()
        self._quoted: float | None = None

    def __call__(self) -> bool:
        """True while another quote can be priced within the time."""
        now = process_time()
        if self._quoted is None:
            self._quoted = now
        return now - self._quoted < SECONDS and self._quoted - self._started <= LONGEST_QUOTE_SECONDS
