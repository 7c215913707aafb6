"""AWS's bulk Price List, which needs no credentials: offer index → Region index → the offer of each Region.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html
A Region's version is listed in the Region index, so an offer that has not changed costs that one request.
"""

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import TypeVar

import msgspec

from ecsquote.errors import SourceError
from ecsquote.pricing.sources.downloads import download
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.offer_csv import read_offer_csv
from ecsquote.pricing.sources.offer_json import read_offer_json
from ecsquote.pricing.sources.offer_rows import OfferContent
from ecsquote.pricing.sources.row_map.index import RowMap
from ecsquote.pricing.sources.row_selection import select_prices
from ecsquote.pricing.sources.source import Harvest, Progress, SourcePart, Step, no_progress

T = TypeVar("T")

OFFER_INDEX = "/offers/v1.0/aws/index.json"
READERS: Mapping[str, Callable[[Path, RowMap], OfferContent]] = {"json": read_offer_json, "csv": read_offer_csv}


class Offer(msgspec.Struct, rename="camel"):
    """One service's line in the offer index."""

    current_region_index_url: str = ""
    current_savings_plan_index_url: str = ""


class OfferIndex(msgspec.Struct):
    """Every service that AWS prices."""

    offers: dict[str, Offer]


class _RegionVersion(msgspec.Struct, rename="camel"):
    current_version_url: str = ""


class _RegionIndex(msgspec.Struct, rename="camel"):
    regions: dict[str, _RegionVersion]


def read_offer_index(files: AwsFiles) -> OfferIndex:
    """The offer index; SourceError where it cannot be read."""
    body, _ = files.get(OFFER_INDEX)
    return decoded(body, OfferIndex, "the offer index")


def decoded(body: bytes | None, kind: type[T], what: str) -> T:
    """A small JSON document of a known shape; SourceError where it is another."""
    try:
        return msgspec.json.decode(body or b"", type=kind)
    except msgspec.MsgspecError as error:
        raise SourceError(f"{what} is not as AWS writes it: {error}") from error


class BulkPriceList:
    """On-Demand prices of the services that a quote needs, from AWS's public files."""

    name = "price-list"

    def __init__(
        self,
        files: AwsFiles,
        scratch: Path | None = None,
        *,
        file_format: str = "json",
        pinned: Mapping[str, str] | None = None,
        parsers: int = 1,
    ) -> None:
        """`pinned`: the version to take of an offer instead of the current one; `parsers`: files parsed at once."""
        self.files = files
        self.scratch = scratch
        self.file_format = file_format
        self.pinned = pinned or {}
        self._parsing = threading.Semaphore(parsers)
        self._unlisted: dict[str, str] = {}

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """One part for each service and Region that has an offer; of a service that cannot be listed, all Regions."""
        index = read_offer_index(self.files)
        found: list[SourcePart] = []
        for service_code in service_codes:
            offer = index.offers.get(service_code)
            if offer is None or not offer.current_region_index_url:
                continue
            try:
                found += self._region_parts(service_code, offer, regions)
            except SourceError as error:
                # The other services are still listed; reading these parts raises the reason.
                self._unlisted[service_code] = str(error)
                found += [SourcePart(self.name, service_code, region) for region in regions]
        return found

    def _region_parts(self, service_code: str, offer: Offer, regions: Sequence[str]) -> Sequence[SourcePart]:
        """The Regions of one offer, as the Region index lists them or as the pinned version is laid out."""
        if version := self.pinned.get(service_code):
            root = f"/offers/v1.0/aws/{service_code}/{version}"
            return [
                SourcePart(self.name, service_code, region, version, f"{root}/{region}/index.{self.file_format}")
                for region in regions
            ]
        body, _ = self.files.get(offer.current_region_index_url)
        listed = decoded(body, _RegionIndex, f"the Region index of {service_code}").regions
        return [
            SourcePart(self.name, service_code, region, version_in(address), self._in_format(address))
            for region in regions
            if region in listed and (address := listed[region].current_version_url)
        ]

    def _in_format(self, address: str) -> str:
        return f"{address.rpartition('.')[0]}.{self.file_format}"

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """Download, parse and select one offer of one Region."""
        if not part.address:
            raise SourceError(self._unlisted.get(part.service_code, "the part has no address"))
        with tempfile.TemporaryDirectory(dir=self.scratch, prefix="offer-") as folder:
            path = Path(folder) / f"{part.service_code}-{part.region}.{self.file_format}"
            etag = download(self.files, part.address, path, lambda done, total: progress(Step(part.key, done, total)))
            row_map = RowMap(part.service_code)
            with self._parsing:
                content = READERS[self.file_format](path, row_map)
        head = content.head
        if head.offer_code and head.offer_code != part.service_code:
            raise SourceError(f"{part.address} holds the offer {head.offer_code}, not {part.service_code}")
        today = self.files.clock.now().astimezone(UTC).date()
        harvest = select_prices(content.rows, row_map, part.region, head, today)
        harvest.etag = etag
        progress(Step(part.key, rows=len(harvest.prices)))
        return harvest


def version_in(address: str) -> str | None:
    """20260911150130 of /offers/v1.0/aws/AmazonECS/20260911150130/eu-west-1/index.json."""
    pieces = address.strip("/").split("/")
    return pieces[-3] if len(pieces) >= 3 and pieces[-3] != "current" else None
