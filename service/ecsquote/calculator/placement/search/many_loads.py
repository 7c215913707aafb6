"""Fleets for many loads of one model, good ones at once: every load starts from what the others have found."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.decomposition import independent_components
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.packed_loads import PackedLoads, on_one_kind
from ecsquote.calculator.placement.search.packing_bounds import priced_items
from ecsquote.calculator.placement.search.plan import EqualInstances
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.work_limit import is_over

EFFICIENT_SHARE = 0.7
"""Of the patterns of all plans, those that hold the most for their price are tried in every load."""
MOST_PATTERNS = 300
ROUNDS = ((0.0, 2), (0.1, 0), (0.2, 0), (0.3, 3), (0.2, 0), (0.4, 3), (0.6, 4))
"""In each round, how much at random efficiency counts for more, and how many of the least efficient instances of each
load are packed anew afterwards."""
_PLACES = 9
"""To which efficiency is rounded, so that every machine decides ties alike."""


class ManyLoads:
    """Packs many demands of a model whose rules ask for no spare instances; types are chosen freely."""

    def __init__(self, model: Model, limits: SearchLimits) -> None:
        self._model, self._limits = model, limits

    def plans(self, demands: Sequence[Sequence[int]]) -> list[list[EqualInstances]]:
        """The instances of each demand (tasks by item, all of which fit somewhere), in the model's kinds and items."""
        model = self._model
        wanted = np.array(demands, np.int64).reshape(len(demands), len(model.items))
        found: list[list[EqualInstances]] = [[] for _ in demands]
        if not wanted.any():
            return found
        whole = self._space(wanted.max(axis=0))
        for component in independent_components(whole.fits):
            most = np.zeros(len(model.items), np.int64)
            most[whole.items[component]] = wanted.max(axis=0)[whole.items[component]]
            space = self._space(most)
            packed = _Packing(space, self._limits).packed(wanted[:, space.items])
            rows = np.column_stack([packed.loads, packed.kinds, packed.tasks])
            shapes, copies = np.unique(rows, axis=0, return_counts=True)
            for (load, kind, *tasks), count in zip(shapes.tolist(), copies.tolist(), strict=True):
                found[load].append(EqualInstances.in_model(space, kind, tasks, count, len(model.items)))
        return found

    def _space(self, demand: IntArray) -> SearchSpace:
        model = self._model
        return SearchSpace.of(model, demand.tolist(), model.prices, dominance_block=self._limits.dominance_block)


class _Packing:
    """The steps for one space."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self._space, self._limits = space, limits

    def packed(self, demands: IntArray) -> PackedLoads:
        """Every load packed; the steps are always the same."""
        space = self._space
        typical = np.maximum(np.ceil(demands.mean(axis=0)).astype(np.int64), 1)
        worths = priced_items(replace(space, demand=typical), self._limits).prices
        random = np.random.default_rng(self._limits.seed)
        best = on_one_kind(space, demands).cheaper(on_one_kind(space, demands, evenly=True))
        if not space.fits.all():
            best = best.cheaper(self._apart(demands))
        for noise, repacked in ROUNDS:
            if is_over():
                break
            best = best.cheaper(self._of_known_patterns(demands, best, worths, random.random(len(best.kinds)) * noise))
            if repacked:
                best = self._repacked(best, worths, repacked, random.random(len(best.kinds)) * noise)
        return best

    def _apart(self, demands: IntArray) -> PackedLoads:
        """Items that fit on the same kinds together, apart from the others: always possible."""
        sets: dict[bytes, list[int]] = {}
        for item, kinds in enumerate(self._space.fits.T):
            sets.setdefault(kinds.tobytes(), []).append(item)
        whole, costs = PackedLoads.none(demands), np.zeros(len(demands))
        for items in sets.values():
            own = np.zeros_like(demands)
            own[:, items] = demands[:, items]
            found = on_one_kind(self._space, own)
            costs = costs + found.costs
            whole = whole.joined(found, costs)
        return whole

    def _of_known_patterns(
        self, demands: IntArray, known: PackedLoads, worths: FloatArray, noise: FloatArray
    ) -> PackedLoads:
        """Each load of the most efficient patterns of all loads, as often as each goes in; the rest on one kind."""
        prices = self._space.prices
        patterns = np.unique(np.column_stack([known.kinds, known.tasks]), axis=0)
        kinds, tasks = patterns[:, 0], patterns[:, 1:]
        efficiency = np.round(tasks @ worths / prices[kinds], _PLACES)
        order = np.argsort(-(efficiency + noise[: len(kinds)]), kind="stable")
        good = order[: min(MOST_PATTERNS, int(len(kinds) * EFFICIENT_SHARE) + 1)]
        left, copies = demands.copy(), np.zeros((len(good), len(demands)), np.int64)
        for place, pattern in enumerate(good.tolist()):
            asked = np.flatnonzero(tasks[pattern])
            copies[place] = (left[:, asked] // tasks[pattern, asked]).min(axis=1)
            left -= copies[place][:, None] * tasks[pattern]
        chosen, load = np.nonzero(copies)
        times = copies[chosen, load]
        used = np.repeat(good[chosen], times)
        costs = prices[kinds[good]] @ copies
        rest = on_one_kind(self._space, left)
        return rest.joined(PackedLoads(np.repeat(load, times), kinds[used], tasks[used], costs), rest.costs + costs)

    def _repacked(self, known: PackedLoads, worths: FloatArray, count: int, noise: FloatArray) -> PackedLoads:
        """The least efficient instances of each load packed anew on one kind, where that is cheaper."""
        prices = self._space.prices
        efficiency = np.round(known.tasks @ worths / prices[known.kinds], _PLACES)
        order = np.lexsort((efficiency + noise, known.loads))
        first = np.searchsorted(known.loads[order], known.loads[order])
        removed = np.zeros(len(order), np.bool_)
        removed[order] = np.arange(len(order)) - first < count
        demands = known.demands(removed)
        new = on_one_kind(self._space, demands).cheaper(on_one_kind(self._space, demands, evenly=True))
        kept = known.costs - known.hourly(prices, removed)
        changed = known.of(~removed).joined(new, kept + new.costs)
        return known.cheaper(changed)
