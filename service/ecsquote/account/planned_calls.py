"""What a scan would call, and what AWS charges for it: all calls are free but GetMetricData, billed by metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ecsquote.account.account_scan import AccountRead
from ecsquote.account.calls import GET_METRIC_DATA
from ecsquote.errors import InputError, PriceError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.meters import GET_METRIC_DATA_METRICS
from ecsquote.units import ExactDecimal, exact_sum

FREE = Decimal(0)
USD = "USD"


@dataclass(frozen=True, slots=True)
class PlannedCalls:
    """All calls of one action; those that cost money in one Region."""

    action: str
    region: str | None
    calls: int
    metrics: int | None
    """What GetMetricData asks for: each statistic of a metric counts."""
    unit_price: ExactDecimal | None
    price: ExactDecimal | None
    """None where the catalog has no price."""
    currency: str
    source: str | None
    """Where the price comes from."""


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """Every call of a scan, and what they cost together; None where a price is missing."""

    catalog_version: str
    calls: tuple[PlannedCalls, ...]
    total_calls: int
    price: ExactDecimal | None
    currency: str
    """One for all: no credentials hold in two partitions."""


def scan_plan(read: AccountRead, catalog: Catalog) -> ScanPlan:
    """The plan of a scan from a read without metrics, at the catalog's prices."""
    free = [
        PlannedCalls(action, None, number, None, None, FREE, USD, None)
        for action, number in sorted(read.calls.items())
        if action != GET_METRIC_DATA.action
    ]
    paid = [_metrics(catalog, region, requests) for region, requests in read.metric_requests.items()]
    prices = [each.price for each in paid]
    known = [price for price in prices if price is not None]
    return ScanPlan(
        catalog_version=catalog.version,
        calls=(*free, *paid),
        total_calls=sum(each.calls for each in (*free, *paid)),
        price=exact_sum(known) if len(known) == len(prices) else None,
        currency=paid[0].currency if paid else USD,
    )


def _metrics(catalog: Catalog, region: str, requests: Sequence[int]) -> PlannedCalls:
    metrics = sum(requests)
    try:
        tier = catalog.rate(region, GET_METRIC_DATA_METRICS).single
    except (PriceError, InputError):
        return PlannedCalls(GET_METRIC_DATA.action, region, len(requests), metrics, None, None, USD, None)
    return PlannedCalls(
        GET_METRIC_DATA.action,
        region,
        len(requests),
        metrics,
        tier.unit_price,
        tier.unit_price * metrics,
        tier.currency,
        tier.source,
    )


@cache
def _adapter() -> TypeAdapter[ScanPlan]:
    return TypeAdapter(ScanPlan)


def scan_plan_document(plan: ScanPlan) -> Mapping[str, Any]:
    """The plan as JSON values; money as decimal strings."""
    document: Mapping[str, Any] = _adapter().dump_python(plan, mode="json")
    return document
