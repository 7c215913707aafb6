"""Two quotes compared line by line: what rose, what fell, what is new and what is gone; exact, and pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import starmap
from typing import Any

from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.contract.quote_differences import (
    Differences,
    LineChange,
    LineDifference,
    LineSide,
    OptionDifference,
    OptionSide,
    QuoteSide,
)
from ecsquote.errors import Fault, InputError
from ecsquote.units import exact_product, exact_sum, to_cents

Option = Mapping[str, Any]
"""An option of a quote document."""
Line = Mapping[str, Any]
"""A line item of a quote document."""
Pair = tuple[Option | None, Option | None]
_HUNDREDTH = Decimal("0.01")
_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)


def asked_for(document: Mapping[str, Any], launch_options: Collection[str]) -> Mapping[str, Any]:
    """A quote document with these launch options alone (all without any); InputError if it has none of them."""
    if not launch_options:
        return document
    options = [option for option in document["options"] if option["launch_option"] in launch_options]
    if not options:
        message = f"the quote does not include {', '.join(launch_options)}"
        raise InputError(message, [Fault("/launch_option", message)])
    return {**document, "options": options}


def without_costs(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A quote document as it is where nothing of its workload is there: what is available costs nothing."""
    nothing: Option = {"monthly": "0", "annual": "0", "hourly": "0", "line_items": [], "placement": None}
    options = [{**option, **nothing} if option["available"] else option for option in document["options"]]
    return {**document, "id": None, "current": None, "options": options, "advice": [], "advice_note": None}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Differences:
    """Compare two quote documents; InputError where their currencies differ.

    Options are matched by launch option, CPU architecture and Savings Plan; one that is left over on either side, as
    where a task definition moves to ARM64, by launch option and plan. What runs today comes
    first, where it is known; the others in the order of `after`.
    """
    if before["currency"] != after["currency"]:
        raise InputError(f"quotes in {before['currency']} and in {after['currency']} cannot be compared")
    sides = _quote_side(before), _quote_side(after)
    current = _current(after) or _current(before)
    options = [_option(*pair) for pair in _option_pairs(before["options"], after["options"])]
    return Differences(
        currency=after["currency"],
        before=sides[0],
        after=sides[1],
        change=_change(sides[0].monthly, sides[1].monthly),
        percent=_percent(sides[0].monthly, sides[1].monthly),
        options=tuple(sorted(options, key=lambda option: not _is_today(option, current))),
        notes=(*_notes(*sides), *_advice_notes(before, after)),
        current=current,
    )


def _current(document: Mapping[str, Any]) -> str | None:
    """The launch option of today; quotes older than `current` do not know it."""
    current = document.get("current")
    return None if current is None else str(current["launch_option"])


def _is_today(option: OptionDifference, current: str | None) -> bool:
    """Today's own row, without a Savings Plan."""
    return option.launch_option == current and not option.savings_plan and not option.savings_plans


def _quote_side(document: Mapping[str, Any]) -> QuoteSide:
    cheapest = next((option for option in document["options"] if option["available"]), None)
    return QuoteSide(
        id=document.get("id") or None,
        name=document["name"],
        region=document["region"],
        catalog_version=document["catalog"]["version"],
        hours_per_month=Decimal(document["hours_per_month"]),
        launch_option=None if cheapest is None else cheapest["launch_option"],
        monthly=None if cheapest is None else Decimal(cheapest["monthly"]),
    )


def _notes(before: QuoteSide, after: QuoteSide) -> Iterator[str]:
    if before.catalog_version != after.catalog_version:
        yield f"prices of {before.catalog_version} before and of {after.catalog_version} after"
    if before.region != after.region:
        yield f"in {before.region} before and in {after.region} after"
    if before.hours_per_month != after.hours_per_month:
        yield f"a month of {before.hours_per_month} hours before and of {after.hours_per_month} after"


def _advice_notes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The advice of each quote whose request asks for it."""
    for side, document in (("before", before), ("after", after)):
        for advice in document.get("advice") or ():
            yield f"{side}: {advice['words']} would save ${to_cents(Decimal(advice['saving']))} per month"
        if document.get("advice_note"):
            yield f"{side}: {document['advice_note']}"


def _option_pairs(before: Sequence[Option], after: Sequence[Option]) -> list[Pair]:
    """Options that belong together, in the order of `after`; then those that only `before` has."""
    partners: dict[int, Option] = {}
    left = list(before)
    for key in (_full_key, _key_without_architecture):
        now: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, option in enumerate(after):
            if index not in partners:
                now[key(option)].append(index)
        then: defaultdict[tuple[object, ...], list[Option]] = defaultdict(list)
        for option in left:
            then[key(option)].append(option)
        for found, indices in now.items():
            if len(indices) == len(then[found]) == 1:
                partners[indices[0]] = then[found][0]
        left = [option for option in left if not any(option is partner for partner in partners.values())]
    return [(partners.get(index), option) for index, option in enumerate(after)] + [(option, None) for option in left]


def _full_key(option: Option) -> tuple[object, ...]:
    return (*_key_without_architecture(option), option["cpu_architecture"])


def _key_without_architecture(option: Option) -> tuple[object, ...]:
    return option["launch_option"], plans_in_short(option["savings_plan"], option.get("savings_plans"))


def _option(before: Option | None, after: Option | None) -> OptionDifference:
    sides = _option_side(before), _option_side(after)
    either = after or before or {}
    then, now = (None if side is None else side.monthly for side in sides)
    change = _change(then, now)
    lines: Iterable[LineDifference] = ()
    if before and after and change is not None:
        lines = starmap(_line, line_pairs(before["line_items"], after["line_items"]))
    found = sorted(lines, key=_biggest_first)
    differing = tuple(line for line in found if line.before != line.after)
    return OptionDifference(
        launch_option=either["launch_option"],
        savings_plan=either["savings_plan"],
        savings_plans=tuple(either.get("savings_plans") or ()),
        before=sides[0],
        after=sides[1],
        change=change,
        percent=_percent(then, now),
        lines=differing,
        same_lines=len(found) - len(differing),
    )


def _biggest_first(line: LineDifference) -> tuple[Any, ...]:
    return line.change.copy_abs().copy_negate(), line.component, line.service or "", line.description


def _option_side(option: Option | None) -> OptionSide | None:
    if option is None:
        return None
    monthly = option["monthly"]
    return OptionSide(
        cpu_architecture=option["cpu_architecture"],
        available=option["available"],
        unavailable_reason=option["unavailable_reason"],
        monthly=None if monthly is None else Decimal(monthly),
    )


def line_pairs(before: Sequence[Line], after: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Lines of one component, service, usage type and description, in their order: so tier goes with tier.

    What is left is matched without the usage type, whose prefix is another one in another Region, and then as new or
    gone.
    """
    then, now = list(before), list(after)
    for key in (_line_key, _line_key_without_usage_type):
        waiting: defaultdict[tuple[object, ...], list[Line]] = defaultdict(list)
        for line in then:
            waiting[key(line)].append(line)
        unmatched = []
        for line in now:
            if found := waiting[key(line)]:
                yield found.pop(0), line
            else:
                unmatched.append(line)
        then, now = [line for lines in waiting.values() for line in lines], unmatched
    yield from ((None, line) for line in now)
    yield from ((line, None) for line in then)


def _line_key(line: Line) -> tuple[object, ...]:
    return (*_line_key_without_usage_type(line), line["price"]["usage_type"])


def _line_key_without_usage_type(line: Line) -> tuple[object, ...]:
    return line["component"], line["service"], line["description"], line["unit"]


def _line(before: Line | None, after: Line | None) -> LineDifference:
    then, now = _line_side(before), _line_side(after)
    either = after or before or {}
    costs = (then.monthly if then else Decimal(0)), (now.monthly if now else Decimal(0))
    change = _change(*costs) or Decimal(0)
    price_change = Decimal(0)
    if then and now:
        price_change = exact_product(exact_sum([now.unit_price, then.unit_price.copy_negate()]), now.quantity)
    return LineDifference(
        kind=_kind(then, now, change),
        component=either["component"],
        service=either["service"],
        description=either["description"],
        before=then,
        after=now,
        change=change,
        quantity_change=exact_sum([change, price_change.copy_negate()]),
        price_change=price_change,
        percent=_percent(*costs),
    )


def _line_side(line: Line | None) -> LineSide | None:
    if line is None:
        return None
    return LineSide(
        quantity=Decimal(line["quantity"]),
        unit=line["unit"],
        unit_price=Decimal(line["unit_price"]),
        monthly=Decimal(line["monthly"]),
        usage_type=line["price"]["usage_type"],
    )


def _kind(before: LineSide | None, after: LineSide | None, change: Decimal) -> LineChange:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    return "same" if not change else "rose" if change > 0 else "fell"


def _change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else exact_sum([after, before.copy_negate()])


def _percent(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """The change in percent of what was before, half-up at the second place; None where there was nothing."""
    if not before or after is None:
        return None
    change = exact_sum([after, before.copy_negate()])
    return _WIDE.quantize(_WIDE.divide(exact_product(change, Decimal(100)), before), _HUNDREDTH)
