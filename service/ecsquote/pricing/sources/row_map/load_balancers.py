"""AWSELB: every kind of load balancer and its capacity units.

https://aws.amazon.com/elasticloadbalancing/pricing/
"""

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.sources.row_map.rule import Rule, one_meter


def _load_balancer(meter: Meter, *units: str) -> Rule:
    """Load balancers share usage types; the operation says which kind is meant."""
    return one_meter(meter, *units, operation=meter.variant)


# Not kept: Outposts-*, IdleProvisionedLBCapacity, zones' rows.
LOAD_BALANCER_RULES = (
    *(_load_balancer(meters.load_balancer_hours(kind), "Hrs") for kind in meters.LOAD_BALANCER_OPERATIONS),
    *(_load_balancer(meters.load_balancer_lcu(kind), "LCU-Hrs") for kind in ("application", "network", "gateway")),
    *(_load_balancer(meters.load_balancer_reserved_lcu(kind), "LCU-Hrs") for kind in ("application", "network")),
    _load_balancer(meters.TRUST_STORE_HOURS, "Hrs"),
    _load_balancer(meters.CLASSIC_LB_GB, "GB"),
)
