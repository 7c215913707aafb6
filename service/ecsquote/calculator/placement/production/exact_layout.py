"""Small loads laid out exactly: an integer program over all fillings of an instance, zones and headroom included."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

import numpy as np

from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.fillings import zone_fillings
from ecsquote.calculator.placement.production.headroom import undominated
from ecsquote.calculator.placement.production.layout import Layout, cpu_in_use
from ecsquote.calculator.placement.production.load_plan import FULL, KindLayouts
from ecsquote.calculator.placement.production.month import Month
from ecsquote.calculator.placement.production.zone_spread import ZoneSpread
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.solver import Program, Solution, solve

NODES = 100
MOST_COLUMNS = 12_000
MOST_NEAR = 1_500
"""Fillings in an integer program; their number decides how long each node takes."""
MOST_SERVICES, MOST_TASKS = 30, 250
"""Beyond these the fillings of an instance are too many, and one instance more or less matters little."""
COLUMNS_PER_EFFORT, NEAR_PER_EFFORT = 250, 5
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Solved:
    """What a program proves for one load: instances at the least, and a layout where one was found."""

    layout: Layout | None
    least: int
    effort: int = 1
    """Counted by the size of the program, never by the clock."""


@dataclass(slots=True)
class ExactLayouts:
    """The programs of one type."""

    table: CandidateTable
    layouts: KindLayouts
    month: Month
    by_cost: bool = False
    """What the program at hand seeks: the least cost, credits included, or the fewest instances."""
    _tried: set[tuple[int, bool]] = field(default_factory=set)
    _cost_bounds: list[Fraction] = field(default_factory=list)

    def cost_bounds(self) -> list[Fraction]:
        """Bounds on the cost of one round that the programs proved, credits included."""
        return self._cost_bounds

    @property
    def credits_count(self) -> bool:
        """True where credits decide too: a steady load on a burstable type."""
        steady = len(self.month.tasks) == 1 and not self.layouts.count.daemons_alone
        return self.layouts.baseline is not None and steady

    def _aim(self, known: Layout, least: int, load: int) -> bool:
        """True to seek the least cost, False the fewest instances: under a target capacity these come first."""
        fewest = self.layouts.count.target_percent == FULL or known.instances <= least
        return self.credits_count and (fewest or (load, False) in self._tried)

    def is_open(self, load: int, known: Layout, least: int) -> bool:
        """True where a program could still better a load's layout."""
        aim = self._aim(known, least, load)
        return (aim or known.instances > least) and (load, aim) not in self._tried

    def limits(self, known: Layout) -> tuple[int, int | None]:
        """The least instances of a program, and the most that may hold tasks, where credits count.

        Under a target capacity the instances that run are given; as many may hold tasks as need no more to run.
        """
        count = self.layouts.count
        if not self.by_cost:
            return 0, None
        if count.target_percent == FULL:
            return count.minimum, None
        return known.instances, known.instances * count.target_percent // FULL

    def solve(self, load: int, known: Layout, least: int) -> Solved:
        """The best layout of a load; what is known where the load is too large or nothing better was found."""
        self.by_cost = self._aim(known, least, load)
        self._tried.add((load, self.by_cost))
        program = _LoadProgram.of(self, load, known)
        if program is None:
            return Solved(None, least)
        effort = 1 + len(program.program.costs) // COLUMNS_PER_EFFORT
        limit = self._limit(known)
        relaxed = solve(program.program)
        if relaxed is None:
            return Solved(None, least, effort)
        least = self._learn(relaxed.objective, least)
        if relaxed.objective > limit + _TINY:
            return Solved(None, min(known.instances, max(least, 0 if self.by_cost else known.instances)), effort)
        near = program.near(relaxed, limit)
        if len(near.program.costs) > MOST_NEAR:
            return Solved(None, least, effort)
        found = solve(near.program, nodes=NODES)
        effort += 1 + len(near.program.costs) // NEAR_PER_EFFORT
        if found is None:
            return Solved(None, least, effort)
        least = self._learn(min(found.bound, limit + (0.0 if self.by_cost else 1.0)), least)
        layout = self.layouts.complete(near.layout(found), self.month.flagged[load])
        return Solved(layout if self._better(layout, known) else None, min(least, known.instances), effort)

    def _limit(self, known: Layout) -> float:
        """The value that a better layout must not exceed: USD, or instances (those with tasks under a target)."""
        if self.by_cost:
            return self.hourly(known)
        return (known.instances if self.layouts.count.target_percent == FULL else known.needed) - 1.0

    def _learn(self, bound: float, least: int) -> int:
        """Keep what a program proved: a cost, or instances."""
        if self.by_cost and self.layouts.count.target_percent < FULL:
            return least
        if self.by_cost:
            proven = Fraction(bound) * (1 - Fraction(1, 10**9))
            self._cost_bounds.append(proven * self.month.cycle)
            return least
        instances = ceil(bound - _TINY)
        return max(least, self.layouts.count.running(instances, with_headroom=instances))

    def _better(self, layout: Layout, known: Layout) -> bool:
        if not self.credits_count:
            return layout.instances < known.instances
        return self.hourly(layout) < self.hourly(known)

    def hourly(self, layout: Layout) -> float:
        """What a layout costs an hour, credits included."""
        kind = self.layouts.kind
        used = cpu_in_use(self.layouts.problem, kind, layout)
        return layout.instances * float(self.table.costs[kind]) + float(self.credit_costs(used).sum())

    def credit_costs(self, used: IntArray) -> FloatArray:
        """USD an hour for the surplus of instances with these CPU units in use."""
        terms = self.month.rules.bursts[self.table.names[self.layouts.kind]]
        factor = float(self.month.rules.average_cpu_percent) / 100
        above = np.maximum(used * factor - float(terms.baseline_cpu_units), 0.0)
        answer: FloatArray = above / 1024 * float(terms.surplus_vcpu_hour)
        return answer


@dataclass(frozen=True, slots=True)
class _LoadProgram:
    """The program of one load: columns are fillings of each zone, then the loose tasks that each zone takes."""

    program: Program
    services: IntArray
    """Those with tasks."""
    patterns: tuple[IntArray, ...]
    """By zone: fillings × services with tasks."""
    spread: ZoneSpread

    @classmethod
    def of(cls, exact: ExactLayouts, load: int, known: Layout) -> "_LoadProgram | None":
        """None where the fillings are too many."""
        layouts = exact.layouts
        problem, kind = layouts.problem, layouts.kind
        tasks = exact.month.tasks[load]
        services = np.flatnonzero(tasks)
        if len(services) > MOST_SERVICES or tasks.sum() > MOST_TASKS:
            return None
        spread = ZoneSpread.of(tasks, problem.spreads, problem.zones_open(kind))
        asked: list[int] = []
        if layouts.count.target_percent == FULL:
            asked = undominated(problem.needs, exact.month.flagged[load], problem.apart)
        patterns, roomy = [], []
        for zone in range(len(spread.fixed)):
            place = (kind, zone)
            found = zone_fillings(problem, place, services, spread, asked, maximal=not exact.by_cost)
            if found is None:
                return None
            patterns.append(found)
            roomy.append(_room_rows(layouts, zone, services, found, asked))
        if sum(map(len, patterns)) > MOST_COLUMNS:
            return None
        costs = [_costs(exact, zone, services, found) for zone, found in enumerate(patterns)]
        program = _program(costs, patterns, roomy, services, spread, exact.limits(known))
        return cls(program, services, tuple(patterns), spread)

    def near(self, relaxed: Solution, limit: float) -> "_LoadProgram":
        """The program without fillings that are in no layout of `limit` or less: their reduced cost is too much.

        Source: L. A. Wolsey, "Integer Programming", 2020, section 7.2 (reduced cost fixing).
        """
        whole = self.program
        reduced = whole.costs - relaxed.duals @ whole.matrix
        instances = sum(map(len, self.patterns))
        kept = reduced <= limit - relaxed.objective + _TINY
        kept[instances:] = True
        patterns, start = [], 0
        for each in self.patterns:
            patterns.append(each[kept[start : start + len(each)]])
            start += len(each)
        program = Program(whole.costs[kept], whole.matrix[:, kept], whole.least, whole.most[kept])
        return replace(self, program=program, patterns=tuple(patterns))

    def layout(self, found: Solution) -> Layout:
        """The solution's instances, with no task placed twice."""
        values = np.round(found.values).astype(np.int64)
        zones, start = [], 0
        for each in self.patterns:
            zones.append(np.repeat(each, values[start : start + len(each)], axis=0))
            start += len(each)
        taken = values[start:].reshape(len(zones), len(self.services))
        left = self.spread.loose[self.services].copy()
        answer = []
        for zone, contents in enumerate(zones):
            here = np.minimum(np.minimum(taken[zone], left), self.spread.most[zone, self.services])
            left -= here
            kept = _trimmed(contents, self.spread.fixed[zone, self.services] + here)
            wide = np.zeros((len(kept), self.spread.fixed.shape[1]), np.int64)
            wide[:, self.services] = kept
            answer.append(wide[wide.any(axis=1)])
        return Layout(tuple(answer))


def _trimmed(contents: IntArray, tasks: IntArray) -> IntArray:
    """Contents without the tasks that a program placed beyond those asked for, taken from the last instances."""
    kept = contents.copy()
    before = np.cumsum(contents, axis=0) - contents
    answer: IntArray = np.clip(tasks[None] - before, 0, kept)
    return answer


def _room_rows(
    layouts: KindLayouts, zone: int, services: IntArray, patterns: IntArray, asked: Sequence[int]
) -> BoolArray:
    """Asked services × fillings: whether one more task finds room."""
    problem = layouts.problem
    wide = np.zeros((len(patterns), len(problem.needs)), np.int64)
    wide[:, services] = patterns
    free = problem.room[layouts.kind, zone] - wide @ problem.needs
    rows = np.zeros((len(asked), len(patterns)), np.bool_)
    for place, service in enumerate(asked):
        if not problem.allowed[layouts.kind, zone, service]:
            continue
        rows[place] = (free >= problem.needs[service]).all(axis=1)
        if problem.apart[service]:
            blocked = problem.clashes[service].copy()
            blocked[service] = True
            rows[place] &= ~(wide[:, blocked] > 0).any(axis=1)
    return rows


def _costs(exact: ExactLayouts, zone: int, services: IntArray, patterns: IntArray) -> FloatArray:
    """1 for each instance, or USD an hour where credits count."""
    if not exact.by_cost:
        return np.ones(len(patterns))
    problem, kind = exact.layouts.problem, exact.layouts.kind
    wide = np.zeros((len(patterns), len(problem.needs)), np.int64)
    wide[:, services] = patterns
    empty = np.zeros((0, len(problem.needs)), np.int64)
    zones = [wide if place == zone else empty for place in range(problem.room.shape[1])]
    used = cpu_in_use(problem, kind, Layout(tuple(zones)))
    answer: FloatArray = exact.table.costs[kind] + exact.credit_costs(used)
    return answer


def _program(
    costs: Sequence[FloatArray],
    patterns: Sequence[IntArray],
    roomy: Sequence[BoolArray],
    services: IntArray,
    spread: ZoneSpread,
    limits: tuple[int, int | None],
) -> Program:
    """Rows: each service in each zone, all loose tasks of a service, room for each asked service, the limits."""
    zones, count = len(patterns), len(services)
    fixed, most, loose = spread.fixed[:, services], spread.most[:, services], spread.loose[services]
    instances = sum(map(len, patterns))
    placed = int(fixed.sum() + loose.sum())
    minimum, busy = limits[0], placed if limits[1] is None else limits[1]
    matrix = np.zeros((zones * count + count + len(roomy[0]) + 2, instances + zones * count))
    start = 0
    for zone, each in enumerate(patterns):
        rows = slice(zone * count, (zone + 1) * count)
        matrix[rows, start : start + len(each)] = each.T
        columns = instances + zone * count + np.arange(count)
        matrix[zone * count + np.arange(count), columns] = -1.0
        matrix[zones * count + np.arange(count), columns] = 1.0
        matrix[zones * count + count : -2, start : start + len(each)] = roomy[zone]
        matrix[-2, start : start + len(each)] = 1.0
        matrix[-1, start : start + len(each)] = -1.0 * each.any(axis=1)
        start += len(each)
    least = np.concatenate([fixed.ravel(), loose, np.ones(len(roomy[0])), [minimum, -busy]]).astype(np.float64)
    upper = float(placed + 1 + minimum)
    most_values = np.concatenate([np.full(instances, upper), most.ravel().astype(np.float64)])
    return Program(np.concatenate([*costs, np.zeros(zones * count)]), matrix, least, most_values)
