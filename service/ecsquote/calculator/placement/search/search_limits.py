"""How thorough the search for one load is: less where the same services are planned for many loads of a month."""

from dataclasses import dataclass

DONE, MOST_DONE = 1e-4, 5e-3
"""Below this gap the search of a small cluster is over: for few loads of few services, and for however many."""
AT_ONCE = 50
"""Services × loads up to which nobody waits for long; beyond, the gap that is small enough grows in proportion."""
MOST_THOROUGH = 500
"""Services × loads up to which the steps that take longest are taken."""
NEARLY, ROUGHLY = 1e-3, 5e-3
"""Column generation ends with fractions so near the bound, in a thorough search and in another."""


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """What ends the search of a small cluster; counted, not timed, so that every machine finds the same fleet."""

    done: float = DONE
    """The gap that is small enough."""
    thorough: bool = True
    """Whether the integer program over sets is tried."""

    @classmethod
    def of(cls, services: int, loads: int) -> "SearchLimits":
        """For so many different loads of so many services."""
        times = max(1.0, services * loads / AT_ONCE)
        return cls(min(MOST_DONE, DONE * times), services * loads <= MOST_THOROUGH)

    @property
    def nearly(self) -> float:
        """How near to the bound column generation must come."""
        return NEARLY if self.thorough else ROUGHLY
