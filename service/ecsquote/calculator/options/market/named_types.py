"""Instance types that a service's placement constraints name and that nobody can buy: unknown, or not sold here."""

from collections.abc import Iterator

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.placement.rules.placement_expressions import (
    INSTANCE_TYPE_ATTRIBUTE,
    Expression,
    parse_expression,
)
from ecsquote.workload.service import Service


def unavailable_types(service: Service, situation: Situation, purchase: InstancePurchase) -> Iterator[str]:
    """One sentence for each constraint of which no type is in the catalog, or none has a price in the Region."""
    catalog, region = situation.catalog, situation.request.region
    system = service.task_definition.operating_system
    for text in service.placement_expressions:
        expression = parse_expression(text)
        if not expression.type_names or not _all_types_are_named(expression):
            continue
        names = ", ".join(dict.fromkeys(expression.type_names))
        if not any(expression.names_type(name) for name in catalog.instance_types):
            yield _unknown(names, text)
        elif not any(
            expression.names_type(offer.instance_type.name)
            for offer in catalog.offers(region, system, spot=purchase.spot)
        ):
            yield f"{names}, which its placement constraint names, has no {purchase.price_words(system, region)}"


def _all_types_are_named(expression: Expression) -> bool:
    """False where a type that is not named could satisfy the expression too, as with `or`."""
    return expression.judge({INSTANCE_TYPE_ATTRIBUTE: ""}) is False


def _unknown(names: str, text: str) -> str:
    if "=~" in text or "matches" in text:
        return f'no instance type of this price catalog satisfies the placement constraint "{text}"'
    several = ", " in names
    return f"{names} {'are not instance types' if several else 'is not an instance type'} of this price catalog"
