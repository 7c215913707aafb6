"""The instances of one operating system as a team would run them: one design for the month that follows the load."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleet_month import FleetMonth, ZonedGroup
from ecsquote.calculator.options.fleets.credit_use import CreditUse, average_cpu_percent
from ecsquote.calculator.options.fleets.load_cycle import LoadCycle, load_cycle, without_runs
from ecsquote.calculator.options.fleets.mixed_type_fleet import mixed_type_fleet
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth, PlannedSegment, RunRow
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
from ecsquote.calculator.options.purchase.allocation import Bought, is_mixed
from ecsquote.calculator.options.purchase.pools import Pools
from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.options.purchase.spot_pools import SpotPools, planned_price
from ecsquote.calculator.options.purchase.zones import zones_left
from ecsquote.calculator.placement.idle_share import InstanceUse, idle_share
from ecsquote.calculator.placement.problem import Candidate, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.capacity_provider import capacity_kind
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.production.request import FleetLoad, ProductionRules
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.region_zones import region_zones
from ecsquote.units import to_decimal
from ecsquote.workload.service import Segment


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

    def month(self) -> ClusterMonth:
        """The cluster through the month; OptionUnavailable where a task fits on no type."""
        runs = self._scheduled()
        constant = [run for run in runs if run.overlap(self._month_hours)]
        apart = [run for run in runs if run not in constant]
        held = {run.service: run.at_once(self._month_hours) for run in constant}
        cycle = _with_constant(self._cycle(), held)
        fleet = self._planned(cycle, apart)
        free = self._fit(apart, cycle, fleet)
        instances = (
            [] if free else instances_for_runs(apart, self._for_runs(apart, fleet), self._rules, self._month_hours)
        )
        return self._assembled(cycle, held, fleet, instances)

    @property
    def _month_hours(self) -> Fraction:
        return Fraction(self._situation.hours_per_month)

    def _scheduled(self) -> list[ScheduledRuns]:
        return [
            ScheduledRuns(at, self._services[at].group, runs)
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

    @cached_property
    def _rules(self) -> ProductionRules:
        fleet = self._fleet
        zones = min(fleet.availability_zones, len(self._zones)) if self._zones else fleet.availability_zones
        return ProductionRules(
            availability_zones=zones,
            deployment_headroom=fleet.deployment_headroom,
            instance_start_minutes=fleet.instance_start_minutes,
            scale_in_minutes=fleet.scale_in_minutes,
            target_capacity_percent=fleet.target_capacity_percent,
            min_instances=fleet.min_instances,
            max_instance_types=fleet.max_instance_types,
            two_from_zero=not self._purchase.managed and not fleet.min_instances,
            average_cpu_percent=average_cpu_percent(fleet),
            zone_codes=self._zones,
            bursts=self._market.bursts,
            only_for=self._market.only_for,
        )

    @cached_property
    def _candidates(self) -> tuple[Candidate, ...]:
        """Types at the price to plan by."""
        if self._on_demand is None:
            return self._market.every
        prices = {name: places[0].hourly for name, places in self._on_demand.places.items()}
        both = tuple(
            replace(each, hourly=planned_price(each.hourly, prices[each.instance_type.name], self._fleet))
            for each in self._market.every
            if each.instance_type.name in prices
        )
        if not both:
            raise OptionUnavailable("no instance type that the fleet allows has both an On-Demand and a Spot price")
        return both

    def _planned(self, cycle: LoadCycle, apart: Sequence[ScheduledRuns]) -> FleetMonth:
        """The fleet of what runs all the time; its types hold the runs of the same kind of capacity too."""
        if not any(any(load.tasks) for load in cycle.loads) and not any(each.group.daemon for each in self._services):
            return FleetMonth(((),) * len(cycle.loads), {}, Fraction(0))
        kinds = {capacity_kind(service.group) for service in self._services if not service.runs}
        bound_too = [run.group for run in apart if capacity_kind(run.group) in kinds]
        able = tuple(each for each in self._candidates if all(fits(group, each) for group in bound_too))
        offered = able or self._candidates
        if self._fleet.max_instance_types == 1:
            return single_type_fleet(offered, self._services, cycle, self._rules, self._month_hours)
        return mixed_type_fleet(offered, self._services, cycle, self._rules)

    def _fit(self, runs: Sequence[ScheduledRuns], cycle: LoadCycle, fleet: FleetMonth) -> bool:
        """True where all runs find room that is free in every hour."""
        by_name = {each.instance_type.name: each for each in self._candidates}
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

    def _for_runs(self, runs: Sequence[ScheduledRuns], fleet: FleetMonth) -> Sequence[Candidate]:
        """The types of the fleet where they hold the runs, else all; the first of equal costs wins."""
        ordered = CandidateTable(self._candidates).candidates
        names = {row.group.instance_type for layout in fleet.layouts for row in layout}
        own = [each for each in ordered if each.instance_type.name in names]
        return own if own and all(any(fits(run.group, each) for each in own) for run in runs) else ordered

    def _assembled(
        self, cycle: LoadCycle, held: Mapping[int, int], fleet: FleetMonth, instances: Sequence[RunInstances]
    ) -> ClusterMonth:
        layouts = {load.tasks: layout for load, layout in zip(cycle.loads, fleet.layouts, strict=True)}
        bought = {
            tasks: tuple(
                replace(
                    row,
                    billed_factor=fleet.billed_factors.get(row.planned_type or row.group.instance_type, Fraction(1)),
                )
                for row in self._bought(layout)
            )
            for tasks, layout in layouts.items()
        }
        runs = tuple(self._run_row(each) for each in instances)
        for_runs = sum((row.hours * Fraction(row.bought.hourly) for row in runs), Fraction(0))
        bound = to_decimal(fleet.lower_bound_hourly + for_runs / self._month_hours)
        segments = []
        for position, segment in enumerate(self._situation.segments):
            tasks = tuple(held.get(at, count) for at, count in enumerate(self._tasks(segment)))
            rows = bought[tasks]
            segments.append(PlannedSegment(position, self._system, rows, bound, self._idle(rows), fleet.assumptions))
        surplus = self._surplus(fleet, segments, instances)
        return ClusterMonth(self._system, tuple(segments), runs, surplus, self._credits.cost(surplus))

    def _run_row(self, each: RunInstances) -> RunRow:
        group, name = each.runs.group, each.candidate.instance_type.name
        use = InstanceUse.of(each.candidate, [(group, 1)], 1)
        count = max(1, each.runs.at_once(self._month_hours))
        row = InstanceGroup(name, count, {group.service: 1}, use.cpu_used, use.memory_used, "demand")
        bought = self._bought([ZonedGroup(row, 1, None)])[0]
        return RunRow(bought, each.instance_hours, min(each.runs.task_hours(), each.instance_hours))

    def _bought(self, layout: Sequence[ZonedGroup]) -> tuple[Bought, ...]:
        if not self._purchase.spot:
            places = self._market.places
            return tuple(
                Bought(
                    row.group, False, row.availability_zone, places[row.group.instance_type][0].hourly, zone=row.zone
                )
                for row in layout
            )
        return self._spot.bought(layout)

    @cached_property
    def _credits(self) -> CreditUse:
        types = {each.instance_type.name: each.instance_type for each in self._market.every}
        return CreditUse(self._groups, types, self._market.bursts, self._rules.average_cpu_percent)

    @cached_property
    def _spot(self) -> SpotPools:
        standing = Standing(list(self._groups.values()), self._zones)
        fleet = self._fleet
        if self._purchase.managed:  # Managed Instances choose for themselves
            fleet = fleet.model_copy(update={"spot_allocation_strategy": "lowest-price"})
        pools = Pools(self._situation, self._system, self._market, standing, {})
        return SpotPools(fleet, self._market, pools, self._on_demand)

    def _idle(self, rows: Sequence[Bought]) -> Decimal:
        by_name = {each.instance_type.name: each for each in self._market.every}
        return idle_share(
            InstanceUse.of(
                by_name[row.group.instance_type],
                [(self._groups[name], count) for name, count in row.group.tasks.items()],
                row.group.count,
            )
            for row in rows
        )

    def _surplus(
        self, fleet: FleetMonth, segments: Sequence[PlannedSegment], instances: Sequence[RunInstances]
    ) -> dict[str, Fraction]:
        """By the planned types' days where they are what is bought, else hour by hour."""
        found: dict[str, Fraction] = {}
        planned = {row.group.instance_type for layout in fleet.layouts for row in layout}
        bought = {row.group.instance_type for segment in segments for row in segment.rows}
        if bought <= planned and self._fleet.max_instance_types == 1:
            found.update(fleet.surplus_vcpu_hours)
        else:
            for segment in segments:
                share = self._situation.segments[segment.position].share
                for name, vcpus in self._credits.of_rows(segment.rows):
                    found[name] = found.get(name, Fraction(0)) + vcpus * share * self._month_hours
        for each in instances:
            name = each.candidate.instance_type.name
            found[name] = found.get(name, Fraction(0)) + each.surplus_vcpu_hours
        return {name: hours for name, hours in found.items() if hours}


def _billed(row: Bought, factors: Mapping[str, Fraction]) -> Bought:
    """The row with the starts and scale-in of the type that was planned."""
    return replace(row, billed_factor=factors.get(row.planned_type or row.group.instance_type, Fraction(1)))


def _with_constant(cycle: LoadCycle, held: Mapping[int, int]) -> LoadCycle:
    """The loads with the tasks of runs that overlap, which are there all the time."""
    if not held:
        return cycle

    def with_runs(loads: Sequence[FleetLoad]) -> tuple[FleetLoad, ...]:
        return tuple(
            replace(load, tasks=tuple(held.get(at, count) for at, count in enumerate(load.tasks))) for load in loads
        )

    return replace(cycle, loads=with_runs(cycle.loads), pattern=with_runs(cycle.pattern))
