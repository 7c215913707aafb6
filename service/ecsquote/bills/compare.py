"""Estimate against actual: by component, the difference divided into quantity and price, and the verdict."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.bills.buckets import Bucket, SortedRow
from ecsquote.bills.estimate import EstimatedLine
from ecsquote.calculator.components import component_entry, stack_order
from ecsquote.contract.bill_checks import ComparedComponent, ComparedTotal, UnestimatedComponent
from ecsquote.pricing.meters import Meter
from ecsquote.units import exact_sum, to_decimal

SMALL_PERCENT = 1
"""Components up to this share of the estimate decide nothing."""


@dataclass(frozen=True, slots=True)
class MeteredSum:
    """Quantity and cost of one meter."""

    quantity: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)

    def plus(self, quantity: Decimal, cost: Decimal) -> "MeteredSum":
        """Both together."""
        return MeteredSum(exact_sum([self.quantity, quantity]), exact_sum([self.cost, cost]))


def compared_components(
    lines: Iterable[EstimatedLine], placed: Sequence[SortedRow], unattributable: Set[str]
) -> tuple[ComparedComponent, ...]:
    """Every component of the estimate with the rows that match it, in the order of a stacked bar."""
    estimated: dict[str, dict[Meter, MeteredSum]] = defaultdict(dict)
    for line in lines:
        before = estimated[line.component].get(line.meter, MeteredSum())
        estimated[line.component][line.meter] = before.plus(line.quantity, line.cost)
    billed: dict[str, dict[Meter, MeteredSum]] = defaultdict(dict)
    rows: dict[str, int] = defaultdict(int)
    for one in placed:
        if one.bucket is Bucket.MATCHED and one.component is not None and one.billed is not None:
            meter = one.billed.meter
            before = billed[one.component].get(meter, MeteredSum())
            billed[one.component][meter] = before.plus(one.quantity, one.cost)
            rows[one.component] += one.row.rows
    return tuple(
        _compared(name, estimated[name], billed.get(name, {}), rows[name], name not in unattributable)
        for name in sorted(estimated, key=stack_order)
    )


def _compared(
    name: str, estimated: Mapping[Meter, MeteredSum], billed: Mapping[Meter, MeteredSum], rows: int, in_verdict: bool
) -> ComparedComponent:
    estimate = exact_sum([one.cost for one in estimated.values()])
    actual = exact_sum([one.cost for one in billed.values()])
    difference = exact_sum([actual, -estimate])
    comparable = component_entry(name).commitment is None  # a commitment is in USD an hour, what it pays is not
    by_meter = _quantity_differences(estimated, billed) if comparable else iter(())
    quantity = to_decimal(sum(by_meter, Fraction(0)))
    return ComparedComponent(
        name, rows, estimate, actual, difference, quantity, exact_sum([difference, -quantity]), in_verdict
    )


def _quantity_differences(
    estimated: Mapping[Meter, MeteredSum], billed: Mapping[Meter, MeteredSum]
) -> Iterator[Fraction]:
    """(Actual − estimated quantity) × estimated price; all that a meter costs where it was not estimated."""
    for meter in estimated.keys() | billed.keys():
        expected, actual = estimated.get(meter), billed.get(meter, MeteredSum())
        if expected is None or not expected.quantity:
            yield Fraction(actual.cost)
        else:
            price = Fraction(expected.cost) / Fraction(expected.quantity)
            yield (Fraction(actual.quantity) - Fraction(expected.quantity)) * price


def compared_total(components: Iterable[ComparedComponent]) -> ComparedTotal:
    """The sums of the components that are in the verdict."""
    counted = [one for one in components if one.in_verdict]
    names = ("estimate", "actual", "difference", "quantity_difference", "price_difference")
    return ComparedTotal(*(exact_sum([getattr(one, name) for one in counted]) for name in names))


def beyond_tolerance(
    components: Iterable[ComparedComponent], total: ComparedTotal, tolerance_percent: Decimal
) -> Iterator[str]:
    """What differs by more than the tolerance: the total, and each component above 1 % of it."""
    if _is_beyond(total.estimate, total.difference, tolerance_percent):
        yield "the total"
    small = Fraction(total.estimate) * SMALL_PERCENT / 100
    for one in components:
        counts = one.in_verdict and max(Fraction(one.estimate), Fraction(one.actual)) > small
        if counts and _is_beyond(one.estimate, one.difference, tolerance_percent):
            yield component_entry(one.component).label


def _is_beyond(estimate: Decimal, difference: Decimal, tolerance_percent: Decimal) -> bool:
    return abs(Fraction(difference)) * 100 > Fraction(tolerance_percent) * abs(Fraction(estimate))


def unestimated(placed: Iterable[SortedRow]) -> tuple[UnestimatedComponent, ...]:
    """What the bill has and the estimate lacks, the most expensive first."""
    rows: dict[str, int] = defaultdict(int)
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for one in placed:
        if one.bucket is Bucket.OTHER_COMPONENT:
            name = one.component or "other_ecs"
            rows[name] += one.row.rows
            costs[name] = exact_sum([costs[name], one.cost])
    found = (UnestimatedComponent(name, rows[name], costs[name]) for name in rows)
    return tuple(sorted(found, key=lambda one: (-one.actual, one.component)))
