"""The instance type that a lower average use of CPU would choose: burstable types then bill fewer surplus credits."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import FleetLoad, FleetService, ProductionRules

USUAL_PERCENT = Decimal(30)
"""Our assumption of what services use of the CPU that they reserve."""


def type_at_usual_percent(
    candidates: Sequence[Candidate],
    services: Sequence[FleetService],
    load: FleetLoad,
    rules: ProductionRules,
    chosen: str,
) -> str | None:
    """The type of a steady fleet at 30 %; None where it stays the same, or several capacity providers are needed.

    Only burstable types become cheaper, so that the choice is among them and the type chosen at the rules' percentage.
    """
    able = [each for each in candidates if each.instance_type.name in rules.bursts or each.instance_type.name == chosen]
    design = ProductionPlanner(able).plan(services, [load], replace(rules, average_cpu_percent=USUAL_PERCENT))
    names = {provider.instance_type for provider in design.providers}
    if len(design.providers) != 1 or names == {chosen}:
        return None
    return names.pop()
