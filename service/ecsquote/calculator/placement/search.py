"""The search: from the instant answer to the best one found, and the bound that says how good it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ecsquote.calculator.placement.answer import Found
from ecsquote.calculator.placement.columns import Columns, single_sets
from ecsquote.calculator.placement.cover import MIP_MARGIN, Rows, cover, cover_rows, proven, whole_cover
from ecsquote.calculator.placement.diving import dive
from ecsquote.calculator.placement.filling import filled, placed_beside
from ecsquote.calculator.placement.first_fit import best_single_kind
from ecsquote.calculator.placement.generation import Priced, generate
from ecsquote.calculator.placement.knapsack import Knapsacks
from ecsquote.calculator.placement.learnt import Learnt
from ecsquote.calculator.placement.limited import limited
from ecsquote.calculator.placement.minimum import MinimumRules
from ecsquote.calculator.placement.model import FloatArray, Model
from ecsquote.calculator.placement.packing import pack_exactly
from ecsquote.calculator.placement.plan import Plan, cheaper, joined, of_stacks, right_sized, trimmed
from ecsquote.calculator.placement.sampling import Sampler
from ecsquote.calculator.placement.search_space import SearchSpace, Stack, search_space
from ecsquote.calculator.placement.selection import chosen_sets, near_sets
from ecsquote.calculator.placement.single import plan_one_item
from ecsquote.calculator.placement.spares import Spare

__all__ = ["Found", "search"]

SLACKS = (0.002, 0.0, 0.004)
CONTENT = 0.003
"""A large cluster's plan this near its bound is not searched further."""
CONTENT_LARGE = 0.009
ENOUGH = 0.004
SAMPLED = 10
ROUNDS_LARGE = 8
ROUNDED_UP = (0.8, 1.0)
PASSES = 2
CONTENT_SMALL = 1e-4
CONTENT_LOOSE = 0.01
CONTENT_TABLES = 0.04
"""Below these gaps a large cluster is not searched further, a small one is done, larger tables are not worth it."""
SMALL_INSTANCES = 60
SMALL_TASKS = 1000
"""Up to both of these a cluster is small and searched to the end."""
TABLES = (40_000, 300_000)
ROUNDS = 60
LISTED = 120
NEAR = 30
"""Sets in one integer program; of the near ones at least so many beside those that the search came by."""
FLEET_SLACKS = (0.0, 0.01, 0.03)
FLEET_NODES = 100
SET_NODES = 200


@dataclass(slots=True)
class _State:
    """The best plan and bound so far."""

    space: SearchSpace
    rows: Rows
    spare: Spare
    best: Plan
    bound: float

    @property
    def cost(self) -> float:
        """The best plan with the spare instances it needs."""
        return self.cost_of(self.best)

    def cost_of(self, plan: Plan) -> float:
        """A plan with the spare instances it needs."""
        needed = len(plan.kinds)
        return plan.cost(self.space.prices - self.spare.surcharge) + self.spare.price * self.spare.beside(needed)

    @property
    def small(self) -> bool:
        """Whether the integer programs can finish."""
        return len(self.best.kinds) <= SMALL_INSTANCES and int(self.space.demand.sum()) <= SMALL_TASKS

    @property
    def gap(self) -> float:
        return self.cost / self.bound - 1

    def offer(self, plan: Plan | None) -> None:
        """Keeps the plan if it is cheaper by more than rounding."""
        if plan is not None and self.cost_of(plan) < self.cost * (1 - 1e-12):
            self.best = plan


def search(model: Model, demand: Sequence[int], minimum: MinimumRules, learnt: Learnt) -> Found:
    """The cheapest stacks found for a demand that fits, and a bound no fleet can beat."""
    least = model.price(minimum.spare_kind) * minimum.least
    if not any(demand):
        return Found((), least)
    space = search_space(model, demand, minimum.effective_prices(model))
    spare = Spare(minimum.least, float(model.price(minimum.spare_kind)), minimum.target_percent)
    state = _searched(space, spare, learnt)
    plan = state.best
    if model.rules.max_instance_types is not None:
        most = model.rules.max_instance_types
        plan = limited(model, space, spare, plan, most, lambda part: _searched(part, spare, Learnt()).best)
    return Found(tuple(_stacks(model, space, plan)), max(least, Decimal(state.bound)))


def _searched(space: SearchSpace, spare: Spare, learnt: Learnt) -> _State:
    """The best plan and bound of a space."""
    if len(space.items) == 1:
        plan, exact = plan_one_item(space, spare)
        return _State(space, Rows(np.zeros((0, len(space.kinds)))), spare, plan, exact)
    state = _first(space, spare)
    if state.gap > CONTENT:
        _improve(state, learnt)
    return state


def _first(space: SearchSpace, spare: Spare) -> _State:
    """The quick answers: a packed cover, one kind alone."""
    rows = cover_rows(space)
    solution = cover(space, rows, spare)
    if solution is None:
        raise AssertionError("every item fits some kind")
    bound = proven(space, rows, spare, solution.duals)
    best: Plan | None = None
    if int(space.demand.sum()) <= SMALL_TASKS:
        single = best_single_kind(space)
        best = right_sized(space, of_stacks(single)) if single else None
    if best is None or len(best.kinds) > SMALL_INSTANCES:
        best = cheaper(space, [best, _packed(space, rows, solution.values[:-1], bound)])
    if best is None:
        best = placed_beside(space, space.demand)
    if best is None:
        raise AssertionError("every item fits some kind")
    return _State(space, rows, spare, best, bound)


def _packed(space: SearchSpace, rows: Rows, values: FloatArray, bound: float) -> Plan | None:
    """The cheapest packed cover: with ever other slack, until one is near enough to the bound."""
    best: Plan | None = None
    for slack in SLACKS:
        best = cheaper(space, [best, filled(space, rows, values, slack)])
        if best is not None and best.cost(space.prices) <= bound * (1 + CONTENT):
            break
    return best


def _improve(state: _State, learnt: Learnt) -> None:
    """Sampled sets for large clusters, column generation where its tables reach, integer programs for small ones."""
    columns = Columns(state.space)
    columns.add_all(single_sets(state.space))
    columns.add_plan(state.best)
    learnt.into(columns)
    if state.small:
        _search_small(state, columns)
    else:
        _search_large(state, columns)
    learnt.keep(columns, state.best)


def _search_large(state: _State, columns: Columns) -> None:
    """Sampled sets, rounded; column generation with a few rounds where the gap stays open, mostly for its bound."""
    sampler = Sampler(columns, state.spare)
    for _ in range(PASSES):
        fractions = sampler.run(state.bound * (1 + ENOUGH), SAMPLED)
        for part in ROUNDED_UP:
            state.offer(_rounded(columns, fractions.values, part))
            if state.gap <= CONTENT_LARGE:
                return
    priced = generate(columns, Knapsacks(state.space, TABLES[0]), state.spare, ROUNDS_LARGE)
    _tighten(state, priced)
    state.offer(_rounded(columns, priced.values, 1.0))


def _search_small(state: _State, columns: Columns) -> None:
    """Column generation to its end, then a dive and integer programs; larger tables where small ones are too weak."""
    for cells in TABLES:
        knapsacks = Knapsacks(state.space, cells)
        priced = generate(columns, knapsacks, state.spare, ROUNDS)
        _tighten(state, priced)
        state.offer(_rounded(columns, priced.values, 1.0))
        _try_fleets(state)
        if state.gap > CONTENT_SMALL:
            state.offer(dive(columns, priced, TABLES[0]))
        if state.gap > CONTENT_SMALL:
            _select(state, columns, knapsacks, priced)
        loose = priced.objective > priced.bound * (1 + CONTENT) and knapsacks.large.size > 0
        if not loose or state.gap <= CONTENT_LOOSE:
            return


def _tighten(state: _State, priced: Priced) -> None:
    """The bound with the row that the found prices give."""
    state.rows = state.rows.with_values(priced.prices, priced.ceilings, state.space.demand)
    solution = cover(state.space, state.rows, state.spare)
    if solution is not None:
        state.bound = max(state.bound, proven(state.space, state.rows, state.spare, solution.duals))


def _try_fleets(state: _State) -> None:
    """The bound of whole instances, and fleets that meet all rows with ever more room, until one holds the tasks."""
    for slack in FLEET_SLACKS:
        solution = whole_cover(state.space, state.rows, state.spare, FLEET_NODES, slack)
        if solution is None:
            return
        if not slack:
            state.bound = max(state.bound, min(solution.bound * (1 - MIP_MARGIN), state.cost))
        if solution.objective >= state.cost * (1 - MIP_MARGIN):
            return
        counts = np.round(solution.values[: len(state.space.kinds)]).astype(np.int64)
        packed = pack_exactly(state.space, counts, FLEET_NODES)
        if packed is not None:
            state.offer(right_sized(state.space, Plan(*packed)))
            return


def _select(state: _State, columns: Columns, knapsacks: Knapsacks, priced: Priced) -> None:
    """Whole sets: those that could belong to a better fleet, the likeliest of them where they are many."""
    space = state.space
    near, complete = near_sets(space, knapsacks, priced, state.cost - priced.bound)
    everything = Columns(space)
    everything.add_plan(state.best)
    everything.add_all(zip(columns.kinds, columns.tasks, strict=True))
    most = max(NEAR, LISTED - len(columns.kinds))
    near.sort(key=lambda each: (each[0], each[1], each[2].tobytes()))
    everything.add_all((kind, tasks) for _, kind, tasks in near[:most])
    plan, bound = chosen_sets(everything, state.spare, state.best, SET_NODES)
    state.offer(plan)
    if complete and len(near) <= most:
        state.bound = max(state.bound, min(bound, state.cost))


def _rounded(columns: Columns, values: FloatArray, up: float) -> Plan | None:
    """The whole part of the fractions, those of `up` or more rounded up, and new instances for what that leaves."""
    space = columns.space
    copies = np.floor(values + 1 - up + 1e-9).astype(np.int64)
    kinds = np.repeat(np.array(columns.kinds, np.int64), copies)
    tasks = np.repeat(np.array(columns.tasks, np.int64), copies, axis=0)
    plan = right_sized(space, trimmed(space, Plan(kinds, tasks)))
    left = space.demand - plan.tasks.sum(axis=0)
    if not left.any():
        return plan
    rest = placed_beside(space, left)
    return None if rest is None else joined(space, [plan, rest])


def _stacks(model: Model, space: SearchSpace, plan: Plan) -> Iterator[Stack]:
    """The plan in the model's kinds and items, equal instances together."""
    shapes, copies = np.unique(np.column_stack([plan.kinds, plan.tasks]), axis=0, return_counts=True)
    for shape, count in zip(shapes, copies, strict=True):
        tasks = [0] * len(model.items)
        for item, number in zip(space.items, shape[1:], strict=True):
            tasks[int(item)] = int(number)
        yield Stack(int(space.kinds[shape[0]]), tuple(tasks), int(count))
