"""cloudwatch.csv: logs, alarms and custom metrics."""

from ecsquote.pricing import meters
from ecsquote.pricing.tables.table import Dimension, Omitted, dimension_table

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
        ("logs_insights_query",): Omitted("log queries depend on people, not on the workload"),
        ("container_insights_eks_observations_tier1",): Omitted("Container Insights for EKS is not for ECS"),
    },
)
