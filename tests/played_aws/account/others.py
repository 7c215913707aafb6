"""What the account has besides ECS in the same Region and VPC: a scan keeps none of it."""

from collections.abc import Mapping
from typing import Any

from played_aws.account import ecs_objects as ecs
from played_aws.account import shop
from played_aws.account import surroundings as around
from played_aws.account.ecs_objects import AwsObject

OTHER_CLUSTER = ecs.arn("ecs", shop.REGION, "cluster/gone")


def with_others(regions: Mapping[str, Mapping[str, list[AwsObject]]]) -> dict[str, Mapping[str, list[AwsObject]]]:
    """The Regions with a database, a load balancer, logs and schedules of others in Ireland."""
    found = dict(regions)
    ireland = {name: list(objects) for name, objects in found[shop.REGION].items()}
    for name, objects in _others().items():
        ireland[name] = [*objects, *ireland[name]]
    found[shop.REGION] = ireland
    return found


def _others() -> dict[str, list[AwsObject]]:
    database = around.public_interface(
        "eni-0d1b2c3d4e5f60001", shop.VPC, shop.PUBLIC[0], "198.51.100.99", "RDSInterface"
    )
    private: dict[str, Any] = around.public_interface("eni-0d1b2c3d4e5f60002", shop.VPC, shop.PRIVATE[0], "", "efs")
    del private["Association"]
    balancer = around.load_balancer(shop.REGION, "other", shop.VPC, {shop.ZONES[0]: shop.PUBLIC[0]})
    balancer["LoadBalancerArn"] += "0"
    schedule = {**shop.shop()["schedules"][0], "Name": "other"}
    schedule["Target"] = {**schedule["Target"], "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:other"}
    activity = around.scaling_activity(
        {"serviceArn": ecs.arn("ecs", shop.REGION, "service/gone/web")}, 1, 3, ecs.READ_AT
    )
    return {
        "network_interfaces": [database, private],
        "addresses": [{"AllocationId": "eipalloc-0d1", "PublicIp": "198.51.100.98", "Domain": "vpc"}],
        "load_balancers": [balancer],
        "target_groups": [around.target_group(shop.REGION, "other", shop.VPC, balancer)],
        "log_groups": [around.log_group(shop.REGION, "/aws/lambda/other", 5, [])],
        "file_systems": [{"FileSystemId": "fs-other", "SizeInBytes": {"Value": 1}}],
        "schedules": [schedule],
        "scaling_activities": [activity],
        "scalable_targets": [{"ServiceNamespace": "ecs", "ResourceId": "service/gone/web", "MinCapacity": 1}],
        "subnets": [around.subnet("subnet-0d1b2c3d4e5f60001", "vpc-other", shop.ZONES[0])],
        "nat_gateways": [around.nat_gateway("nat-0d1", "vpc-other", "subnet-0d1", "eipalloc-1", "1.2.3.4")],
    }
