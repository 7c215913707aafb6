"""The same read of moto, which is an AWS that nobody here has written; only where moto answers as AWS does.

Moto has no strategies, pages or Managed Instances, and neither steps of scaling nor Savings Plans: for these two
services the played account answers. Reserved Instances are not played at all.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.ec2.responses import EC2Response

from ecsquote.account.account_scan import AccountAsked, AccountRead, scan_accounts
from ecsquote.account.pace import Pace
from played_aws.account.server import PlayedAccount

REGION = "eu-west-1"


@pytest.fixture
def aws(account: PlayedAccount, monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    """Empty."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    for service in ("APPLICATION_AUTO_SCALING", "SAVINGSPLANS"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", account.url)
    none = "<DescribeReservedInstancesResponse/>"
    monkeypatch.setattr(EC2Response, "describe_reserved_instances", lambda _moto: none)
    with mock_aws():
        yield boto3.Session(region_name=REGION)


def network(session: boto3.Session) -> tuple[str, str]:
    """A subnet with a NAT gateway, and a security group."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone=f"{REGION}a")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address["AllocationId"])
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    return subnet, group


def registered(ecs: Any, family: str) -> str:
    """A Fargate task that says what nobody may keep."""
    container = {
        "name": "app",
        "image": "app:1",
        "environment": [{"name": "TOKEN", "value": "do-not-keep"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web"}},
    }
    answer = ecs.register_task_definition(
        family=family,
        cpu="256",
        memory="512",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        containerDefinitions=[container],
    )
    arn: str = answer["taskDefinition"]["taskDefinitionArn"]
    return arn


def test_a_service_and_what_stands_around_it_are_found(aws: boto3.Session) -> None:
    subnet, group = network(aws)
    ecs, cloudwatch = aws.client("ecs"), aws.client("cloudwatch")
    cluster = ecs.create_cluster(clusterName="shop")["cluster"]["clusterArn"]
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition=registered(ecs, "web"),
        desiredCount=3,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
    )
    aws.client("logs").create_log_group(logGroupName="/ecs/web")
    aws.client("logs").create_log_group(logGroupName="/other")
    aws.client("events").put_rule(Name="nightly", ScheduleExpression="cron(0 2 * * ? *)")
    target = {"Id": "1", "Arn": cluster, "EcsParameters": {"TaskDefinitionArn": registered(ecs, "job"), "TaskCount": 1}}
    aws.client("events").put_targets(Rule="nightly", Targets=[target])
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    dimensions = [{"Name": "ClusterName", "Value": "shop"}, {"Name": "ServiceName", "Value": "web"}]
    cloudwatch.put_metric_data(
        Namespace="AWS/ECS",
        MetricData=[{"MetricName": "CPUUtilization", "Dimensions": dimensions, "Timestamp": hour, "Value": 42.5}],
    )
    read: AccountRead = scan_accounts(AccountAsked(days=1), pace=Pace(10_000))
    (region,) = read.scan.regions
    assert read.scan.not_read == []
    (service,) = region.services
    assert (service["serviceName"], service["desiredCount"]) == ("web", 3)
    assert sorted(each["family"] for each in region.task_definitions) == ["job", "web"]
    assert [each["logGroupName"] for each in region.log_groups] == ["/ecs/web"]
    assert [each["Name"] for each in region.rules] == ["nightly"]
    assert len(region.nat_gateways) == 1
    assert [each["SubnetId"] for each in region.subnets] == [subnet]
    assert "do-not-keep" not in read.scan.text()
    highest = {(each.name, each.statistic): each.values[-2] for each in region.metrics if each.namespace == "AWS/ECS"}
    assert str(highest["CPUUtilization", "Maximum"]) == "42.5"
    assert highest["MemoryUtilization", "Maximum"] is None
