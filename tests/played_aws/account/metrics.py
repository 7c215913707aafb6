"""CloudWatch's figures of the played account, by the hour, from rules that a test can repeat."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from played_aws.account.ecs_objects import READ_AT

HOT, SHORT, GAPS = "web-09", "web-10", "api-05"
"""Services at their limit, with five days of metrics, and with every tenth hour missing."""
OFFICE_HOURS = range(9, 17)
Dimensions = Mapping[str, str]


def value(namespace: str, name: str, statistic: str, dimensions: Dimensions, hour: datetime) -> float | None:
    """The figure of one hour, None where there is none."""
    if hour >= READ_AT.replace(minute=0):
        return None
    if namespace == "AWS/ECS":
        return _utilisation(name, statistic, dimensions["ServiceName"], hour)
    if namespace == "ECS/ContainerInsights":
        return _running(dimensions, hour)
    rules = {
        ("AWS/ApplicationELB", "ConsumedLCUs"): 1.5,
        ("AWS/NATGateway", "BytesInFromSource"): 2.0**28,
        ("AWS/NATGateway", "BytesInFromDestination"): 2.0**29,
        ("AWS/PrivateLinkEndpoints", "BytesProcessed"): 2.0**27,
        ("AWS/Logs", "IncomingBytes"): 2.0**26,
    }
    return rules.get((namespace, name))


def _utilisation(name: str, statistic: str, service: str, hour: datetime) -> float | None:
    """40 % in office hours, else 20 %, and half of it on average; memory 45.5 % and 40 %."""
    if service == "reports" or (service == SHORT and hour < READ_AT - timedelta(days=5)):
        return None
    if service == GAPS and int(hour.timestamp()) // 3600 % 10 == 0:
        return None
    if name == "MemoryUtilization":
        return 45.5 if statistic == "Maximum" else 40.0
    highest = 40.0 if hour.hour in OFFICE_HOURS else 20.0
    if service == HOT and hour.hour == 12:
        highest = 96.5
    return highest if statistic == "Maximum" else highest / 2


def _running(dimensions: Dimensions, hour: datetime) -> float | None:
    """Only `shop` has Container Insights; what runs is what the tasks say, and checkout follows its schedule."""
    if dimensions["ClusterName"] != "shop":
        return None
    service = dimensions["ServiceName"]
    if service == "checkout":
        return 6.0 if 8 <= hour.hour < 20 else 2.0
    counts = {"web": 2.0, "api": 4.0, "worker": 3.0, "reports": 0.0}
    return counts[service.split("-")[0]]


def series(
    namespace: str, name: str, statistic: str, dimensions: Dimensions, start: datetime, hours: int
) -> list[Decimal | None]:
    """The figures of hours on end, as a saved scan has them."""
    found = (
        value(namespace, name, statistic, dimensions, start.astimezone(UTC) + timedelta(hours=hour))
        for hour in range(hours)
    )
    return [None if each is None else Decimal(repr(each)) for each in found]
