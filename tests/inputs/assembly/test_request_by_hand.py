"""One Fargate service (three tasks, private subnets, load balancer, awslogs) and the request written by hand."""

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.assembly import assemble_with_addresses
from ecsquote.inputs.estate.resources import Estate, Reference, Resource
from ecsquote.inputs.parameters import ReadingParameters
from support_estates import REGION, resource

EC2, V2 = "AWS::EC2::", "AWS::ElasticLoadBalancingV2::"
BY_HAND = {
    "region": "eu-west-1",
    "services": [
        {
            "name": "web",
            "task_definition": {
                "family": "web",
                "cpu": "512",
                "memory": "1024",
                "networkMode": "awsvpc",
                "requiresCompatibilities": ["FARGATE"],
                "containerDefinitions": [
                    {
                        "name": "app",
                        "image": "nginx:1.27",
                        "essential": True,
                        "portMappings": [{"containerPort": 80}],
                        "logConfiguration": {"logDriver": "awslogs"},
                    }
                ],
            },
            "service_definition": {
                "desiredCount": 3,
                "launchType": "FARGATE",
                "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "DISABLED"}},
            },
            "load": {"tasks": "3"},
        }
    ],
    "usage": {
        "load_balancers": [
            {
                "type": "application",
                "scheme": "internet-facing",
                "availability_zones": 2,
                "lcu_per_hour": "1.5",
            }
        ],
        "nat_gateways": {"count": 1, "processed_gb": "100"},
        "logs": {"ingested_gb": "20", "stored_gb": "5"},
    },
}
USAGE = {
    "aws_lb.web": {"lcu_per_hour": "1.5"},
    "aws_nat_gateway.a": {"processed_gb": "100"},
    "aws_cloudwatch_log_group.web": {"ingested_gb": "20", "stored_gb": "5"},
}


def to(source: str) -> Reference:
    return Reference(source, "id")


def subnets() -> tuple[Resource, ...]:
    """Two public and two private subnets; the private ones route to one NAT gateway."""
    made = []
    for zone in "ab":
        made += [
            resource(f"aws_subnet.{side}_{zone}", f"{EC2}Subnet", REGION, VpcId=to("aws_vpc.main"))
            for side in ("public", "private")
        ]
        made.append(
            resource(
                f"aws_route_table_association.{zone}",
                f"{EC2}SubnetRouteTableAssociation",
                REGION,
                SubnetId=to(f"aws_subnet.private_{zone}"),
                RouteTableId=to("aws_route_table.private"),
            )
        )
    return tuple(made)


def network() -> tuple[Resource, ...]:
    forward = [{"Type": "forward", "TargetGroupArn": to("aws_lb_target_group.web")}]
    public = [to("aws_subnet.public_a"), to("aws_subnet.public_b")]
    return (
        resource("aws_vpc.main", f"{EC2}VPC", CidrBlock="10.0.0.0/16"),
        *subnets(),
        resource("aws_route_table.private", f"{EC2}RouteTable", VpcId=to("aws_vpc.main")),
        resource(
            "aws_route.nat",
            f"{EC2}Route",
            RouteTableId=to("aws_route_table.private"),
            NatGatewayId=to("aws_nat_gateway.a"),
        ),
        resource("aws_eip.a", f"{EC2}EIP"),
        resource("aws_nat_gateway.a", f"{EC2}NatGateway", SubnetId=public[0], AllocationId=to("aws_eip.a")),
        resource("aws_lb.web", f"{V2}LoadBalancer", Type="application", Scheme="internet-facing", Subnets=public),
        resource("aws_lb_target_group.web", f"{V2}TargetGroup", Port=80, TargetType="ip"),
        resource("aws_lb_listener.web", f"{V2}Listener", LoadBalancerArn=to("aws_lb.web"), DefaultActions=forward),
    )


def service() -> tuple[Resource, ...]:
    log = {"awslogs-group": to("aws_cloudwatch_log_group.web"), "awslogs-region": "eu-west-1"}
    container = {
        "name": "app",
        "image": "nginx:1.27",
        "essential": True,
        "portMappings": [{"containerPort": 80}],
        "environment": [{"name": "STAGE", "value": "production"}],
        "logConfiguration": {"logDriver": "awslogs", "options": log},
    }
    private = [to("aws_subnet.private_a"), to("aws_subnet.private_b")]
    return (
        resource("aws_ecs_cluster.main", "AWS::ECS::Cluster", clusterName="main"),
        resource("aws_cloudwatch_log_group.web", "AWS::Logs::LogGroup", LogGroupName="/ecs/web", RetentionInDays=30),
        resource("aws_iam_role.execution", "AWS::IAM::Role"),
        resource(
            "aws_ecs_task_definition.web",
            "AWS::ECS::TaskDefinition",
            REGION,
            family="web",
            cpu="512",
            memory="1024",
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            executionRoleArn=to("aws_iam_role.execution"),
            containerDefinitions=[container],
        ),
        resource(
            "aws_ecs_service.web",
            "AWS::ECS::Service",
            REGION,
            serviceName="web",
            cluster=to("aws_ecs_cluster.main"),
            taskDefinition=to("aws_ecs_task_definition.web"),
            desiredCount=3,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": private, "assignPublicIp": "DISABLED"}},
            loadBalancers=[
                {"targetGroupArn": to("aws_lb_target_group.web"), "containerName": "app", "containerPort": 80}
            ],
        ),
    )


def test_the_estate_of_a_web_service_gives_the_request_that_one_would_write() -> None:
    estate = Estate(resources=(*network(), *service()))
    assembled = assemble_with_addresses(estate, InputFormat.TERRAFORM_PLAN, ReadingParameters(), USAGE)
    reading = assembled.reading
    assert reading.requests == (BY_HAND,)
    assert reading.complete
    assert not reading.assumed
    assert not reading.warnings
    assert not reading.not_priced
    assert assembled.names == {"web": "aws_ecs_service.web"}
    usage = {each.source for each in reading.resources if each.place.value == "usage"}
    assert usage == {*USAGE, "aws_eip.a"}


def test_what_the_files_leave_open_is_what_a_usage_file_may_give() -> None:
    estate = Estate(resources=(*network(), *service()))
    assembled = assemble_with_addresses(estate, InputFormat.TERRAFORM_PLAN, ReadingParameters())
    asked = {source: {field.name for field in fields} for source, fields in assembled.usage_fields.items()}
    assert asked == {source: set(fields) for source, fields in USAGE.items()}
    assert {note.source for note in assembled.reading.unknown} == set(USAGE)
    assert all(note.taken == "0" for note in assembled.reading.unknown)
