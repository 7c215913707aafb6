"""The zones of the fleet: how many, and which where placement constraints ask for some."""

from collections.abc import Sequence
from dataclasses import dataclass

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.production.request import ProductionRules
from ecsquote.calculator.placement.rules.eligibility import ZONE_ATTRIBUTE
from ecsquote.calculator.placement.rules.placement_expressions import parse_expression


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of the fleet: numbers, and codes where some constraint asks for one."""

    codes: tuple[str | None, ...]

    @classmethod
    def of(cls, groups: Sequence[TaskGroup], rules: ProductionRules) -> "Zones":
        """As many as the rules say; zones that constraints leave to some service come first."""
        asking = [group for group in groups if _asks_for_zone(group)]
        if not asking or not rules.zone_codes:
            return cls((None,) * rules.availability_zones)
        wanted = {code: sum(_zone_open(group, code) for group in asking) for code in rules.zone_codes}
        order = sorted(rules.zone_codes, key=lambda code: (-wanted[code], code))
        chosen = order[: rules.availability_zones]
        for group in asking:
            if not any(_zone_open(group, code) for code in chosen):
                chosen += [code for code in order if _zone_open(group, code)][:1]
        return cls(tuple(chosen))


def _asks_for_zone(group: TaskGroup) -> bool:
    return any(ZONE_ATTRIBUTE in parse_expression(text).attributes for text in group.placement_expressions)


def _zone_open(group: TaskGroup, code: str) -> bool:
    known = {ZONE_ATTRIBUTE: code}
    return all(parse_expression(text).judge(known) is not False for text in group.placement_expressions)
