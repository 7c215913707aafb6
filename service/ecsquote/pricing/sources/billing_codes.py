"""The codes that usage types begin with; they confirm a row's Region, they never decide it.

Source: "AWS Region billing codes",
https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-region-billing-codes.html
"""

import re

from ecsquote.facts import fact
from ecsquote.pricing.billing_codes import UNPREFIXED_REGION

CODE_PATTERN = r"(?:EU|[A-Z]{3,6}[0-9]{1,2})-"
"""A billing code at the start of a usage type. `TS-LoadBalancerUsage` begins with a word, not with a code."""

_CODE = re.compile(CODE_PATTERN, re.ASCII)


def split_billing_code(usage_type: str) -> tuple[str, str]:
    """("EU", "Fargate-GB-Hours") of EU-Fargate-GB-Hours; the code is empty where there is none."""
    found = _CODE.match(usage_type)
    return (found[0][:-1], usage_type[found.end() :]) if found else ("", usage_type)


def is_own_code(code: str, region: str) -> bool:
    """Whether a usage type that begins with this code is spelled as the Region's own."""
    return code == fact("regions", "billing_codes").get(region) or (not code and region == UNPREFIXED_REGION)
