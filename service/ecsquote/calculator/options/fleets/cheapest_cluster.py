"""The instances of one operating system through the month: planned for each load, then bought."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleets.credit_use import CreditUse, bound_with_credits, full_use_priced, used_vcpus
from ecsquote.calculator.options.fleets.limited_types import kept_apart, providers, types_of_providers
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth, PlannedSegment
from ecsquote.calculator.options.fleets.production_rules import production_rules
from ecsquote.calculator.options.fleets.scale_from_zero import LEAST_FROM_ZERO
from ecsquote.calculator.options.fleets.task_groups import fleet_service, task_group
from ecsquote.calculator.options.market.burst_terms import average_cpu_percent
from ecsquote.calculator.options.market.candidates import Market, market
from ecsquote.calculator.options.market.instance_purchase import ON_DEMAND, InstancePurchase
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.calculator.options.purchase.allocation import Allocation, Bought, cost_of, is_mixed
from ecsquote.calculator.options.purchase.pools import Pools, on_demand_ceilings
from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.options.purchase.zones import zones_left
from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.work_limit import is_over
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.region_zones import region_zones
from ecsquote.units import to_decimal
from ecsquote.workload.service import Segment


class CheapestCluster:
    """The services of one operating system and the instances they may run on."""

    def __init__(self, situation: Situation, purchase: InstancePurchase, operating_system: str) -> None:
        self._indexes = [
            index
            for index, service in enumerate(situation.services)
            if service.task_definition.operating_system == operating_system
        ]
        self._system = operating_system
        self._purchase = purchase
        self._situation = situation
        self._fleet = fleet_of(situation.request, purchase)
        self._groups = [task_group(situation.services[index]) for index in self._indexes]
        self._zones = region_zones(situation.request.region)
        within = zones_left(situation.request.region, self._groups, self._zones)
        self._spot = market(situation, purchase, operating_system, within)
        self._groups = [kept_apart(group, self._spot.only_for) for group in self._groups]
        self._mixed = purchase.spot and not purchase.managed and is_mixed(self._fleet)
        self._on_demand: Market | None = None
        if self._mixed:
            self._on_demand = market(situation, ON_DEMAND, operating_system)
            self._spot = _sold_both_ways(self._spot, self._on_demand)
        self._allocation = self._allocates(situation) if purchase.spot else None
        self._loads = len({self._tasks(segment) for segment in situation.segments})
        self._planners: dict[tuple[bool, bool], FleetPlanner] = {}
        self._credit_planners: dict[tuple[bool, str], FleetPlanner] = {}
        self._free_planners: dict[bool, FleetPlanner] = {}
        types = {each.instance_type.name: each.instance_type for each in self._spot.every}
        groups = {group.service: group for group in self._groups}
        self._credits = CreditUse(groups, types, self._spot.bursts, average_cpu_percent(self._fleet))

    def month(self) -> ClusterMonth:
        """The instances in each part of the month, and the CPU credits that they use."""
        situation = self._situation
        segments = tuple(self._segments())
        surplus: dict[str, Fraction] = {}
        for segment in segments:
            hours = situation.segments[segment.position].share * Fraction(situation.hours_per_month)
            for name, vcpus in self._credits.of_instances(row.group for row in segment.rows).items():
                surplus[name] = surplus.get(name, Fraction(0)) + vcpus * hours
        return ClusterMonth(self._system, segments, (), surplus, self._credits.cost(surplus))

    def _segments(self) -> Iterator[PlannedSegment]:
        """Equal loads are planned once."""
        situation = self._situation
        planned: dict[tuple[tuple[int, ...], bool], PlannedSegment] = {}
        for position, segment in enumerate(situation.segments):
            tasks = self._tasks(segment)
            starting = self._system in situation.starts[position]
            if (tasks, starting) not in planned:
                planned[tasks, starting] = self._segment(tasks, starting=starting)
            yield replace(planned[tasks, starting], position=position)

    def _tasks(self, segment: Segment) -> tuple[int, ...]:
        return tuple(segment.tasks[index] for index in self._indexes)

    def _segment(self, tasks: Sequence[int], *, starting: bool) -> PlannedSegment:
        """The cheapest way found to buy a fleet.

        The lower bound stays what the planner proves at each type's lowest price: a spread over more expensive pools,
        more zones or some On-Demand instances is a fleet under the same rules at prices that are nowhere lower.
        """
        fleets = [self._planner(starting=starting, on_demand=False).plan(tasks)]
        if self._mixed:
            fleets.append(self._planner(starting=starting, on_demand=True).plan(tasks))
        if self._spot.bursts and not is_over():
            fleets += self._with_credits_in_mind(tasks, starting=starting)
        bought = [(self._bought(fleet), fleet) for fleet in fleets]
        rows, fleet = min(bought, key=lambda each: self._cost(each[0]))
        bound = fleets[0].lower_bound_hourly
        if self._month_types is not None:
            bound = self._free_planner(starting=starting).plan(tasks).lower_bound_hourly
        if self._mixed and self._fleet.on_demand_percentage_above_base_capacity == 100:
            bound = max(bound, fleets[1].lower_bound_hourly)
        used = used_vcpus(self._groups, tasks, self._credits.average_cpu_percent)
        bound = to_decimal(bound_with_credits(Fraction(bound), used, self._spot.every, self._spot.bursts))
        idle = fleet.idle_share
        if self._allocation is not None and [row.group for row in rows] != list(fleet.groups):
            idle = self._allocation.pools.idle_share([row.group for row in rows])
        return PlannedSegment(0, self._system, rows, bound, idle, fleet.assumptions)

    @cached_property
    def _month_types(self) -> frozenset[str] | None:
        """The types of the month where their number is limited: those of the most tasks of each service."""
        if self._fleet.max_instance_types is None or not (self._loads > 1 or self._several_providers):
            return None
        peak = self._most
        if self._several_providers:
            return types_of_providers(self._offered(on_demand=False), self._services, peak, self._production_rules)
        fleet = self._free_planner(starting=False).plan(peak)
        return frozenset(group.instance_type for group in fleet.groups)

    @property
    def _most(self) -> tuple[int, ...]:
        """The most tasks of each service."""
        return tuple(map(max, zip(*map(self._tasks, self._situation.segments), strict=True)))

    @cached_property
    def _several_providers(self) -> bool:
        """Whether services need capacity providers of their own, each with the limit of types."""
        return len(providers(self._spot.every, self._services, self._most, self._production_rules)) > 1

    @property
    def _services(self) -> list[FleetService]:
        managed = self._purchase.managed
        services = [fleet_service(self._situation.services[index], managed=managed) for index in self._indexes]
        return [replace(each, group=group) for each, group in zip(services, self._groups, strict=True)]

    @property
    def _production_rules(self) -> ProductionRules:
        return production_rules(self._fleet, self._spot, self._zones, managed=self._purchase.managed)

    def _free_planner(self, *, starting: bool) -> FleetPlanner:
        """Plans each load with types of its own: for the peak, and for a bound under any choice of types."""
        if starting not in self._free_planners:
            candidates = self._offered(on_demand=False)
            rules = self._rules(starting=starting)
            self._free_planners[starting] = FleetPlanner(self._groups, candidates, rules, self._loads)
        return self._free_planners[starting]

    def _cost(self, rows: Sequence[Bought]) -> Fraction:
        """An hour of all, surplus credits included: the search itself does not see them."""
        return Fraction(cost_of(rows)) + self._credits.hourly(row.group for row in rows)

    def _with_credits_in_mind(self, tasks: Sequence[int], *, starting: bool) -> Iterator[Fleet]:
        """The same with other burstable types, where tasks fit there.

        Without any, with those whose baseline holds a task, and with credits at full use in the price.
        """
        offered, bursts = self._candidates(on_demand=False), self._spot.bursts
        steady = [each for each in offered if each.instance_type.name not in bursts]
        full = full_use_priced(offered, bursts, self._credits.average_cpu_percent)
        roomy = [each for each in offered if self._baseline_holds_a_task(each.instance_type.name)]
        for name, candidates in (("steady", steady), ("roomy", roomy), ("full", full)):
            try:
                if (starting, name) not in self._credit_planners:
                    rules = self._rules(starting=starting)
                    planner = FleetPlanner(self._groups, candidates, rules, self._loads)
                    self._credit_planners[starting, name] = planner
                yield self._credit_planners[starting, name].plan(tasks)
            except OptionUnavailable:
                continue
            if is_over():
                return

    def _baseline_holds_a_task(self, name: str) -> bool:
        """True where some task alone uses no surplus credits, as on types that do not burst."""
        if (terms := self._spot.bursts.get(name)) is None:
            return True
        used = [group.cpu_units * self._credits.average_cpu_percent / 100 for group in self._groups if group.cpu_units]
        return bool(used) and min(used) <= terms.baseline_cpu_units

    def _bought(self, fleet: Fleet) -> tuple[Bought, ...]:
        if self._allocation is not None:
            return self._allocation.rows(fleet.groups)
        places = self._spot.places
        return tuple(Bought(group, False, None, places[group.instance_type][0].hourly) for group in fleet.groups)

    def _allocates(self, situation: Situation) -> Allocation:
        standing = Standing(self._groups, self._zones)
        fleet = self._fleet
        if self._purchase.managed:  # Managed Instances choose for themselves
            fleet = fleet.model_copy(update={"spot_allocation_strategy": "lowest-price"})
        ceilings = {} if self._purchase.managed else on_demand_ceilings(situation, self._system)
        pools = Pools(situation, self._system, self._spot, standing, ceilings)
        return Allocation(fleet, pools, self._on_demand)

    def _planner(self, *, starting: bool, on_demand: bool) -> FleetPlanner:
        if (starting, on_demand) not in self._planners:
            candidates = self._candidates(on_demand=on_demand)
            rules = self._rules(starting=starting)
            self._planners[starting, on_demand] = FleetPlanner(self._groups, candidates, rules, self._loads)
        return self._planners[starting, on_demand]

    def _candidates(self, *, on_demand: bool) -> Sequence[Candidate]:
        """What is offered, of the month's types."""
        offered = self._offered(on_demand=on_demand)
        if self._month_types is None:
            return offered
        return [each for each in offered if each.instance_type.name in self._month_types]

    def _offered(self, *, on_demand: bool) -> Sequence[Candidate]:
        """Types at the planning price; for the bound of a mixed fleet, the lower of both prices."""
        offered = self._spot
        if self._on_demand is not None:
            prices = {name: places[0].hourly for name, places in self._on_demand.places.items()}
            offered = Market.of(
                {
                    replace(each, hourly=_planned_at(each, prices[each.instance_type.name], on_demand=on_demand)): (
                        offered.places[each.instance_type.name]
                    )
                    for each in offered.every
                }
            )
        names_types = any(group.placement_expressions for group in self._groups)
        return offered.every if names_types else offered.undominated

    def _rules(self, *, starting: bool) -> FleetRules:
        fleet = self._fleet
        least = max(fleet.min_instances, LEAST_FROM_ZERO) if starting else fleet.min_instances
        if all(group.daemon for group in self._groups):  # daemons alone need no instance, but a cluster has some
            least = max(least, fleet.availability_zones)
        limit = fleet.max_instance_types
        if limit is not None and self._several_providers:
            limit = None  # each has its own, and the types of the month are chosen by it
        return FleetRules(
            target_capacity_percent=fleet.target_capacity_percent,
            min_instances=least,
            availability_zones=fleet.availability_zones,
            max_instance_types=limit,
            zone_codes=self._zones,
        )


def _planned_at(candidate: Candidate, on_demand_hourly: Decimal, *, on_demand: bool) -> Decimal:
    return on_demand_hourly if on_demand else min(candidate.hourly, on_demand_hourly)


def _sold_both_ways(spot: Market, on_demand: Market) -> Market:
    """The types that can be bought On-Demand as well; OptionUnavailable for none."""
    both = {each: spot.places[each.instance_type.name] for each in spot.every}
    both = {each: places for each, places in both.items() if each.instance_type.name in on_demand.places}
    if not both:
        raise OptionUnavailable("no instance type that the fleet allows has both an On-Demand and a Spot price")
    return Market.of(both)
