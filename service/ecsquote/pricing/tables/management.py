"""eventbridge.csv, cloud_map.csv and ssm.csv: schedules, service discovery, parameters and on-premises instances."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, Omitted, dimension_table

_KEYS = {"dimension": "what the price is for"}
_FREE_INVOCATIONS = "14000000"

EVENTBRIDGE = dimension_table(
    "eventbridge.csv",
    "EventBridge Scheduler, beyond the account's free invocations (https://aws.amazon.com/eventbridge/pricing/)",
    {**_KEYS, "begin_range": "beginning of the tier as AWS counts it, the free invocations included"},
    {
        ("scheduler_invocation", _FREE_INVOCATIONS): Dimension(meters.SCHEDULER_INVOCATIONS, "Invocations"),
        ("scheduler_invocation", "0"): Omitted("the account's free invocations are an allowance, not a price"),
        ("custom_event", "0"): Omitted("custom events are priced by no component"),
        ("pipes_request_64k", "0"): Omitted("EventBridge Pipes is priced by no component"),
    },
)

CLOUD_MAP = dimension_table(
    "cloud_map.csv",
    "Registered instances and discovery calls (https://aws.amazon.com/cloud-map/pricing/)",
    _KEYS,
    {
        ("registered_resource_month",): Dimension(meters.CLOUD_MAP_RESOURCES, "Resources"),
        ("api_call",): Dimension(meters.CLOUD_MAP_API_CALLS, "API Calls"),
        ("discover_instances_revision_call",): Dimension(meters.CLOUD_MAP_REVISION_CALLS, "API Calls"),
    },
)

SSM = dimension_table(
    "ssm.csv",
    "Systems Manager: advanced parameters, calls of Parameter Store, advanced on-premises instances"
    " (https://aws.amazon.com/systems-manager/pricing/)",
    _KEYS,
    {
        ("advanced_parameter_hour",): Dimension(meters.ADVANCED_PARAMETER_HOURS, "Parameter-Hrs"),
        ("advanced_parameter_api",): Dimension(meters.ADVANCED_PARAMETER_REQUESTS, "API Requests"),
        ("parameter_higher_throughput_api",): Dimension(meters.HIGHER_THROUGHPUT_REQUESTS, "API Requests"),
        ("advanced_on_premises_instance_hour",): Dimension(meters.SSM_ADVANCED_INSTANCE_HOURS, "Hrs"),
    },
    tiered=True,
)
