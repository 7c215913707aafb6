"""Savings Plan rates for EC2 from the price maps behind AWS's pricing page: small JSON files that need no credentials.

https://aws.amazon.com/savingsplans/compute-pricing/ shows them. A map's address names plan, term, payment option and
Region (by its name), for EC2 Instance plans the family, then operating system and tenancy. Rates of Fargate are not
read here: its maps name their rows in words only.
"""

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import msgspec

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import SourceError
from ecsquote.pricing.meters import Meter, instance_hours
from ecsquote.pricing.rows import PlanRow, PriceRow, RowRefused, due_price, trimmed_price
from ecsquote.pricing.sources.bulk_price_list import decoded
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.row_map.rule import AWS_REGION
from ecsquote.pricing.sources.savings_plan_offers import SERVICE_CODE
from ecsquote.pricing.sources.source import Harvest, PriceConflict, Progress, RefusedRow, SourcePart, Step, no_progress
from ecsquote.pricing.tables.plan_terms import COMPUTE, EC2_INSTANCE, PAYMENT_OPTIONS

LOCATIONS = "locations/1.0/aws/current/locations.json"
ROOT = "pricing/2.0/meteredUnitMaps/computesavingsplan/USD/current"
MAPS = {COMPUTE: "compute-savings-plan-ec2", EC2_INSTANCE: "instance-savings-plan-ec2"}
SOURCE = "AWS Savings Plans price map"
"""How the `source` of a rate from here begins; the map's name follows."""
YEARS = (1, 3)
SYSTEMS = {"LINUX": "Linux", "WINDOWS": "Windows"}
TENANCY = "Shared"
AT_ONCE = 8
"""Maps of a Region that are fetched at the same time: they are small, and there are hundreds."""

_FAMILY = re.compile(r"[a-z0-9-]+", re.ASCII)
_INSTANCE_TYPE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+", re.ASCII)


class _Location(msgspec.Struct):
    name: str = ""
    code: str = ""
    type: str = ""


class _Selectors(msgspec.Struct):
    families: list[str] = msgspec.field(name="InstanceFamily", default_factory=list)


class _Metadata(msgspec.Struct, rename="camel"):
    value_attributes: _Selectors = msgspec.field(default_factory=_Selectors)


class _MapRate(msgspec.Struct):
    """One rate; what its address says already is repeated in some of the fields."""

    price: str = ""
    rate_code: str = msgspec.field(name="rateCode", default="")
    instance_type: str = msgspec.field(name="ec2:InstanceType", default="")
    operating_system: str = msgspec.field(name="ec2:OperatingSystem", default="")
    tenancy: str = msgspec.field(name="ec2:Tenancy", default="")
    years: str = msgspec.field(name="LeaseContractLength", default="")
    payment_option: str = msgspec.field(name="PurchaseOption", default="")


class _PriceMap(msgspec.Struct):
    regions: dict[str, dict[str, _MapRate]]


@dataclass(frozen=True, slots=True)
class _MapName:
    """What one map holds, as its address says it."""

    plan_type: str
    years: int
    payment_option: str
    location: str
    system: str
    family: str = ""

    @property
    def path(self) -> str:
        """Below the base address."""
        family = f"{self.family}/" if self.family else ""
        terms = f"{self.years} year/{self.payment_option}"
        last = f"{family}{self.location}/{SYSTEMS[self.system]}/{TENANCY}"
        return f"{ROOT}/{MAPS[self.plan_type]}/{terms}/{last}/index.json"

    def contradicted(self, rate: _MapRate) -> str | None:
        """What a rate says of itself that its address does not; None where they agree."""
        for said, due in (
            (rate.tenancy, TENANCY),
            (rate.operating_system, SYSTEMS[self.system]),
            (rate.payment_option, self.payment_option),
            (rate.years[:1], str(self.years)),
        ):
            if said and said != due:
                return f"says {said} in a map of {due}"
        return None


class SavingsPlanMaps:
    """What Savings Plans pay for EC2, Region by Region."""

    name = "savings-plan-maps"

    def __init__(self, files: AwsFiles) -> None:
        self.files = files
        self._lock = threading.Lock()
        self._families: Sequence[str] | None = None
        self._names: Mapping[str, str] | None = None

    def parts(self, regions: Sequence[str], service_codes: Sequence[str]) -> Sequence[SourcePart]:
        """One part for each Region that AWS has a name for; what has changed is seen only when it is read."""
        if "AmazonEC2" not in service_codes:
            return []
        names = self._locations()
        return [
            SourcePart(self.name, SERVICE_CODE, region, address=names[region]) for region in regions if region in names
        ]

    def read(self, part: SourcePart, progress: Progress = no_progress) -> Harvest:
        """Every rate of the instance types; a family that a Region does not sell has no map there."""
        bodies = self._maps(part)
        if not any(name.plan_type == COMPUTE for name in bodies):
            raise SourceError(f"AWS has no price maps of Compute Savings Plans for {part.address}")
        harvest = Harvest(published_at=self.files.clock.now().date().isoformat(), etag=_digest(bodies))
        found: dict[tuple[object, ...], PlanRow[PriceRow]] = {}
        against: dict[tuple[object, ...], PriceConflict] = {}
        for name, body in bodies.items():
            for row in self._rows(name, body, part.region, harvest):
                price = row.price
                key = (row.plan_type, row.term_years, row.payment_option, row.family, price.meter_key)
                other = found.setdefault(key, row).price.unit_price
                if other != price.unit_price:
                    meter = Meter(price.service_code, price.usage_type, price.unit, price.variant)
                    rates = (f"{name.path} at {each}" for each in (other, price.unit_price))
                    against[key] = PriceConflict(part.region, meter, tuple(rates), f" under {key[:4]}")
        harvest.conflicts.extend(against.values())
        harvest.plan_prices = [row for key, row in found.items() if key not in against]
        progress(Step(part.key, rows=len(harvest.plan_prices)))
        return harvest

    def _maps(self, part: SourcePart) -> dict[_MapName, bytes]:
        """The maps that there are for a Region, in a fixed order."""
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="plan-maps") as pool:
            try:
                families = self._read_families()
                first = [_MapName(EC2_INSTANCE, *_FIRST_TERMS, part.address, "LINUX", family) for family in families]
                probed = dict(zip(first, pool.map(self._find, first), strict=True))
                sold = [name.family for name, body in probed.items() if body is not None]
                wanted = [name for name in _all_maps(part.address, sold) if name not in probed]
                read = dict(zip(wanted, pool.map(self._find, wanted), strict=True))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        bodies = {**probed, **read}
        return {name: body for name in _all_maps(part.address, sold) if (body := bodies[name]) is not None}

    def _find(self, name: _MapName) -> bytes | None:
        return self.files.find(name.path)

    def _rows(self, name: _MapName, body: bytes, region: str, harvest: Harvest) -> Iterator[PlanRow[PriceRow]]:
        """The rates of one map; those that cannot be taken are noted."""
        regions = decoded(body, _PriceMap, f"the price map {name.path}").regions
        for key, rate in regions.get(name.location, {}).items():
            if not _INSTANCE_TYPE.fullmatch(rate.instance_type):
                continue
            try:
                if reason := name.contradicted(rate):
                    raise RowRefused(reason)
                price = due_price(trimmed_price(rate.price))
            except RowRefused as refused:
                harvest.refusals.append(RefusedRow(region, f"{key} of {name.path}", str(refused)))
                continue
            yield PlanRow(
                name.plan_type,
                name.years,
                PAYMENT_OPTIONS[name.payment_option],
                name.family,
                PriceRow.of(
                    instance_hours(rate.instance_type, name.system),
                    region,
                    price,
                    observed_on=harvest.published_at,
                    source=f"{SOURCE} {MAPS[name.plan_type]}",
                    basis=Basis.PUBLISHED,
                    rate_code=rate.rate_code or None,
                ),
            )

    def _locations(self) -> Mapping[str, str]:
        """The name of each Region in the addresses of the maps."""
        with self._lock:
            if self._names is None:
                body, _ = self.files.get(LOCATIONS)
                listed = decoded(body, dict[str, _Location], "the list of AWS's locations")
                self._names = {each.code: each.name for each in listed.values() if each.type == AWS_REGION}
            return self._names

    def _read_families(self) -> Sequence[str]:
        """Every family that has EC2 Instance plans, wherever it is sold."""
        with self._lock:
            if self._families is None:
                body, _ = self.files.get(f"{ROOT}/{MAPS[EC2_INSTANCE]}/metadata.json")
                listed = decoded(body, _Metadata, "the selectors of the EC2 Instance plans").value_attributes.families
                self._families = sorted({family for family in listed if _FAMILY.fullmatch(family)})
            return self._families


_FIRST_TERMS = (YEARS[0], next(iter(PAYMENT_OPTIONS)))
"""The terms that show whether a Region sells a family at all."""


def _all_maps(location: str, families: Sequence[str]) -> Iterator[_MapName]:
    for years in YEARS:
        for payment_option in PAYMENT_OPTIONS:
            for system in SYSTEMS:
                yield _MapName(COMPUTE, years, payment_option, location, system)
                for family in families:
                    yield _MapName(EC2_INSTANCE, years, payment_option, location, system, family)


def _digest(bodies: Mapping[_MapName, bytes]) -> str:
    """What is the same only where every map is what it was."""
    digest = hashlib.sha256()
    for name, body in bodies.items():
        digest.update(f"{name.path} {len(body)}\n".encode())
        digest.update(body)
    return f'"{digest.hexdigest()}"'
