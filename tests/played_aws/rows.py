"""One row of an offer as AWS writes it, and how rows become offer files in JSON and CSV."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

DISCLAIMER = (
    "This pricing list is for informational purposes only. All prices are subject to the additional terms included "
    "in the pricing pages on http://aws.amazon.com. All Free Tier prices are also subject to the terms included at "
    "https://aws.amazon.com/free/"
)
ON_DEMAND_CODE = "JRTCKXETXF"
EFFECTIVE = "2026-09-01T00:00:00Z"
SERVICE_NAMES = {
    "AmazonECS": "Amazon Elastic Container Service",
    "AmazonEC2": "Amazon Elastic Compute Cloud",
    "AWSELB": "Elastic Load Balancing",
    "AWSDataTransfer": "AWS Data Transfer",
    "AmazonVPC": "Amazon Virtual Private Cloud",
    "AmazonCloudWatch": "AmazonCloudWatch",
    "AmazonECR": "Amazon EC2 Container Registry (ECR)",
    "AmazonEFS": "Amazon Elastic File System",
    "AWSSecretsManager": "AWS Secrets Manager",
    "awskms": "AWS Key Management Service",
    "AmazonGuardDuty": "Amazon GuardDuty",
    "AWSXRay": "AWS X-Ray",
    "AWSEvents": "CloudWatch Events",
    "AWSSystemsManager": "AWS Systems Manager",
}
# The CSV's own names for attributes; any other attribute has its JSON name there.
CSV_NAMES = {
    "productFamily": "Product Family",
    "servicecode": "serviceCode",
    "servicename": "serviceName",
    "location": "Location",
    "locationType": "Location Type",
    "regionCode": "Region Code",
    "instanceType": "Instance Type",
    "instanceFamily": "Instance Family",
    "currentGeneration": "Current Generation",
    "vcpu": "vCPU",
    "physicalProcessor": "Physical Processor",
    "clockSpeed": "Clock Speed",
    "memory": "Memory",
    "storage": "Storage",
    "networkPerformance": "Network Performance",
    "processorArchitecture": "Processor Architecture",
    "tenancy": "Tenancy",
    "operatingSystem": "Operating System",
    "licenseModel": "License Model",
    "group": "Group",
    "groupDescription": "Group Description",
    "transferType": "Transfer Type",
    "fromLocation": "From Location",
    "fromLocationType": "From Location Type",
    "toLocation": "To Location",
    "toLocationType": "To Location Type",
    "accessType": "Access Type",
    "fromRegionCode": "From Region Code",
    "toRegionCode": "To Region Code",
    "usagetype": "usageType",
    "dedicatedEbsThroughput": "Dedicated EBS Throughput",
    "enhancedNetworkingSupported": "Enhanced Networking Supported",
    "gpuMemory": "GPU Memory",
    "instancesku": "Instance SKU",
    "intelAvxAvailable": "Intel AVX Available",
    "intelAvx2Available": "Intel AVX2 Available",
    "intelTurboAvailable": "Intel Turbo Available",
    "normalizationSizeFactor": "Normalization Size Factor",
    "preInstalledSw": "Pre Installed S/W",
    "processorFeatures": "Processor Features",
    "capacitystatus": "CapacityStatus",
    "marketoption": "MarketOption",
    "availabilityzone": "AvailabilityZone",
    "classicnetworkingsupport": "ClassicNetworkingSupport",
    "vpcnetworkingsupport": "VpcNetworkingSupport",
    "volumeType": "Volume Type",
    "storageMedia": "Storage Media",
    "maxVolumeSize": "Max Volume Size",
    "volumeApiName": "Volume API Name",
}


def code_of(*parts: str, length: int = 16) -> str:
    """A SKU or rate code: always the same for the same parts."""
    return base64.b32encode(hashlib.sha256("|".join(parts).encode()).digest()).decode()[:length]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One price dimension: what one unit costs in a range, as AWS prints it."""

    unit: str
    price: str
    begin: str = "0"
    end: str = "Inf"
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a product: On-Demand, Reserved, FlatRate."""

    dimensions: tuple[Dimension, ...]
    kind: str = "OnDemand"
    offer_term_code: str = ON_DEMAND_CODE
    effective: str = EFFECTIVE
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One product with its terms."""

    sku: str
    family: str | None
    attributes: Mapping[str, str]
    terms: tuple[Term, ...]


def padded(price: str) -> str:
    """Ten decimals at least, as AWS prints them: 0.04048 is "0.0404800000"."""
    whole, _, fraction = price.partition(".")
    return f"{whole}.{fraction:0<10}"


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer file's head."""

    code: str
    version: str
    published: str


def rate_codes(row: Row, term: Term) -> list[str]:
    """The rate code of each dimension of a term; a plain hourly On-Demand price has AWS's well-known one."""
    plain = len(term.dimensions) == 1 and term.kind == "OnDemand"
    return [
        f"{row.sku}.{term.offer_term_code}."
        + ("6YS6EN2CT7" if plain else code_of(row.sku, dimension.begin, dimension.unit, length=10))
        for dimension in term.dimensions
    ]


def json_product(row: Row) -> dict[str, object]:
    """A product as the offer and the Query API print it."""
    family = {"productFamily": row.family} if row.family else {}
    return {"sku": row.sku, **family, "attributes": dict(row.attributes)}


def json_term(row: Row, term: Term) -> dict[str, object]:
    """A term as the offer and the Query API print it."""
    return {
        "offerTermCode": term.offer_term_code,
        "sku": row.sku,
        "effectiveDate": term.effective,
        "priceDimensions": {
            rate_code: {
                "rateCode": rate_code,
                "description": f"${dimension.price} per {dimension.unit} of {row.attributes.get('usagetype', '')}",
                "beginRange": dimension.begin,
                "endRange": dimension.end,
                "unit": dimension.unit,
                "pricePerUnit": {dimension.currency: padded(dimension.price)},
                "appliesTo": [],
            }
            for rate_code, dimension in zip(rate_codes(row, term), term.dimensions, strict=True)
        },
        "termAttributes": dict(term.attributes),
    }


def query_item(row: Row, offer: Offer) -> str:
    """The row as one JSON string of `get_products`."""
    kinds = {term.kind for term in row.terms}
    return json.dumps(
        {
            "product": json_product(row),
            "serviceCode": offer.code,
            "terms": {
                kind: {
                    f"{row.sku}.{term.offer_term_code}": json_term(row, term) for term in row.terms if term.kind == kind
                }
                for kind in sorted(kinds)
            },
            "version": offer.version,
            "publicationDate": offer.published,
        },
        separators=(",", ":"),
    )


def _json_entry(name: str, value: object, depth: int) -> str:
    """A key and its value, laid out as AWS lays them out: two spaces, and one on each side of the colon."""
    text = json.dumps(value, indent=2, separators=(",", " : "))
    indent = "  " * depth
    return f"{indent}{json.dumps(name)} : " + text.replace("\n", "\n" + indent)


def _json_entries(entries: Iterable[tuple[str, object]], depth: int) -> Iterator[str]:
    comma = ""
    for name, value in entries:
        yield comma + "\n" + _json_entry(name, value, depth)
        comma = ","


def offer_json(offer: Offer, rows: list[Row]) -> Iterator[str]:
    """The offer file in JSON, piece by piece; term types in AWS's order."""
    yield "{\n"
    head = {"formatVersion": "v1.0", "disclaimer": DISCLAIMER, "offerCode": offer.code}
    for name, value in (*head.items(), ("version", offer.version), ("publicationDate", offer.published)):
        yield _json_entry(name, value, 1) + ",\n"
    yield '  "products" : {'
    yield from _json_entries(((row.sku, json_product(row)) for row in rows), 2)
    yield '\n  },\n  "terms" : {'
    kinds = ["OnDemand", *sorted({term.kind for row in rows for term in row.terms} - {"OnDemand"})]
    for position, kind in enumerate(kinds):
        yield ("," if position else "") + f'\n    "{kind}" : {{'
        yield from _json_entries(
            (
                (row.sku, {f"{row.sku}.{term.offer_term_code}": json_term(row, term) for term in terms})
                for row in rows
                if (terms := [term for term in row.terms if term.kind == kind])
            ),
            3,
        )
        yield "\n    }"
    yield '\n  },\n  "attributesList" : { }\n}\n'


_TERM_COLUMNS = (
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "PriceDescription",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
    "Unit",
    "PricePerUnit",
    "Currency",
    "LeaseContractLength",
    "PurchaseOption",
    "OfferingClass",
)


def offer_csv(offer: Offer, rows: list[Row]) -> Iterator[str]:
    """The offer file in CSV: five metadata lines, the names on line six, every cell quoted."""
    for name, value in (
        ("FormatVersion", "v1.0"),
        ("Disclaimer", DISCLAIMER),
        ("Publication Date", offer.published),
        ("Version", offer.version),
        ("OfferCode", offer.code),
    ):
        yield f'"{name}","{value}"\n'
    attributes = sorted({name for row in rows for name in row.attributes} - {"productFamily"})
    names = [*_TERM_COLUMNS, "Product Family", *(CSV_NAMES.get(name, name) for name in attributes)]
    yield _csv_line(names)
    for row in rows:
        fixed = [row.family or "", *(row.attributes.get(name, "") for name in attributes)]
        for term in row.terms:
            for rate_code, dimension in zip(rate_codes(row, term), term.dimensions, strict=True):
                yield _csv_line([*_term_cells(row, term, rate_code, dimension), *fixed])


def _term_cells(row: Row, term: Term, rate_code: str, dimension: Dimension) -> list[str]:
    return [
        row.sku,
        term.offer_term_code,
        rate_code,
        term.kind,
        f"${dimension.price} per {dimension.unit} of {row.attributes.get('usagetype', '')}",
        term.effective[:10],
        dimension.begin,
        dimension.end,
        dimension.unit,
        padded(dimension.price),
        dimension.currency,
        term.attributes.get("LeaseContractLength", ""),
        term.attributes.get("PurchaseOption", ""),
        term.attributes.get("OfferingClass", ""),
    ]


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return line.getvalue()
