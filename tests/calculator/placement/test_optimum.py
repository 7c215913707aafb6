"""Plans against the true optimum: every rule replayed, tiny clusters compared with an exhaustive oracle."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.placement.planner import FleetPlanner, plan_fleet
from ecsquote.calculator.placement.problem import Candidate, FleetRules, TaskGroup
from ecsquote.calculator.placement.search.fleet_search import FleetSearch
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.errors import OptionUnavailable
from support_placement import candidate, group, replay, tcp

OFFERS = [
    candidate("c5.large", 2, 3800, "0.085", 2),
    candidate("c5.xlarge", 4, 7700, "0.17", 3),
    candidate("m5.large", 2, 7800, "0.096", 2),
    candidate("m5.2xlarge", 8, 31000, "0.38", 4),
    candidate("r6g.large", 2, 15700, "0.1", 3, architectures=("ARM64",)),
    candidate("g4dn.xlarge", 4, 15700, "0.526", 3, gpu_count=1),
]


def cheapest(groups: Sequence[TaskGroup], offers: Sequence[Candidate]) -> Decimal | None:
    """The true optimum by trying every multiset of instances and every way to fill each; plain resources and limits."""
    demand = tuple(task.tasks for task in groups)

    def holds(offer: Candidate, counts: tuple[int, ...]) -> bool:
        used = [(task, count) for task, count in zip(groups, counts, strict=True) if count]
        ports = [port for task, count in used for port in sorted(task.host_ports, key=str) * count]
        return (
            all(task.cpu_architecture in offer.instance_type.architectures for task, _ in used)
            and sum(task.cpu_units * count for task, count in used) <= offer.instance_type.vcpus * 1024
            and sum(task.memory_mib * count for task, count in used) <= offer.memory_mib
            and sum(count for task, count in used if task.awsvpc) <= offer.awsvpc_tasks
            and sum(task.gpus * count for task, count in used) <= offer.instance_type.gpu_count
            and not any(task.distinct_instance and count > 1 for task, count in used)
            and len(set(ports)) == len(ports)
        )

    fills = {
        counts: min(prices)
        for counts in product(*(range(tasks + 1) for tasks in demand))
        if any(counts) and (prices := [offer.hourly for offer in offers if holds(offer, counts)])
    }

    @cache
    def rest(left: tuple[int, ...]) -> Decimal | None:
        if not any(left):
            return Decimal(0)
        first = next(index for index, tasks in enumerate(left) if tasks)
        costs = []
        for counts, price in fills.items():
            if counts[first] and all(c <= n for c, n in zip(counts, left, strict=True)):
                after = rest(tuple(n - c for n, c in zip(left, counts, strict=True)))
                if after is not None:
                    costs.append(price + after)
        return min(costs, default=None)

    return rest(demand)


def tasks_of(index: int, most: int) -> st.SearchStrategy[TaskGroup]:
    return st.builds(
        lambda tasks, cpu, memory, awsvpc, distinct, port, arm, gpu: group(
            f"s{index}",
            tasks,
            cpu,
            memory,
            awsvpc=awsvpc,
            distinct_instance=distinct,
            host_ports=tcp(8000 + port) if port and not awsvpc else frozenset(),
            cpu_architecture="ARM64" if arm else "X86_64",
            gpus=1 if gpu and not arm else 0,
        ),
        st.integers(0, most),
        st.sampled_from([0, 128, 256, 300, 512, 1024, 1700]),
        st.sampled_from([64, 500, 1024, 2000, 3700]),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([0, 0, 0, 0, 1, 2]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([False, False, False, False, True]),
    )


def clusters(services: int, most: int) -> st.SearchStrategy[list[TaskGroup]]:
    return st.integers(1, services).flatmap(
        lambda count: st.tuples(*(tasks_of(index, most) for index in range(count))).map(list)
    )


RULES = st.builds(
    FleetRules,
    target_capacity_percent=st.sampled_from([100, 100, 90, 50]),
    min_instances=st.sampled_from([0, 0, 1, 4]),
    availability_zones=st.integers(1, 3),
    max_instance_types=st.sampled_from([None, None, 3, 4]),
)
DAEMON = st.sampled_from(
    [
        [],
        [group("agent", 0, 128, 200, daemon=True)],
        [
            group("mesh", 0, 64, 100, awsvpc=True, daemon=True),
            group("node", 0, 10, 10, host_ports=tcp(8001), daemon=True),
        ],
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(clusters(5, 20), DAEMON, RULES)
def test_every_fleet_keeps_every_rule(groups: list[TaskGroup], daemons: list[TaskGroup], rules: FleetRules) -> None:
    everything = groups + daemons
    try:
        fleet = plan_fleet(everything, OFFERS, rules)
    except OptionUnavailable as reason:
        if rules.max_instance_types is None and "fits on no instance type" not in str(reason):
            raise
        return
    replay(fleet, everything, OFFERS, rules)
    assert FleetPlanner(everything, OFFERS[::-1], rules).plan([task.tasks for task in everything]) == fleet


def uncapped_bound(
    groups: Sequence[TaskGroup], offers: Sequence[Candidate], rules: FleetRules, limits: SearchLimits | None = None
) -> Decimal:
    """The search's own bound: a fleet's is never more than the fleet costs, which hides one that is too high."""
    model = Model.of(groups, offers, rules)
    demand = model.demand([group.tasks for group in groups])
    return FleetSearch(model, limits or SearchLimits()).search(demand, MinimumInstances.of(model, any(demand))).bound


def test_tiny_clusters_reach_the_true_optimum() -> None:
    found: list[bool] = []

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(clusters(3, 4))
    def compare(groups: list[TaskGroup]) -> None:
        fleet = plan_fleet(groups, OFFERS, FleetRules())
        optimum = cheapest(groups, OFFERS)
        assert optimum is not None
        assert fleet.lower_bound_hourly <= optimum <= fleet.hourly
        assert uncapped_bound(groups, OFFERS, FleetRules()) <= optimum
        found.append(fleet.hourly == optimum)

    compare()
    assert sum(found) >= 0.95 * len(found)


def optimum_of_types(groups: Sequence[TaskGroup], most: int) -> Decimal | None:
    """The true optimum of every set of this number of types."""
    costs = [cheapest(groups, chosen) for chosen in combinations(OFFERS, most)]
    return min((cost for cost in costs if cost is not None), default=None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(clusters(3, 4), st.sampled_from([1, 2]))
def test_few_types_are_the_best_few(groups: list[TaskGroup], most: int) -> None:
    optimum = optimum_of_types(groups, most)
    try:
        fleet = plan_fleet(groups, OFFERS, FleetRules(max_instance_types=most))
    except OptionUnavailable:
        assert optimum is None
        return
    assert optimum is not None
    assert len({row.instance_type for row in fleet.groups}) <= most
    assert fleet.lower_bound_hourly <= fleet.hourly == optimum
    assert uncapped_bound(groups, OFFERS, FleetRules(max_instance_types=most)) <= optimum


def test_sets_of_types_that_are_not_searched_count_in_the_bound() -> None:
    """Of two services' tasks, 9.5 vCPUs in all, two large instances hold everything, six small ones for less."""
    offers = [candidate("m5.large", 2, 7618, "0.096"), candidate("m5.2xlarge", 8, 30474, "0.384")]
    groups, rules = [group("app", 6, 1536, 3000), group("side", 1, 512, 1000)], FleetRules(max_instance_types=1)
    assert plan_fleet(groups, offers, rules).hourly == 6 * Decimal("0.096")
    one_searched = SearchLimits(searched_type_sets=1)
    assert plan_fleet(groups, offers, rules, one_searched).hourly == 2 * Decimal("0.384")
    assert uncapped_bound(groups, offers, rules, one_searched) <= 6 * Decimal("0.096")


def test_one_type_is_not_chosen_by_its_fractions() -> None:
    """Six tasks of 1.5 vCPU: 1.2 large ones in fractions, two in whole numbers, at more than six small ones cost."""
    offers = [candidate("m5.large", 2, 7618, "0.096"), candidate("m5.2xlarge", 8, 30474, "0.384")]
    groups, rules = [group("app", 6, 1536, 3000)], FleetRules(max_instance_types=1)
    fleet = plan_fleet(groups, offers, rules)
    assert fleet.hourly == 6 * Decimal("0.096")
    assert fleet.hourly - fleet.lower_bound_hourly <= Decimal("1E-9"), "proven for one type, not for a mixture"
    assert uncapped_bound(groups, offers, rules) <= fleet.hourly


@settings(max_examples=80, deadline=None, derandomize=True)
@given(tasks_of(0, 14))
def test_a_single_service_is_planned_at_its_optimum(task: TaskGroup) -> None:
    fleet = plan_fleet([task], OFFERS, FleetRules())
    assert fleet.hourly == cheapest([task], OFFERS)
    assert fleet.hourly - fleet.lower_bound_hourly <= Decimal("1E-9")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(clusters(3, 3), st.integers(1, 4))
def test_more_instances_than_needed_never_cost_less_than_the_bound(groups: list[TaskGroup], least: int) -> None:
    fleet = plan_fleet(groups, OFFERS, FleetRules(min_instances=least))
    optimum = cheapest(groups, OFFERS)
    assert optimum is not None
    # an optimum with `least` instances costs at most the free optimum and `least` of the cheapest in addition
    assert max(optimum, least * Decimal("0.085")) <= fleet.hourly
    assert fleet.lower_bound_hourly <= optimum + least * Decimal("0.085")
