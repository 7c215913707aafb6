"""What the services answer over the played account: AWS's limits of a call, pages, filters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from played_aws.account.ecs_objects import ACCOUNT
from played_aws.account.metrics import value
from played_aws.account.wire import AwsRefuses

Lists = Mapping[str, Sequence[Mapping[str, Any]]]
Parameters = Mapping[str, Any]
Answer = Mapping[str, Any]
MOST_METRICS, MOST_POINTS = 500, 100_800


def paged(
    items: Sequence[Any], asked: Parameters, size: int, member: str, turn: str = "nextToken", following: str = ""
) -> Answer:
    """A page of as many as the service gives at once."""
    begin = int(str(asked.get(turn) or "0").removeprefix("page-"))
    answer: dict[str, Any] = {member: list(items[begin : begin + size])}
    if begin + size < len(items):
        answer[following or turn] = f"page-{begin + size}"
    return answer


def _of_cluster(objects: Sequence[Mapping[str, Any]], asked: Parameters) -> list[Mapping[str, Any]]:
    return [each for each in objects if each["clusterArn"] == asked["cluster"]]


def _named(objects: Sequence[Mapping[str, Any]], key: str, names: Sequence[str], most: int) -> list[Mapping[str, Any]]:
    if not 1 <= len(names) <= most:
        raise AwsRefuses("InvalidParameterException")
    return [each for each in objects if each[key] in names]


def _list_tasks(lists: Lists, asked: Parameters, size: int) -> Answer:
    tasks = [each for each in _of_cluster(lists["tasks"], asked) if each["desiredStatus"] == asked["desiredStatus"]]
    return paged([each["taskArn"] for each in tasks], asked, size, "taskArns")


def _list_services(lists: Lists, asked: Parameters, size: int) -> Answer:
    arns = [each["serviceArn"] for each in _of_cluster(lists["services"], asked)]
    return paged(arns, asked, min(size, asked.get("maxResults", 10)), "serviceArns")


def _list_instances(lists: Lists, asked: Parameters, size: int) -> Answer:
    arns = [each["containerInstanceArn"] for each in _of_cluster(lists.get("container_instances", ()), asked)]
    return paged(arns, asked, size, "containerInstanceArns")


def _describe_definition(lists: Lists, asked: Parameters, _size: int) -> Answer:
    found = [each for each in lists["task_definitions"] if each["taskDefinitionArn"] == asked["taskDefinition"]]
    if not found:
        raise AwsRefuses("ClientException")
    return {"taskDefinition": found[0], "tags": found[0]["tags"]}


def _describe_providers(lists: Lists, asked: Parameters, size: int) -> Answer:
    (cluster,) = [each for each in lists["clusters"] if each["clusterArn"] == asked["cluster"]]
    named = _named(lists.get("capacity_providers", ()), "name", asked["capacityProviders"], 100)
    found = [each for each in named if each["name"] in cluster["capacityProviders"]]
    return paged(found, asked, size, "capacityProviders")


def _describe_groups(lists: Lists, asked: Parameters, size: int) -> Answer:
    names = asked["AutoScalingGroupNames"]
    found = [each for each in lists.get("auto_scaling_groups", ()) if each["AutoScalingGroupName"] in names]
    return paged(found, asked, size, "AutoScalingGroups", "NextToken")


def _filter_values(each: Mapping[str, Any], name: str) -> list[str]:
    """What an object of EC2 has where a filter looks."""
    if name == "attachment.instance-id":
        return [attachment["InstanceId"] for attachment in each["Attachments"]]
    keys = {
        "instance-id": "InstanceId",
        "volume-id": "VolumeId",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
        "state": "State",
    }
    return [each[keys[name]]]


def filtered(name: str, member: str, parameter: str = "Filters") -> Callable[[Lists, Parameters, int], Answer]:
    """An operation of EC2 that takes filters; values may have wildcards."""

    def answer(lists: Lists, asked: Parameters, size: int) -> Answer:
        found = [
            each
            for each in lists.get(name, ())
            if all(
                any(fnmatchcase(held, wanted) for held in _filter_values(each, one["Name"]) for wanted in one["Values"])
                for one in asked.get(parameter, ())
            )
        ]
        return paged(found, asked, size, member, "NextToken")

    return answer


def _describe_instances(lists: Lists, asked: Parameters, size: int) -> Answer:
    page = filtered("instances", "Instances")(lists, asked, size)
    reservations = [{"ReservationId": "r-0", "OwnerId": ACCOUNT, "Instances": page["Instances"]}]
    return {**page, "Reservations": reservations}


def _without_pages(name: str, member: str) -> Callable[[Lists, Parameters, int], Answer]:
    return lambda lists, _asked, _size: {member: list(lists.get(name, ()))}


def _listed(
    name: str, member: str, turn: str = "NextToken", following: str = ""
) -> Callable[[Lists, Parameters, int], Answer]:
    return lambda lists, asked, size: paged(list(lists.get(name, ())), asked, size, member, turn, following)


def _describe_listeners(lists: Lists, asked: Parameters, size: int) -> Answer:
    found = [each for each in lists["listeners"] if each["LoadBalancerArn"] == asked["LoadBalancerArn"]]
    return paged(found, asked, size, "Listeners", "Marker", "NextMarker")


def _rule_names(lists: Lists, asked: Parameters, size: int) -> Answer:
    found = [
        each["Name"]
        for each in lists.get("rules", ())
        if any(target["Arn"] == asked["TargetArn"] for target in each["Targets"])
    ]
    return paged(found, asked, size, "RuleNames", "NextToken")


def _rule(lists: Lists, asked: Parameters, _size: int) -> Answer:
    return next(each for each in lists["rules"] if each["Name"] == asked["Name"])


def _targets(lists: Lists, asked: Parameters, size: int) -> Answer:
    rule = next(each for each in lists["rules"] if each["Name"] == asked["Rule"])
    return paged(rule["Targets"], asked, size, "Targets", "NextToken")


def _schedules(lists: Lists, asked: Parameters, size: int) -> Answer:
    summaries = [{**each, "Target": {"Arn": each["Target"]["Arn"]}} for each in lists.get("schedules", ())]
    return paged(summaries, asked, size, "Schedules", "NextToken")


def _schedule(lists: Lists, asked: Parameters, _size: int) -> Answer:
    names = (asked["GroupName"], asked["Name"])
    return next(each for each in lists["schedules"] if (each["GroupName"], each["Name"]) == names)


def _metric_data(_lists: Lists, asked: Parameters, _size: int) -> Answer:
    """Two hundred hours a page for each metric, as CloudWatch divides long answers."""
    start, end = _time(asked["StartTime"]), _time(asked["EndTime"])
    hours = int((end - start).total_seconds()) // 3600
    queries = asked["MetricDataQueries"]
    if len(queries) > MOST_METRICS or hours * len(queries) > MOST_POINTS:
        raise AwsRefuses("ValidationError")
    begin = int(str(asked.get("NextToken") or "0").removeprefix("page-"))
    end_hour = min(hours, begin + 200)
    results = []
    for query in queries:
        stat = query["MetricStat"]
        metric = stat["Metric"]
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        times = [start + timedelta(hours=hour) for hour in range(begin, end_hour)]
        held = [(at, value(metric["Namespace"], metric["MetricName"], stat["Stat"], dimensions, at)) for at in times]
        known = [(at, each) for at, each in held if each is not None]
        status = "Complete" if end_hour == hours else "PartialData"
        results.append(
            {
                "Id": query["Id"],
                "Label": metric["MetricName"],
                "Timestamps": [at for at, _ in known],
                "Values": [each for _, each in known],
                "StatusCode": status,
            }
        )
    return {"MetricDataResults": results, **({"NextToken": f"page-{end_hour}"} if end_hour < hours else {})}


def _time(given: Any) -> datetime:
    return given.astimezone(UTC) if isinstance(given, datetime) else datetime.fromtimestamp(float(given), UTC)


OPERATIONS: Mapping[str, Callable[[Lists, Parameters, int], Answer]] = {
    "ecs:ListClusters": lambda lists, asked, size: paged(
        [each["clusterArn"] for each in lists.get("clusters", ())], asked, size, "clusterArns"
    ),
    "ecs:DescribeClusters": lambda lists, asked, _size: {
        "clusters": _named(lists["clusters"], "clusterArn", asked["clusters"], 100)
    },
    "ecs:ListServices": _list_services,
    "ecs:DescribeServices": lambda lists, asked, _size: {
        "services": _named(lists["services"], "serviceArn", asked["services"], 10)
    },
    "ecs:ListTasks": _list_tasks,
    "ecs:DescribeTasks": lambda lists, asked, _size: {"tasks": _named(lists["tasks"], "taskArn", asked["tasks"], 100)},
    "ecs:DescribeTaskDefinition": _describe_definition,
    "ecs:DescribeCapacityProviders": _describe_providers,
    "ecs:ListContainerInstances": _list_instances,
    "ecs:DescribeContainerInstances": lambda lists, asked, _size: {
        "containerInstances": _named(
            lists["container_instances"], "containerInstanceArn", asked["containerInstances"], 100
        )
    },
    "application-autoscaling:DescribeScalableTargets": _listed("scalable_targets", "ScalableTargets"),
    "application-autoscaling:DescribeScalingPolicies": _listed("scaling_policies", "ScalingPolicies"),
    "application-autoscaling:DescribeScheduledActions": _listed("scheduled_actions", "ScheduledActions"),
    "application-autoscaling:DescribeScalingActivities": _listed("scaling_activities", "ScalingActivities"),
    "autoscaling:DescribeAutoScalingGroups": _describe_groups,
    "ec2:DescribeInstances": _describe_instances,
    "ec2:DescribeVolumes": filtered("volumes", "Volumes"),
    "ec2:DescribeSubnets": filtered("subnets", "Subnets"),
    "ec2:DescribeRouteTables": filtered("route_tables", "RouteTables"),
    "ec2:DescribeNatGateways": filtered("nat_gateways", "NatGateways", "Filter"),
    "ec2:DescribeVpcEndpoints": filtered("vpc_endpoints", "VpcEndpoints"),
    "ec2:DescribeNetworkInterfaces": filtered("network_interfaces", "NetworkInterfaces"),
    "ec2:DescribeReservedInstances": _without_pages("reserved_instances", "ReservedInstances"),
    "ec2:DescribeAddresses": _without_pages("addresses", "Addresses"),
    "elasticloadbalancing:DescribeLoadBalancers": _listed("load_balancers", "LoadBalancers", "Marker", "NextMarker"),
    "elasticloadbalancing:DescribeTargetGroups": _listed("target_groups", "TargetGroups", "Marker", "NextMarker"),
    "elasticloadbalancing:DescribeListeners": _describe_listeners,
    "logs:DescribeLogGroups": _listed("log_groups", "logGroups", "nextToken"),
    "elasticfilesystem:DescribeFileSystems": _listed("file_systems", "FileSystems", "Marker", "NextMarker"),
    "events:ListRuleNamesByTarget": _rule_names,
    "events:DescribeRule": _rule,
    "events:ListTargetsByRule": _targets,
    "scheduler:ListSchedules": _schedules,
    "scheduler:GetSchedule": _schedule,
    "savingsplans:DescribeSavingsPlans": lambda lists, asked, size: paged(
        list(lists.get("savings_plans", ())), asked, size, "savingsPlans"
    ),
    "cloudwatch:GetMetricData": _metric_data,
}
