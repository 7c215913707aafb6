"""The search: from the instant answer to the best one found, and the bound that says how good it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from ecsquote.calculator.placement.answer import Found
from ecsquote.calculator.placement.columns import Columns, Priced, generate, single_sets
from ecsquote.calculator.placement.cover import MIP_MARGIN, Rows, Spare, cover, cover_rows, proven
from ecsquote.calculator.placement.diving import dive
from ecsquote.calculator.placement.filling import filled, placed_beside
from ecsquote.calculator.placement.first_fit import best_single_kind
from ecsquote.calculator.placement.knapsack import Knapsacks
from ecsquote.calculator.placement.limited import limited
from ecsquote.calculator.placement.minimum import MinimumRules
from ecsquote.calculator.placement.model import Model
from ecsquote.calculator.placement.packing import pack_exactly
from ecsquote.calculator.placement.plan import Plan, cheaper, joined, of_stacks, right_sized, trimmed
from ecsquote.calculator.placement.search_space import SearchSpace, Stack, only_kinds, search_space
from ecsquote.calculator.placement.selection import chosen_sets, near_sets
from ecsquote.calculator.placement.single import plan_one_item

__all__ = ["Found", "search"]

SLACKS = (0.001, 0.003, 0.0, 0.007)
CONTENT = 0.003
"""A large cluster's plan this near its bound is not searched further."""
CONTENT_LARGE = 0.02
CONTENT_SMALL = 1e-5
CONTENT_TABLES = 0.04
"""Below these gaps a large cluster is not searched further, a small one is done, larger tables are not worth it."""
SMALL_INSTANCES = 60
SMALL_TASKS = 1000
"""Up to both of these a cluster is small and searched to the end."""
TABLES = (40_000, 300_000)
ROUNDS = 60
LISTED = 150
FLEET_SLACKS = (0.0, 0.005, 0.015, 0.03, 0.06)
NODES = 50
MOST_PARTS = 6
"""Into how many equal parts a cluster is cut in search of fleets of more instances."""


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
        """A plan with the spare instances it needs: never more than they will be."""
        return plan.cost(self.space.prices) + self.spare.price * self._lacking_of(plan)

    def _lacking_of(self, plan: Plan) -> float:
        return max(0.0, self.spare.least - self.spare.per_needed * len(plan.kinds))

    @property
    def lacking(self) -> float:
        """How many instances must run beside the best plan's."""
        return self._lacking_of(self.best)

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


def search(model: Model, demand: Sequence[int], minimum: MinimumRules, *, thorough: bool = True) -> Found:
    """The cheapest stacks found for a demand that fits, and a bound no fleet can beat."""
    least = model.price(minimum.spare_kind) * minimum.least
    if not any(demand):
        return Found((), least)
    space = search_space(model, demand, minimum.effective_prices(model))
    spare = Spare(minimum.least, float(model.price(minimum.spare_kind)), 100 / minimum.target_percent)
    state = _searched(space, spare, thorough=thorough)
    plan = state.best
    if model.rules.max_instance_types is not None:
        most = model.rules.max_instance_types
        plan = limited(model, space, spare, plan, most, lambda part: _searched(part, spare, thorough=thorough).best)
    return Found(tuple(_stacks(model, space, plan)), max(least, Decimal(state.bound)))


def _searched(space: SearchSpace, spare: Spare, *, thorough: bool) -> _State:
    """The best plan and bound of a space."""
    if len(space.items) == 1:
        plan, exact = plan_one_item(space, spare)
        return _State(space, Rows(np.zeros((0, len(space.kinds)))), spare, plan, exact)
    state = _first(space, spare)
    if thorough and state.gap > CONTENT:
        _improve(state)
    if state.lacking > 0:
        _try_smaller_kinds(state, thorough=thorough)
    return state


def _try_smaller_kinds(state: _State, *, thorough: bool) -> None:
    """Fleets of kinds that hold a half, a third … of everything: where many must run, empty ones are a waste."""
    space = state.space
    total = (space.needs * space.demand[:, None]).sum(axis=0)
    part_held = (space.free / np.maximum(total, 1)).min(axis=1)
    for parts in range(2, min(MOST_PARTS, state.spare.least) + 1):
        kinds = np.flatnonzero(part_held * parts <= 1)
        if not space.fits[kinds].any(axis=0).all():
            return
        found = _searched(only_kinds(space, kinds), replace(state.spare, least=0), thorough=thorough).best
        state.offer(Plan(kinds[found.kinds], found.tasks))


def _first(space: SearchSpace, spare: Spare) -> _State:
    """The quick answers: a packed cover, one kind alone."""
    rows = cover_rows(space)
    solution = cover(space, rows, spare)
    if solution is None:
        raise AssertionError("every item fits some kind")
    bound = proven(space, rows, spare, solution.duals)
    best: Plan | None = None
    for slack in SLACKS:
        best = cheaper(space, [best, filled(space, rows, solution.values[:-1], slack)])
        if best is not None and best.cost(space.prices) <= bound * (1 + CONTENT):
            break
    if best is None or len(best.kinds) <= SMALL_INSTANCES:
        single = best_single_kind(space)
        best = cheaper(space, [best, right_sized(space, of_stacks(single)) if single else None])
    if best is None:
        best = placed_beside(space, space.demand)
    if best is None:
        raise AssertionError("every item fits some kind")
    return _State(space, rows, spare, best, bound)


def _improve(state: _State) -> None:
    """Column generation where its tables reach, the integer programs where the cluster is small."""
    if state.gap <= CONTENT_LARGE and not state.small:
        return
    space = state.space
    columns = Columns(space)
    columns.add_all(single_sets(space))
    columns.add_all((int(kind), tasks) for kind, tasks in zip(state.best.kinds, state.best.tasks, strict=True))
    for cells in TABLES:
        priced = generate(columns, Knapsacks(space, cells), ROUNDS)
        _tighten(state, priced)
        content = CONTENT if state.small else CONTENT_TABLES
        if priced.objective <= priced.bound * (1 + CONTENT) or state.gap <= content:
            break
    state.offer(_rounded(columns, priced))
    if state.small:
        state.offer(dive(columns, priced, TABLES[0]))
        _try_fleets(state)
        if state.gap > CONTENT_SMALL:
            _select(state, columns, priced)


def _tighten(state: _State, priced: Priced) -> None:
    """The bound with the row that the found prices give."""
    state.rows = state.rows.with_values(priced.prices, priced.ceilings, state.space.demand)
    solution = cover(state.space, state.rows, state.spare)
    if solution is not None:
        state.bound = max(state.bound, proven(state.space, state.rows, state.spare, solution.duals))


def _try_fleets(state: _State) -> None:
    """The cheapest whole fleets that meet all rows with ever more room, until one holds the tasks."""
    for slack in FLEET_SLACKS:
        mip = cover(state.space, state.rows, state.spare, NODES, slack)
        if mip is None:
            return
        if not slack:
            state.bound = max(state.bound, min(mip.bound * (1 - MIP_MARGIN), state.cost))
        if mip.objective >= state.cost * (1 - MIP_MARGIN):
            return
        counts = np.round(mip.values[:-1]).astype(np.int64)
        packed = pack_exactly(state.space, counts, NODES)
        if packed is not None:
            state.offer(right_sized(state.space, Plan(*packed)))
            return


def _select(state: _State, columns: Columns, priced: Priced) -> None:
    """Whole sets: all that could belong to a better fleet if they are few enough, else those found so far."""
    space = state.space
    sets = near_sets(space, priced, state.cost - priced.bound, LISTED)
    everything = Columns(space)
    everything.add_all([*zip(columns.kinds, columns.tasks, strict=True), *(sets or [])])
    plan, bound = chosen_sets(everything, NODES)
    state.offer(plan)
    if sets is not None:
        state.bound = max(state.bound, min(bound, state.cost))


def _rounded(columns: Columns, priced: Priced) -> Plan | None:
    """The whole part of the fractions, and new instances for the tasks that leaves."""
    space = columns.space
    copies = np.floor(priced.values + 1e-9).astype(np.int64)
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
