"""The account in one line: today → right-sized → on Spot."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from ecsquote.account.cluster_steps import ClusterSteps
from ecsquote.contract.scans import ScannedCluster, ScanStep, ScanSummary, SharedCosts
from ecsquote.counted import counted
from ecsquote.units import currency_sign, dollars, exact_sum

_NO_CENTS_FROM = 1000


def summary_of(
    clusters: Sequence[tuple[ScannedCluster, ClusterSteps]], shared: SharedCosts, *, spot: bool
) -> ScanSummary:
    """The sums of all clusters and of what they share; `spot`: whether Spot is wanted."""
    today = exact_sum([shared.monthly, *(cluster.today.monthly for cluster, _ in clusters)])
    sized = ScanStep(
        exact_sum([shared.monthly, *(steps.right_sized_monthly for _, steps in clusters)]),
        sum(steps.right_sized for _, steps in clusters),
    )
    on_spot = ScanStep(
        exact_sum([shared.monthly, *(steps.spot_monthly for _, steps in clusters)]),
        sum(steps.on_spot for _, steps in clusters),
    )
    words = f"today {_money(today)} → {_money(sized.monthly)} with {counted(sized.services, 'service')} right-sized"
    if spot:
        words = f"{words} → {_money(on_spot.monthly)} with {on_spot.services:,} on Spot"
    return ScanSummary(today, sized, on_spot if spot else None, words)


def _money(amount: Decimal) -> str:
    """Large amounts without cents."""
    if amount < _NO_CENTS_FROM:
        return dollars(amount)
    return f"{currency_sign()}{amount.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"
