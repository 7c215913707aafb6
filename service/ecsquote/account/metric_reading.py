"""Reads CloudWatch's figures by the hour: utilisation, running tasks, capacity units, GB. These calls cost money.

Metrics: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html (AWS/ECS),
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html,
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html,
https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from ecsquote.account import calls
from ecsquote.account.caller import RegionCaller
from ecsquote.account.ecs_reading import AwsObjects, EcsState, cluster_name
from ecsquote.account.refusals import refusal_named
from ecsquote.account.saved_scan import SavedMetric

HOUR_SECONDS = 3600
MOST_DATA_POINTS = 100_800
"""In one call of GetMetricData."""
_LOAD_BALANCERS = {
    "application": ("AWS/ApplicationELB", "ConsumedLCUs", "Count"),
    "network": ("AWS/NetworkELB", "ConsumedLCUs", "Count"),
    "gateway": ("AWS/GatewayELB", "ConsumedLCUs", "Count"),
}
Statistic = Literal["Average", "Maximum", "Sum"]


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One metric and statistic that is asked for."""

    namespace: str
    name: str
    statistic: Statistic
    unit: str
    dimensions: Mapping[str, str]

    def document(self, number: int) -> dict[str, Any]:
        """The query as CloudWatch takes it."""
        dimensions = [{"Name": name, "Value": value} for name, value in self.dimensions.items()]
        metric = {"Namespace": self.namespace, "MetricName": self.name, "Dimensions": dimensions}
        return {
            "Id": f"m{number}",
            "MetricStat": {"Metric": metric, "Period": HOUR_SECONDS, "Stat": self.statistic},
            "ReturnData": True,
        }


def metric_queries(state: EcsState, around: Mapping[str, AwsObjects]) -> list[MetricQuery]:
    """Everything that a scan asks CloudWatch for in a Region."""
    return [
        *_service_queries(state),
        *_load_balancer_queries(around.get("load_balancers", [])),
        *_network_queries(around.get("nat_gateways", []), around.get("vpc_endpoints", [])),
        *(
            MetricQuery("AWS/Logs", "IncomingBytes", "Sum", "Bytes", {"LogGroupName": group["logGroupName"]})
            for group in around.get("log_groups", [])
        ),
    ]


def _service_queries(state: EcsState) -> Iterator[MetricQuery]:
    insights = {each["clusterArn"] for each in state.clusters if _has_insights(each)}
    statistics: tuple[Statistic, ...] = ("Maximum", "Average")
    for service in state.services:
        names = {"ClusterName": cluster_name(service["clusterArn"]), "ServiceName": service["serviceName"]}
        for name in ("CPUUtilization", "MemoryUtilization"):
            for statistic in statistics:
                yield MetricQuery("AWS/ECS", name, statistic, "Percent", names)
        if service["clusterArn"] in insights:
            yield MetricQuery("ECS/ContainerInsights", "RunningTaskCount", "Average", "Count", names)


def _has_insights(cluster: Mapping[str, Any]) -> bool:
    settings = cluster.get("settings", ())
    return any(each.get("name") == "containerInsights" and each.get("value") != "disabled" for each in settings)


def _load_balancer_queries(balancers: AwsObjects) -> Iterator[MetricQuery]:
    """ConsumedLCUs is a part of each minute, so that the sum of an hour is what the hour is billed for."""
    for balancer in balancers:
        path = balancer.get("LoadBalancerArn", "").partition(":loadbalancer/")[2]
        if not path:
            names = {"LoadBalancerName": balancer["LoadBalancerName"]}
            yield MetricQuery("AWS/ELB", "EstimatedProcessedBytes", "Sum", "Bytes", names)
        elif balancer.get("Type") in _LOAD_BALANCERS:
            namespace, name, unit = _LOAD_BALANCERS[balancer["Type"]]
            yield MetricQuery(namespace, name, "Sum", unit, {"LoadBalancer": path})


def _network_queries(gateways: AwsObjects, endpoints: AwsObjects) -> Iterator[MetricQuery]:
    """A NAT gateway is billed for what it takes in on both sides."""
    for gateway in gateways:
        for name in ("BytesInFromSource", "BytesInFromDestination"):
            yield MetricQuery("AWS/NATGateway", name, "Sum", "Bytes", {"NatGatewayId": gateway["NatGatewayId"]})
    for endpoint in endpoints:
        if endpoint.get("VpcEndpointType") == "Interface":
            names = {
                "VPC Id": endpoint["VpcId"],
                "VPC Endpoint Id": endpoint["VpcEndpointId"],
                "Endpoint Type": endpoint["VpcEndpointType"],
                "Service Name": endpoint["ServiceName"],
            }
            yield MetricQuery("AWS/PrivateLinkEndpoints", "BytesProcessed", "Sum", "Bytes", names)


def queries_per_call(days: int) -> int:
    """How many queries one call takes, so that their figures fit in it."""
    return max(1, min(calls.GET_METRIC_DATA.batch, MOST_DATA_POINTS // (days * 24)))


def read_metrics(
    caller: RegionCaller, queries: Sequence[MetricQuery], read_at: datetime, days: int
) -> list[SavedMetric]:
    """The figures of the whole hours before `read_at`; a query that is not answered is left out."""
    end = read_at.replace(minute=0, second=0, microsecond=0)
    start = end - timedelta(days=days)
    size = queries_per_call(days)
    found: list[SavedMetric] = []
    for first in range(0, len(queries), size):
        found += _read_call(caller, queries[first : first + size], start, end)
    return found


def _read_call(
    caller: RegionCaller, queries: Sequence[MetricQuery], start: datetime, end: datetime
) -> Iterator[SavedMetric]:
    hours = int((end - start).total_seconds()) // HOUR_SECONDS
    figures: dict[str, list[Decimal | None]] = {}
    unanswered: set[str] = set()
    pages = caller.pages(
        calls.GET_METRIC_DATA,
        MetricDataQueries=[query.document(number) for number, query in enumerate(queries)],
        StartTime=start,
        EndTime=end,
        ScanBy="TimestampAscending",
    )
    for page in pages:
        for result in page.get("MetricDataResults", ()):
            values = figures.setdefault(result["Id"], [None] * hours)
            for time, value in zip(result["Timestamps"], result["Values"], strict=True):
                hour = int((time - start).total_seconds()) // HOUR_SECONDS
                if 0 <= hour < hours:
                    values[hour] = Decimal(repr(value))
            if result.get("StatusCode") in ("Forbidden", "InternalError"):
                unanswered.add(result["Id"])
                caller.refused(calls.GET_METRIC_DATA, refusal_named(_code(result["StatusCode"])))
    for number, query in enumerate(queries):
        values = figures.get(f"m{number}", [])
        if values and f"m{number}" not in unanswered:
            yield SavedMetric(
                namespace=query.namespace,
                name=query.name,
                statistic=query.statistic,
                dimensions=dict(query.dimensions),
                unit=query.unit,
                start=start,
                values=values,
            )


def _code(status: str) -> str:
    return "AccessDenied" if status == "Forbidden" else status
