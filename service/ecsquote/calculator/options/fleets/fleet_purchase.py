"""A production fleet's month, bought: which pools and zones its instances come from, their hours, their credits."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleet_month import FleetMonth
from ecsquote.calculator.options.fleets.billed_hours import with_billed_factors
from ecsquote.calculator.options.fleets.credit_use import CreditUse
from ecsquote.calculator.options.fleets.limited_types import kept_apart
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth, PlannedSegment, RunRow
from ecsquote.calculator.options.fleets.run_hours import RunInstances
from ecsquote.calculator.options.market.burst_terms import average_cpu_percent
from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.options.purchase.pools import Pools, on_demand_ceilings
from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.options.purchase.spot_pools import SpotPools
from ecsquote.calculator.placement.idle_share import InstanceUse, KnownUses, idle_share
from ecsquote.calculator.placement.problem import Candidate, InstanceGroup, TaskGroup, ZonedGroup
from ecsquote.units import to_decimal


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """The instances of a month before they are bought."""

    loads: tuple[tuple[int, ...], ...]
    """The tasks of each service under each load of the fleet."""
    segments: tuple[tuple[int, ...], ...]
    """The tasks of each service in each segment of the month: one of `loads`."""
    fleet: FleetMonth
    runs: tuple[RunInstances, ...]


@dataclass(frozen=True)
class FleetPurchase:
    """Buys the instances of one operating system."""

    situation: Situation
    purchase: InstancePurchase
    operating_system: str
    fleet: FleetRequest
    groups: Mapping[str, TaskGroup]
    zones: tuple[str, ...]
    """Of the Region, where they are known."""
    market: Market
    on_demand: Market | None
    """None where nothing is bought On-Demand next to Spot."""

    def buy(self, plan: MonthPlan) -> ClusterMonth:
        """The plan's instances with their prices."""
        month = [(tasks, self.situation.segments[at].share) for at, tasks in enumerate(plan.segments)]
        layouts = zip(plan.loads, plan.fleet.layouts, strict=True)
        planned = {row.group.instance_type for layout in plan.fleet.layouts for row in layout}
        rows = {tasks: self._rows(layout, planned) for tasks, layout in layouts}
        bought = with_billed_factors(rows, month, plan.fleet.billed_factors)
        runs = tuple(self._run_row(each) for each in plan.runs)
        for_runs = sum((row.hours * Fraction(row.bought.hourly) for row in runs), Fraction(0))
        bound = to_decimal(plan.fleet.lower_bound_hourly + for_runs / self._month_hours)
        segments = tuple(
            PlannedSegment(
                position,
                self.operating_system,
                bought[tasks],
                bound,
                self._idle(bought[tasks]),
                plan.fleet.assumptions,
            )
            for position, tasks in enumerate(plan.segments)
        )
        surplus = self._surplus(plan, segments)
        return ClusterMonth(self.operating_system, segments, runs, surplus, self._credits.cost(surplus))

    def cost(self, month: ClusterMonth) -> Fraction:
        """USD for the instances of a month, with everything that comes with them."""
        shares = [segment.share for segment in self.situation.segments]
        instances = sum(
            (
                shares[segment.position] * row.group.count * Fraction(row.hourly) * row.billed_factor
                for segment in month.segments
                for row in segment.rows
            ),
            Fraction(0),
        )
        runs = sum((Fraction(run.bought.hourly) * run.hours for run in month.runs), Fraction(0))
        return instances * self._month_hours + runs + month.credits_monthly

    @property
    def _month_hours(self) -> Fraction:
        return Fraction(self.situation.hours_per_month)

    def _run_row(self, each: RunInstances) -> RunRow:
        name = each.candidate.instance_type.name
        present = each.runs.present_on(each.candidate)
        use = InstanceUse.of(each.candidate, present, 1)
        count = max(1, each.runs.at_once(self._month_hours))
        tasks = {group.service: running for group, running in present}
        row = InstanceGroup(name, count, tasks, use.cpu_used, use.memory_used, "demand")
        bought = self._rows([ZonedGroup(row, 1, None)], {name})[0]
        return RunRow(bought, each.instance_hours, min(each.runs.task_hours(), each.instance_hours))

    def _rows(self, layout: Sequence[ZonedGroup], planned: Set[str]) -> tuple[Bought, ...]:
        """`planned`: the types of the whole month."""
        if not self.purchase.spot:
            places = self.market.places
            return tuple(
                Bought(
                    row.group, False, row.availability_zone, places[row.group.instance_type][0].hourly, zone=row.zone
                )
                for row in layout
            )
        return self._spot.bought(layout, self._spot.zone_order(planned))

    @cached_property
    def _credits(self) -> CreditUse:
        types = {each.instance_type.name: each.instance_type for each in self.market.every}
        return CreditUse(self.groups, types, self.market.bursts, average_cpu_percent(self.fleet))

    @cached_property
    def _spot(self) -> SpotPools:
        groups = [kept_apart(group, self.market.only_for) for group in self.groups.values()]
        standing = Standing(groups, self.zones)
        fleet = self.fleet
        if self.purchase.managed:  # Managed Instances choose for themselves
            fleet = fleet.model_copy(update={"spot_allocation_strategy": "lowest-price"})
        ceilings = {} if self.purchase.managed else on_demand_ceilings(self.situation, self.operating_system)
        pools = Pools(self.situation, self.operating_system, self.market, standing, ceilings)
        return SpotPools(fleet, self.market, pools, self.on_demand)

    def _idle(self, rows: Sequence[Bought]) -> Decimal:
        return idle_share(
            self._uses.of(self._by_name[row.group.instance_type], row.group.tasks, row.group.count) for row in rows
        )

    @cached_property
    def _uses(self) -> KnownUses:
        return KnownUses(self.groups.values())

    @cached_property
    def _by_name(self) -> dict[str, Candidate]:
        return {each.instance_type.name: each for each in self.market.every}

    def _surplus(self, plan: MonthPlan, segments: Sequence[PlannedSegment]) -> dict[str, Fraction]:
        """By the planned types' days where they are what is bought, else hour by hour."""
        found: dict[str, Fraction] = {}
        planned = {row.group.instance_type for layout in plan.fleet.layouts for row in layout}
        bought = {row.group.instance_type for segment in segments for row in segment.rows}
        if bought <= planned and self.fleet.max_instance_types == 1:
            found.update(plan.fleet.surplus_vcpu_hours)
        else:
            for segment in segments:
                share = self.situation.segments[segment.position].share
                for name, vcpus in self._credits.of_instances(row.group for row in segment.rows).items():
                    found[name] = found.get(name, Fraction(0)) + vcpus * share * self._month_hours
        for each in plan.runs:
            name = each.candidate.instance_type.name
            found[name] = found.get(name, Fraction(0)) + each.surplus_vcpu_hours
        return {name: hours for name, hours in found.items() if hours}
