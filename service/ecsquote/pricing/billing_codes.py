"""The prefix that a Region's code gives a usage type: "EU-" of EU-Fargate-GB-Hours; it cannot be derived."""

from collections.abc import Mapping

from ecsquote.facts import fact

UNPREFIXED_REGION = "us-east-1"
"""The first Region: its usage types have no code in older offers, and USE1 in newer ones."""
_UNNAMED_SERVICES = ("AWSCloudMap",)
"""Services whose usage types are not known: the catalog's are its own words."""


def usage_type_prefix(region: str, service_code: str, usage_type: str, variant: str) -> str | None:
    """What AWS's rows of a Region put before the usage type; None where the billing code is not known.

    us-east-1 has none in some services (AmazonEC2, AWSELB, the older `CW:` rows of AmazonCloudWatch), and
    inter-Region transfer is named by both codes; awskms writes the Region's code in full. Source: "AWS Region billing
    codes", the us-east-1 offers and the offer of awskms.
    """
    if service_code in _UNNAMED_SERVICES:
        return None
    if service_code == "awskms":
        return f"{region}-"
    codes: Mapping[str, str] = fact("regions", "billing_codes")
    code = codes.get(region)
    if code is None:
        return None
    if usage_type == "AWS-Out-Bytes":
        to_code = codes.get(variant)
        return None if to_code is None else f"{code}-{to_code}-"
    if region == UNPREFIXED_REGION:
        prefixed = service_code in fact("regions", "us_east_1_prefixed_services") and not usage_type.startswith("CW:")
        return f"{code}-" if prefixed else ""
    return f"{code}-"
