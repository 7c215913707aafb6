"""Compare: every option → deployment → line items → total, or unavailable and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.calculator.options.deployment import Deploy, Deployment, Situation, built_for, unique
from ecsquote.calculator.options.external import deploy_external
from ecsquote.calculator.options.fargate import deploy_fargate
from ecsquote.calculator.options.instances import deploy_instances
from ecsquote.calculator.options.strategy import deploy_strategy
from ecsquote.calculator.quote import CatalogReference, OptionKey, OptionQuote, Quote
from ecsquote.calculator.request import QuoteRequest, SavingsPlanRequest
from ecsquote.calculator.reserved_instances import apply_reserved_instances
from ecsquote.calculator.savings_plans import TimedLine, apply_savings_plan
from ecsquote.errors import OptionUnavailable, PriceError
from ecsquote.pricing.catalog import Catalog
from ecsquote.pricing.price import Basis
from ecsquote.units import decimal_string, exact_product, exact_sum, to_decimal
from ecsquote.workload.service import CpuArchitecture, Service
from ecsquote.workload.timeline import timeline

DEPLOYS: Mapping[LaunchOption, Deploy] = {
    LaunchOption.FARGATE: deploy_fargate,
    LaunchOption.FARGATE_SPOT: deploy_fargate,
    LaunchOption.EC2_ON_DEMAND: deploy_instances,
    LaunchOption.EC2_SPOT: deploy_instances,
    LaunchOption.MANAGED_INSTANCES: deploy_instances,
    LaunchOption.MANAGED_INSTANCES_SPOT: deploy_instances,
    LaunchOption.EXTERNAL: deploy_external,
    LaunchOption.CAPACITY_PROVIDER_STRATEGY: deploy_strategy,
}

MIXED = "MIXED"
MONTHS_PER_YEAR = Decimal(12)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the quote before it is priced."""

    option: LaunchOption
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None = None

    def unavailable(self, error: OptionUnavailable) -> OptionQuote:
        """The row of an option that cannot run or cannot be priced."""
        return OptionQuote(
            launch_option=self.option,
            cpu_architecture=self.cpu_architecture,
            savings_plan=self.savings_plan,
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


def compare(request: QuoteRequest, catalog: Catalog) -> Quote:
    """Price a request that `read_request` has let through, on every option that it asks for."""
    services = tuple(service.to_service() for service in request.services)
    options = [
        quote
        for label, variant in _architectures(request, services)
        for option in _options(request, services)
        for quote in _price(
            option, label, Situation(request, catalog, variant, timeline(variant, request.hours_per_month))
        )
    ]
    options.sort(key=lambda row: (not row.available, row.monthly or 0))
    best = options[0] if options and options[0].available else None
    return Quote(
        name=request.name,
        region=request.region,
        currency="USD",
        hours_per_month=request.hours_per_month,
        catalog=CatalogReference(catalog.version, catalog.published_at.isoformat(), tuple(catalog.warnings)),
        request=request.model_dump(mode="json"),
        cheapest=None if best is None else OptionKey(best.launch_option, best.cpu_architecture, best.savings_plan),
        options=tuple(options),
    )


def _options(request: QuoteRequest, services: Sequence[Service]) -> Sequence[LaunchOption]:
    """The options asked for; by default all, the strategy only where every service names one."""
    if request.launch_options is not None:
        return tuple(dict.fromkeys(request.launch_options))
    every_service_names_one = all(service.definition.capacity_provider_strategy for service in services)
    return [
        option
        for option in LaunchOption
        if option is not LaunchOption.CAPACITY_PROVIDER_STRATEGY or every_service_names_one
    ]


def _architectures(request: QuoteRequest, services: tuple[Service, ...]) -> Iterator[tuple[str, tuple[Service, ...]]]:
    """The workload as it is, and as if built for each architecture that the request adds."""
    own = {service.task_definition.cpu_architecture for service in services}
    label = next(iter(own)).value if len(own) == 1 else MIXED
    yield label, services
    for architecture in dict.fromkeys(request.cpu_architectures):
        if architecture.value != label:
            yield architecture.value, tuple(built_for(service, architecture) for service in services)


def _price(option: LaunchOption, architecture: str, situation: Situation) -> Iterator[OptionQuote]:
    """The option's row, and its row under the Savings Plan where one is asked for."""
    request = situation.request
    row = _Row(option, architecture)
    bill = Bill(situation.catalog, request.region, request.hours_per_month)
    refusal: OptionUnavailable | None = None
    deployment = Deployment(())
    lines: list[TimedLine] = []
    try:
        _refuse_windows_on_arm(situation.services)
        deployment = DEPLOYS[option](option, situation)
        shares = deployment.shares or [segment.share for segment in situation.segments]
        lines = list(_lines(deployment, situation, bill))
        reserved = apply_reserved_instances(request.reserved_instances, lines, shares, bill)
        lines, deployment = list(reserved.lines), replace(deployment, warnings=(*deployment.warnings, *reserved.notes))
        yield _row_quote(row, deployment, situation, (line.item for line in lines))
    except OptionUnavailable as error:
        refusal = error
        yield row.unavailable(refusal)
    if request.savings_plan is not None:
        yield _price_under_plan(row, request.savings_plan, deployment, situation, lines, refusal)


def _price_under_plan(
    row: _Row,
    plan: SavingsPlanRequest,
    deployment: Deployment,
    situation: Situation,
    lines: Sequence[TimedLine],
    refusal: OptionUnavailable | None,
) -> OptionQuote:
    plan_row = _Row(row.option, row.cpu_architecture, plan.model_dump(mode="json"))
    if refusal is not None:
        return plan_row.unavailable(refusal)
    if row.option.spot or row.option is LaunchOption.EXTERNAL:
        return plan_row.unavailable(OptionUnavailable(f"Savings Plans do not cover {row.option.words}"))
    shares = deployment.shares or [segment.share for segment in situation.segments]
    bill = Bill(situation.catalog, situation.request.region, situation.request.hours_per_month)
    try:
        planned = apply_savings_plan(plan, lines, shares, bill)
    except OptionUnavailable as error:
        return plan_row.unavailable(error)
    terms = {**(plan_row.savings_plan or {}), "hourly_commitment": decimal_string(planned.hourly_commitment)}
    notes = []
    if planned.unused_share:
        notes.append(
            f"{decimal_string((planned.unused_share * 100).quantize(_TENTH))} % of the commitment is unused and lost"
        )
    return _row_quote(
        _Row(row.option, row.cpu_architecture, terms), deployment, situation, planned.line_items, warnings=notes
    )


def _refuse_windows_on_arm(services: Sequence[Service]) -> None:
    for service in services:
        if service.task_definition.is_windows and service.task_definition.cpu_architecture is CpuArchitecture.ARM64:
            raise OptionUnavailable(f"{service.name}: Windows containers run on X86_64 only")


def _lines(deployment: Deployment, situation: Situation, bill: Bill) -> Iterator[TimedLine]:
    """The lines of the capacity, then those of what surrounds it."""
    for part in deployment.parts:
        for item in part.component.line_items(bill):
            yield TimedLine(item, part.profile)
    for component in situation.request.usage.components():
        for item in component.line_items(bill):
            yield TimedLine(item, ())


def _row_quote(
    row: _Row,
    deployment: Deployment,
    situation: Situation,
    items: Iterable[LineItem],
    warnings: Sequence[str] = (),
) -> OptionQuote:
    request = situation.request
    line_items = tuple(with_discounts(items, request.discounts))
    monthly = exact_sum([item.monthly for item in line_items])
    return OptionQuote(
        launch_option=row.option,
        cpu_architecture=row.cpu_architecture,
        savings_plan=row.savings_plan,
        available=True,
        unavailable_reason=None,
        hourly=to_decimal(Fraction(monthly) / Fraction(request.hours_per_month)),
        monthly=monthly,
        annual=exact_product(monthly, MONTHS_PER_YEAR),
        line_items=line_items,
        placement=deployment.placement,
        assumptions=unique(_assumptions(deployment, situation)),
        warnings=unique(iter((*deployment.warnings, *warnings, *_price_warnings(line_items)))),
    )


def _assumptions(deployment: Deployment, situation: Situation) -> Iterator[str]:
    yield from deployment.assumptions
    for part in deployment.parts:
        yield from part.component.assumptions()
    for component in situation.request.usage.components():
        yield from component.assumptions()


def _price_warnings(items: Sequence[LineItem]) -> Iterator[str]:
    """How each derived price was computed, one text for all that were computed alike."""
    derived: dict[str, dict[str, None]] = {}
    for item in items:
        if item.price.basis is Basis.DERIVED:
            how = item.note or "computed from published rows"
            derived.setdefault(how, {})[item.price.usage_type or str(item.meter)] = None
    for how, names in derived.items():
        yield f"derived, not published, prices of {', '.join(names)}: {how}"
