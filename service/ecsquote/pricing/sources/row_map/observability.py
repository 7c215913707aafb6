"""AmazonCloudWatch and AWSXRay: logs, alarms, metrics and traces.

https://aws.amazon.com/cloudwatch/pricing/ https://aws.amazon.com/xray/pricing/
"""

from ecsquote.pricing import meters, operations
from ecsquote.pricing.sources.row_map.rule import one_meter

_TRACES = ("Traces", "traces")

# Not kept: VendedLog-Bytes of single services, VendedLogIA-Bytes, S3-Egress-Bytes, Global-* (the account's allowances),
# observations, streams, X-Ray Insights.
OBSERVABILITY_RULES = (
    one_meter(meters.LOGS_INGESTED_GB, "GB", operation=operations.PUT_LOG_EVENTS),
    one_meter(meters.LOGS_INGESTED_IA_GB, "GB", operation=operations.PUT_LOG_EVENTS),
    one_meter(meters.LOGS_STORED_GB, "GB-Mo"),
    one_meter(meters.ALARMS, "Alarms"),
    one_meter(meters.CUSTOM_METRICS, "Metrics"),
    one_meter(meters.ENHANCED_INSIGHTS_METRICS, "Metrics"),
    one_meter(meters.VENDED_LOGS_GB, "GB"),
    one_meter(meters.HIGH_RESOLUTION_ALARMS, "Alarms"),
    one_meter(meters.COMPOSITE_ALARMS, "Alarms"),
    one_meter(meters.CLOUDWATCH_REQUESTS, "Requests"),
    one_meter(meters.GET_METRIC_DATA_METRICS, "Metrics"),
    one_meter(meters.XRAY_TRACES_RECORDED, *_TRACES),
    one_meter(meters.XRAY_TRACES_RETRIEVED, *_TRACES, operation=meters.XRAY_TRACES_RETRIEVED.variant),
    one_meter(meters.XRAY_TRACES_SCANNED, *_TRACES, operation=meters.XRAY_TRACES_SCANNED.variant),
)
