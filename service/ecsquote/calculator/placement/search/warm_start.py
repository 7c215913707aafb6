"""What one plan teaches the next: loads of one month differ by few tasks, and so do the sets of tasks worth buying."""

from dataclasses import dataclass, field

import numpy as np

from ecsquote.calculator.placement.search.model import IntArray
from ecsquote.calculator.placement.search.plan import Plan, fitted
from ecsquote.calculator.placement.search.restricted_master import PatternPool

MOST_PATTERNS = 300


@dataclass(frozen=True, slots=True)
class _Known:
    """Sets of one part of the cluster."""

    items: IntArray
    """Positions in the model."""
    sets: IntArray
    """sets × items."""


@dataclass(slots=True)
class WarmStart:
    """Sets of tasks that were worth looking at for one demand, for the next demand of the same model."""

    _known: list[_Known] = field(default_factory=list)

    def keep(self, columns: PatternPool, best: Plan) -> None:
        """The plan's sets and those it was chosen from, in place of what was known of these items."""
        items = columns.space.items
        others = [known for known in self._known if not np.isin(known.items, items).any()]
        self._known = [*others, _Known(items, np.array([*best.tasks, *columns.tasks][:MOST_PATTERNS]))]

    def into(self, columns: PatternPool) -> None:
        """What is known, less what is not wanted any more, each set as the cheapest kind that holds it."""
        space = columns.space
        for known in self._known:
            _, here, there = np.intersect1d(space.items, known.items, assume_unique=True, return_indices=True)
            tasks = np.zeros((len(known.sets), len(space.items)), np.int64)
            tasks[:, here] = np.minimum(known.sets[:, there], space.demand[here])
            plan = fitted(space, tasks)
            columns.add_all(zip(plan.kinds.tolist(), plan.tasks, strict=True))
