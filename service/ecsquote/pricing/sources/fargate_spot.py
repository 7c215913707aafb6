"""Fargate Spot prices from the public feed that AWS's pricing page shows; the Price List does not hold them.

https://aws.amazon.com/fargate/pricing/ Linux on X86_64 and ARM64 only: Fargate Spot does not run Windows.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import PriceRow, RowRefused, due_price, trimmed_price
from ecsquote.pricing.sources.bulk_price_list import decoded
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.source import Harvest, PriceConflict, Progress, RefusedRow, SourcePart, Step, no_progress

METERS: Mapping[str, Meter] = {
    "vCPU-Hours": meters.FARGATE_SPOT_VCPU,
    "GB-Hours": meters.FARGATE_SPOT_GB,
    "ARM-vCPU-Hours": meters.FARGATE_SPOT_ARM_VCPU,
    "ARM-GB-Hours": meters.FARGATE_SPOT_ARM_GB,
}
"""The feed's units, each a meter."""


class _Entry(msgspec.Struct):
    unit: str = ""
    price: dict[str, str] = {}
    attributes: dict[str, str] = {}
    id: str = ""


class _Feed(msgspec.Struct):
    prices: list[_Entry]


class FargateSpotFeed:
    """One small file for all Regions, read once in a refresh."""

    name = "fargate-spot"

    def __init__(self, files: AwsFiles) -> None:
        self.files = files
        self._feed: tuple[_Feed, str | None] | None = None

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """One part for each Region that the feed names; its ETag is the version of all."""
        if "AmazonECS" not in service_codes:
            return []
        feed, etag = self._read()
        named = {entry.attributes.get("aws:region") for entry in feed.prices}
        return [SourcePart(self.name, "AmazonECS", region, etag) for region in regions if region in named]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """The four rates of a Region; a rate that the feed does not have is absent."""
        feed, etag = self._read()
        today = self.files.clock.now().date().isoformat()
        harvest = Harvest(published_at=today, etag=etag)
        found: dict[Meter, list[Decimal]] = {}
        for entry in feed.prices:
            meter = METERS.get(entry.unit)
            if meter is None or entry.attributes.get("aws:region") != part.region:
                continue
            try:
                found.setdefault(meter, []).append(due_price(trimmed_price(entry.price.get("USD", ""))))
            except RowRefused as refused:
                harvest.refusals.append(RefusedRow(part.region, f"{entry.id} {entry.unit}", str(refused)))
        for meter, prices in found.items():
            if len(set(prices)) > 1:
                harvest.conflicts.append(PriceConflict(part.region, meter, tuple(map(str, prices))))
            else:
                harvest.prices.append(_row(meter, part.region, prices[0], today))
        progress(Step(part.key, rows=len(harvest.prices)))
        return harvest

    def _read(self) -> tuple[_Feed, str | None]:
        if self._feed is None:
            body, etag = self.files.get("")
            self._feed = decoded(body, _Feed, "the Fargate Spot feed"), etag
        return self._feed


def _row(meter: Meter, region: str, price: Decimal, observed_on: str) -> PriceRow:
    return PriceRow.of(
        meter,
        region,
        price,
        observed_on=observed_on,
        source="AWS Fargate Spot price feed",
        basis=Basis.PUBLISHED,
    )
