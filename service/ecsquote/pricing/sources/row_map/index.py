"""Which of AWS's rows is which meter: the one place where a reader checks our meters against AWS's pages.

A rule names an offer, a usage type without its billing code, and what else must hold. A row that no rule names
is not kept. To price another offer, add it to OFFERS; to price other rows, add a rule to the file of their family,
or a file and its line in RULES. Usage types: "Billing and usage reports" of each service; the EC2 instance
attributes and operations: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html; the files:
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-an-offer.html
"""

import re

from ecsquote.pricing.sources.billing_codes import CODE_PATTERN, split_billing_code
from ecsquote.pricing.sources.offer_rows import Attributes
from ecsquote.pricing.sources.row_map.ec2 import EC2_RULES
from ecsquote.pricing.sources.row_map.ecs import ECS_RULES
from ecsquote.pricing.sources.row_map.load_balancers import LOAD_BALANCER_RULES
from ecsquote.pricing.sources.row_map.management import MANAGEMENT_RULES
from ecsquote.pricing.sources.row_map.network import NETWORK_RULES
from ecsquote.pricing.sources.row_map.observability import OBSERVABILITY_RULES
from ecsquote.pricing.sources.row_map.rule import RowMeaning, Rule
from ecsquote.pricing.sources.row_map.security import SECURITY_RULES
from ecsquote.pricing.sources.row_map.storage import STORAGE_RULES

OFFERS = (
    "AmazonECS",
    "AmazonEC2",
    "AWSELB",
    "AWSDataTransfer",
    "AmazonVPC",
    "AmazonCloudWatch",
    "AmazonECR",
    "AmazonEFS",
    "AWSSecretsManager",
    "awskms",
    "AmazonGuardDuty",
    "AWSXRay",
    "AWSEvents",
    "AWSSystemsManager",
)
"""Every offer that a refresh reads. Cloud Map has none: the names of its rows are not known."""

RULES = (
    *ECS_RULES,
    *EC2_RULES,
    *STORAGE_RULES,
    *LOAD_BALANCER_RULES,
    *NETWORK_RULES,
    *OBSERVABILITY_RULES,
    *SECURITY_RULES,
    *MANAGEMENT_RULES,
)

_Named = tuple[re.Match[str], Rule, tuple[tuple[str, str], ...]]


class RowMap:
    """The rules of one offer, ready to be asked a hundred thousand times."""

    def __init__(self, offer: str, rules: tuple[Rule, ...] = RULES) -> None:
        self.offer = offer
        self._rules = [
            (re.compile(rule.usage_type, re.ASCII), rule, tuple(rule.attributes.items()))
            for rule in rules
            if rule.offer == offer
        ]
        alternatives = sorted({re.sub(r"\?P<\w+>", "?:", rule.usage_type) for rule in rules if rule.offer == offer})
        self.usage_type_pattern = rf"(?:{CODE_PATTERN})?(?:{'|'.join(alternatives)})"
        """Every usage type that some rule names, with or without a billing code."""
        self._named: dict[str, list[_Named]] = {}

    def find(self, attributes: Attributes, family: str) -> tuple[Rule, RowMeaning] | None:
        """The rule that names a row, and what it means; None for a row that is not kept."""
        named = self._named.get(attributes.usagetype)
        if named is None:
            named = self._named[attributes.usagetype] = self._rules_for(attributes.usagetype)
        for match, rule, conditions in named:
            if rule.families and family not in rule.families:
                continue
            for name, value in conditions:
                if getattr(attributes, name) != value:
                    break
            else:
                meaning = rule.meaning(match, attributes)
                return (rule, meaning) if meaning else None
        return None

    def _rules_for(self, usage_type: str) -> list[_Named]:
        _, plain = split_billing_code(usage_type)
        return [
            (match, rule, conditions)
            for pattern, rule, conditions in self._rules
            if (match := pattern.fullmatch(plain)) is not None
        ]
