"""Plan a production fleet: one type for each kind of capacity through the month, with a proven bound."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.capacity_provider import service_sets
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.fleet_design import CapacityProvider, FleetDesign, ProviderLayout
from ecsquote.calculator.placement.production.instance_count import InstanceCount
from ecsquote.calculator.placement.production.layout_rows import RowWriter
from ecsquote.calculator.placement.production.month import Month
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem, load_matrix
from ecsquote.calculator.placement.production.request import FleetLoad, FleetService, ProductionRules
from ecsquote.calculator.placement.production.type_choice import TypeChoice
from ecsquote.calculator.placement.rules.eligibility import unknown_attributes
from ecsquote.errors import OptionUnavailable
from ecsquote.units import exact_product


class ProductionPlanner:
    """Plans fleets from one set of candidates; what the candidates permit is kept between plans."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._table = CandidateTable(candidates)

    def plan(self, services: Sequence[FleetService], loads: Sequence[FleetLoad], rules: ProductionRules) -> FleetDesign:
        """The cheapest fleet found for loads that follow each other in a cycle; costs are an hour's mean.

        OptionUnavailable says which task fits on no type, and why. The same input gives the same fleet everywhere.
        """
        if not self._table.names:
            raise OptionUnavailable("no instance type is on offer")
        groups = [service.group for service in services]
        placed = [position for position, group in enumerate(groups) if not group.daemon]
        running = [position for position in placed if any(load.tasks[position] for load in loads)] or placed
        cluster = Cluster.of(self._table, services, running, rules)
        hours = [Fraction(load.hours) for load in loads]
        tasks = [load.tasks for load in loads]
        providers = []
        for problem, positions in service_sets(cluster):
            month = Month.of(problem, load_matrix(tasks, positions), hours, rules)
            providers.append(_provider(cluster, problem, month))
        return FleetDesign(
            providers=tuple(providers),
            cycle_hours=sum(hours, Fraction(0)),
            assumptions=unknown_attributes(groups, bool(rules.zone_codes)),
        )


def _provider(cluster: Cluster, problem: ProviderProblem, month: Month) -> CapacityProvider:
    """One provider's type and its layouts."""
    table = cluster.table
    count = InstanceCount.of(month.rules, daemons_only=not problem.services)
    choice = TypeChoice(table, problem, month, count)
    chosen = choice.choose()
    if chosen is None:
        raise OptionUnavailable("no instance type on offer holds the daemon services")
    plan = chosen.plan
    writer = RowWriter(cluster, problem, plan.kind)
    price = table.candidates[plan.kind].hourly
    layouts = [
        ProviderLayout(
            rows=writer.rows(layout),
            instances=layout.instances,
            least_instances=least,
            hourly=exact_product(price, Decimal(layout.instances)),
        )
        for layout, least in zip(plan.layouts, plan.least, strict=True)
    ]
    return CapacityProvider(
        instance_type=table.names[plan.kind],
        services=tuple(service.group.service for service in problem.services),
        layouts=tuple(layouts[distinct] for distinct in month.order),
        instance_hours=month.instance_hours([layout.instances for layout in plan.layouts]),
        surplus_vcpu_hours=choice.surplus(plan.kind, plan.layouts),
        cost=plan.cost,
        lower_bound=chosen.bound,
    )
