"""Many loads planned together: every rule of every load, the same answer every time, and what one by one would cost."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.errors import OptionUnavailable
from support_placement import candidate, group, random_groups, replay, tcp

LOADS = 40
OFFERED = [
    candidate("c7a.medium", 1, 1700, "0.040", 2),
    candidate("m5.large", 2, 7700, "0.096", 4),
    candidate("c5.xlarge", 4, 7600, "0.170", 8),
    candidate("r5.xlarge", 4, 31000, "0.252", 8),
    candidate("m5.4xlarge", 16, 62500, "0.768", 29),
    candidate("m6g.xlarge", 4, 15500, "0.154", 8, architectures=("ARM64",)),
]


def random_problem(seed: int) -> tuple[list[TaskGroup], list[tuple[int, ...]]]:
    """Services with any of the rules that bind an instance, and the loads of many hours."""
    random = np.random.default_rng(seed)
    groups = random_groups(random, int(random.integers(1, 6)), (0, 1), (1, 13), (2, 40), awsvpc=bool(seed % 2))
    if seed % 3 == 0:
        groups.append(group("proxy", 0, 128, 256, host_ports=tcp(80)))
        groups.append(group("other", 0, 128, 256, host_ports=tcp(80, 81)))
    if seed % 4 == 0:
        groups.append(group("alone", 0, 256, 512, distinct_instance=True))
    if seed % 5 == 0:
        groups.append(group("arm", 0, 512, 1024, cpu_architecture="ARM64"))
    if seed % 7 == 0:
        groups.append(group("named", 0, 512, 512, placement_expressions=("attribute:ecs.instance-type == r5.xlarge",)))
    if seed % 4 == 1:
        groups.append(group("agent", 0, 64, 128, daemon=True))
    loads = [tuple(int(random.integers(0, 12)) for _ in groups) for _ in range(LOADS)]
    return groups, loads


def fleet(found: tuple[InstanceGroup, ...], offered: list[Candidate]) -> Fleet:
    """Instances as the replayer takes them."""
    prices = {each.instance_type.name: each.hourly for each in offered}
    hourly = sum((prices[each.instance_type] * each.count for each in found), Decimal(0))
    return Fleet(found, hourly, Decimal(0), Decimal(0))


@pytest.mark.parametrize("seed", range(40))
def test_every_task_of_every_load_runs(seed: int) -> None:
    groups, loads = random_problem(seed)
    found = FleetPlanner(groups, OFFERED, FleetRules()).plan_loads(loads)
    for tasks, instances in zip(loads, found, strict=True):
        asked = [replace(each, tasks=count) for each, count in zip(groups, tasks, strict=True)]
        replay(fleet(instances, OFFERED), asked, OFFERED, FleetRules())


def test_all_loads_together_cost_no_more_than_a_short_search_for_each() -> None:
    """All problems together; of each the search of a load ends with the first answer within 15 % of its bound."""
    together = one_by_one = Decimal(0)
    for seed in range(8):
        groups, loads = random_problem(seed)
        found = FleetPlanner(groups, OFFERED, FleetRules()).plan_loads(loads)
        together += sum(fleet(each, OFFERED).hourly for each in found)
        limits = replace(SearchLimits.for_loads(len(groups), LOADS), exact_instances=0, heuristic_gap=0.15)
        alone = FleetPlanner(groups, OFFERED, FleetRules(), LOADS, limits)
        one_by_one += sum(alone.plan(tasks).hourly for tasks in loads)
    assert together <= one_by_one * Decimal("1.005")


def test_the_same_loads_get_the_same_instances() -> None:
    groups, loads = random_problem(8)
    first, second = (FleetPlanner(groups, OFFERED, FleetRules()).plan_loads(loads) for _ in range(2))
    assert first == second


def test_hours_without_tasks_have_no_instances() -> None:
    found = FleetPlanner([group("web", 0, 256, 512)], OFFERED, FleetRules()).plan_loads([(0,), (1,), (0,)])
    assert [len(each) for each in found] == [0, 1, 0]


def test_one_task_an_hour_takes_the_cheapest_type_that_holds_it() -> None:
    """1,536 MiB are held by a c7a.medium, 1,792 MiB by an m5.large at least."""
    groups = [group("small", 0, 256, 1536), group("larger", 0, 256, 1792)]
    found = FleetPlanner(groups, OFFERED, FleetRules()).plan_loads([(1, 0), (0, 1)])
    assert [each[0].instance_type for each in found] == ["c7a.medium", "m5.large"]


def test_a_task_that_fits_nowhere_is_named() -> None:
    with pytest.raises(OptionUnavailable, match="huge"):
        FleetPlanner([group("huge", 0, 256, 70000)], OFFERED, FleetRules()).plan_loads([(0,), (1,)])
