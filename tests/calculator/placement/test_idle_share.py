"""The idle share: one definition for planned fleets and for instances that were moved to other types."""

from decimal import Decimal

from ecsquote.calculator.options.purchase.replacement import Standing
from ecsquote.calculator.placement.idle_share import InstanceUse, idle_share
from ecsquote.calculator.placement.planner import plan_fleet
from ecsquote.calculator.placement.problem import FleetRules
from support_placement import candidate, group


def test_the_fuller_resource_over_all_instances_counts() -> None:
    """CPU: (1,024 + 2 × 512) of (2,048 + 2 × 1,024) is a half; memory: (1,000 + 2 × 3,000) of (4,000 + 2 × 4,000)."""
    uses = [InstanceUse((1024, 1000), (2048, 4000), 1), InstanceUse((512, 3000), (1024, 4000), 2)]
    assert idle_share(uses) == Decimal("0.4167")  # 1 − 7,000 ÷ 12,000 = 5 ÷ 12


def test_planned_and_moved_instances_have_the_same_idle_share() -> None:
    groups, offer = [group("web", 5, 600, 2300), group("agent", 0, 48, 100, daemon=True)], candidate("a", 2, 7000, "1")
    fleet = plan_fleet(groups, [offer], FleetRules())
    # 5 tasks and 2 daemons: 3,096 of 4,096 CPU units, 11,700 of 14,000 MiB: 1 − 0.83571… = 0.16428…
    assert fleet.idle_share == Decimal("0.1643")
    moved = Standing(groups, ()).idle_share([(row, offer) for row in fleet.groups])
    assert moved == fleet.idle_share
