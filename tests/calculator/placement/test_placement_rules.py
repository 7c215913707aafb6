"""Every rule of ECS's placement on fleets small enough to work out by hand."""

from decimal import Decimal

import pytest

from ecsquote.calculator.placement.planner import FleetPlanner, plan_fleet
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, TaskGroup
from ecsquote.errors import OptionUnavailable
from support_placement import candidate, group, replay, tcp

LARGE = candidate("m5.large", 2, 8000, "0.1")
XLARGE = candidate("m5.xlarge", 4, 16000, "0.2")
GRAVITON = candidate("m6g.large", 2, 8000, "0.05", architectures=("ARM64",))
GPU = candidate("g5.xlarge", 4, 16000, "1", gpu_count=1)


def planned(groups: list[TaskGroup], candidates: list[Candidate], rules: FleetRules | None = None) -> Fleet:
    fleet = plan_fleet(groups, candidates, rules or FleetRules())
    replay(fleet, groups, candidates, rules or FleetRules())
    return fleet


def instances(fleet: Fleet) -> int:
    return sum(row.count for row in fleet.groups)


@pytest.mark.parametrize(
    ("task", "count", "bound_by"),
    [
        (group("a", 8, 512, 100), 2, "cpu"),  # 2048 / 512 = 4 on each
        (group("a", 8, 0, 2000), 2, "memory"),  # 8000 / 2000 = 4 on each
        (group("a", 8, 0, 2001), 3, "memory"),  # 8000 // 2001 = 3: 3 + 3 + 2
        (group("a", 8, 1, 1, awsvpc=True), 1, "demand"),  # 10 slots
        (group("a", 20, 1, 1, awsvpc=True), 2, "eni"),
        (group("a", 3, 1, 1, distinct_instance=True), 3, "distinct_instance"),
        (group("a", 3, 1, 1, host_ports=tcp(80)), 3, "host_port"),
    ],
)
def test_what_stops_one_more_task(task: TaskGroup, count: int, bound_by: str) -> None:
    fleet = planned([task], [LARGE])
    assert instances(fleet) == count
    assert bound_by in {row.bound_by for row in fleet.groups}
    assert fleet.hourly == Decimal("0.1") * count
    assert fleet.hourly - fleet.lower_bound_hourly < Decimal("0.00001")


def test_shares_are_of_registered_cpu_and_memory() -> None:
    (row,) = planned([group("a", 3, 512, 1000)], [LARGE]).groups
    assert (row.cpu_used, row.memory_used) == (Decimal("0.7500"), Decimal("0.3750"))  # 1536/2048, 3000/8000
    fleet = planned([group("a", 1, 683, 0)], [LARGE])
    assert fleet.groups[0].cpu_used == Decimal("0.3335")  # 683/2048 = 0.33349…
    assert fleet.idle_share == Decimal("0.6665")  # 1365/2048 = 0.66650…


def test_architectures_never_share_an_instance() -> None:
    groups = [group("x", 1, 256, 256), group("arm", 1, 256, 256, cpu_architecture="ARM64")]
    fleet = planned(groups, [LARGE, GRAVITON])
    assert {row.instance_type: dict(row.tasks) for row in fleet.groups} == {
        "m5.large": {"x": 1},
        "m6g.large": {"arm": 1},
    }


def test_gpus_are_whole_and_other_tasks_may_stand_beside() -> None:
    fleet = planned([group("train", 2, 1024, 1000, gpus=1), group("web", 4, 512, 500)], [LARGE, GPU])
    # two GPU instances must run; their 2 × (4096 − 1024) free units hold the 4 × 512 of web
    assert [(row.instance_type, row.count) for row in fleet.groups if row.count] == [("g5.xlarge", 2)] or (
        instances(fleet) == 2
    )
    assert fleet.hourly == 2
    with pytest.raises(OptionUnavailable, match="GPU"):
        planned([group("train", 1, 1024, 1000, gpus=2)], [LARGE, GPU])


def test_host_ports_clash_across_services_but_not_across_protocols() -> None:
    assert instances(planned([group("a", 1, 1, 1, host_ports=tcp(80)), group("b", 1, 1, 1, host_ports=tcp(80))],
                             [LARGE])) == 2  # fmt: skip
    assert instances(planned([group("a", 1, 1, 1, host_ports=tcp(80)), group("b", 1, 1, 1, host_ports=tcp(81))],
                             [LARGE])) == 1  # fmt: skip


def test_distinct_instance_binds_one_service_only() -> None:
    groups = [group("a", 2, 1, 1, distinct_instance=True), group("b", 2, 1, 1, distinct_instance=True)]
    assert instances(planned(groups, [LARGE])) == 2


def test_daemons_stand_on_every_instance_and_take_room() -> None:
    agent = group("agent", 0, 512, 100, daemon=True)
    # 2048 − 512 leaves 3 tasks of 512 on an instance: 7 tasks need 3
    fleet = planned([group("a", 7, 512, 100), agent], [LARGE])
    assert instances(fleet) == 3
    assert all(row.tasks["agent"] == 1 for row in fleet.groups)


def test_a_daemon_of_another_architecture_does_not_run_here() -> None:
    agent = group("agent", 0, 2048, 100, daemon=True, cpu_architecture="ARM64")
    fleet = planned([group("a", 4, 512, 100), agent], [LARGE])
    assert [dict(row.tasks) for row in fleet.groups] == [{"a": 4}]


def test_a_daemon_port_is_taken_and_a_daemon_too_large_leaves_no_type() -> None:
    with pytest.raises(OptionUnavailable, match="port 80"):
        planned([group("a", 1, 1, 1, host_ports=tcp(80)), group("d", 0, 1, 1, host_ports=tcp(80), daemon=True)],
                [LARGE])  # fmt: skip
    with pytest.raises(OptionUnavailable, match="daemon big"):
        planned([group("a", 1, 1, 1), group("big", 0, 4096, 1, daemon=True)], [LARGE])


def test_member_of_keeps_tasks_to_the_types_it_names() -> None:
    pinned = group("a", 1, 256, 256, placement_expressions=("attribute:ecs.instance-type == m5.xlarge",))
    fleet = planned([pinned], [LARGE, XLARGE])
    assert [row.instance_type for row in fleet.groups] == ["m5.xlarge"]
    with pytest.raises(OptionUnavailable, match="placement constraint"):
        planned([pinned], [LARGE])


def test_zones_of_placement_constraints_keep_services_apart() -> None:
    def in_zone(service: str, zone: str) -> TaskGroup:
        return group(service, 1, 1, 1, placement_expressions=(f"attribute:ecs.availability-zone == {zone}",))

    rules = FleetRules(zone_codes=("us-east-1a", "us-east-1b"))
    same = plan_fleet([in_zone("a", "us-east-1a"), in_zone("b", "us-east-1a")], [LARGE], rules)
    apart = plan_fleet([in_zone("a", "us-east-1a"), in_zone("b", "us-east-1b")], [LARGE], rules)
    assert (instances(same), instances(apart)) == (1, 2)
    unknown = plan_fleet([in_zone("a", "us-east-1a")], [LARGE], FleetRules())
    assert "taken as satisfied" in unknown.assumptions[0]
    with pytest.raises(OptionUnavailable):
        plan_fleet([in_zone("a", "eu-west-1a")], [LARGE], rules)


@pytest.mark.parametrize(
    ("rules", "tasks", "count", "hourly"),
    [
        (FleetRules(min_instances=3), 1, 3, "0.3"),
        (FleetRules(availability_zones=3), 1, 3, "0.3"),
        (FleetRules(availability_zones=3), 0, 0, "0"),  # no tasks, nothing to spread
        (FleetRules(min_instances=2), 0, 2, "0.2"),
        (FleetRules(target_capacity_percent=80), 16, 5, "0.5"),  # ceil(4 × 100/80) = 5
        (FleetRules(target_capacity_percent=81), 16, 5, "0.5"),  # ceil(4.94) = 5
        (FleetRules(target_capacity_percent=79), 16, 6, "0.6"),  # ceil(5.06) = 6
    ],
)
def test_rules_that_want_more_instances(rules: FleetRules, tasks: int, count: int, hourly: str) -> None:
    fleet = planned([group("a", tasks, 512, 1)], [LARGE], rules)
    assert (instances(fleet), fleet.hourly) == (count, Decimal(hourly))


@pytest.mark.parametrize(("most", "hourly"), [(None, "0.3"), (2, "0.3"), (1, "0.4")])
def test_at_most_so_many_types(most: int | None, hourly: str) -> None:
    # four tasks of 1024/4000 fill an m5.xlarge, two of 1024/2000 a c5.large: 0.2 + 0.1; of one type it is two
    # m5.xlarge for 0.4 or five c5.large (one task of 4000 MiB each, and one for the two others) for 0.5
    offers = [XLARGE, candidate("c5.large", 2, 4000, "0.1")]
    groups = [group("a", 4, 1024, 4000), group("b", 2, 1024, 2000)]
    fleet = planned(groups, offers, FleetRules(max_instance_types=most))
    assert fleet.hourly == Decimal(hourly)
    assert most is None or len({row.instance_type for row in fleet.groups}) <= most


def test_too_few_types_for_two_architectures() -> None:
    groups = [group("x", 1, 256, 256), group("arm", 1, 256, 256, cpu_architecture="ARM64")]
    with pytest.raises(OptionUnavailable, match="no 1 instance types"):
        planned(groups, [LARGE, GRAVITON], FleetRules(max_instance_types=1))


def test_a_task_that_fits_nowhere_says_which_rule_stops_it() -> None:
    with pytest.raises(OptionUnavailable, match=r"m5\.xlarge has 4096 CPU units free, one task needs 8192"):
        planned([group("huge", 1, 8192, 1)], [LARGE, XLARGE])
    with pytest.raises(OptionUnavailable, match="does not run ARM64"):
        planned([group("arm", 1, 1, 1, cpu_architecture="ARM64")], [LARGE])
    with pytest.raises(OptionUnavailable, match="no instance type is on offer"):
        planned([group("a", 1, 1, 1)], [])


def test_one_planner_answers_many_demands_as_single_plans_do() -> None:
    groups = [group("a", 0, 512, 1000), group("b", 0, 256, 3000), group("d", 0, 64, 64, daemon=True)]
    planner = FleetPlanner(groups, [LARGE, XLARGE], FleetRules())
    for demand in ([1, 0, 0], [7, 3, 0], [0, 0, 0], [40, 25, 0], [7, 3, 0]):
        alone = FleetPlanner(groups, [XLARGE, LARGE], FleetRules()).plan(demand)
        assert planner.plan(demand) == alone
