"""The documented layout of a folder of price tables: which files it may hold, in the order they are read."""

from ecsquote.pricing.tables.cloudwatch import CLOUDWATCH, CLOUDWATCH_EXTRA, XRAY
from ecsquote.pricing.tables.ec2 import ADDITIONS, CHINA, DERIVED, MANAGED_INSTANCES, ON_DEMAND, SPOT
from ecsquote.pricing.tables.fargate import FARGATE
from ecsquote.pricing.tables.instance_types import INSTANCE_TYPES, TRUNKING
from ecsquote.pricing.tables.load_balancers import ELB
from ecsquote.pricing.tables.management import CLOUD_MAP, EVENTBRIDGE, SSM
from ecsquote.pricing.tables.network import DATA_TRANSFER, VPC
from ecsquote.pricing.tables.rate_card import RATE_CARD
from ecsquote.pricing.tables.regions import REGIONS
from ecsquote.pricing.tables.reserved_instances import RESERVED_INSTANCES
from ecsquote.pricing.tables.savings_plans import PUBLISHED_PLANS, SAVINGS_PLANS
from ecsquote.pricing.tables.security import GUARDDUTY, KMS, SECRETS_MANAGER
from ecsquote.pricing.tables.spot_advisor import SPOT_ADVISOR
from ecsquote.pricing.tables.storage import EBS, ECR, EFS
from ecsquote.pricing.tables.table import PriceTable
from ecsquote.pricing.tables.windows import DERIVED_WINDOWS, PUBLISHED_WINDOWS

LAYOUT: tuple[PriceTable, ...] = (
    REGIONS,
    TRUNKING,
    INSTANCE_TYPES,
    FARGATE,
    ON_DEMAND,
    ADDITIONS,
    DERIVED,
    PUBLISHED_WINDOWS,
    DERIVED_WINDOWS,
    SPOT,
    MANAGED_INSTANCES,
    CHINA,
    RESERVED_INSTANCES,
    SAVINGS_PLANS,
    PUBLISHED_PLANS,
    ELB,
    DATA_TRANSFER,
    VPC,
    EBS,
    ECR,
    EFS,
    CLOUDWATCH,
    CLOUDWATCH_EXTRA,
    XRAY,
    SECRETS_MANAGER,
    KMS,
    GUARDDUTY,
    CLOUD_MAP,
    EVENTBRIDGE,
    SSM,
    SPOT_ADVISOR,
    RATE_CARD,
)
"""Every table. Only regions.csv is required, with at least one table of prices; EC2 and Managed Instances
need instance_types.csv too. A table that is absent leaves its prices missing."""
