"""Decomposition: tasks that can share no instance with the others are planned, and proven optimal, separately.

ARM and x86 images, Linux and Windows, services restricted to types of their own: the cheapest fleet is the cheapest
fleet of each component, as long as no rule counts the instances of all components together.
"""

from collections.abc import Iterator

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, IntArray


def independent_components(fits: BoolArray) -> Iterator[IntArray]:
    """Positions of the items of each component, from kinds × items that fit: no kind holds items of two components."""
    left = np.ones(fits.shape[1], np.bool_)
    while left.any():
        component = np.zeros_like(left)
        component[int(np.argmax(left))] = True
        while True:
            connected = fits[fits[:, component].any(axis=1)].any(axis=0)
            if not (connected & ~component).any():
                break
            component |= connected
        left &= ~component
        yield np.flatnonzero(component)
