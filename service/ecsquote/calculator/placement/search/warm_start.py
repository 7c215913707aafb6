"""Warm start: loads of one month differ by a few tasks, so the patterns of one help to find the fleet of the next."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import IntArray
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.plan import Plan


@dataclass(frozen=True, slots=True)
class _KnownPatterns:
    """Patterns of one component of the cluster."""

    items: IntArray
    """Positions in the model."""
    tasks: IntArray
    """patterns × items."""


class WarmStart:
    """The patterns of one demand's search, for the next demand of the same model."""

    def __init__(self, kept_patterns: int) -> None:
        """`kept_patterns`: how many patterns of one search are kept at most."""
        self._kept = kept_patterns
        self._known: list[_KnownPatterns] = []

    def keep(self, pool: PatternPool, best: Plan) -> None:
        """Keep the plan's patterns and those it was chosen from, replacing what is known of these items."""
        items = pool.space.items
        others = [known for known in self._known if not np.isin(known.items, items).any()]
        self._known = [*others, _KnownPatterns(items, np.array([*best.tasks, *pool.tasks][: self._kept]))]

    def add_to(self, pool: PatternPool) -> None:
        """Add the known patterns, reduced to the demand, each on the cheapest kind that holds it."""
        space = pool.space
        for known in self._known:
            _, here, there = np.intersect1d(space.items, known.items, assume_unique=True, return_indices=True)
            tasks = np.zeros((len(known.tasks), len(space.items)), np.int64)
            tasks[:, here] = np.minimum(known.tasks[:, there], space.demand[here])
            pool.add_plan(Plan.on_cheapest_kinds(tasks, space))
