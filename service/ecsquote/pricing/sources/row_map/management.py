"""AWSEvents and AWSSystemsManager: schedules, parameters and on-premises instances.

https://aws.amazon.com/eventbridge/pricing/ https://aws.amazon.com/systems-manager/pricing/
"""

from ecsquote.pricing import meters
from ecsquote.pricing.sources.row_map.rule import one_meter

_HOURS = ("Hrs", "Hours", "hours", "Hour")

# Not kept: custom and partner events, Pipes, Global-* (the account's allowances), Automation, Distributor, Inventory.
MANAGEMENT_RULES = (
    one_meter(meters.SCHEDULER_INVOCATIONS, "Invocations", "Invocation", allowance=True),
    one_meter(meters.ADVANCED_PARAMETER_HOURS, "Parameter-Hrs", *_HOURS),
    one_meter(meters.ADVANCED_PARAMETER_REQUESTS, "API Requests", "Requests"),
    one_meter(meters.HIGHER_THROUGHPUT_REQUESTS, "API Requests", "Requests"),
    one_meter(meters.SSM_ADVANCED_INSTANCE_HOURS, *_HOURS),
)
