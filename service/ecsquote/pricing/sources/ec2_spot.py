"""EC2 Spot prices by zone: the price in force, and its mean, median and 95th percentile over the days looked back.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html The API gives the price in
force at StartTime as well as each change since, zone by zone; a price holds until the next change.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import SourceError
from ecsquote.pricing import meters
from ecsquote.pricing.aws_clients import AWS_ERRORS, AwsClients, plain_reason
from ecsquote.pricing.catalog.spot_statistics import SpotPriceChange, mean, percentile, spans
from ecsquote.pricing.catalog.spot_zones import SPOT_HISTORY
from ecsquote.pricing.rows import PRICE_PLACES, PriceRow, RowRefused, due_price, trimmed_price
from ecsquote.pricing.sources.source import (
    Clock,
    Harvest,
    Progress,
    SourcePart,
    SpotStatistics,
    Step,
    no_progress,
)
from ecsquote.units import decimal_string, to_decimal

PRODUCTS = {
    "Linux/UNIX": "LINUX",
    "Linux/UNIX (Amazon VPC)": "LINUX",
    "Windows": "WINDOWS",
    "Windows (Amazon VPC)": "WINDOWS",
}
MAX_DAYS = 90
"""AWS keeps Spot prices for so long."""
MAX_PAGES = 20_000
NOTE = "average of the Availability Zones' Spot prices in force"


class Ec2SpotHistory:
    """Spot prices of a Region; needs credentials that allow `ec2:DescribeSpotPriceHistory`."""

    name = "ec2-spot"

    def __init__(self, clients: AwsClients, *, days: int = 7, clock: Clock | None = None) -> None:
        if not 1 <= days <= MAX_DAYS:
            raise ValueError(f"Spot prices can be looked back for 1 to {MAX_DAYS} days")
        self.clients = clients
        self.days = days
        self.clock = clock or Clock()

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """Every Region: Spot prices have no version."""
        if "AmazonEC2" not in service_codes:
            return []
        if not self.clients.has_credentials():
            raise SourceError("EC2 Spot prices need AWS credentials, and there are none")
        return [SourcePart(self.name, "AmazonEC2", region) for region in regions]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """Statistics of each zone, and the Region's price as the average of the prices in force in its zones."""
        until = self.clock.now()
        since = until - timedelta(days=self.days)
        changes: defaultdict[tuple[str, str, str], list[SpotPriceChange]] = defaultdict(list)
        read = 0
        for record in self._records(part.region, since, until):
            read += 1
            if (system := PRODUCTS.get(record["ProductDescription"])) is None:
                continue
            try:
                price = due_price(trimmed_price(record["SpotPrice"]))
            except RowRefused:
                continue  # an older feed's 0 for "not sold here": no price at all
            key = (record["InstanceType"], system, record["AvailabilityZone"])
            changes[key].append(SpotPriceChange(record["Timestamp"], price))
        harvest = Harvest(published_at=until.isoformat())
        for (instance_type, system, zone), held in sorted(changes.items()):
            harvest.spot.append(_statistics(part.region, zone, instance_type, system, held, since, until))
        harvest.prices = _regional(part.region, changes, until)
        progress(Step(part.key, rows=read))
        return harvest

    def _records(self, region: str, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
        client = self.clients.client("ec2", region)
        token = ""
        for _ in range(MAX_PAGES):
            asked = {"NextToken": token} if token else {}
            try:
                answer = client.describe_spot_price_history(
                    StartTime=since, EndTime=until, ProductDescriptions=list(PRODUCTS), MaxResults=1000, **asked
                )
            except AWS_ERRORS as error:
                raise SourceError(f"Spot prices of {region}: {plain_reason(error)}") from error
            yield from answer.get("SpotPriceHistory", [])
            token = answer.get("NextToken") or ""
            if not token:
                return
        raise SourceError(f"the Spot prices of {region} do not end")


def _statistics(
    region: str,
    zone: str,
    instance_type: str,
    system: str,
    changes: Sequence[SpotPriceChange],
    since: datetime,
    until: datetime,
) -> SpotStatistics:
    current = max(changes, key=lambda change: change.since).price
    held = spans(changes, since, until) or [(current, timedelta(seconds=1))]
    return SpotStatistics(
        region=region,
        availability_zone=zone,
        instance_type=instance_type,
        operating_system=system,
        current=decimal_string(current),
        mean=decimal_string(mean(held)),
        p50=decimal_string(percentile(held, Fraction(1, 2))),
        p95=decimal_string(percentile(held, Fraction(95, 100))),
        since=since.isoformat(),
        until=until.isoformat(),
    )


def _regional(
    region: str, changes: Mapping[tuple[str, str, str], Sequence[SpotPriceChange]], until: datetime
) -> list[PriceRow]:
    """One Spot price for a type in the Region, as a catalog holds it: derived, and it says how."""
    zones: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for (instance_type, system, _), held in sorted(changes.items()):
        zones[instance_type, system].append(max(held, key=lambda change: change.since).price)
    rows = []
    for (instance_type, system), prices in zones.items():
        meter = meters.spot_instance_hours(instance_type, system)
        average = round(to_decimal(Fraction(sum(prices)) / len(prices)), PRICE_PLACES)
        rows.append(
            PriceRow.of(
                meter,
                region,
                average,
                observed_on=until.date().isoformat(),
                source=SPOT_HISTORY,
                basis=Basis.DERIVED,
                note=NOTE,
            )
        )
    return rows
