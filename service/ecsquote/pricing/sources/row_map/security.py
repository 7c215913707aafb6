"""AWSSecretsManager: secrets and calls of its API.

https://aws.amazon.com/secrets-manager/pricing/
"""

from ecsquote.pricing import meters
from ecsquote.pricing.sources.row_map.rule import one_meter

SECURITY_RULES = (
    one_meter(meters.SECRETS, "Secrets"),
    one_meter(meters.SECRETS_API_REQUESTS, "API Requests"),
)
