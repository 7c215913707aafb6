"""elb.csv: hours and capacity units of Elastic Load Balancing."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, Omitted, dimension_table

_WITH_LCU = ("application", "network", "gateway")

ELB = dimension_table(
    "elb.csv",
    "Load balancer hours and capacity units (https://aws.amazon.com/elasticloadbalancing/pricing/)",
    {"load_balancer_type": "application, network, gateway or classic", "dimension": "what the price is for"},
    {
        **{
            (kind, "hour"): Dimension(meters.load_balancer_hours(kind), "Hrs")
            for kind in meters.LOAD_BALANCER_OPERATIONS
        },
        **{(kind, "lcu_hour"): Dimension(meters.load_balancer_lcu(kind), "LCU-Hrs") for kind in _WITH_LCU},
        ("application", "reserved_lcu_hour"): Dimension(meters.load_balancer_reserved_lcu("application"), "LCU-Hrs"),
        ("application", "trust_store_hour"): Dimension(meters.TRUST_STORE_HOURS, "Hrs"),
        ("application", "idle_hour"): Omitted(
            "idle provisioned load balancer capacity is not part of an ECS workload's bill"
        ),
        ("classic", "gb_processed"): Dimension(meters.CLASSIC_LB_GB, "GB"),
    },
)
