"""Tasks that can share no instance with the others are clusters of their own, each with its own plan and proof.

ARM and x86 images, Linux and Windows, services pinned to types of their own: the cheapest fleet of the whole is the
cheapest of each part, as long as no rule counts the instances of all parts together.
"""

from collections.abc import Iterator

import numpy as np

from ecsquote.calculator.placement.search.model import IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace


def independent_components(space: SearchSpace) -> Iterator[IntArray]:
    """Positions in the space of the items of each part: no kind holds items of two parts."""
    left = np.ones(len(space.items), np.bool_)
    while left.any():
        part = np.zeros_like(left)
        part[int(np.argmax(left))] = True
        while True:
            beside = space.fits[space.fits[:, part].any(axis=1)].any(axis=0)
            if not (beside & ~part).any():
                break
            part |= beside
        left &= ~part
        yield np.flatnonzero(part)
