"""The pricing problem: the most that one instance can be worth at given values of the tasks.

Kinds of little room have knapsack tables, which are exact; the others have ceilings by surrogate relaxation.
"""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.knapsack_tables import KindClass, KnapsackTable, kind_classes
from ecsquote.calculator.placement.search.pattern_pool import Pattern
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.surrogate_relaxation import SurrogateRelaxation


class PricingProblem:
    """Answers, for any values of the items, how much one instance of each kind is worth at most."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self.space = space
        self._limits = limits
        self.classes: tuple[KindClass, ...] = ()
        self.tables: tuple[KnapsackTable, ...] = ()
        self.without_table = np.arange(len(space.kinds))
        self._surrogate: SurrogateRelaxation | None = None
        self.add_tables(self.without_table, limits.table_cells)

    def add_tables(self, kinds: IntArray, cells: int) -> bool:
        """Give tables of up to this many cells to some of the kinds without one; whether any got one."""
        found = kind_classes(self.space, [int(kind) for kind in kinds], cells, self._limits.shared_table_cells)
        self.classes += tuple(found)
        with_table = np.array([kind for each in found for kind in each.kinds], np.int64)
        self.without_table = np.setdiff1d(self.without_table, with_table)
        rest = self.without_table
        self._surrogate = SurrogateRelaxation(self.space.only_kinds(rest), self._limits) if rest.size else None
        return bool(found)

    def ceilings(self, values: FloatArray) -> FloatArray:
        """At least the value of the best pattern of each kind; keeps the tables for `best_patterns`."""
        answer = np.zeros(len(self.space.kinds))
        if self._surrogate is not None:
            answer[self.without_table] = self._surrogate.ceilings(values)
        self.tables = tuple(each.table(values) for each in self.classes)
        for each, table in zip(self.classes, self.tables, strict=True):
            answer[each.kinds] = table.values[each.ends]
        return answer

    def best_patterns(self) -> list[Pattern]:
        """The best pattern of each kind at the values of the last `ceilings`, repaired where it does not fit."""
        found: list[Pattern] = []
        for each, table in zip(self.classes, self.tables, strict=True):
            found += self._repaired(each.kinds, each.best_tasks(table, len(self.space.items)))
        if self._surrogate is not None:
            found += self._repaired(self.without_table, self._surrogate.filled())
        return found

    def _repaired(self, kinds: IntArray, tasks: IntArray) -> list[Pattern]:
        rows = zip(kinds.tolist(), tasks, strict=True)
        return [Pattern(kind, self.space.repaired(kind, row)) for kind, row in rows]
