"""The documented layout of a folder of price tables: which files it may hold, in the order they are read."""

from ecsquote.pricing.tables.cloudwatch import CLOUDWATCH
from ecsquote.pricing.tables.ec2 import CHINA, MANAGED_INSTANCES, ON_DEMAND, SPOT, WINDOWS
from ecsquote.pricing.tables.fargate import FARGATE
from ecsquote.pricing.tables.instance_types import INSTANCE_TYPES, TRUNKING
from ecsquote.pricing.tables.load_balancers import ELB
from ecsquote.pricing.tables.network import DATA_TRANSFER, VPC
from ecsquote.pricing.tables.rate_card import RATE_CARD
from ecsquote.pricing.tables.regions import REGIONS
from ecsquote.pricing.tables.savings_plans import SAVINGS_PLANS
from ecsquote.pricing.tables.spot_advisor import SPOT_ADVISOR
from ecsquote.pricing.tables.storage import EBS, ECR
from ecsquote.pricing.tables.table import PriceTable

LAYOUT: tuple[PriceTable, ...] = (
    REGIONS,
    TRUNKING,
    INSTANCE_TYPES,
    FARGATE,
    ON_DEMAND,
    WINDOWS,
    SPOT,
    MANAGED_INSTANCES,
    CHINA,
    SAVINGS_PLANS,
    ELB,
    DATA_TRANSFER,
    VPC,
    EBS,
    ECR,
    CLOUDWATCH,
    SPOT_ADVISOR,
    RATE_CARD,
)
"""Every table. Only regions.csv is required, with at least one table of prices; EC2 and Managed Instances
need instance_types.csv too. A table that is absent leaves its prices missing."""
