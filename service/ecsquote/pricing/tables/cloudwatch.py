"""cloudwatch.csv, cloudwatch_extra.csv and xray.csv: logs, alarms, metrics and traces."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, Omitted, dimension_table

_EKS = "Container Insights for EKS is not for ECS"
_QUERIES = "log queries depend on people, not on the workload"

CLOUDWATCH = dimension_table(
    "cloudwatch.csv",
    "Logs, alarms and custom metrics (https://aws.amazon.com/cloudwatch/pricing/)",
    {"dimension": "what the price is for"},
    {
        ("logs_ingestion_standard",): Dimension(meters.LOGS_INGESTED_GB, "GB"),
        ("logs_ingestion_infrequent_access",): Dimension(meters.LOGS_INGESTED_IA_GB, "GB"),
        ("logs_storage",): Dimension(meters.LOGS_STORED_GB, "GB-Mo"),
        ("alarm_standard",): Dimension(meters.ALARMS, "Alarm-Mo"),
        ("custom_metric_tier_0_10k",): Dimension(meters.CUSTOM_METRICS, "Metric-Mo", "0", "10000"),
        ("custom_metric_tier_10k_250k",): Dimension(meters.CUSTOM_METRICS, "Metric-Mo", "10000", "250000"),
        ("custom_metric_tier_250k_1m",): Dimension(meters.CUSTOM_METRICS, "Metric-Mo", "250000", "1000000"),
        ("custom_metric_tier_1m_up",): Dimension(meters.CUSTOM_METRICS, "Metric-Mo", "1000000"),
        ("logs_insights_query",): Omitted(_QUERIES),
        ("container_insights_eks_observations_tier1",): Omitted(_EKS),
    },
)

CLOUDWATCH_EXTRA = dimension_table(
    "cloudwatch_extra.csv",
    "Enhanced Container Insights, vended logs, more kinds of alarms, API requests (https://aws.amazon.com/cloudwatch/pricing/)",
    {"dimension": "what the price is for; logs by the TB of 1,024 GB"},
    {
        ("container_insights_ecs_enhanced_metric",): Dimension(meters.ENHANCED_INSIGHTS_METRICS, "Metric-Mo"),
        ("alarm_high_resolution",): Dimension(meters.HIGH_RESOLUTION_ALARMS, "Alarm-Mo"),
        ("alarm_composite",): Dimension(meters.COMPOSITE_ALARMS, "Alarm-Mo"),
        ("vended_logs_0_10tb",): Dimension(meters.VENDED_LOGS_GB, "GB", "0", "10240"),
        ("vended_logs_10_30tb",): Dimension(meters.VENDED_LOGS_GB, "GB", "10240", "30720"),
        ("vended_logs_30_50tb",): Dimension(meters.VENDED_LOGS_GB, "GB", "30720", "51200"),
        ("vended_logs_50tb_up",): Dimension(meters.VENDED_LOGS_GB, "GB", "51200"),
        ("api_request",): Dimension(meters.CLOUDWATCH_REQUESTS, "Requests"),
        ("get_metric_data_request",): Dimension(meters.GET_METRIC_DATA_METRICS, "Metrics"),
        ("logs_insights_gb_scanned",): Omitted(_QUERIES),
        ("container_insights_eks_observations_tier1",): Omitted(_EKS),
    },
)

XRAY = dimension_table(
    "xray.csv",
    "Traces (https://aws.amazon.com/xray/pricing/)",
    {"dimension": "what the price is for"},
    {
        ("trace_recorded",): Dimension(meters.XRAY_TRACES_RECORDED, "Traces"),
        ("trace_retrieved",): Dimension(meters.XRAY_TRACES_RETRIEVED, "Traces"),
        ("trace_scanned",): Dimension(meters.XRAY_TRACES_SCANNED, "Traces"),
        ("trace_insights",): Omitted("X-Ray Insights is priced by no component"),
    },
)
