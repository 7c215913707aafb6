"""What the metrics of a scan say of traffic and storage, as a usage file would give it: by address, for a month.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html,
https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html and
https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from ecsquote.account.estate import scheduled_targets
from ecsquote.account.network_estate import live_nat_gateways
from ecsquote.account.saved_scan import AwsObject, SavedMetric, SavedRegion
from ecsquote.account.surrounding_estate import balancer_address, rule_address
from ecsquote.inputs.assembly import KnownUsage
from ecsquote.units import HOURS_PER_MONTH, SECONDS_PER_HOUR, decimal_string, to_decimal

_GIB = 1024**3
_SUM = "Sum"
_BALANCER_METRICS = ("AWS/ApplicationELB", "AWS/NetworkELB", "AWS/GatewayELB")
_STARTERS = ("events-rule/", "chronos-schedule/")
_STOPPED = "STOPPED"


def measured_usage(region: SavedRegion) -> KnownUsage:
    """The fields that are known of each address."""
    found: dict[str, dict[str, Any]] = {}
    measured = (
        *_load_balancers(region),
        *_gateways(region),
        *_log_groups(region),
        *_file_systems(region),
        *_runs(region),
    )
    for address, name, value in measured:
        if value is not None:
            found.setdefault(address, {})[name] = value
    return found


Measured = Iterator[tuple[str, str, Any]]


def _load_balancers(region: SavedRegion) -> Measured:
    stores: dict[str, set[str]] = {}
    for listener in region.listeners:
        store = (listener.get("MutualAuthentication") or {}).get("TrustStoreArn")
        if store:
            stores.setdefault(str(listener.get("LoadBalancerArn")), set()).add(str(store))
    for balancer in region.load_balancers:
        address = balancer_address(balancer)
        if balancer.get("LoadBalancerArn") is None:
            dimensions = {"LoadBalancerName": str(balancer.get("LoadBalancerName"))}
            yield (
                address,
                "processed_gb",
                _monthly_gb(region.metrics, "AWS/ELB", ("EstimatedProcessedBytes",), dimensions),
            )
            continue
        dimensions = {"LoadBalancer": address.removeprefix("loadbalancer/")}
        metrics = [_metric(region.metrics, space, "ConsumedLCUs", dimensions) for space in _BALANCER_METRICS]
        yield address, "lcu_per_hour", next((_hourly(each) for each in metrics if each is not None), None)
        if count := len(stores.get(str(balancer["LoadBalancerArn"]), ())):
            yield address, "mutual_tls_trust_stores", count


def _gateways(region: SavedRegion) -> Measured:
    """A NAT gateway is billed for what comes in from either side, an endpoint for what it processes."""
    for gateway in live_nat_gateways(region):
        source = str(gateway["NatGatewayId"])
        names = ("BytesInFromSource", "BytesInFromDestination")
        found = _monthly_gb(region.metrics, "AWS/NATGateway", names, {"NatGatewayId": source})
        if found is None:
            names = ("BytesOutToDestination", "BytesOutToSource")
            found = _monthly_gb(region.metrics, "AWS/NATGateway", names, {"NatGatewayId": source})
        yield source, "processed_gb", found
    for endpoint in region.vpc_endpoints:
        source = str(endpoint["VpcEndpointId"])
        own = [
            each.dimensions
            for each in region.metrics
            if each.namespace == "AWS/PrivateLinkEndpoints" and source in each.dimensions.values()
        ]
        if own:
            whole = min(own, key=len)  # without the subnet
            yield (
                source,
                "processed_gb",
                _monthly_gb(region.metrics, "AWS/PrivateLinkEndpoints", ("BytesProcessed",), whole),
            )


def _log_groups(region: SavedRegion) -> Measured:
    for group in region.log_groups:
        address, dimensions = f"log-group/{group['logGroupName']}", {"LogGroupName": str(group["logGroupName"])}
        yield address, "ingested_gb", _monthly_gb(region.metrics, "AWS/Logs", ("IncomingBytes",), dimensions)
        if group.get("storedBytes") is not None:
            yield address, "stored_gb", _text(Fraction(group["storedBytes"], _GIB))


def _file_systems(region: SavedRegion) -> Measured:
    for system in region.file_systems:
        size = system.get("SizeInBytes") or {}
        stored = size.get("Value", size.get("ValueInStandard"))
        if stored is not None:
            yield str(system["FileSystemId"]), "stored_gb", _text(Fraction(stored, _GIB))


def _runs(region: SavedRegion) -> Measured:
    """How long runs took: the mean of those that stopped within the hour for which ECS still shows them."""
    for rule, target in scheduled_targets(region):
        definition = target["EcsParameters"].get("TaskDefinitionArn")
        seconds = [_seconds(each) for each in region.tasks if _is_run(each, rule, definition)]
        known = [each for each in seconds if each is not None]
        if known:
            yield rule_address(rule), "seconds_per_run", _text(sum(known, Fraction(0)) / len(known))


def _is_run(task: AwsObject, rule: AwsObject, definition: object) -> bool:
    """Whether a rule or a schedule started a task; their names are cut in `startedBy`."""
    started_by = str(task.get("startedBy") or "")
    starter = next((each for each in _STARTERS if started_by.startswith(each)), None)
    same = str(task.get("taskDefinitionArn")).startswith(str(definition))
    named = starter is not None and str(rule.get("Name")).startswith(started_by.removeprefix(starter or ""))
    return same and named and task.get("lastStatus") == _STOPPED


def _seconds(task: Mapping[str, Any]) -> Fraction | None:
    """From the pull of the image until it stopped, which is what Fargate bills."""
    begin, end = task.get("pullStartedAt") or task.get("startedAt"), task.get("stoppedAt")
    if begin is None or end is None:
        return None
    lasted = datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(begin))
    return max(Fraction(1), Fraction(str(lasted.total_seconds())))


def _metric(
    metrics: Iterable[SavedMetric], namespace: str, name: str, dimensions: Mapping[str, str]
) -> SavedMetric | None:
    """The metric, where it has a value at all."""
    found = (each for each in metrics if (each.namespace, each.name, each.statistic) == (namespace, name, _SUM))
    return next((each for each in found if each.dimensions == dimensions and set(each.values) - {None}), None)


def _monthly_gb(
    metrics: Iterable[SavedMetric], namespace: str, names: Iterable[str], dimensions: Mapping[str, str]
) -> str | None:
    """The GB of a month at the mean of the hours that were read; hours without data had no traffic."""
    listed = list(metrics)
    found = [each for name in names if (each := _metric(listed, namespace, name, dimensions)) is not None]
    rates = [_mean(each) for each in found]
    return _text(sum(rates, Fraction(0)) * Fraction(HOURS_PER_MONTH) / _GIB) if found else None


def _hourly(metric: SavedMetric) -> str:
    return _text(_mean(metric))


def _mean(metric: SavedMetric) -> Fraction:
    """The sum of an hour on average; hours without data count as 0."""
    hours = Fraction(len(metric.values) * metric.period_seconds, SECONDS_PER_HOUR)
    total = sum((Fraction(each) for each in metric.values if each is not None), Fraction(0))
    return total / hours if hours else Fraction(0)


def _text(value: Fraction) -> str:
    return decimal_string(to_decimal(value))
