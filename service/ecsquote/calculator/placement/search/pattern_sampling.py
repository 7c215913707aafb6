"""Pattern sampling: random patterns that fill instances of every size well at the present prices of the tasks.

Each draw fills an instance greedily by value per room, with values and the weights of the resources changed a little
at random, and takes only a part of what fits of the first items before it fills up. That finds balanced patterns (one
task of much memory and fourteen of little) which a plain greedy misses and which tables of large instances would take
a hundred times as long to find. Sampling proves nothing; its patterns join the restricted master.
"""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.fractional_patterns import FractionalPatterns
from ecsquote.calculator.placement.search.numeric_margins import PROFIT_MARGIN
from ecsquote.calculator.placement.search.parallel_filling import ParallelFilling
from ecsquote.calculator.placement.search.pattern_pool import Pattern, PatternPool
from ecsquote.calculator.placement.search.restricted_master import MasterSolution, RestrictedMaster
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.work_limit import is_over


class PatternSampler:
    """Draws patterns for a pool and solves the restricted master over them, round by round."""

    def __init__(self, pool: PatternPool, limits: SearchLimits) -> None:
        self._pool = pool
        self._space = pool.space
        self._limits = limits
        self._master = RestrictedMaster(pool)
        self._fractional = FractionalPatterns(pool.space)
        self._random = np.random.default_rng(limits.seed)
        self._best_of_kind = np.full(len(pool.space.kinds), np.inf)
        self._round = 0

    def run(self, target: float, rounds: int) -> MasterSolution:
        """Add patterns until the fractions cost no more than `target`, none is new or the rounds are over."""
        stalled = 0
        for _ in range(rounds):
            solution = self._master.solve()
            if solution.objective <= target or stalled >= self._limits.stalled_rounds or is_over():
                return solution
            stalled = 0 if self._add_patterns(solution) else stalled + 1
        return self._master.solve()

    def _add_patterns(self, solution: MasterSolution) -> int:
        """Add the best patterns drawn, and those from fractions for the most promising kinds; how many were new.

        Every few rounds patterns are drawn for all kinds, else for those that had the best ones lately.
        """
        limits, best = self._limits, self._best_of_kind
        floor = best.max() - limits.near_best_kind if self._round % limits.all_kinds_every else 0.0
        near = np.flatnonzero(best >= floor)
        self._round += 1
        kinds = np.repeat(near, limits.draws_per_kind)
        drawn = self._drawn(kinds, solution.prices)
        ratio = self._ratio(solution, kinds, drawn)
        best[near] = ratio.reshape(-1, limits.draws_per_kind).max(axis=1)
        order = np.argsort(-ratio, kind="stable")[: limits.sampled_patterns_per_round]
        new = self._add_paying(solution, kinds[order], drawn[order])
        if self._round <= limits.rounds_before_fractions:
            return new
        promising = np.argsort(-best, kind="stable")[: limits.fractional_kinds]
        return new + self._add_paying(solution, promising, self._fractional.best(promising, solution.prices))

    def _ratio(self, solution: MasterSolution, kinds: IntArray, tasks: IntArray) -> FloatArray:
        """What patterns are worth, as a share of what their instances cost."""
        worth = tasks @ solution.prices + solution.reward * self._space.spare.per_needed
        ratio: FloatArray = worth / self._space.prices[kinds]
        return ratio

    def _add_paying(self, solution: MasterSolution, kinds: IntArray, tasks: IntArray) -> int:
        """Add the patterns that are worth more than they cost; how many were new."""
        paying = np.flatnonzero(self._ratio(solution, kinds, tasks) > 1 + PROFIT_MARGIN)
        return self._pool.add_all(Pattern(int(kinds[each]), tasks[each]) for each in paying)

    def _drawn(self, kinds: IntArray, prices: FloatArray) -> IntArray:
        """One pattern for each of the kinds (positions in the space, repeated), without conflicts."""
        space, random, noise = self._space, self._random, self._limits.value_noise
        values = prices * (1 + noise * (2 * random.random((len(kinds), len(prices))) - 1))
        mixture = random.random((len(kinds), space.needs.shape[1])) / np.maximum(space.free[kinds], 1)
        sizes = np.maximum(mixture @ space.needs.T, 1e-12)
        order = np.argsort(-(values / sizes), axis=1, kind="stable")
        partly_taken = min(self._limits.partly_taken_items, len(prices))
        shares = random.random((len(kinds), partly_taken))
        instances = ParallelFilling(space, kinds)
        for place in range(partly_taken):
            instances.take(order[:, place], shares[:, place])
        for place in range(len(prices)):
            instances.take(order[:, place])
        return instances.tasks
