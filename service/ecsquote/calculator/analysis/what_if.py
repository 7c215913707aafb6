"""What if: the bill on ARM, one size down, with ENI trunking, in another Region."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from ecsquote.calculator.analysis.requoting import BeforeEach, PricedOption, Requoter, at_any_time, priced_options
from ecsquote.calculator.request import QuoteRequest
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.pricing.catalog import Catalog
from ecsquote.units import ExactDecimal, exact_product, exact_sum
from ecsquote.workload.fargate_sizes import fargate_sizes, smallest_fargate_size
from ecsquote.workload.service import TaskDefinition

MAX_REGIONS = 20
"""Each change is one quote: at most 3 + MAX_REGIONS, and one for the request as it is."""
_MINUS_ONE = Decimal(-1)
_Change = tuple[str, str, Callable[[], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change: its words, what the workload costs then, and what that saves; or why it cannot be made."""

    change: str
    words: str
    unavailable_reason: str | None
    cheapest: PricedOption | None
    saves_monthly: ExactDecimal | None
    """USD a month less than the cheapest option of the request as it is; negative where the change costs more."""
    options: tuple[PricedOption, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The request as it is, and every change to it, the one that saves most first."""

    cheapest: PricedOption | None
    options: tuple[PricedOption, ...]
    changes: tuple[Outcome, ...]
    quotes: int


def what_if(
    request: QuoteRequest, catalog: Catalog, regions: Sequence[str] = (), before_each: BeforeEach = at_any_time
) -> WhatIf:
    """Every change by itself, quoted anew; `regions` are the Regions to move to (at most MAX_REGIONS)."""
    requoter = Requoter(request, catalog, before_each)
    options = priced_options(requoter.quote())
    base = _best(options)
    outcomes = [_outcome(requoter, change, base) for change in _changes(requoter, regions)]
    outcomes.sort(key=lambda each: (each.saves_monthly is None, -(each.saves_monthly or 0)))
    return WhatIf(base, options, tuple(outcomes), requoter.quotes)


def _best(options: Sequence[PricedOption]) -> PricedOption | None:
    return options[0] if options and options[0].monthly is not None else None


def _outcome(requoter: Requoter, change: _Change, base: PricedOption | None) -> Outcome:
    name, words, make = change
    try:
        options = priced_options(requoter.quote(make()))
    except (InputError, OptionUnavailable) as error:
        faults = "; ".join(fault.message for fault in error.faults) if isinstance(error, InputError) else ""
        return Outcome(name, words, faults or str(error), None, None, ())
    if name == "arm64":
        options = tuple(option for option in options if option.cpu_architecture == "ARM64")
    best = _best(options)
    if best is None or best.monthly is None:
        reasons = dict.fromkeys(option.unavailable_reason or "" for option in options)
        return Outcome(name, words, "; ".join(reasons), None, None, options)
    saves = None
    if base is not None and base.monthly is not None:
        saves = exact_sum([base.monthly, exact_product(best.monthly, _MINUS_ONE)])
    return Outcome(name, words, None, best, saves, options)


def _changes(requoter: Requoter, regions: Sequence[str]) -> Iterator[_Change]:
    request = requoter.request
    tasks = [service.task_definition.parsed for service in request.services]
    if any(task.cpu_architecture.value != "ARM64" for task in tasks):
        yield "arm64", "every image built for ARM64", lambda: _arm64(requoter)
    yield "next_size_down", "every task one Fargate size smaller", lambda: _smaller(requoter)
    if not request.fleet.eni_trunking:
        yield "eni_trunking", "ENI trunking on (awsvpcTrunking)", lambda: _trunking(requoter)
    for region in regions:
        yield f"region:{region}", f"in {region}", partial(_in, requoter, region)


def _in(requoter: Requoter, region: str) -> dict[str, Any]:
    return {**requoter.document(), "region": region}


def _arm64(requoter: Requoter) -> dict[str, Any]:
    return {**requoter.document(), "cpu_architectures": ["ARM64"]}


def _trunking(requoter: Requoter) -> dict[str, Any]:
    document = requoter.document()
    document["fleet"]["eni_trunking"] = True
    return document


def _smaller(requoter: Requoter) -> dict[str, Any]:
    document = requoter.document()
    changed = 0
    for service, asked in zip(document["services"], requoter.request.services, strict=True):
        if (size := next_size_down(asked.task_definition.parsed)) is None:
            continue
        outer = service["task_definition"]
        inner = outer.get("taskDefinition", outer)
        inner["cpu"], inner["memory"] = map(str, size)
        changed += 1
    if not changed:
        raise OptionUnavailable("no task has a size of its own that Fargate has a smaller one for")
    return document


def next_size_down(task: TaskDefinition) -> tuple[int, int] | None:
    """(CPU units, MiB): the next smaller CPU with the same share of memory, at the smallest CPU less memory.

    None for a task without a size of its own, or with the smallest there is.
    """
    if task.cpu_units is None or task.memory_mib is None:
        return None
    sizes = fargate_sizes(task.operating_system)
    size = smallest_fargate_size(task.cpu_units, task.memory_mib, task.operating_system)
    if size is None:
        return None
    cpu, memory = size
    smaller = [each for each in sizes if each < cpu]
    if smaller:
        least = smaller[-1]
        fitting = [each for each in sizes[least] if each * cpu <= memory * least]
        return least, fitting[-1] if fitting else sizes[least][0]
    less = [each for each in sizes[cpu] if each < memory]
    return (cpu, less[-1]) if less else None
