"""AWSSecretsManager, awskms and AmazonGuardDuty: secrets, keys and runtime monitoring.

https://aws.amazon.com/secrets-manager/pricing/ https://aws.amazon.com/kms/pricing/
https://aws.amazon.com/guardduty/pricing/
"""

import re

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.sources.row_map.rule import RowMeaning, Rule, one_meter

_VCPU_MONTHS = ("vCPU-Months", "vCPU-Mo")


def _of_region(meter: Meter, *units: str) -> Rule:
    """awskms writes the Region's code before the usage type: eu-west-2-KMS-Keys."""
    return Rule(
        offer=meter.service_code,
        usage_type=rf"(?:[a-z]{{2}}(?:-[a-z]+)+-\d-)?{re.escape(meter.usage_type)}",
        units=units,
        meaning=lambda _match, _attributes: RowMeaning(meter),
        allowance=True,
    )


# Not kept: requests with asymmetric keys, Global-KMS-Requests (the account's allowance), GuardDuty's other sources,
# Free* (its trial).
SECURITY_RULES = (
    one_meter(meters.SECRETS, "Secrets"),
    one_meter(meters.SECRETS_API_REQUESTS, "API Requests"),
    _of_region(meters.KMS_KEYS, "Keys"),
    _of_region(meters.KMS_REQUESTS, "Requests"),
    one_meter(meters.GUARDDUTY_FARGATE_VCPU, *_VCPU_MONTHS),
    one_meter(meters.GUARDDUTY_EC2_VCPU, *_VCPU_MONTHS),
)
