"""Break-even: from how many tasks, hours or which share of use on another launch option is the cheapest."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ecsquote.calculator.analysis.requoting import (
    BeforeEach,
    Requoter,
    contenders,
    contenders_words,
    current,
    do_nothing,
    plans_slowly,
    priced_options,
)
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import AxisPoint, BreakEven, Overtaken, PricedOption, Stretch
from ecsquote.contract.axis import Axis
from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import HOURS_PER_WEEK

MAX_QUOTES = 60
"""Quotes for one axis: 16 to 30 spread over it, the others where the cheapest option changes between two of those."""
QUOTES_OF_MANY_LOADS = 16
"""As many where services × different hours are many: of today's option and the cheapest alone."""
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
    bound, values = MAX_QUOTES, list(_grid(high))
    if plans_slowly(request):
        change, note = _of_contenders(requoter, change)
        notes, bound = (*notes, note), QUOTES_OF_MANY_LOADS
        values = sorted({1, high, *(value for value in values if not value & (value - 1) and value > high // 32)})
    search = _Search(requoter, change, bound)
    for value in values:
        search.at(value)
    complete = search.settle(lambda point: _name(point.options))
    # Where today's option is overtaken comes second: it must not cost a change of the cheapest its quotes.
    complete = search.settle(lambda point: frozenset(_cheaper(point))) and complete
    whole = axis is Axis.CAPACITY_PERCENT
    name = None if whole else request.services[index].name
    found = {value: point.options for value, point in search.found.items()}
    points = tuple(AxisPoint(value, found[value]) for value in sorted(found))
    today = next((point.today for point in search.found.values() if point.today is not None), None)
    overtaken = tuple(_overtaken(search.found))
    stretches = tuple(_stretches(found))
    return BreakEven(axis, name, stretches, points, requoter.quotes, complete, notes, today, overtaken)


def _of_contenders(
    requoter: Requoter, change: Callable[[int], dict[str, Any]]
) -> tuple[Callable[[int], dict[str, Any]], str]:
    """The change, quoted on the options that are near the cheapest as the request is, and the note that says so."""
    options = contenders(requoter.quote(), requoter.request)

    def of_contenders(value: int) -> dict[str, Any]:
        return change(value) | {"launch_options": [option.value for option in options] or None}

    return of_contenders, contenders_words(options)


@dataclass(frozen=True, slots=True)
class _Point:
    options: tuple[PricedOption, ...]
    today: PricedOption | None


class _Search:
    """The values that were quoted."""

    def __init__(self, requoter: Requoter, change: Callable[[int], dict[str, Any]], bound: int) -> None:
        self.found: dict[int, _Point] = {}
        self._requoter, self._change, self._bound = requoter, change, bound

    def at(self, value: int) -> _Point:
        if value not in self.found:
            quote = self._requoter.quote(self._change(value))
            self.found[value] = _Point(priced_options(quote), current(quote))
        return self.found[value]

    def settle(self, answer: Callable[[_Point], object]) -> bool:
        """Halve every gap between two values that answer differently; False where the quotes do not suffice."""
        unsettled = [*pairwise(sorted(self.found))]
        while unsettled:
            low, top = unsettled.pop(0)
            if top - low < 2 or answer(self.at(low)) == answer(self.at(top)):
                continue
            if self._requoter.quotes >= self._bound:
                return False
            middle = (low + top) // 2
            self.at(middle)
            unsettled += [(low, middle), (middle, top)]
        return True


def _cheaper(point: _Point) -> Iterator[tuple[str, str, str | None]]:
    """The options that cost less than today's."""
    if point.today is None or point.today.monthly is None:
        return
    for option in point.options:
        if option.monthly is not None and option.monthly < point.today.monthly:
            yield option.key


def _overtaken(found: Mapping[int, _Point]) -> Iterator[Overtaken]:
    """For each option the stretches of values at which it costs less than today's."""
    values = sorted(found)
    cheaper = {value: set(_cheaper(found[value])) for value in values}
    for key in dict.fromkeys(key for value in values for key in _cheaper(found[value])):
        first = None
        for value, following in [*pairwise(values), (values[-1], None)]:
            if key not in cheaper[value]:
                continue
            first = value if first is None else first
            if following is None or key not in cheaper[following]:
                yield Overtaken(first, value, next(option for option in found[first].options if option.key == key))
                first = None


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
    return max(1, load.most_tasks)


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
