"""Quotes a request: every option → capacity plan → line items → total, or unavailable and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from ecsquote.calculator.calculated_services import calculated_services
from ecsquote.calculator.capacity_lines import CapacityLines, capacity_lines, plans_on, situation_of, steady_commitments
from ecsquote.calculator.change_from_current import compared, current_quote
from ecsquote.calculator.current_option import CurrentOption, option_of_today
from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.options.capacity_plan import CapacityPlan, KnownPlans, Situation, built_for, unique
from ecsquote.calculator.request import QuoteRequest
from ecsquote.calculator.savings_plans.assumptions import plan_assumptions, plan_warnings
from ecsquote.calculator.spot_month import is_on_demand, spot_month, spot_month_warnings
from ecsquote.calculator.unknown_usage import unknown_usage
from ecsquote.contract.price_basis import Basis
from ecsquote.contract.quotes import CatalogReference, OptionQuote, Placement, Quote
from ecsquote.errors import OptionUnavailable, PriceError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.partitions import currency_of
from ecsquote.units import decimal_string, exact_product, exact_sum, to_decimal
from ecsquote.workload.service import CpuArchitecture, Service

MIXED = "MIXED"
MONTHS_PER_YEAR = Decimal(12)
DERIVED = "derived, not published"
"""How the warning about derived prices begins."""


@dataclass(frozen=True, slots=True)
class _OptionRow:
    """One row of the quote before it is priced."""

    option: LaunchOption
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None = None
    savings_plans: tuple[Mapping[str, Any], ...] = ()

    def unavailable(self, error: OptionUnavailable) -> OptionQuote:
        """The row of an option that cannot run or cannot be priced."""
        return OptionQuote(
            launch_option=self.option,
            cpu_architecture=self.cpu_architecture,
            savings_plan=self.savings_plan,
            savings_plans=self.savings_plans,
            available=False,
            unavailable_reason=str(error),
            price_missing=isinstance(error, PriceError),
            hourly=None,
            monthly=None,
            annual=None,
            line_items=(),
            placement=None,
            assumptions=(),
            warnings=(),
        )


def price_request(
    request: QuoteRequest, catalog: Catalog, known: KnownPlans | None = None, *, totals_only: bool = False
) -> Quote:
    """Price a request on every launch option that it asks for; `read_request` has validated it.

    `known` keeps capacity plans for further quotes from the same catalog, which then plan nothing twice.
    `totals_only`: without placements, assumptions and warnings, which take long for many hours.
    """
    services = calculated_services(request)
    situation = partial(situation_of, request, catalog, known=known, totals_only=totals_only)
    options = [
        quote
        for label, variant in _architectures(request, services)
        for option in options_asked(request, services)
        for quote in _price(option, label, situation(variant))
    ]
    today, reason = _today(request, services, options, situation)
    options = compared(options, today, reason)
    options.sort(key=lambda row: (not row.available, row.monthly or 0))
    best = options[0] if options and options[0].available else None
    return Quote(
        name=request.name,
        region=request.region,
        currency=currency_of(request.region),
        hours_per_month=request.hours_per_month,
        catalog=CatalogReference(catalog.version, catalog.published_at.isoformat(), tuple(catalog.warnings)),
        request=request.model_dump(mode="json"),
        cheapest=None if best is None else best.key,
        current=current_quote(today),
        options=tuple(options),
        unknown_usage=unknown_usage(request, catalog),
    )


def options_asked(request: QuoteRequest, services: Sequence[Service] | None = None) -> Sequence[LaunchOption]:
    """The options asked for; by default all, the strategy only where every service names one."""
    services = calculated_services(request) if services is None else services
    if request.launch_options is not None:
        return tuple(dict.fromkeys(request.launch_options))
    every_service_has_a_strategy = all(service.definition.capacity_provider_strategy for service in services)
    return [
        option
        for option in LaunchOption
        if (every_service_has_a_strategy or not option.description.needs_strategy) and (request.spot or not option.spot)
    ]


def today_of(request: QuoteRequest, services: Sequence[Service] | None = None) -> CurrentOption:
    """What the workload runs on today; whether it can be priced is not looked at."""
    services = calculated_services(request) if services is None else services
    purchases = {name: provider.purchase_option for name, provider in request.capacity_providers.items()}
    return option_of_today(request.current, services, purchases)


def _today(
    request: QuoteRequest,
    services: tuple[Service, ...],
    options: Sequence[OptionQuote],
    situation: Callable[[Sequence[Service]], Situation],
) -> tuple[OptionQuote | None, str | None]:
    """The row of what runs today, priced for this alone where it was not asked for, or why there is none."""
    current = today_of(request, services)
    if current.option is None:
        return None, current.reason
    label = next(label for label, _ in _architectures(request, services))
    rows = [row for row in options if row.launch_option == current.option and row.cpu_architecture == label]
    row = rows[0] if rows else next(_price(current.option, label, situation(services)))
    if not row.available:
        return None, f"{current.option.words} is not available: {row.unavailable_reason}"
    return row, None


def _architectures(request: QuoteRequest, services: tuple[Service, ...]) -> Iterator[tuple[str, tuple[Service, ...]]]:
    """The workload as it is, and as if built for each architecture that the request adds."""
    own = {service.task_definition.cpu_architecture for service in services}
    label = next(iter(own)).value if len(own) == 1 else MIXED
    yield label, services
    for architecture in dict.fromkeys(request.cpu_architectures):
        if architecture.value != label:
            yield architecture.value, tuple(built_for(service, architecture) for service in services)


def _price(option: LaunchOption, architecture: str, situation: Situation) -> Iterator[OptionQuote]:
    """The option's row, and its row under the Savings Plans where some are asked for."""
    request = situation.request
    row = _OptionRow(option, architecture)
    under_plans = _under_plans(row, request, [plan.model_dump(mode="json") for plan in request.plans])
    try:
        _refuse_windows_on_arm(situation.services)
        on_capacity = capacity_lines(option, situation)
    except OptionUnavailable as refusal:
        yield row.unavailable(refusal)
        if request.plans:
            yield under_plans.unavailable(refusal)
        return
    yield _row_quote(row, on_capacity.plan, situation, (line.item for line in on_capacity.lines))
    if request.plans:
        try:
            yield _price_under_plans(row, on_capacity, situation)
        except OptionUnavailable as refusal:
            yield under_plans.unavailable(refusal)


def _price_under_plans(row: _OptionRow, on_capacity: CapacityLines, situation: Situation) -> OptionQuote:
    """The option's row under the request's plan, or under all that it stacks; raises OptionUnavailable."""
    request = situation.request
    spot_throughout = row.option.spot and not any(is_on_demand(line.item) for line in on_capacity.lines)
    if spot_throughout or not row.option.description.savings_plans:
        raise OptionUnavailable(f"Savings Plans do not cover {row.option.words}")
    plans = plans_on(request.plans, on_capacity, situation)
    plans.check()
    asked = [plan.hourly_commitment for plan in request.plans]
    planned = plans.under(steady_commitments(plans, row.option, situation, asked))
    terms = [
        each.plan.model_dump(mode="json") | {"hourly_commitment": decimal_string(each.hourly_commitment)}
        for each in planned.paid
    ]
    return _row_quote(
        _under_plans(row, request, terms),
        on_capacity.plan,
        situation,
        planned.line_items,
        assumptions=plan_assumptions(planned.paid, planned.line_items, situation),
        warnings=plan_warnings(planned.paid),
    )


def _under_plans(row: _OptionRow, request: QuoteRequest, terms: Sequence[Mapping[str, Any]]) -> _OptionRow:
    if request.savings_plan is not None:
        return replace(row, savings_plan=terms[0])
    return replace(row, savings_plans=tuple(terms))


def _refuse_windows_on_arm(services: Sequence[Service]) -> None:
    for service in services:
        if service.task_definition.is_windows and service.task_definition.cpu_architecture is CpuArchitecture.ARM64:
            raise OptionUnavailable(f"{service.name}: Windows containers run on X86_64 only")


def _row_quote(
    row: _OptionRow,
    capacity_plan: CapacityPlan,
    situation: Situation,
    items: Iterable[LineItem],
    assumptions: Iterable[str] = (),
    warnings: Iterable[str] = (),
) -> OptionQuote:
    request, brief = situation.request, situation.totals_only
    listed = tuple(items)
    placement, line_items = _split(capacity_plan, tuple(with_discounts(listed, request.discounts)))
    monthly = exact_sum([item.monthly for item in line_items])
    return OptionQuote(
        launch_option=row.option,
        cpu_architecture=row.cpu_architecture,
        savings_plan=row.savings_plan,
        savings_plans=row.savings_plans,
        available=True,
        unavailable_reason=None,
        hourly=to_decimal(Fraction(monthly) / Fraction(request.hours_per_month)),
        monthly=monthly,
        annual=exact_product(monthly, MONTHS_PER_YEAR),
        line_items=line_items,
        placement=placement,
        spot_month=spot_month(listed, request.discounts),
        assumptions=() if brief else unique(iter((*_assumptions(capacity_plan, situation), *assumptions))),
        warnings=() if brief else unique(_warnings(capacity_plan, situation, listed, warnings)),
    )


def _split(
    capacity_plan: CapacityPlan, line_items: tuple[LineItem, ...]
) -> tuple[Placement | None, tuple[LineItem, ...]]:
    """The placement and its lines with what each service holds of them."""
    placement = capacity_plan.placement
    if placement is None or capacity_plan.split is None:
        return placement, line_items
    return capacity_plan.split(placement, line_items)


def _assumptions(capacity_plan: CapacityPlan, situation: Situation) -> Iterator[str]:
    region = situation.request.region
    yield from capacity_plan.assumptions
    for part in capacity_plan.parts:
        yield from part.component.assumptions(region)
    for component in situation.request.usage.components():
        yield from component.assumptions(region)


def _document_warnings(services: Sequence[Service]) -> Iterator[str]:
    """What AWS might refuse in the documents, and what may be misspelled in them."""
    for service in services:
        yield from (f"{service.name}: {warning}" for warning in service.task_definition.warnings)


def _warnings(
    capacity_plan: CapacityPlan, situation: Situation, listed: Sequence[LineItem], further: Iterable[str]
) -> Iterator[str]:
    """Of the plan, the documents, Savings Plans and prices."""
    yield from capacity_plan.warnings
    yield from _document_warnings(situation.services)
    yield from further
    yield from _price_warnings(listed)
    yield from spot_month_warnings(listed)


def _price_warnings(items: Sequence[LineItem]) -> Iterator[str]:
    """How each derived price was computed, one text for all that were computed alike."""
    derived: dict[str, dict[str, None]] = {}
    for item in items:
        if item.price.basis is Basis.DERIVED:
            how = item.note or "computed from published rows"
            derived.setdefault(how, {})[item.price.usage_type or str(item.meter)] = None
    for how, names in derived.items():
        yield f"{DERIVED}, prices of {', '.join(names)}: {how}"
