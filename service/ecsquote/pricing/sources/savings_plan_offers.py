"""Savings Plan rates from AWS's bulk files: Compute and EC2 Instance plans, every term and payment option.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/sp-offer-file.html Both kinds of plan are in the offer
AWSComputeSavingsPlan, whose address is in the offer index at AmazonEC2 and AmazonECS.
"""

import mmap
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import SourceError
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import PlanRow, PriceRow, RowRefused, due_price, trimmed_price
from ecsquote.pricing.sources.bulk_price_list import decoded, read_offer_index, version_in
from ecsquote.pricing.sources.downloads import download
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.row_map.savings_plans import plan_meter
from ecsquote.pricing.sources.source import Harvest, PriceConflict, Progress, RefusedRow, SourcePart, Step, no_progress
from ecsquote.pricing.tables.plan_terms import PAYMENT_OPTIONS, TERMS

SERVICES = ("AmazonEC2", "AmazonECS")
SERVICE_CODE = "AWSComputeSavingsPlan"
PLAN_TYPES = {"ComputeSavingsPlans": "COMPUTE", "EC2InstanceSavingsPlans": "EC2_INSTANCE"}


class _PlanRegion(msgspec.Struct, rename="camel"):
    region_code: str
    version_url: str


class _PlanRegionIndex(msgspec.Struct):
    regions: list[_PlanRegion]


class _PlanAttributes(msgspec.Struct, rename="camel"):
    purchase_option: str = ""
    purchase_term: str = ""
    instance_type: str = ""


class _PlanProduct(msgspec.Struct, rename="camel"):
    sku: str
    product_family: str = ""
    attributes: _PlanAttributes = msgspec.field(default_factory=_PlanAttributes)


class _DiscountedRate(msgspec.Struct):
    price: str = ""
    currency: str = "USD"


class _PlanRate(msgspec.Struct, rename="camel", gc=False):
    discounted_service_code: str = ""
    discounted_usage_type: str = ""
    discounted_operation: str | None = None
    discounted_region_code: str | None = None
    rate_code: str = ""
    discounted_rate: _DiscountedRate = msgspec.field(default_factory=_DiscountedRate)


class _PlanTerm(msgspec.Struct, rename="camel"):
    sku: str
    rates: list[msgspec.Raw] = []
    effective_date: str = ""


class _PlanTerms(msgspec.Struct, rename="camel"):
    savings_plan: list[_PlanTerm] = []


class _PlanOffer(msgspec.Struct, rename="camel"):
    version: str = ""
    publication_date: str = ""
    products: list[_PlanProduct] = []
    terms: _PlanTerms = msgspec.field(default_factory=_PlanTerms)


_RATE = msgspec.json.Decoder(_PlanRate)


class SavingsPlanOffers:
    """What Savings Plans pay, Region by Region."""

    name = "savings-plans"

    def __init__(self, files: AwsFiles, scratch: Path | None = None) -> None:
        self.files = files
        self.scratch = scratch
        self._parsing = threading.Semaphore(1)

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """One part for each Region of the plans' Region index, which is a list here."""
        if not set(SERVICES) & set(service_codes):
            return []
        offers = read_offer_index(self.files).offers
        paths = [offers[code].current_savings_plan_index_url for code in SERVICES if code in offers]
        path = next(filter(None, paths), "")
        if not path:
            raise SourceError("the offer index names no Savings Plan offer")
        body, _ = self.files.get(path)
        index = decoded(body, _PlanRegionIndex, "the Region index of the Savings Plans")
        addresses = {entry.region_code: entry.version_url for entry in index.regions}
        return [
            SourcePart(self.name, SERVICE_CODE, region, version_in(addresses[region]), addresses[region])
            for region in regions
            if region in addresses and not addresses[region].endswith("/empty.json")
        ]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """Every rate of the meters that quotes bill."""
        with tempfile.TemporaryDirectory(dir=self.scratch, prefix="plans-") as folder:
            path = Path(folder) / f"savings-plans-{part.region}.json"
            etag = download(self.files, part.address, path, lambda done, total: progress(Step(part.key, done, total)))
            with self._parsing:
                try:
                    harvest = self._select(_mapped(path), part.region)
                except (msgspec.MsgspecError, ValueError) as error:
                    raise SourceError(f"{part.address} is not a Savings Plan offer: {error}") from error
        harvest.etag = etag
        progress(Step(part.key, rows=len(harvest.plan_prices)))
        return harvest

    def _select(self, offer: _PlanOffer, region: str) -> Harvest:
        harvest = Harvest(published_at=offer.publication_date)
        today = self.files.clock.now().date().isoformat()
        products = {product.sku: product for product in offer.products}
        found: dict[tuple[object, ...], PlanRow[PriceRow]] = {}
        against: set[tuple[object, ...]] = set()
        for term in offer.terms.savings_plan:
            if term.effective_date[:10] > today:
                continue
            plan = _plan(products.get(term.sku))
            if plan is None:
                continue
            for meter, rate in _rates(term, region):
                try:
                    row = PlanRow(*plan, _row(meter, region, rate, offer))
                except RowRefused as refused:
                    what = f"{rate.rate_code} {rate.discounted_usage_type}"
                    harvest.refusals.append(RefusedRow(region, what, str(refused)))
                    continue
                key = (*plan, meter)
                other = found.setdefault(key, row)
                if other.price.unit_price != row.price.unit_price and key not in against:
                    against.add(key)
                    rows = (f"{each.price.rate_code} at {each.price.unit_price}" for each in (other, row))
                    harvest.conflicts.append(PriceConflict(region, meter, tuple(rows), f" under {plan}"))
        harvest.plan_prices = [row for key, row in found.items() if key not in against]
        return harvest


def _mapped(path: Path) -> _PlanOffer:
    """The offer, its rates still text in a memory map: most of them discount what quotes do not bill."""
    with path.open("rb") as file:
        text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return msgspec.json.decode(memoryview(text), type=_PlanOffer)


def _plan(product: _PlanProduct | None) -> tuple[str, int, str, str] | None:
    """Plan type, years, payment option and family; None for a plan of another kind."""
    if product is None:
        return None
    plan_type = PLAN_TYPES.get(product.product_family)
    years = TERMS.get(product.attributes.purchase_term)
    payment = PAYMENT_OPTIONS.get(product.attributes.purchase_option)
    family = product.attributes.instance_type if plan_type == "EC2_INSTANCE" else ""
    if plan_type is None or years is None or payment is None or (plan_type == "EC2_INSTANCE") != bool(family):
        return None
    return plan_type, years, payment, family


def _rates(term: _PlanTerm, region: str) -> Iterator[tuple[Meter, _PlanRate]]:
    for raw in term.rates:
        rate = _RATE.decode(raw)
        if rate.discounted_region_code not in (None, "", region) or rate.discounted_rate.currency != "USD":
            continue
        meter = plan_meter(rate.discounted_service_code, rate.discounted_usage_type, rate.discounted_operation)
        if meter is not None:
            yield meter, rate


def _row(meter: Meter, region: str, rate: _PlanRate, offer: _PlanOffer) -> PriceRow:
    return PriceRow.of(
        meter,
        region,
        due_price(trimmed_price(rate.discounted_rate.price)),
        observed_on=offer.publication_date[:10],
        source=f"AWS Price List {SERVICE_CODE} {offer.version}",
        basis=Basis.PUBLISHED,
        rate_code=rate.rate_code or None,
        sku=rate.rate_code.partition(".")[0] or None,
    )
