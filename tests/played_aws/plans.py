"""The Savings Plan offer of a Region: both kinds of plan, every term and payment option, and rates of other things."""

import json
from collections.abc import Iterator
from decimal import Decimal

from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.units import decimal_string
from played_aws.offers import KnownPrice, KnownRegion
from played_aws.rows import code_of

SHARES = {
    ("1yr", "No Upfront"): Decimal("0.80"),
    ("1yr", "Partial Upfront"): Decimal("0.76"),
    ("1yr", "All Upfront"): Decimal("0.73"),
    ("3yr", "No Upfront"): Decimal("0.55"),
    ("3yr", "Partial Upfront"): Decimal("0.51"),
    ("3yr", "All Upfront"): Decimal("0.48"),
}
"""What a Compute plan pays of On-Demand here, by term and payment option."""
INSTANCE_PLAN_SHARE = Decimal("0.9")
"""What an EC2 Instance plan pays of the Compute plan's rate here."""


def plan_rate(price: Decimal, term: str, option: str, *, instance_plan: bool = False) -> Decimal:
    """A plan's rate for an On-Demand price, at ten decimals."""
    rate = price * SHARES[term, option] * (INSTANCE_PLAN_SHARE if instance_plan else 1)
    return rate.quantize(Decimal("0.0000000001"))


def savings_plan_offer(region: KnownRegion, version: str, published: str) -> bytes:
    """The offer file in JSON."""
    products, terms = [], []
    for term, option in SHARES:
        for family in (None, *sorted({family for price in region.prices if (family := _family(price))})):
            product = _product(region, term, option, family)
            products.append(product)
            terms.append(
                {
                    "sku": product["sku"],
                    "description": f"{term} {option} plan",
                    "effectiveDate": published,
                    "leaseContractLength": {"duration": int(term[0]), "unit": "year"},
                    "rates": list(_rates(region, str(product["sku"]), term, option, family)),
                }
            )
    document = {"version": version, "publicationDate": published, "products": products, "terms": {"savingsPlan": terms}}
    return json.dumps(document, indent=2, separators=(",", " : ")).encode()


def _family(price: KnownPrice) -> str | None:
    name = price.usage_type
    return name.partition(":")[2].partition(".")[0] if name.startswith("BoxUsage:") else None


def _product(region: KnownRegion, term: str, option: str, family: str | None) -> dict[str, object]:
    code = term + option.replace(" ", "")
    usage_type = f"EC2SP:{family}.{code}" if family else f"ComputeSP:{code}"
    attributes = {"purchaseOption": option, "granularity": "hourly", "locationType": "AWS Region", "purchaseTerm": term}
    place = {"instanceType": family, "location": region.name} if family else {"location": "Any"}
    return {
        "sku": code_of(region.code, usage_type),
        "productFamily": "EC2InstanceSavingsPlans" if family else "ComputeSavingsPlans",
        "serviceCode": "ComputeSavingsPlans",
        "usageType": usage_type,
        "operation": "",
        "attributes": {**attributes, **place},
    }


def _rates(region: KnownRegion, sku: str, term: str, option: str, family: str | None) -> Iterator[dict[str, object]]:
    for price in region.prices:
        if not _covered(price, family):
            continue
        prefix = usage_type_prefix(region.code, price.service_code, price.usage_type, price.variant) or ""
        rate = plan_rate(price.unit_price, term, option, instance_plan=family is not None)
        operation = price.variant
        yield _rate(sku, price.service_code, f"{prefix}{price.usage_type}", operation, decimal_string(rate))
        if price.usage_type.startswith("BoxUsage:"):
            dedicated = price.usage_type.replace("BoxUsage", "DedicatedUsage")
            yield _rate(sku, "AmazonEC2", f"{prefix}{dedicated}", operation, "9.99")
            yield _rate(sku, "AmazonEC2", f"{prefix}{price.usage_type}", "RunInstances:0010", "8.88")
    if family is None:
        yield _rate(sku, "AWSLambda", "Lambda-GB-Second", "", "0.0000138")


def _covered(price: KnownPrice, family: str | None) -> bool:
    if family is not None:
        return _family(price) == family
    fargate = price.usage_type.startswith("Fargate-") and "Ephemeral" not in price.usage_type
    return fargate or _family(price) is not None


def _rate(sku: str, service_code: str, usage_type: str, operation: str, price: str) -> dict[str, object]:
    code = code_of(sku, usage_type, operation)
    return {
        "discountedSku": code,
        "discountedUsageType": usage_type,
        "discountedOperation": operation,
        "discountedServiceCode": service_code,
        "rateCode": f"{sku}.{code}",
        "unit": "Hrs",
        "discountedRate": {"price": price, "currency": "USD"},
    }
