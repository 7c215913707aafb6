"""secrets_manager.csv, kms.csv and guardduty.csv: secrets, keys and runtime monitoring."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, dimension_table

_KEYS = {"dimension": "what the price is for"}

SECRETS_MANAGER = dimension_table(
    "secrets_manager.csv",
    "Secrets and calls of their API (https://aws.amazon.com/secrets-manager/pricing/)",
    _KEYS,
    {
        ("secret_month",): Dimension(meters.SECRETS, "Secrets"),
        ("api_request",): Dimension(meters.SECRETS_API_REQUESTS, "API Requests"),
    },
)

KMS = dimension_table(
    "kms.csv",
    "Customer managed keys, and requests beyond the account's free 20,000 a month (https://aws.amazon.com/kms/pricing/)",
    _KEYS,
    {
        ("key_month",): Dimension(meters.KMS_KEYS, "Keys"),
        ("api_request_beyond_20000_free",): Dimension(meters.KMS_REQUESTS, "Requests"),
    },
    tiered=True,
)

GUARDDUTY = dimension_table(
    "guardduty.csv",
    "GuardDuty runtime monitoring by the vCPU-month (https://aws.amazon.com/guardduty/pricing/)",
    _KEYS,
    {
        ("runtime_monitoring_fargate_vcpu",): Dimension(meters.GUARDDUTY_FARGATE_VCPU, "vCPU-Mo"),
        ("runtime_monitoring_ec2_vcpu",): Dimension(meters.GUARDDUTY_EC2_VCPU, "vCPU-Mo"),
    },
    tiered=True,
)
