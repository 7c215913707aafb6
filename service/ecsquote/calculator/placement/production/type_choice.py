"""The instance type of one capacity provider: bounds first, then layouts, until no type can be cheaper."""

from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np

from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.exact_layout import ExactLayouts
from ecsquote.calculator.placement.production.filling_bound import filling_weights
from ecsquote.calculator.placement.production.instance_count import InstanceCount
from ecsquote.calculator.placement.production.kind_plan import ChosenType, KindPlan
from ecsquote.calculator.placement.production.layout import Layout, cpu_in_use
from ecsquote.calculator.placement.production.load_plan import KindLayouts
from ecsquote.calculator.placement.production.lower_bound import (
    LoadTotals,
    least_needed,
    least_with_headroom,
    raw_weights,
    sharp_weights,
)
from ecsquote.calculator.placement.production.month import Month
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem, holds_daemons
from ecsquote.calculator.placement.production.zone_spread import ZoneSpread
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.work_limit import is_over

EXACT_EFFORT = 400
"""How much one provider's exact programs may take: counted, so that every machine gives the same fleet."""
MANY_LOADS = 48
"""With more different loads none is solved exactly, and a type is given up once its loads cost more than the best's."""
ATTEMPTS, ATTEMPTS_OF_MANY, PACKED_ANEW = 32, 3, 150
"""How often a zone is packed anew; see `packing.squeeze`."""
SMALL_CLUSTER, LARGE_LOAD, SEVERAL_TYPES = 60, 1000, 2
SLACK, SLACK_AFTER_SEVERAL = 0.004, 0.006
"""How far above the best bound the fleet of a large load may be left."""
GOOD_ENOUGH = Fraction(1, 400)
"""A gap at which large loads are left as they are."""


class TypeChoice:
    """One provider's search; costs are those of one round of the loads."""

    def __init__(self, table: CandidateTable, problem: ProviderProblem, month: Month, count: InstanceCount) -> None:
        self._table, self._problem, self._month, self._count = table, problem, month, count
        useful = _useful(problem)
        plain = problem.daemons_everywhere and (problem.room == problem.room[:, :1]).all()
        bursts = month.rules.bursts
        self._kinds = table.undominated(useful, bursts) if plain else np.flatnonzero(useful)
        self._best: KindPlan | None = None
        self._plans: dict[int, KindPlan] = {}
        self._layouts: dict[int, KindLayouts] = {}
        self._known_totals: dict[bytes, LoadTotals] = {}
        self._solvers: dict[int, ExactLayouts] = {}

    def choose(self) -> ChosenType | None:
        """The cheapest type; None where no type holds every service."""
        if not len(self._kinds):
            return None
        raw = raw_weights(self._problem, self._kinds)
        totals = self._totals(int(self._kinds[0]))
        counts = self._running(raw, totals)
        rough = (counts @ self._month.weights) * self._table.costs[self._kinds]
        floor = self._try_in_order(raw, rough.tolist())
        self._prove()
        if self._best is None:
            raise AssertionError("the first type of all is always laid out")
        bound = min([self._best.cost, *floor, *(plan.bound for plan in self._plans.values())])
        if self._month.rules.max_instance_types != 1:
            bound = min(bound, self._bound_of_mixtures())
        return ChosenType(self._best, bound)

    def _try_in_order(self, raw: FloatArray, rough: list[float]) -> list[Fraction]:
        """Lay out types, the lowest bound first; the bound of those that are not tried, if there are some.

        To lay out many loads takes long, so that bounds are sharpened first.
        """
        waiting: list[tuple[float, int, bool]] = [(bound, place, False) for place, bound in enumerate(rough)]
        heapify(waiting)
        tried = 0
        while waiting:
            bound, place, sharp = heappop(waiting)
            far = self._best is not None and bound > float(self._best.cost) * (1 + 1e-9 - self._slack(tried))
            if far or (self._best is not None and is_over()):
                return [Fraction(bound) * (1 - Fraction(1, 10**9))]
            kind = int(self._kinds[place])
            if not sharp:
                self._plans[kind] = self._unlaid(kind, sharp_weights(raw[place : place + 1]))
            if not sharp and self._many_loads:
                heappush(waiting, (max(bound, float(self._plans[kind].bound)), place, True))
                continue
            self._try(self._plans[kind])
            tried += 1
        return []

    def _bound_of_mixtures(self) -> Fraction:
        """A bound on fleets of several types: each resource at the lowest price for which some type sells it."""
        problem = self._problem
        kinds = np.flatnonzero(np.any(np.any(problem.allowed, axis=1), axis=1))
        room = problem.room[kinds].max(axis=1)
        with np.errstate(divide="ignore"):
            prices = np.where(room > 0, self._table.costs[kinds, None] / np.maximum(room, 1e-9), np.inf).min(axis=0)
        demand = self._month.tasks @ problem.needs
        hourly = np.where(demand > 0, demand * np.where(np.isinf(prices), 0.0, prices), 0.0).max(axis=1, initial=0.0)
        return Fraction(float(hourly @ self._month.weights)) * (1 - Fraction(1, 10**9))

    def _totals(self, kind: int) -> LoadTotals:
        """What the loads fix by zone: the same for all types that are open to the services in the same zones."""
        opens = self._problem.zones_open(kind)
        key = opens.tobytes()
        if key not in self._known_totals:
            month = self._month
            fixed = [ZoneSpread.of(row, self._problem.spreads, opens).fixed for row in month.tasks]
            shape = (len(month.tasks), len(opens), month.tasks.shape[1])
            known = LoadTotals(np.array(fixed).reshape(shape), month.tasks, month.flagged.astype(np.float64))
            self._known_totals[key] = known
        return self._known_totals[key]

    def _running(self, weights: FloatArray, totals: LoadTotals) -> IntArray:
        """Types × loads: instances that run at the least."""
        needed = least_needed(weights, totals)
        held = least_with_headroom(weights, totals, needed) if totals.flagged.any() else needed
        return self._count.running_each(needed, held)

    def _unlaid(self, kind: int, weights: FloatArray) -> KindPlan:
        """The plan of a type before anything is laid out."""
        month = self._month
        if self._many_loads:
            more = filling_weights(self._problem, kind, month.tasks, month.weights)
            weights = np.concatenate([weights, more[None]], axis=1)
        totals = self._totals(kind)
        needed = least_needed(weights, totals)[0].tolist()
        least = self._running(weights, totals)[0].tolist()
        return KindPlan(kind, weights[0], [], needed, least, Fraction(0), self._bound(kind, least))

    def _try(self, plan: KindPlan) -> None:
        """Lay out every load on a type, unless its bound or the loads so far show that it is not cheaper."""
        kind, needed, least = plan.kind, plan.needed, plan.least
        if not self._beats(kind, plan.bound):
            return
        layouts = self._kind_layouts(kind, plan.weights)
        month = self._month
        limit = None if self._best is None else float(self._best.cost)
        price = self._table.costs[kind]
        hoped = float(np.dot(least, month.weights)) * price
        for load in np.argsort(-month.weights, kind="stable").tolist():
            layout = layouts.lay_out(month.tasks[load], month.flagged[load], needed[load], self._goal(kind))
            plan.layouts.append(layout)
            hoped += (layout.instances - least[load]) * month.weights[load] * price
            if limit is not None and ((hoped > limit * (1 + 1e-9) and self._many_loads) or is_over()):
                plan.layouts = []
                return
        plan.layouts = _back_in_order(plan.layouts, month.weights)
        self._settle(plan)

    def _settle(self, plan: KindPlan) -> None:
        """The plan's cost, and whether it is the best so far."""
        plan.cost = self.cost(plan.kind, plan.layouts)
        if self._beats(plan.kind, plan.cost):
            self._best = plan

    def _beats(self, kind: int, cost: Fraction) -> bool:
        """Lower cost, or the same of a newer generation or an earlier name: the table's order."""
        return self._best is None or (cost, kind) < (self._best.cost, self._best.kind)

    def _kind_layouts(self, kind: int, weights: FloatArray) -> KindLayouts:
        terms = self._month.rules.bursts.get(self._table.names[kind])
        factor = float(self._month.rules.average_cpu_percent) / 100
        baseline = float(terms.baseline_cpu_units) / factor if terms is not None and factor else None
        found = KindLayouts(self._problem, kind, weights, self._count, baseline, self._attempts)
        self._layouts[kind] = found
        return found

    def cost(self, kind: int, layouts: list[Layout]) -> Fraction:
        """What one round costs: instance-hours and surplus credits."""
        hours = self._month.instance_hours([layout.instances for layout in layouts])
        surplus = self.surplus(kind, layouts)
        terms = self._month.rules.bursts.get(self._table.names[kind])
        credit = Fraction(terms.surplus_vcpu_hour) if terms else Fraction(0)
        return hours * self._table.prices[kind] + surplus * credit

    def surplus(self, kind: int, layouts: list[Layout]) -> Fraction:
        """Surplus vCPU-hours of one round."""
        terms = self._month.rules.bursts.get(self._table.names[kind])
        if terms is None:
            return Fraction(0)
        return self._month.surplus([cpu_in_use(self._problem, kind, layout) for layout in layouts], terms)

    def _bound(self, kind: int, least: list[int]) -> Fraction:
        """What one round costs at the least.

        Where an instance costs less than the credits that its baseline saves, more instances than the least may be
        cheaper: then each vCPU-hour counts at that lower price.
        """
        price = self._table.prices[kind]
        fixed = self._month.instance_hours(least) * price
        terms = self._month.rules.bursts.get(self._table.names[kind])
        if terms is None:
            return fixed
        daemons = self._problem.daemon_cpu[kind].min()
        used = self._month.tasks @ self._problem.needs[:, 0] + np.array(least) * daemons
        surplus = self._month.least_surplus([int(each) for each in used], least, terms)
        factor = Fraction(self._month.rules.average_cpu_percent) / 100
        saved = (Fraction(terms.baseline_cpu_units) - int(daemons) * factor) / 1024
        dear = Fraction(terms.surplus_vcpu_hour)
        return fixed + surplus * (min(dear, price / saved) if saved > 0 else dear)

    def _prove(self) -> None:
        """Exact layouts where a type could still be cheaper, in order of their bounds, while solves are left."""
        left = 0 if self._many_loads else EXACT_EFFORT
        while left > 0 and self._best is not None and not is_over():
            best = self._best
            open_plans = [plan for plan in self._plans.values() if plan.layouts and plan.bound < best.cost]
            if all(best.cost < plan.bound * (1 + GOOD_ENOUGH) for plan in open_plans) and self._large:
                return
            open_plans = [plan for plan in open_plans if self._open_loads(plan)]
            if not open_plans:
                return
            plan = min(open_plans, key=lambda each: (each.bound, each.kind))
            left -= self._solve(plan)

    def _goal(self, kind: int) -> int | None:
        """The instances with which a type would cost less than the best, under a steady load."""
        if self._best is None or len(self._month.tasks) > 1:
            return None
        return int(self._best.cost / self._month.cycle / self._table.prices[kind])

    def _slack(self, tried: int) -> float:
        """The share of the cost for which no further type is looked at: for large loads, more after several types."""
        if int(self._month.tasks.sum(axis=1).max(initial=0)) <= LARGE_LOAD:
            return 0.0
        return SLACK if tried < SEVERAL_TYPES else SLACK_AFTER_SEVERAL

    @property
    def _attempts(self) -> int:
        """Fewer for many loads and many services."""
        if self._many_loads:
            return ATTEMPTS_OF_MANY
        return max(ATTEMPTS_OF_MANY, min(ATTEMPTS, PACKED_ANEW // max(len(self._problem.services), 1)))

    @property
    def _many_loads(self) -> bool:
        return len(self._month.tasks) > MANY_LOADS

    @property
    def _large(self) -> bool:
        return int(self._month.tasks.sum(axis=1).max(initial=0)) > SMALL_CLUSTER

    def _open_loads(self, plan: KindPlan) -> list[int]:
        """Loads whose layout has more instances than the bound, not yet solved; with credits, all not yet solved."""
        solver = self._exact(plan.kind)
        return [load for load, layout in enumerate(plan.layouts) if solver.is_open(load, layout, plan.least[load])]

    def _solve(self, plan: KindPlan) -> int:
        """Solve the longest open load of a plan; the effort that it took."""
        loads = sorted(self._open_loads(plan), key=lambda load: (-self._month.weights[load], load))[:1]
        solver, effort = self._exact(plan.kind), 0
        for load in loads:
            found = solver.solve(load, plan.layouts[load], plan.least[load])
            effort += found.effort
            plan.least[load] = max(plan.least[load], found.least)
            if found.layout is not None:
                plan.layouts[load] = found.layout
        plan.bound = max(plan.bound, self._bound(plan.kind, plan.least), *solver.cost_bounds())
        self._settle(plan)
        return effort

    def _exact(self, kind: int) -> ExactLayouts:
        if kind not in self._solvers:
            self._solvers[kind] = ExactLayouts(self._table, self._layouts[kind], self._month)
        return self._solvers[kind]


def _useful(problem: ProviderProblem) -> BoolArray:
    """The types that hold one task of every service in some zone, and their daemons."""
    everywhere: BoolArray = np.all(np.any(problem.allowed, axis=1), axis=1)
    answer: BoolArray = everywhere & np.all(holds_daemons(problem.room), axis=1)
    return answer


def _back_in_order(layouts: list[Layout], weights: FloatArray) -> list[Layout]:
    """Layouts that were found in order of weight, in the order of their loads."""
    order = np.argsort(-weights, kind="stable").tolist()
    return [layout for _, layout in sorted(zip(order, layouts, strict=True), key=lambda each: each[0])]
