"""Lines of instances that several services share, divided by what each service holds: one part each, and one for idle.

`placement.services` divides all of an option's instances, volumes, fees and credits at once, by AWS's split cost
allocation. Each of those lines is divided in the same proportions. The quantity is what is divided, so each part is
quantity × unit price, and the parts add up to the line to the last digit: idle takes what rounding leaves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.units import decimal_string, exact_product, exact_sum, to_decimal

METHOD = "aws-split-cost-allocation"
SHARED = frozenset({"ec2_compute", "ec2_cpu_credits", "managed_instances_fee", "ebs_volume", "savings_plan"})
_MINUS_ONE = Decimal(-1)


@dataclass(frozen=True, slots=True)
class LinePart:
    """What one service holds of a line; `service` is None for the part that is idle."""

    service: str | None
    line: Mapping[str, Any]
    """The line with the part's quantity and money."""


def parts(option: Mapping[str, Any], line: Mapping[str, Any]) -> tuple[LinePart, ...]:
    """The parts of a shared line, idle last; empty for a line that is not shared, and for quotes without a split."""
    held = _held(option)
    if line["component"] not in SHARED or line["service"] is not None or not held:
        return ()
    quantity, left = Decimal(line["quantity"]), Decimal(line["quantity"])
    found = []
    for service, share in held.items():
        part = to_decimal(Fraction(quantity) * share)
        left = exact_sum([left, exact_product(part, _MINUS_ONE)])
        if part:
            found.append(LinePart(service, _with(line, part)))
    if left:
        found.append(LinePart(None, _with(line, left)))
    return tuple(found)


def _with(line: Mapping[str, Any], quantity: Decimal) -> Mapping[str, Any]:
    monthly = exact_product(quantity, Decimal(line["unit_price"]))
    return {**line, "quantity": decimal_string(quantity), "monthly": decimal_string(monthly)}


def _held(option: Mapping[str, Any]) -> Mapping[str, Fraction]:
    """The share of the shared lines that each service holds, without what lines of its own cost."""
    placement = option.get("placement") or {}
    own: dict[str, Decimal] = {}
    total = Decimal(0)
    for line in option["line_items"]:
        if line["component"] not in SHARED:
            continue
        if line["service"] is None:
            total = exact_sum([total, Decimal(line["monthly"])])
        else:
            own[line["service"]] = exact_sum([own.get(line["service"], Decimal(0)), Decimal(line["monthly"])])
    if not total:
        return {}
    services = placement.get("services") or ()
    return {
        each["name"]: Fraction(Decimal(each["monthly"]) - own.get(each["name"], Decimal(0))) / Fraction(total)
        for each in services
    }


def service_rows(option: Mapping[str, Any]) -> Iterator[tuple[str | None, str, str | None]]:
    """(service, monthly, its part of idle) of an option on instances; the row of None is what is idle."""
    placement = option.get("placement") or {}
    for each in placement.get("services") or ():
        yield each["name"], each["monthly"], each["idle_monthly"]
    if placement.get("idle_monthly") is not None:
        yield None, placement["idle_monthly"], None
