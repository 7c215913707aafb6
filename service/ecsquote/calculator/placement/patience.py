"""How thorough the search for one load is: less where the same services are planned for many loads of a month."""

from dataclasses import dataclass

DONE, MOST_DONE = 1e-4, 5e-3
"""Below this gap the search of a small cluster is over: for few loads of few services, and for however many."""
NEARLY, MOST_NEARLY = 1e-3, 5e-3
"""Column generation ends with fractions so near the bound, likewise: integer programs do the rest."""
AT_ONCE = 50
"""Services × loads up to which nobody waits for long."""
SET_NODES, LEAST_SET_NODES = 500, 50
"""Branchings of an integer program over sets, the dearest step; with fewer than the second it is left out."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What ends the search of a small cluster; counted, not timed, so that every machine finds the same fleet."""

    done: float = DONE
    """The gap that is small enough."""
    nearly: float = NEARLY
    set_nodes: int = SET_NODES

    @classmethod
    def of(cls, services: int, loads: int) -> "Patience":
        """For so many different loads of so many services."""
        times = max(1.0, services * loads / AT_ONCE)
        return cls(
            done=min(MOST_DONE, DONE * times),
            nearly=min(MOST_NEARLY, NEARLY * times),
            set_nodes=nodes if (nodes := int(SET_NODES / times)) >= LEAST_SET_NODES else 0,
        )
