"""Reserved Instances that the requester owns: they cover matching instance hours before any Savings Plan does.

Each hour's reservation covers that hour's instances of its type and operating system, and is paid used or not.
Sources: https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html and
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/apply_ri.html (without size flexibility)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.components import RESERVED_INSTANCES
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.calculator.request import ReservedInstancesRequest
from ecsquote.calculator.savings_plans.plans import TimedLine
from ecsquote.contract.price_basis import Basis
from ecsquote.contract.quotes import PriceReference
from ecsquote.pricing.meters import instance_hours
from ecsquote.units import decimal_string, exact_product, to_decimal

CHOSEN_WITHOUT = "fleets are chosen at On-Demand prices; to use reserved types, name them in fleet.instance_types"
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class ReservedBill:
    """What is left to pay On-Demand, the reservations themselves, and notes about them."""

    lines: tuple[TimedLine, ...]
    notes: tuple[str, ...]


def apply_reserved_instances(
    reserved: Iterable[ReservedInstancesRequest], lines: Sequence[TimedLine], shares: Sequence[Fraction], bill: Bill
) -> ReservedBill:
    """The bill with the reservations in the order given; every option pays for them, whatever it runs on."""
    left = list(lines)
    paid: list[TimedLine] = []
    notes: list[str] = []
    for each in reserved:
        total = each.count * Fraction(bill.hours_per_month)
        unused = _cover(each, left, [total * share for share in shares], shares)
        paid.append(TimedLine(_line(each, bill), ()))
        if unused:
            percent = to_decimal(unused / total * 100).quantize(_TENTH)
            notes.append(
                f"{decimal_string(percent)} % of the hours of {each.count} reserved {each.instance_type} are unused "
                f"but still paid; {CHOSEN_WITHOUT}"
            )
    return ReservedBill((*left, *paid), tuple(notes))


def _cover(
    each: ReservedInstancesRequest, lines: list[TimedLine], hours: list[Fraction], shares: Sequence[Fraction]
) -> Fraction:
    """Take what is covered off the lines, in place; the hours that cover nothing."""
    meter = instance_hours(each.instance_type, each.operating_system)
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].item.meter != meter:
            continue
        used = _by_segment(lines[at], shares)
        covered = [min(use, free) for use, free in zip(used, hours, strict=True)]
        hours[:] = [free - part for free, part in zip(hours, covered, strict=True)]
        lines[at : at + 1] = _rest(lines[at], [use - part for use, part in zip(used, covered, strict=True)])
    return sum(hours, Fraction(0))


def _by_segment(line: TimedLine, shares: Sequence[Fraction]) -> list[Fraction]:
    return [Fraction(line.item.quantity) * part for part in line.profile or shares]


def _rest(line: TimedLine, hours: Sequence[Fraction]) -> Iterator[TimedLine]:
    """What a line still bills, none where everything is covered."""
    total = sum(hours, Fraction(0))
    quantity = to_decimal(total)
    if quantity:
        item = replace(line.item, quantity=quantity, monthly=exact_product(quantity, line.item.unit_price))
        yield TimedLine(item, tuple(part / total for part in hours))


def _line(each: ReservedInstancesRequest, bill: Bill) -> LineItem:
    # AWS's usage type of reserved hours; no Savings Plan covers it.
    meter = replace(
        instance_hours(each.instance_type, each.operating_system), usage_type=f"HeavyUsage:{each.instance_type}"
    )
    quantity = exact_product(bill.hours_per_month, Decimal(each.count))
    return LineItem(
        component=RESERVED_INSTANCES,
        service=None,
        description=f"{each.count} reserved {each.instance_type} ({each.operating_system}), used or not",
        quantity=quantity,
        unit=meter.unit,
        unit_price=each.hourly_rate,
        monthly=exact_product(quantity, each.hourly_rate),
        price=PriceReference(
            service_code=meter.service_code,
            sku=None,
            rate_code=None,
            usage_type=None,
            effective_date=None,
            observed_on=bill.catalog.published_at.date().isoformat(),
            source="reserved_instances of the request",
            basis=Basis.CUSTOM,
        ),
        note=None,
        meter=meter,
    )
