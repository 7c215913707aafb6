"""AWS's Price List Query API, for those who may call it but not reach the files: the same rows, page by page.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
Terms cannot be filtered there; rows are selected by the same map as those of the files.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

import msgspec

from ecsquote.errors import SourceError
from ecsquote.pricing.aws_clients import AWS_ERRORS, PRICING_REGIONS, AwsClients, plain_reason
from ecsquote.pricing.partitions import partition_of
from ecsquote.pricing.sources.offer_rows import OfferHead, OfferRow, Product, Term
from ecsquote.pricing.sources.row_map.index import RowMap
from ecsquote.pricing.sources.row_selection import select_prices
from ecsquote.pricing.sources.source import Clock, Harvest, Progress, SourcePart, Step, no_progress

PAGE_SIZE = 100
MAX_PAGES = 5000
"""Bound on one service in one Region: half a million rows."""
FEWER_ROWS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "AmazonEC2": (
        *(
            {
                "tenancy": tenancy,
                "preInstalledSw": "NA",
                "licenseModel": "No License required",
                "capacitystatus": "Used",
                "operation": operation,
                "productFamily": family,
            }
            for operation in ("RunInstances", "RunInstances:0002")
            for tenancy, family in (
                ("Shared", "Compute Instance"),
                ("Shared", "Compute Instance (bare metal)"),
                ("Dedicated", "Compute Instance (bare metal)"),
            )
        ),
        *(
            {"productFamily": family}
            for family in (
                "NAT Gateway",
                "NatGateway",
                "Storage",
                "Storage Snapshot",
                "System Operation",
                "Provisioned Throughput",
                "CPU Credits",
            )
        ),
    )
}
"""Filters that ask for a few thousand rows of the hundred thousand; the map decides all the same."""
TRANSFER = "AWSDataTransfer"


class _ListedProduct(msgspec.Struct, rename="camel"):
    product: Product
    terms: dict[str, msgspec.Raw] = {}
    version: str = ""
    publication_date: str = ""


_ITEM = msgspec.json.Decoder(_ListedProduct)
_TERMS = msgspec.json.Decoder(dict[str, Term])


class QueryPriceList:
    """On-Demand prices by `get_products`; needs credentials that allow `pricing:GetProducts`."""

    name = "price-list"

    def __init__(self, clients: AwsClients, clock: Clock | None = None) -> None:
        self.clients = clients
        self.clock = clock or Clock()

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """Every service in every Region; the API does not say beforehand what has changed."""
        if not self.clients.has_credentials():
            raise SourceError("the Price List Query API needs AWS credentials, and there are none")
        return [SourcePart(self.name, service, region) for service in service_codes for region in regions]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """Read every page and select the prices; the version is the youngest that a row names."""
        row_map = RowMap(part.service_code)
        rows: dict[str, OfferRow] = {}
        head = OfferHead(part.service_code, "", "")
        asked = 0
        for filters in FEWER_ROWS.get(part.service_code, ({},)):
            for page in self._pages(part, filters):
                for text in page:
                    item = _decoded(text)
                    asked += 1
                    if item.version > head.version:
                        head = OfferHead(part.service_code, item.version, item.publication_date)
                    if row_map.find(item.product.attributes, item.product.product_family):
                        rows[item.product.sku] = _row(item)
                progress(Step(part.key, rows=asked))
        today = self.clock.now().astimezone(UTC).date()
        if not head.publication_date:
            head = OfferHead(part.service_code, head.version, today.isoformat())
        return select_prices(rows.values(), row_map, part.region, head, today)

    def _pages(self, part: SourcePart, filters: Mapping[str, str]) -> Iterator[Sequence[str]]:
        client = self.clients.client("pricing", PRICING_REGIONS[partition_of(part.region)])
        place = "fromRegionCode" if part.service_code == TRANSFER else "regionCode"
        wanted = [
            {"Type": "TERM_MATCH", "Field": name, "Value": value}
            for name, value in {place: part.region, **filters}.items()
        ]
        token = ""
        for _ in range(MAX_PAGES):
            asked = {"NextToken": token} if token else {}
            try:
                answer = client.get_products(
                    ServiceCode=part.service_code, Filters=wanted, MaxResults=PAGE_SIZE, FormatVersion="aws_v1", **asked
                )
            except AWS_ERRORS as error:
                raise SourceError(f"get_products of {part.service_code}: {plain_reason(error)}") from error
            yield answer.get("PriceList", [])
            token = answer.get("NextToken") or ""
            if not token:
                return
        raise SourceError(f"get_products of {part.service_code} in {part.region} does not end")


def _decoded(text: str) -> _ListedProduct:
    try:
        return _ITEM.decode(text)
    except msgspec.MsgspecError as error:
        raise SourceError(f"get_products gave an item that is not as AWS writes it: {error}") from error


def _row(item: _ListedProduct) -> OfferRow:
    try:
        terms = tuple(_TERMS.decode(item.terms["OnDemand"]).values()) if "OnDemand" in item.terms else ()
    except msgspec.MsgspecError as error:
        raise SourceError(f"get_products gave terms that are not as AWS writes them: {error}") from error
    return OfferRow(item.product.sku, item.product.product_family, item.product.attributes, terms)
