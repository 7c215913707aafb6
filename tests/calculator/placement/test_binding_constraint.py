"""What prevents one more task on an instance: the same answer for planned instances and for moved ones."""

from decimal import Decimal

import pytest

from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import Candidate, FleetRules, InstanceGroup, TaskGroup
from support_placement import candidate, group, tcp

ZONE = "attribute:ecs.availability-zone == us-east-1a"


def planned_and_moved(groups: list[TaskGroup], offer: Candidate) -> tuple[InstanceGroup, InstanceGroup]:
    """The only row of a fleet of one type, and the same tasks moved there from another type."""
    (planned,) = plan_fleet(groups, [offer], FleetRules()).groups
    elsewhere = InstanceGroup("other.large", planned.count, planned.tasks, Decimal(0), Decimal(0), "demand")
    return planned, Standing(groups, ()).moved(elsewhere, offer)


@pytest.mark.parametrize(
    ("tasks", "cpu_units", "memory_mib", "bound_by"),
    [
        # 2,048 units and 7,000 MiB. 3 × 600 leaves 248 units (12.1 %), 3 × 2,300 leaves 100 MiB (1.4 %).
        (3, 600, 2300, "memory"),
        # 3 × 680 leaves 8 units (0.4 %), 3 × 2,300 leaves 100 MiB (1.4 %).
        (3, 680, 2300, "cpu"),
        # 3 × 600 leaves 248 units, too few; 3 × 2,000 leaves 1,000 MiB, too few, and 14.3 % is more than 12.1 %.
        (3, 600, 2000, "cpu"),
        # 2 × 600 leaves 848 units and 2 × 2,300 leaves 2,400 MiB: one more task would fit.
        (2, 600, 2300, "demand"),
    ],
)
def test_the_scarcest_resource_binds_planned_and_moved_instances(
    tasks: int, cpu_units: int, memory_mib: int, bound_by: str
) -> None:
    offer = candidate("m.large", 2, 7000, "0.1")
    planned, moved = planned_and_moved([group("web", tasks, cpu_units, memory_mib)], offer)
    assert planned.bound_by == bound_by
    assert moved == planned


def test_ports_and_distinct_instances_bind_planned_and_moved_instances() -> None:
    offer = candidate("m.large", 2, 7000, "0.1")
    for expected, task in (
        ("host_port", group("web", 1, 256, 512, host_ports=tcp(80))),
        ("distinct_instance", group("web", 1, 256, 512, distinct_instance=True)),
    ):
        planned, moved = planned_and_moved([task, group("agent", 0, 128, 256, daemon=True)], offer)
        assert planned.bound_by == expected
        assert moved == planned


def test_a_moved_instance_is_judged_in_a_zone_that_allows_its_tasks() -> None:
    groups = [group("web", 2, 600, 2300, placement_expressions=(ZONE,))]
    row = InstanceGroup("other.large", 1, {"web": 2}, Decimal(0), Decimal(0), "cpu")
    moved = Standing(groups, ("us-east-1b", "us-east-1a")).moved(row, candidate("m.large", 2, 7000, "0.1"))
    assert moved.bound_by == "demand", "848 units and 2,400 MiB are left, enough for one more task"
