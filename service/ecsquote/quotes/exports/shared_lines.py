"""Lines of instances that several services share, divided by what each service holds: one part each, and one for idle.

Each line is divided in the quote by what runs on the instances that it pays for (`service_quantities`). The quantity is
what is divided, so each part is quantity × unit price, and the parts add up to the line to the last digit: the last
part takes what is left, which is idle where anything is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecsquote.units import decimal_string, exact_difference, exact_product, exact_sum

METHOD = "aws-split-cost-allocation"


@dataclass(frozen=True, slots=True)
class LinePart:
    """What one service holds of a line; `service` is None for the part that is idle."""

    service: str | None
    line: Mapping[str, Any]
    """The line with the part's quantity and money."""


def parts(line: Mapping[str, Any]) -> tuple[LinePart, ...]:
    """The parts of a shared line, idle last; empty for a line that is not shared, and for quotes without a split."""
    held = line.get("service_quantities")
    if held is None:
        return ()
    quantities = [(name, Decimal(quantity)) for name, quantity in held.items() if Decimal(quantity)]
    idle = exact_difference(Decimal(line["quantity"]), exact_sum(quantity for _, quantity in quantities))
    named: list[tuple[str | None, Decimal]] = [*quantities, *([(None, idle)] if idle else [])]
    costs = [exact_product(quantity, Decimal(line["unit_price"])) for _, quantity in named[:-1]]
    costs.append(
        exact_difference(Decimal(line["monthly"]), exact_sum(costs))
    )  # lines of calculator cents are rounded as a whole
    return tuple(
        LinePart(name, {**line, "quantity": decimal_string(quantity), "monthly": decimal_string(cost)})
        for (name, quantity), cost in zip(named, costs, strict=True)
    )


def service_rows(option: Mapping[str, Any]) -> Iterator[tuple[str | None, str, str | None]]:
    """(service, monthly, its part of idle) of an option on instances; the row of None is what is idle."""
    placement = option.get("placement") or {}
    for each in placement.get("services") or ():
        yield each["name"], each["monthly"], each["idle_monthly"]
    if placement.get("idle_monthly") is not None:
        yield None, placement["idle_monthly"], None
