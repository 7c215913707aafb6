"""What one plan teaches the next: loads of one month differ by few tasks, and so do the sets of tasks worth buying."""

from dataclasses import dataclass, field

import numpy as np

from ecsquote.calculator.placement.columns import Columns
from ecsquote.calculator.placement.model import IntArray
from ecsquote.calculator.placement.plan import Plan, fitted

MOST_SETS = 300


@dataclass(slots=True)
class Learnt:
    """Sets of tasks that were worth looking at for one demand, for the next demand of the same model."""

    items: list[int] = field(default_factory=list)
    sets: list[IntArray] = field(default_factory=list)
    """Tasks of each of `items`, which are positions in the model."""

    def keep(self, columns: Columns, best: Plan) -> None:
        """The plan's sets and those it was chosen from, in place of what was known."""
        self.items = columns.space.items.tolist()
        self.sets = [*best.tasks, *columns.tasks][:MOST_SETS]

    def into(self, columns: Columns) -> None:
        """What is known, less what is not wanted any more, each set as the cheapest kind that holds it."""
        if not self.sets:
            return
        space = columns.space
        known = {item: position for position, item in enumerate(self.items)}
        tasks = np.zeros((len(self.sets), len(space.items)), np.int64)
        before = np.array(self.sets)
        for position, item in enumerate(space.items.tolist()):
            if item in known:
                tasks[:, position] = np.minimum(before[:, known[item]], space.demand[position])
        plan = fitted(space, tasks)
        columns.add_all(zip(plan.kinds.tolist(), plan.tasks, strict=True))
