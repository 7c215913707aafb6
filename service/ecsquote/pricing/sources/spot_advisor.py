"""How often Spot capacity is taken back: the public file behind AWS's Spot instance advisor.

https://aws.amazon.com/ec2/spot/instance-advisor/
"""

from collections.abc import Sequence

import msgspec

from ecsquote.pricing.sources.bulk_price_list import decoded
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.source import Harvest, Progress, RefusedRow, SourcePart, Step, no_progress
from ecsquote.pricing.tables.spot_advisor import INTERRUPTION_RANGES

SYSTEMS = ("Linux", "Windows")


class _AdvisorEntry(msgspec.Struct):
    s: int
    r: int


class _Advisor(msgspec.Struct):
    spot_advisor: dict[str, dict[str, dict[str, _AdvisorEntry]]]


class SpotAdvisorFeed:
    """One file for all Regions, read once in a refresh."""

    name = "spot-advisor"

    def __init__(self, files: AwsFiles) -> None:
        self.files = files
        self._feed: tuple[_Advisor, str | None] | None = None

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """One part for each Region that the file names."""
        if "AmazonEC2" not in service_codes:
            return []
        feed, etag = self._read()
        return [SourcePart(self.name, "AmazonEC2", region, etag) for region in regions if region in feed.spot_advisor]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """The Region's rates; a negative saving or an unknown range cannot be meant and is left out."""
        feed, etag = self._read()
        today = self.files.clock.now().date().isoformat()
        harvest = Harvest(published_at=today, etag=etag)
        for system in SYSTEMS:
            for instance_type, rate in sorted(feed.spot_advisor[part.region].get(system, {}).items()):
                label = INTERRUPTION_RANGES.get(str(rate.r))
                if label is None or not 0 <= rate.s <= 100:
                    reason = f"saving {rate.s} %, range {rate.r}: not of the advisor's scale"
                    harvest.refusals.append(RefusedRow(part.region, f"{instance_type} {system}", reason))
                    continue
                harvest.interruptions.append(
                    {
                        "region": part.region,
                        "instance_type": instance_type,
                        "operating_system": system.upper(),
                        "savings_percent": rate.s,
                        "range_index": rate.r,
                        "range": label,
                        "source": "AWS Spot instance advisor",
                        "observed_on": today,
                    }
                )
        progress(Step(part.key, rows=len(harvest.interruptions)))
        return harvest

    def _read(self) -> tuple[_Advisor, str | None]:
        if self._feed is None:
            body, etag = self.files.get("")
            self._feed = decoded(body, _Advisor, "the Spot advisor's file"), etag
        return self._feed
