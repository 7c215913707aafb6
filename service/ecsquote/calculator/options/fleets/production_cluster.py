"""The instances of one operating system as a team would run them: one design for the month that follows the load."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleet_month import FleetMonth
from ecsquote.calculator.options.fleets.average_cpu import type_at_usual_percent
from ecsquote.calculator.options.fleets.fleet_purchase import FleetPurchase, MonthPlan
from ecsquote.calculator.options.fleets.limited_types import kept_apart
from ecsquote.calculator.options.fleets.load_cycle import LoadCycle, load_cycle, without_runs
from ecsquote.calculator.options.fleets.mixed_type_fleet import mixed_type_fleet
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth
from ecsquote.calculator.options.fleets.production_rules import production_rules
from ecsquote.calculator.options.fleets.run_hours import (
    RunInstances,
    ScheduledRuns,
    fit_in_free_room,
    fits,
    instances_for_runs,
)
from ecsquote.calculator.options.fleets.single_type_fleet import single_type_fleet
from ecsquote.calculator.options.fleets.task_groups import fleet_service
from ecsquote.calculator.options.market.candidates import market
from ecsquote.calculator.options.market.instance_purchase import ON_DEMAND, InstancePurchase
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.calculator.options.purchase.allocation import is_mixed
from ecsquote.calculator.options.purchase.spot_pools import planned_price
from ecsquote.calculator.options.purchase.zones import zones_left
from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.capacity_provider import capacity_kind
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.production.request import FleetLoad
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.region_zones import region_zones
from ecsquote.workload.service import Segment

_ON_DEMAND_SHARES = (Fraction(0), Fraction(1, 2), Fraction(1))
_ALL_PERCENT = 100


class ProductionCluster:
    """The services of one operating system and the instances they may run on."""

    def __init__(self, situation: Situation, purchase: InstancePurchase, operating_system: str) -> None:
        self._situation, self._purchase, self._system = situation, purchase, operating_system
        self._indexes = [
            index
            for index, service in enumerate(situation.services)
            if service.task_definition.operating_system == operating_system
        ]
        self._fleet = fleet_of(situation.request, purchase)
        self._services = [fleet_service(situation.services[index], managed=purchase.managed) for index in self._indexes]
        self._groups = {service.group.service: service.group for service in self._services}
        self._zones = region_zones(situation.request.region)
        within = zones_left(situation.request.region, list(self._groups.values()), self._zones)
        self._market = market(situation, purchase, operating_system, within)
        mixed = purchase.spot and not purchase.managed and is_mixed(self._fleet)
        self._on_demand = market(situation, ON_DEMAND, operating_system) if mixed else None
        self._rules = production_rules(self._fleet, self._market, self._zones, managed=purchase.managed)

    def month(self) -> ClusterMonth:
        """The cluster through the month; OptionUnavailable where a task fits on no type.

        Of a Spot fleet with On-Demand instances, types are chosen by each of a few mixes of both prices, and the
        cheapest as bought is taken: always among the same plans, so that more On-Demand instances never cost less.
        """
        purchase = FleetPurchase(
            self._situation,
            self._purchase,
            self._system,
            self._fleet,
            self._groups,
            self._zones,
            self._market,
            self._on_demand,
        )
        if self._on_demand is None:
            plan = self._plan(self._market.every)
            bought = purchase.buy(plan)
            other = None if self._situation.totals_only else self._type_at_30_percent(plan)
            return replace(bought, market=self._market, type_at_30_percent=other)
        months = [purchase.buy(self._plan(self._at_both_prices(share))) for share in _ON_DEMAND_SHARES]
        bound = months[-1 if self._fleet.on_demand_percentage_above_base_capacity == _ALL_PERCENT else 0].segments
        best = min(months, key=purchase.cost)
        return replace(
            best,
            market=self._market,
            segments=tuple(
                replace(segment, lower_bound_hourly=proven.lower_bound_hourly)
                for segment, proven in zip(best.segments, bound, strict=True)
            ),
        )

    def _type_at_30_percent(self, plan: MonthPlan) -> str | None:
        """Of a steady fleet of one type, where the request does not say how much CPU tasks use."""
        names = {row.group.instance_type for layout in plan.fleet.layouts for row in layout}
        loads = self._cycle().loads
        if self._fleet.average_cpu_percent is not None or self._fleet.max_instance_types != 1 or not self._rules.bursts:
            return None
        if len(loads) != 1 or len(names) != 1 or any(service.runs for service in self._services):
            return None
        return type_at_usual_percent(self._market.every, self._services, loads[0], self._rules, names.pop())

    def _plan(self, candidates: tuple[Candidate, ...]) -> MonthPlan:
        """The month by types at the price to plan by."""
        runs = self._scheduled()
        constant = [run for run in runs if run.overlap(self._month_hours)]
        apart = [run for run in runs if run not in constant]
        held = {run.service: run.at_once(self._month_hours) for run in constant}
        cycle = _with_constant(self._cycle(), held)
        fleet = self._planned(candidates, cycle, apart)
        instances: Sequence[RunInstances] = ()
        if not self._fit(candidates, apart, cycle, fleet):
            types = _types_for_runs(candidates, apart, fleet)
            instances = instances_for_runs(apart, types, self._rules, self._month_hours)
        return MonthPlan(
            loads=tuple(load.tasks for load in cycle.loads),
            segments=tuple(
                tuple(held.get(at, count) for at, count in enumerate(self._tasks(segment)))
                for segment in self._situation.segments
            ),
            fleet=fleet,
            runs=tuple(instances),
        )

    @property
    def _month_hours(self) -> Fraction:
        return Fraction(self._situation.hours_per_month)

    def _scheduled(self) -> list[ScheduledRuns]:
        daemons = tuple(service.group for service in self._services if service.group.daemon)
        return [
            ScheduledRuns(at, kept_apart(self._services[at].group, self._market.only_for), runs, daemons)
            for at, index in enumerate(self._indexes)
            if (runs := self._situation.services[index].load.runs) is not None
        ]

    def _tasks(self, segment: Segment) -> tuple[int, ...]:
        return tuple(segment.tasks[index] for index in self._indexes)

    def _cycle(self) -> LoadCycle:
        services = without_runs([self._situation.services[index] for index in self._indexes])
        parts: dict[tuple[int, ...], Fraction] = {}
        for segment in self._situation.segments:
            tasks = self._tasks(segment)
            parts[tasks] = parts.get(tasks, Fraction(0)) + segment.share
        return load_cycle(
            services, [Segment(share, tasks) for tasks, share in parts.items()], self._situation.hours_per_month
        )

    def _at_both_prices(self, on_demand_share: Fraction) -> tuple[Candidate, ...]:
        """Types that are sold both ways, at a mix of both prices; at the lower one for a share of 0."""
        prices = {name: places[0].hourly for name, places in self._on_demand.places.items()} if self._on_demand else {}
        both = tuple(
            replace(each, hourly=planned_price(each.hourly, prices[each.instance_type.name], on_demand_share))
            for each in self._market.every
            if each.instance_type.name in prices
        )
        if not both:
            raise OptionUnavailable("no instance type that the fleet allows has both an On-Demand and a Spot price")
        return both

    def _planned(
        self, candidates: tuple[Candidate, ...], cycle: LoadCycle, apart: Sequence[ScheduledRuns]
    ) -> FleetMonth:
        """The fleet of what runs all the time; its types hold the runs of the same kind of capacity too."""
        if not any(any(load.tasks) for load in cycle.loads) and not any(each.group.daemon for each in self._services):
            return FleetMonth(((),) * len(cycle.loads), {}, Fraction(0))
        kinds = {capacity_kind(service.group) for service in self._services if not service.runs}
        bound_too = [run for run in apart if capacity_kind(run.group) in kinds]
        able = (
            tuple(each for each in candidates if all(fits(run, each) for run in bound_too)) if bound_too else candidates
        )
        offered = able or candidates
        if self._fleet.max_instance_types == 1:
            return single_type_fleet(offered, self._services, cycle, self._rules, self._month_hours)
        if offered is self._market.every and not any(group.placement_expressions for group in self._groups.values()):
            offered = self._market.undominated
        return mixed_type_fleet(offered, self._services, cycle, self._rules)

    def _fit(
        self,
        candidates: tuple[Candidate, ...],
        runs: Sequence[ScheduledRuns],
        cycle: LoadCycle,
        fleet: FleetMonth,
    ) -> bool:
        """True where all runs find room that is free in every hour."""
        if not runs:
            return True
        by_name = {each.instance_type.name: each for each in candidates}
        return all(
            fit_in_free_room(runs, layout, self._groups, by_name, self._deployed(load.tasks), self._month_hours)
            for load, layout in zip(cycle.loads, fleet.layouts, strict=True)
        )

    def _deployed(self, tasks: Sequence[int]) -> list[TaskGroup]:
        """The services that need room for a deployment under a load."""
        if not self._fleet.deployment_headroom:
            return []
        return [
            service.group
            for service, count in zip(self._services, tasks, strict=True)
            if needs_headroom(service, count)
        ]


def _types_for_runs(
    candidates: tuple[Candidate, ...], runs: Sequence[ScheduledRuns], fleet: FleetMonth
) -> Sequence[Candidate]:
    """The types of the fleet where they hold the runs, else all; the first of equal costs wins."""
    ordered = CandidateTable(candidates).candidates
    names = {row.group.instance_type for layout in fleet.layouts for row in layout}
    own = [each for each in ordered if each.instance_type.name in names]
    return own if own and all(any(fits(run, each) for each in own) for run in runs) else ordered


def _with_constant(cycle: LoadCycle, held: Mapping[int, int]) -> LoadCycle:
    """The loads with the tasks of runs that overlap, which are there all the time."""
    if not held:
        return cycle

    def with_runs(loads: Sequence[FleetLoad]) -> tuple[FleetLoad, ...]:
        return tuple(
            replace(load, tasks=tuple(held.get(at, count) for at, count in enumerate(load.tasks))) for load in loads
        )

    return replace(cycle, loads=with_runs(cycle.loads), pattern=with_runs(cycle.pattern))
