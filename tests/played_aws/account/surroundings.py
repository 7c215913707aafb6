"""What stands around ECS, as boto3 gives it: networks, load balancers, instances, volumes, scaling, schedules."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from played_aws.account.ecs_objects import ACCOUNT, READ_AT, SECRET, AwsObject, arn

OWNER_TAG = {"Key": "owner", "Value": SECRET}


def subnet(name: str, vpc: str, zone: str) -> AwsObject:
    """A subnet."""
    return {"SubnetId": name, "VpcId": vpc, "AvailabilityZone": zone, "State": "available", "Tags": [OWNER_TAG]}


def route_table(name: str, vpc: str, subnets: Sequence[str], **target: str) -> AwsObject:
    """A route table whose default route leads to a target."""
    return {
        "RouteTableId": name,
        "VpcId": vpc,
        "Associations": [
            {"RouteTableAssociationId": f"rtbassoc-{each[7:]}", "RouteTableId": name, "SubnetId": each, "Main": False}
            for each in subnets
        ],
        "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", **target},
        ],
        "Tags": [],
    }


def nat_gateway(name: str, vpc: str, subnet_id: str, allocation: str, public_ip: str) -> AwsObject:
    """A zonal public NAT gateway."""
    address = {"AllocationId": allocation, "PublicIp": public_ip, "NetworkInterfaceId": f"eni-{name[4:]}"}
    return {
        "NatGatewayId": name,
        "VpcId": vpc,
        "SubnetId": subnet_id,
        "State": "available",
        "ConnectivityType": "public",
        "CreateTime": READ_AT - timedelta(days=300),
        "NatGatewayAddresses": [address],
        "Tags": [OWNER_TAG],
    }


def vpc_endpoint(name: str, vpc: str, service: str, kind: str, subnets: Sequence[str] = ()) -> AwsObject:
    """An endpoint; interfaces stand in subnets."""
    return {
        "VpcEndpointId": name,
        "VpcEndpointType": kind,
        "VpcId": vpc,
        "ServiceName": service,
        "State": "available",
        "PolicyDocument": SECRET,
        "SubnetIds": list(subnets),
        "RouteTableIds": [],
        "NetworkInterfaceIds": [],
        "Tags": [],
    }


def public_interface(name: str, vpc: str, subnet_id: str, public_ip: str, description: str) -> AwsObject:
    """A network interface with a public IPv4 address."""
    return {
        "NetworkInterfaceId": name,
        "VpcId": vpc,
        "SubnetId": subnet_id,
        "Description": description,
        "InterfaceType": "interface",
        "Status": "in-use",
        "Association": {"PublicIp": public_ip, "IpOwnerId": "amazon"},
        "TagSet": [OWNER_TAG],
    }


def load_balancer(region: str, name: str, vpc: str, zones: dict[str, str]) -> AwsObject:
    """An internet-facing Application Load Balancer."""
    return {
        "LoadBalancerArn": arn("elasticloadbalancing", region, f"loadbalancer/app/{name}/50dc6c495c0c9188"),
        "LoadBalancerName": name,
        "DNSName": f"{name}-1.{region}.elb.amazonaws.com",
        "Type": "application",
        "Scheme": "internet-facing",
        "VpcId": vpc,
        "State": {"Code": "active"},
        "AvailabilityZones": [{"ZoneName": zone, "SubnetId": each} for zone, each in zones.items()],
        "IpAddressType": "ipv4",
    }


def target_group(region: str, name: str, vpc: str, balancer: AwsObject) -> AwsObject:
    """A target group of a load balancer."""
    return {
        "TargetGroupArn": arn("elasticloadbalancing", region, f"targetgroup/{name}/73e2d6bc24d8a067"),
        "TargetGroupName": name,
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": vpc,
        "TargetType": "ip",
        "LoadBalancerArns": [balancer["LoadBalancerArn"]],
    }


def listener(balancer: AwsObject, port: int) -> AwsObject:
    """A listener; its actions hold a client secret."""
    return {
        "ListenerArn": balancer["LoadBalancerArn"].replace(":loadbalancer/", ":listener/") + f"/{port:016x}",
        "LoadBalancerArn": balancer["LoadBalancerArn"],
        "Port": port,
        "Protocol": "HTTP",
        "DefaultActions": [{"Type": "authenticate-oidc", "AuthenticateOidcConfig": _oidc()}],
    }


def _oidc() -> AwsObject:
    return {
        "Issuer": "https://example.com",
        "AuthorizationEndpoint": "https://example.com/a",
        "TokenEndpoint": "https://example.com/t",
        "UserInfoEndpoint": "https://example.com/u",
        "ClientId": "c",
        "ClientSecret": SECRET,
    }


def instance(instance_id: str, kind: str, zone: str, subnet_id: str, vpc: str, **more: Any) -> AwsObject:
    """A running EC2 instance with its root volume."""
    arm = kind.split(".", maxsplit=1)[0].endswith("g")
    return {
        "InstanceId": instance_id,
        "InstanceType": kind,
        "ImageId": "ami-0123456789abcdef0",
        "Architecture": "arm64" if arm else "x86_64",
        "PlatformDetails": "Linux/UNIX",
        "UsageOperation": "RunInstances",
        "State": {"Code": 16, "Name": "running"},
        "LaunchTime": READ_AT - timedelta(days=20),
        "Placement": {"AvailabilityZone": zone, "Tenancy": "default"},
        "SubnetId": subnet_id,
        "VpcId": vpc,
        "KeyName": SECRET,
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": f"vol-{instance_id[2:]}", "Status": "attached"}}
        ],
        "Tags": [OWNER_TAG],
        **more,
    }


def root_volume(of: AwsObject, size_gib: int = 30) -> AwsObject:
    """The gp3 root volume of an instance."""
    return {
        "VolumeId": f"vol-{of['InstanceId'][2:]}",
        "VolumeType": "gp3",
        "Size": size_gib,
        "Iops": 3000,
        "Throughput": 125,
        "State": "in-use",
        "AvailabilityZone": of["Placement"]["AvailabilityZone"],
        "Attachments": [
            {"InstanceId": of["InstanceId"], "VolumeId": f"vol-{of['InstanceId'][2:]}", "State": "attached"}
        ],
        "Tags": [],
    }


def auto_scaling_group(region: str, name: str, members: Sequence[AwsObject], **more: Any) -> AwsObject:
    """A group of instances."""
    zones = sorted({each["Placement"]["AvailabilityZone"] for each in members})
    return {
        "AutoScalingGroupName": name,
        "AutoScalingGroupARN": group_arn(region, name),
        "MinSize": 0,
        "MaxSize": 10,
        "DesiredCapacity": len(members),
        "DefaultCooldown": 300,
        "HealthCheckType": "EC2",
        "AvailabilityZones": zones,
        "CreatedTime": READ_AT - timedelta(days=300),
        "Instances": [
            {
                "InstanceId": each["InstanceId"],
                "InstanceType": each["InstanceType"],
                "AvailabilityZone": each["Placement"]["AvailabilityZone"],
                "LifecycleState": "InService",
                "HealthStatus": "Healthy",
                "ProtectedFromScaleIn": False,
            }
            for each in members
        ],
        "Tags": [{"Key": "owner", "Value": SECRET, "PropagateAtLaunch": True}],
        **more,
    }


def group_arn(region: str, name: str) -> str:
    """The ARN of an Auto Scaling group."""
    return arn(
        "autoscaling", region, f"autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/{name}"
    )


def scaling_activity(service: AwsObject, number: int, count: int, at: Any) -> AwsObject:
    """A step that Application Auto Scaling took."""
    resource = service["serviceArn"].partition(":service/")[2]
    return {
        "ActivityId": f"00000000-0000-0000-0000-{number:012d}",
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/{resource}",
        "ScalableDimension": "ecs:service:DesiredCount",
        "Description": f"Setting desired count to {count}.",
        "Cause": "scheduled action name day was triggered",
        "StartTime": at,
        "EndTime": at + timedelta(seconds=40),
        "StatusCode": "Successful",
        "StatusMessage": f"Successfully set desired count to {count}. Change successfully fulfilled by ecs.",
    }


def log_group(region: str, name: str, stored_gib: int, definitions: Sequence[AwsObject]) -> AwsObject:
    """A log group without an end of retention."""
    return {
        "logGroupName": name,
        "arn": arn("logs", region, f"log-group:{name}:*"),
        "logGroupArn": arn("logs", region, f"log-group:{name}"),
        "storedBytes": stored_gib * 2**30,
        "logGroupClass": "STANDARD",
        "taskDefinitionArns": sorted(each["taskDefinitionArn"] for each in definitions),
    }


def runs_task(cluster_arn: str, definition: AwsObject, count: int) -> AwsObject:
    """The target of a rule that runs tasks, with an input that nobody may keep."""
    return {
        "Id": "1",
        "Arn": cluster_arn,
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/events",
        "Input": f'{{"containerOverrides": [{{"name": "app", "command": ["{SECRET}"]}}]}}',
        "EcsParameters": {
            "TaskDefinitionArn": definition["taskDefinitionArn"],
            "TaskCount": count,
            "LaunchType": "FARGATE",
        },
    }
