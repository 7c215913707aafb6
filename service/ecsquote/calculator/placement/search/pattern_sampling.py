"""Sets of tasks drawn at random: what fills instances of every size well at the present prices of the tasks.

Each draw fills an instance greedily by value for the room taken, with values and the weights of the resources shaken a
little, and takes only a part of what there is room for of the first items before it fills up. That finds the balanced
sets (one task of much memory and fourteen of little) which a plain greedy misses and which tables of large instances
would take a hundred times as long to find. It proves nothing; what it finds joins the linear program.
"""

import numpy as np

from ecsquote.calculator.placement.search.fractional_patterns import patterns_from_fractions
from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.parallel_filling import ParallelFilling
from ecsquote.calculator.placement.search.restricted_master import MasterSolution, PatternPool, RestrictedMaster
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances

SEED = 1
"""Every plan draws the same stream: PCG64 gives the same numbers on every machine."""
DRAWS = 20
"""Sets drawn for one kind in a round."""
SHAKEN = 0.3
"""By what share the values are shaken at most, up or down."""
IN_PART = 5
"""Of so many first items only a part of what has room is taken at first."""
NEW_PATTERNS = 32
RELAXED, PLAIN = 12, 5
"""Kinds that get, beside draws, the whole part of their best fractions; and rounds before that: it costs more time."""
STALLS = 3
"""So many rounds in a row without a new set end the search."""
NEAR = 0.06
"""A kind whose sets were worth less than the best kind's by more than this share is drawn for every few rounds only."""
ALL_KINDS_EVERY = 4


class PatternSampler:
    """Draws sets for the columns of a plan and solves the linear program over them, round by round."""

    def __init__(self, columns: PatternPool, spare: SpareInstances) -> None:
        self._columns = columns
        self._spare = spare
        self._master = RestrictedMaster(columns, spare)
        self._random = np.random.default_rng(SEED)
        self._best_of_kind = np.full(len(columns.space.kinds), np.inf)
        self._round = 0

    def run(self, enough: float, rounds: int) -> MasterSolution:
        """More sets until the fractions cost no more than `enough`, none is found any more or the rounds are over."""
        stalls = 0
        for _ in range(rounds):
            found = self._master.solve()
            if found.objective <= enough or stalls >= STALLS:
                return found
            stalls = 0 if self._add_sets(found) else stalls + 1
        return self._master.solve()

    def _add_sets(self, found: MasterSolution) -> int:
        """The sets that pay most of those drawn, and those from fractions for the likeliest kinds; how many were new.

        Draws are for every kind, or for those that had the best sets lately.
        """
        space, best = self._columns.space, self._best_of_kind
        near = np.flatnonzero(best >= (best.max() - NEAR if self._round % ALL_KINDS_EVERY else 0.0))
        self._round += 1
        kinds = np.repeat(near, DRAWS)
        drawn = _drawn(space, kinds, found.prices, self._random)
        ratio = self._ratio(found, kinds, drawn)
        best[near] = ratio.reshape(-1, DRAWS).max(axis=1)
        order = np.argsort(-ratio, kind="stable")[:NEW_PATTERNS]
        new = self._add_paying(found, kinds[order], drawn[order])
        if self._round <= PLAIN:
            return new
        likely = np.argsort(-best, kind="stable")[:RELAXED]
        return new + self._add_paying(found, likely, patterns_from_fractions(space, likely, found.prices))

    def _ratio(self, found: MasterSolution, kinds: IntArray, tasks: IntArray) -> FloatArray:
        """What sets are worth for what their instance costs."""
        worth = tasks @ found.prices + found.reward * self._spare.per_needed
        ratio: FloatArray = worth / self._columns.space.prices[kinds]
        return ratio

    def _add_paying(self, found: MasterSolution, kinds: IntArray, tasks: IntArray) -> int:
        """The sets that are worth more than they cost; how many were new."""
        paying = np.flatnonzero(self._ratio(found, kinds, tasks) > 1 + 1e-9)
        return self._columns.add_all((int(kinds[each]), tasks[each]) for each in paying)


def _drawn(space: SearchSpace, kinds: IntArray, prices: FloatArray, random: np.random.Generator) -> IntArray:
    """One set for each of the kinds (positions in the space, repeated), port clashes respected."""
    values = prices * (1 + SHAKEN * (2 * random.random((len(kinds), len(prices))) - 1))
    mixture = random.random((len(kinds), space.needs.shape[1])) / np.maximum(space.free[kinds], 1)
    sizes = np.maximum(mixture @ space.needs.T, 1e-12)
    order = np.argsort(-(values / sizes), axis=1, kind="stable")
    in_part = min(IN_PART, len(prices))
    parts = random.random((len(kinds), in_part))
    instances = ParallelFilling(space, kinds)
    for place in range(in_part):
        instances.take(order[:, place], parts[:, place])
    for place in range(len(prices)):
        instances.take(order[:, place])
    return instances.tasks
