"""The price maps of Savings Plans behind AWS's pricing page: one small file for each plan, term, Region and family."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import quote

from ecsquote.units import decimal_string
from played_aws.offers import KnownRegion
from played_aws.plans import SHARES, plan_rate
from played_aws.rows import code_of

LOCATIONS = "/locations/1.0/aws/current/locations.json"
ROOT = "/pricing/2.0/meteredUnitMaps/computesavingsplan/USD/current/"
COMPUTE, INSTANCE = "compute-savings-plan-ec2", "instance-savings-plan-ec2"
OPERATIONS = {"Linux": "RunInstances", "Windows": "RunInstances:0002"}
PUBLISHED = "2026-09-25T12:34:56Z"


def address(*pieces: str) -> str:
    """The path of a map as a client asks for it."""
    return quote(f"{ROOT}{'/'.join(pieces)}/index.json", safe="/()")


def page_file(regions: Mapping[str, KnownRegion], path: str) -> object | None:
    """What the pricing page reads at a path, unquoted; None where there is nothing of its."""
    if path == LOCATIONS:
        return locations(regions.values())
    if path == f"{ROOT}{INSTANCE}/metadata.json":
        return selectors(regions.values())
    return plan_map(regions, path.removeprefix(ROOT)) if path.startswith(ROOT) else None


def locations(regions: Iterable[KnownRegion]) -> object:
    """Every place by its name: Regions, and zones that have no plans of their own."""
    named = {
        region.name: {"name": region.name, "code": region.code, "type": "AWS Region", "continent": "Somewhere"}
        for region in regions
    }
    zone = {"name": "US West (Los Angeles)", "code": "us-west-2-lax-1", "type": "AWS Local Zone", "continent": "x"}
    return {**named, zone["name"]: zone}


def selectors(regions: Iterable[KnownRegion]) -> object:
    """The families that are sold anywhere, and one that no Region of this world sells."""
    families = {_family(name) for region in regions for name in _hourly(region, "Linux")}
    return {"valueAttributes": {"InstanceFamily": sorted({*families, "zz9"}), "PurchaseOption": ["No Upfront"]}}


def plan_map(regions: Mapping[str, KnownRegion], path: str) -> object | None:
    """The map at a path below the root, decoded; None where there is none."""
    pieces = path.split("/")
    if pieces[-1] != "index.json" or len(pieces) != (7 if pieces[0] == COMPUTE else 8):
        return None
    plan, years, option, *family, location, system, tenancy, _ = pieces
    region = next((each for each in regions.values() if each.name == location), None)
    if plan not in (COMPUTE, INSTANCE) or region is None or system not in OPERATIONS or tenancy != "Shared":
        return None
    term = f"{years[0]}yr"
    if years != f"{years[0]} year" or (term, option) not in SHARES:
        return None
    prices = {
        name: price for name, price in _hourly(region, system).items() if not family or _family(name) == family[0]
    }
    if not prices:
        return None
    rows = {
        f"{name} {system} {option}": {
            "rateCode": f"{code_of(plan, term, option)}.{code_of(name, system, location)}",
            "price": decimal_string(plan_rate(price, term, option, instance_plan=bool(family))),
            "ec2:InstanceType": name,
            "ec2:Location": location,
            "ec2:OperatingSystem": system,
            "ec2:Tenancy": tenancy,
            "ec2:PricePerUnit": decimal_string(price),
            "LeaseContractLength": years[0],
            "PurchaseOption": option,
        }
        for name, price in sorted(prices.items())
    }
    manifest = {"serviceId": "computesavingsplan", "currencyCode": "USD", "hawkFilePublicationDate": PUBLISHED}
    of_something_else = {"price": "0.0000100000", "rateCode": "ODD"}
    return {"manifest": manifest, "sets": {}, "regions": {location: {**rows, "something else": of_something_else}}}


def _hourly(region: KnownRegion, system: str) -> dict[str, Decimal]:
    """On-Demand hours by instance type."""
    return {
        price.usage_type.partition(":")[2]: price.unit_price
        for price in region.prices
        if price.usage_type.startswith("BoxUsage:") and price.variant == OPERATIONS[system]
    }


def _family(instance_type: str) -> str:
    return instance_type.partition(".")[0]
