"""AmazonCloudWatch: logs, alarms and metrics.

https://aws.amazon.com/cloudwatch/pricing/
"""

from ecsquote.pricing import meters, operations
from ecsquote.pricing.sources.row_map.rule import one_meter

# Not kept: VendedLog*, S3-Egress-Bytes, Global-*, high-resolution and
# composite alarms, observations, streams.
OBSERVABILITY_RULES = (
    one_meter(meters.LOGS_INGESTED_GB, "GB", operation=operations.PUT_LOG_EVENTS),
    one_meter(meters.LOGS_INGESTED_IA_GB, "GB", operation=operations.PUT_LOG_EVENTS),
    one_meter(meters.LOGS_STORED_GB, "GB-Mo"),
    one_meter(meters.ALARMS, "Alarms"),
    one_meter(meters.CUSTOM_METRICS, "Metrics"),
    one_meter(meters.ENHANCED_INSIGHTS_METRICS, "Metrics"),
)
