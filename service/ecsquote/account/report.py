"""The report of a saved scan: what each cluster costs today, and by quotes of its own what it would otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ecsquote.account.aws_shapes import check_shapes
from ecsquote.account.cluster_quotes import ClusterQuotes, available, cluster_quotes, option_of, service_monthly
from ecsquote.account.cluster_steps import ClusterSteps, cluster_steps, unchanged
from ecsquote.account.commitments import owned_commitments
from ecsquote.account.quotable_request import Quotable, quotable_request
from ecsquote.account.right_size import Headroom
from ecsquote.account.saved_scan import SavedRegion, SavedScan
from ecsquote.account.summary import summary_of
from ecsquote.account.today import CostsOfToday, component_lines, costs_of_today
from ecsquote.account.unread import is_unread, unknown_of
from ecsquote.account.workloads import ScannedRegion, ScannedWorkload, scanned_region
from ecsquote.calculator.components import Usage
from ecsquote.calculator.line_items import Bill
from ecsquote.contract.quotes import LineItemDocument, Quote
from ecsquote.contract.scans import (
    AccountReport,
    ClusterToday,
    NotRead,
    OptionMonthly,
    OptionSaving,
    RightSize,
    ScannedCluster,
    ScannedService,
    SharedCosts,
    TodayMonthly,
)
from ecsquote.contract.workloads import NotPriced
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.partitions import currency_of
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import HOURS_PER_MONTH, amounts_in, exact_difference, exact_sum

_OF_NO_REGION = "USD"


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a report is asked for, apart from the scan."""

    spot: bool = True
    headroom: Headroom = field(default_factory=Headroom)
    clusters: frozenset[str] = frozenset()
    """Names of clusters; empty for all."""
    regions: frozenset[str] = frozenset()
    """Empty for all that the scan has."""


@dataclass(frozen=True, slots=True)
class _Priced:
    """A cluster with its steps, which the summary adds up."""

    cluster: ScannedCluster
    steps: ClusterSteps


def report(scan: SavedScan, options: ReportOptions, quoter: Quoter, now: datetime) -> AccountReport:
    """Quote what a scan found, from the scan alone.

    Raises InputError for a cluster or Region that the scan does not have, CatalogError where there are no prices.
    """
    check_shapes(scan)
    regions = _chosen(scan, options)
    currency = _currency(regions)
    catalog = quoter.catalog({})
    found = [(each, scanned_region(each, scan.read_at, scan.days, options.clusters, catalog)) for each in regions]
    priced = [
        _cluster(workload, scan, options, quoter, catalog, now) for _, region in found for workload in region.workloads
    ]
    shared, unpriced = _shared(found, catalog)
    with amounts_in(currency):
        summary = summary_of([(each.cluster, each.steps) for each in priced], shared, spot=options.spot)
    return AccountReport(
        read_at=scan.read_at.isoformat().replace("+00:00", "Z"),
        days=scan.days,
        currency=currency,
        catalog_version=catalog.version,
        summary=summary,
        clusters=tuple(each.cluster for each in priced),
        shared=shared,
        commitments=tuple(owned_commitments(regions)),
        not_priced=(*unpriced, *(each for _, region in found for each in region.of_no_cluster)),
        not_read=tuple(
            NotRead(each.region, each.action, each.why, each.leaves_unknown, each.account) for each in scan.not_read
        ),
    )


def _chosen(scan: SavedScan, options: ReportOptions) -> list[SavedRegion]:
    here = [each for each in scan.regions if not options.regions or each.region in options.regions]
    read = {each.region for each in scan.regions} | {each.region for each in scan.not_read}
    if missing := sorted(options.regions - read):
        message = f"the scan has no Region {', '.join(missing)}; it has {', '.join(sorted(read)) or 'none'}"
        raise InputError(message, [Fault("/regions", message)])
    names = {str(cluster.get("clusterName")) for each in here for cluster in each.clusters}
    if missing := sorted(options.clusters - names):
        message = f"the scan has no cluster {', '.join(missing)}; it has {', '.join(sorted(names)) or 'none'}"
        raise InputError(message, [Fault("/clusters", message)])
    return here


def _currency(regions: Sequence[SavedRegion]) -> str:
    """The currency of every Region; InputError for several, whose figures cannot be added."""
    found = {each.region: currency_of(each.region) for each in regions if each.clusters}
    if len(set(found.values())) > 1:
        listed = ", ".join(f"{region} in {currency}" for region, currency in sorted(found.items()))
        message = f"the Regions are priced in several currencies ({listed}); report them apart, by Region"
        raise InputError(message, [Fault("/regions", message)])
    return next(iter(found.values()), _OF_NO_REGION)


def _shared(
    found: Sequence[tuple[SavedRegion, ScannedRegion]], catalog: Catalog
) -> tuple[SharedCosts, list[NotPriced]]:
    lines: list[LineItemDocument] = []
    missing: list[NotPriced] = []
    for saved, region in found:
        usage = Usage.model_validate(region.shared_usage)
        here, without = component_lines(usage.components(), Bill(catalog, saved.region, HOURS_PER_MONTH))
        lines += here
        missing += without
    return SharedCosts(exact_sum(line.monthly for line in lines), tuple(lines)), missing


def _cluster(
    workload: ScannedWorkload, scan: SavedScan, options: ReportOptions, quoter: Quoter, catalog: Catalog, now: datetime
) -> _Priced:
    document, request, fault = _request(workload, options, quoter)
    today = costs_of_today(workload.place, request, catalog)
    quotes, steps = None, unchanged(today)
    if document is not None and request is not None:
        quotes = cluster_quotes(workload, document, request, options.headroom, quoter, now)
        steps = cluster_steps(today, document, request, quotes, quoter, now)
    reading, unknown = workload.reading, unknown_of(scan, workload)
    not_priced = (*reading.not_priced, *today.not_priced)
    unread = is_unread(scan, workload, ("ecs:ListTasks", "ecs:DescribeTasks"))
    cluster = ScannedCluster(
        account=workload.place.region.account,
        region=workload.place.region.region,
        cluster=workload.place.name,
        request=document,
        complete=reading.complete and not (unknown or today.not_priced or fault),
        unknown=(*reading.unknown, *unknown),
        unknown_usage=() if quotes is None else quotes.as_it_is.unknown_usage,
        assumed=reading.assumed,
        warnings=reading.warnings,
        faults=(*reading.faults, *fault),
        not_priced=not_priced,
        today=ClusterToday(today.monthly, today.lines, None if unread else today.idle_monthly),
        cheapest=next(iter(_monthly(quotes.as_it_is)), None) if quotes else None,
        options=tuple(_monthly(quotes.as_it_is)) if quotes else (),
        right_sized_options=tuple(_monthly(quotes.right_sized)) if quotes else (),
        services=tuple(_services(workload, today, quotes)) if quotes else (),
    )
    return _Priced(cluster, steps)


def _request(workload: ScannedWorkload, options: ReportOptions, quoter: Quoter) -> Quotable:
    """The request with what the report asks for; a service that cannot be quoted is a fault."""
    if workload.request is None:
        return None, None, ()
    name = workload.place.name
    document = {**workload.request, "name": name} | ({} if options.spot else {"spot": False})
    return quotable_request(document, name, quoter)


def _monthly(quote: Quote) -> Iterator[OptionMonthly]:
    for each in available(quote):
        if each.monthly is not None:
            yield OptionMonthly(each.launch_option, each.monthly)


def _services(workload: ScannedWorkload, today: CostsOfToday, quotes: ClusterQuotes) -> Iterator[ScannedService]:
    for name, load in workload.loads.items():
        if name not in today.services:
            continue
        option = today.launch_options.get(name)
        costs = [
            OptionMonthly(each.launch_option, service_monthly(each, name, idle=True))
            for each in available(quotes.as_it_is)
        ]
        yield ScannedService(
            name=name,
            today=TodayMonthly(today.services[name]),
            launch_option=None if option is None else option.value,
            load=load.load,
            load_source=load.source,
            cheapest=min(costs, key=lambda cost: cost.monthly, default=None),
            right_size=_right_size(name, None if option is None else option.value, today, quotes),
        )


def _right_size(name: str, option: str | None, today: CostsOfToday, quotes: ClusterQuotes) -> RightSize:
    fitting = quotes.fitting[name]
    if fitting.size is None:
        return RightSize(None, None, None, None, fitting.confidence, fitting.reason)
    savings = tuple(_savings(name, quotes))
    own = next((each for each in savings if each.launch_option == option), None)
    monthly, saves = (None, None) if own is None else (own.monthly, own.saves_monthly)
    if name in quotes.sized_monthly:  # on Fargate nothing is shared, so that today's own cost is held against it
        monthly = quotes.sized_monthly[name]
        saves = exact_difference(today.services[name], monthly)
    return RightSize(
        cpu=str(fitting.size[0]),
        memory=str(fitting.size[1]),
        monthly=monthly,
        saves_monthly=saves,
        confidence=fitting.confidence,
        reason=fitting.reason,
        options=savings,
    )


def _savings(name: str, quotes: ClusterQuotes) -> Iterator[OptionSaving]:
    """What the right size saves on each option, like with like."""
    for before in available(quotes.as_it_is):
        after = option_of(quotes.right_sized, before.launch_option)
        if after is not None:
            monthly = service_monthly(after, name)
            yield OptionSaving(before.launch_option, monthly, exact_difference(service_monthly(before, name), monthly))
