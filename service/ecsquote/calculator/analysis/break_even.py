"""Break-even: from how many tasks, hours or which share of use on another launch option is the cheapest."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import ceil
from typing import Any

from ecsquote.calculator.analysis.requoting import BeforeEach, Requoter, do_nothing, priced_options
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import AxisPoint, BreakEven, PricedOption, Stretch
from ecsquote.contract.axis import Axis
from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.workload.timeline import HOURS_PER_WEEK

MAX_QUOTES = 60
"""Quotes for one axis: 16 to 30 spread over it, the others where the cheapest option changes between two of those."""
EVERY_VALUE_UP_TO = 16
"""Small numbers are all tried: there the cheapest option changes to and fro, as instances fill up."""
DEFAULT_TASKS = 100


def break_even(
    request: QuoteRequest,
    catalog: Catalog,
    axis: Axis,
    service: str | None = None,
    up_to: int | None = None,
    before_each: BeforeEach = do_nothing,
) -> BreakEven:
    """The stretches of an axis; `service` is by default the first. Raises InputError for a service that is not there.

    A change back and forth between two values that were tried, both with the same cheapest option, can be missed.
    """
    requoter = Requoter(request, catalog, before_each)
    index = _service_index(request, service)
    change, high, notes = _axis(requoter, axis, index, up_to)
    found: dict[int, tuple[PricedOption, ...]] = {}
    complete = True

    def options_at(value: int) -> tuple[PricedOption, ...]:
        if value not in found:
            found[value] = priced_options(requoter.quote(change(value)))
        return found[value]

    for value in _grid(high):
        options_at(value)
    unsettled = [*pairwise(sorted(found))]
    while unsettled:
        low, top = unsettled.pop(0)
        if top - low < 2 or _name(options_at(low)) == _name(options_at(top)):
            continue
        if requoter.quotes >= MAX_QUOTES:
            complete = False
            break
        middle = (low + top) // 2
        options_at(middle)
        unsettled += [(low, middle), (middle, top)]
    whole = axis is Axis.CAPACITY_PERCENT
    name = None if whole else request.services[index].name
    points = tuple(AxisPoint(value, found[value]) for value in sorted(found))
    return BreakEven(axis, name, tuple(_stretches(found)), points, requoter.quotes, complete, notes)


def _service_index(request: QuoteRequest, service: str | None) -> int:
    names = [each.name for each in request.services]
    if service is None:
        return 0
    if service not in names:
        message = f"{service} is not a service of the request"
        raise InputError(message, [Fault("/service", message)])
    return names.index(service)


def _axis(
    requoter: Requoter, axis: Axis, index: int, up_to: int | None
) -> tuple[Callable[[int], dict[str, Any]], int, tuple[str, ...]]:
    """How a value changes the request, the largest value, and the assumptions."""
    name = requoter.request.services[index].name
    if axis is Axis.CAPACITY_PERCENT:
        note = "the share of the instances' capacity that tasks use: fleet.target_capacity_percent"
        return lambda value: _with_fleet(requoter, value), 100, (note,)
    if axis is Axis.TASKS:
        note = f"{name} runs the same number of tasks all month"
        return lambda value: _with_load(requoter, index, {"tasks": str(value)}), up_to or DEFAULT_TASKS, (note,)
    tasks = _most_tasks(requoter.request, index)
    so_many = f"{name} runs {counted(tasks, 'task')} in that many hours of the week"
    note = f"{so_many}, in consecutive hours, and no tasks in the rest"

    def hours(value: int) -> dict[str, Any]:
        return _with_load(requoter, index, {"hourly_tasks": [tasks] * value + [0] * (HOURS_PER_WEEK - value)})

    return hours, HOURS_PER_WEEK, (note,)


def _with_fleet(requoter: Requoter, percent: int) -> dict[str, Any]:
    document = requoter.document()
    document["fleet"]["target_capacity_percent"] = percent
    return document


def _with_load(requoter: Requoter, index: int, load: dict[str, Any]) -> dict[str, Any]:
    document = requoter.document()
    document["services"][index]["load"] = load
    return document


def _most_tasks(request: QuoteRequest, index: int) -> int:
    """The tasks of the busiest hour, of an average the whole number above it."""
    load = request.services[index].to_service().load
    if load.runs is not None:
        message = f"{request.services[index].name} is given as runs, which start and stop on their own; give tasks"
        raise InputError(message, [Fault(f"/services/{index}/load", message)])
    return max(1, *load.weekly, ceil(load.average_tasks or 0), 1)


def _grid(high: int) -> Iterator[int]:
    """Every value up to 16, then 24, 32, 48, 64, 96 … and the largest."""
    yield from range(1, min(high, EVERY_VALUE_UP_TO) + 1)
    size = EVERY_VALUE_UP_TO
    while size * 3 // 2 < high:
        yield from (each for each in (size * 3 // 2, size * 2) if each < high)
        size *= 2
    if high > EVERY_VALUE_UP_TO:
        yield high


def _name(options: tuple[PricedOption, ...]) -> tuple[str, str, str | None] | None:
    return options[0].key if options and options[0].monthly is not None else None


def _stretches(found: dict[int, tuple[PricedOption, ...]]) -> Iterator[Stretch]:
    values = sorted(found)
    first = values[0]
    for value, following in [*pairwise(values), (values[-1], None)]:
        if following is None or _name(found[following]) != _name(found[value]):
            options = found[first]
            best = options[0] if options and options[0].monthly is not None else None
            yield Stretch(first, value, best, options)
            first = following or first
