"""Counts of tasks on many instances at once: how many more fit, and how a surplus is taken away."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import IntArray

UNLIMITED = 1 << 30
"""More tasks than any instance holds."""


def tasks_that_fit(free: IntArray, needs: IntArray) -> IntArray:
    """How many tasks fit into free room, the last axis of both being the resources; UNLIMITED without needs.

    Room that is less than nothing holds no task.
    """
    counts: IntArray = np.where(needs > 0, np.maximum(free, 0) // np.maximum(needs, 1), UNLIMITED).min(axis=-1)
    return counts


def without_surplus(held: IntArray, surplus: int) -> IntArray:
    """Tasks of one item on each instance, less a surplus that is taken from the first instances first."""
    remaining: IntArray = held - np.clip(surplus - (np.cumsum(held) - held), 0, held)
    return remaining
