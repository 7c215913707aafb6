"""The played account: three clusters with 40 services in two Regions, and what stands around them.

`shop` (Ireland): 10 × 2 tasks of 0.5 vCPU and 1 GB and `checkout` (1 vCPU, 2 GB, public IPv4; 6 tasks from 08:00 to
20:00 UTC, else 2) on Fargate; 6 × 4 tasks of 1 vCPU and 2 GB, ARM, one on FARGATE of every four; 6 × 3 tasks of 0.25
vCPU and 0.5 GB on Fargate Spot; `reports`, scaled to zero; a standalone task; an hourly and a nightly run; an
Application Load Balancer at 1.5 LCU, a NAT gateway with 0.75 GB an hour, an interface endpoint in two zones.
`fleet` (Ireland): 4 × m5.large and 1 × t3.medium, 30 GiB of gp3 each, 10 services.
`edge` (Virginia): Managed Instances 2 × m7g.large, Spot 2 × c6i.large, Fargate with 50 GiB of storage, 6 services.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from ecsquote.account.kept_members import kept_objects
from ecsquote.account.saved_scan import AWS_LISTS, SavedMetric, SavedRegion, SavedScan
from played_aws.account import edge, fleet, shop
from played_aws.account.ecs_objects import ACCOUNT, READ_AT, AwsObject
from played_aws.account.metrics import series

Statistic = Literal["Average", "Maximum", "Sum"]
Lists = Mapping[str, list[AwsObject]]
DAYS = 14
STATISTICS: tuple[Statistic, ...] = ("Maximum", "Average")


def played_regions() -> dict[str, Lists]:
    """Every list of each Region, secrets included."""
    ireland: dict[str, list[AwsObject]] = defaultdict(list)
    for cluster in (shop.shop(), fleet.fleet()):
        for name, objects in cluster.items():
            ireland[name] += objects
    ireland["savings_plans"] = [_savings_plan()]
    ireland["reserved_instances"] = [_reserved_instance()]
    return {shop.REGION: ireland, edge.REGION: edge.edge()}


def _savings_plan() -> AwsObject:
    return {
        "savingsPlanArn": f"arn:aws:savingsplans::{ACCOUNT}:savingsplan/11111111-2222-3333-4444-555555555555",
        "savingsPlanId": "11111111-2222-3333-4444-555555555555",
        "description": "1 year No Upfront Compute Savings Plan",
        "state": "active",
        "start": "2026-03-01T00:00:00.000Z",
        "end": "2027-02-28T23:59:59.000Z",
        "savingsPlanType": "Compute",
        "paymentOption": "No Upfront",
        "productTypes": ["Fargate", "EC2", "Lambda"],
        "currency": "USD",
        "commitment": "0.50",
        "termDurationInSeconds": 31536000,
    }


def _reserved_instance() -> AwsObject:
    return {
        "ReservedInstancesId": "11111111-2222-3333-4444-666666666666",
        "InstanceType": fleet.LARGE,
        "InstanceCount": 1,
        "Scope": "Region",
        "State": "active",
        "Start": READ_AT - timedelta(days=100),
        "End": READ_AT + timedelta(days=265),
        "Duration": 31536000,
        "OfferingType": "No Upfront",
        "OfferingClass": "standard",
        "ProductDescription": "Linux/UNIX",
        "InstanceTenancy": "default",
        "FixedPrice": 0.0,
        "UsagePrice": 0.0,
        "RecurringCharges": [{"Amount": 0.067, "Frequency": "Hourly"}],
    }


def metric(region: str, namespace: str, name: str, statistic: Statistic, unit: str, **dimensions: str) -> SavedMetric:
    """One metric as a scan of these days saves it."""
    del region  # the figures are the same everywhere
    start = READ_AT - timedelta(days=DAYS)
    spelled = {each.replace("_", " "): text for each, text in dimensions.items()}
    return SavedMetric(
        namespace=namespace,
        name=name,
        statistic=statistic,
        dimensions=spelled,
        unit=unit,
        start=start,
        values=series(namespace, name, statistic, spelled, start, DAYS * 24),
    )


def saved_metrics(region: str, lists: Lists) -> list[SavedMetric]:
    """What a scan asks CloudWatch for."""
    insights = {
        each["clusterArn"]
        for each in lists["clusters"]
        if {"name": "containerInsights", "value": "disabled"} not in each["settings"]
    }
    found = []
    for service in lists["services"]:
        names = {"ClusterName": service["clusterArn"].rpartition("/")[2], "ServiceName": service["serviceName"]}
        found += [
            metric(region, "AWS/ECS", name, statistic, "Percent", **names)
            for name in ("CPUUtilization", "MemoryUtilization")
            for statistic in STATISTICS
        ]
        if service["clusterArn"] in insights:
            found.append(metric(region, "ECS/ContainerInsights", "RunningTaskCount", "Average", "Count", **names))
    for balancer in lists.get("load_balancers", ()):
        name = balancer["LoadBalancerArn"].partition(":loadbalancer/")[2]
        found.append(metric(region, "AWS/ApplicationELB", "ConsumedLCUs", "Sum", "Count", LoadBalancer=name))
    found += [
        metric(region, "AWS/NATGateway", name, "Sum", "Bytes", NatGatewayId=gateway["NatGatewayId"])
        for gateway in lists.get("nat_gateways", ())
        for name in ("BytesInFromSource", "BytesInFromDestination")
    ]
    for endpoint in lists.get("vpc_endpoints", ()):
        if endpoint["VpcEndpointType"] == "Interface":
            names = {
                "VPC_Id": endpoint["VpcId"],
                "VPC_Endpoint_Id": endpoint["VpcEndpointId"],
                "Endpoint_Type": endpoint["VpcEndpointType"],
                "Service_Name": endpoint["ServiceName"],
            }
            found.append(metric(region, "AWS/PrivateLinkEndpoints", "BytesProcessed", "Sum", "Bytes", **names))
    found += [
        metric(region, "AWS/Logs", "IncomingBytes", "Sum", "Bytes", LogGroupName=group["logGroupName"])
        for group in lists.get("log_groups", ())
    ]
    return found


def _recent(name: str, objects: list[AwsObject]) -> list[AwsObject]:
    """Of the activities those of the scan's days and the one before; they stand from the newest to the oldest."""
    if name != "scaling_activities" or not objects:
        return objects
    recent = [each for each in objects if each["StartTime"] >= READ_AT - timedelta(days=DAYS)]
    return [*recent, next(each for each in objects if each not in recent)]


def played_scan() -> SavedScan:
    """The scan that a whole read of the account saves."""
    regions = []
    for region, lists in played_regions().items():
        kept = {name: kept_objects(name, _recent(name, lists.get(name, [])), set()) for name in AWS_LISTS}
        regions.append(SavedRegion(account=ACCOUNT, region=region, metrics=saved_metrics(region, lists), **kept))
    return SavedScan(read_at=READ_AT, days=DAYS, regions=regions)
