"""One estate with a resource of nearly every kind that the assembly reads, joined as people join them."""

from typing import Any

from ecsquote.inputs.estate.resources import Reference, Resource
from support_estates import REGION, resource

V2, EC2, SCALING = "AWS::ElasticLoadBalancingV2::", "AWS::EC2::", "AWS::ApplicationAutoScaling::"
SECRET = "hunter2-of-nobody"  # noqa: S105 # what must not be found in any reading


def to(source: str) -> Reference:
    """A reference."""
    return Reference(source, "arn")


def _task_definition(name: str, compatibility: str, **container: Any) -> Resource:
    private = {"environment": [{"name": "PASSWORD", "value": SECRET}], "command": [SECRET], "entryPoint": [SECRET]}
    image = {"name": "app", "image": f"{name}:1", "essential": True, "memory": 256, **private, **container}
    return resource(
        f"task.{name}",
        "AWS::ECS::TaskDefinition",
        REGION,
        family=name,
        cpu="256",
        memory="512",
        networkMode="awsvpc",
        requiresCompatibilities=[compatibility],
        containerDefinitions=[image],
        volumes=[{"name": "data", "efsVolumeConfiguration": {"fileSystemId": to("efs.data")}}],
    )


def whole_estate() -> tuple[Resource, ...]:
    """Five services (Fargate behind a load balancer, EC2 by a strategy, Express, two schedules) and what is around."""
    return (*_services(), *_network(), *_capacity(), *_others())


def _services() -> tuple[Resource, ...]:
    network = {"awsvpcConfiguration": {"subnets": [to("subnet.private")], "assignPublicIp": "DISABLED"}}
    log = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": to("logs.web")}}}
    secret = {"secrets": [{"name": "KEY", "valueFrom": to("secret.key")}], "image": to("ecr.web")}
    job = {"TaskDefinitionArn": to("task.job"), "TaskCount": 2, "LaunchType": "FARGATE"}
    week = {"Schedule": "cron(0 7 * * ? *)", "ScalableTargetAction": {"MinCapacity": 4, "MaxCapacity": 9}}
    return (
        resource(
            "cluster.shop",
            "AWS::ECS::Cluster",
            clusterName="shop",
            settings=[{"name": "containerInsights", "value": "enhanced"}],
            capacityProviders=[to("provider.pool")],
        ),
        _task_definition("web", "FARGATE", **log, **secret),
        _task_definition("worker", "EC2"),
        _task_definition("job", "FARGATE"),
        resource(
            "service.web",
            "AWS::ECS::Service",
            serviceName="web",
            cluster=to("cluster.shop"),
            taskDefinition=to("task.web"),
            desiredCount=3,
            launchType="FARGATE",
            networkConfiguration=network,
            loadBalancers=[{"targetGroupArn": to("group.web"), "containerName": "app", "containerPort": 80}],
        ),
        resource(
            "service.worker",
            "AWS::ECS::Service",
            serviceName="worker",
            cluster=to("cluster.shop"),
            taskDefinition=to("task.worker"),
            desiredCount=2,
            capacityProviderStrategy=[{"capacityProvider": to("provider.pool"), "weight": 1}],
            networkConfiguration=network,
        ),
        resource("express.api", "AWS::ECS::ExpressGatewayService", REGION, serviceName="api", cpu="256", memory="512"),
        resource(
            "rule.job",
            "AWS::Events::Rule",
            Name="job",
            ScheduleExpression="rate(1 hour)",
            Targets=[{"EcsParameters": job}],
        ),
        resource(
            "schedule.job",
            "AWS::Scheduler::Schedule",
            Name="nightly",
            State="DISABLED",
            ScheduleExpression="cron(0 1 * * ? *)",
            Target={"EcsParameters": job},
        ),
        resource(
            "target.web",
            f"{SCALING}ScalableTarget",
            ResourceId=to("service.web"),
            MinCapacity=2,
            MaxCapacity=8,
            ScheduledActions=[week],
        ),
        resource(
            "policy.web",
            f"{SCALING}ScalingPolicy",
            PolicyType="TargetTrackingScaling",
            ScalingTargetId=to("target.web"),
        ),
    )


def _network() -> tuple[Resource, ...]:
    forward = [{"Type": "forward", "TargetGroupArn": to("group.web")}]
    return (
        resource("vpc.main", f"{EC2}VPC", CidrBlock="10.0.0.0/16"),
        resource("subnet.private", f"{EC2}Subnet", VpcId=to("vpc.main")),
        resource("subnet.public", f"{EC2}Subnet", VpcId=to("vpc.main")),
        resource("table.private", f"{EC2}RouteTable", VpcId=to("vpc.main")),
        resource("route.private", f"{EC2}Route", RouteTableId=to("table.private"), NatGatewayId=to("nat.a")),
        resource(
            "association.private",
            f"{EC2}SubnetRouteTableAssociation",
            SubnetId=to("subnet.private"),
            RouteTableId=to("table.private"),
        ),
        resource("nat.a", f"{EC2}NatGateway", SubnetId=to("subnet.public"), AllocationId=to("eip.a")),
        resource("eip.a", f"{EC2}EIP"),
        resource("endpoint.ecr", f"{EC2}VPCEndpoint", VpcEndpointType="Interface", SubnetIds=[to("subnet.private")]),
        resource("balancer.web", f"{V2}LoadBalancer", Subnets=[to("subnet.public"), "subnet-2"]),
        resource("group.web", f"{V2}TargetGroup", Name="web"),
        resource("listener.web", f"{V2}Listener", LoadBalancerArn=to("balancer.web"), DefaultActions=forward),
    )


def _capacity() -> tuple[Resource, ...]:
    volume = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 40}}
    scaling = {"status": "ENABLED", "targetCapacity": 90}
    return (
        resource(
            "provider.pool",
            "AWS::ECS::CapacityProvider",
            name="pool",
            autoScalingGroupProvider={"autoScalingGroupArn": to("asg.pool"), "managedScaling": scaling},
        ),
        resource(
            "asg.pool",
            "AWS::AutoScaling::AutoScalingGroup",
            MinSize=1,
            DesiredCapacity=2,
            LaunchTemplate={"LaunchTemplateId": to("template.pool")},
        ),
        resource(
            "template.pool",
            "AWS::EC2::LaunchTemplate",
            LaunchTemplateData={"InstanceType": "m7g.large", "BlockDeviceMappings": [volume]},
        ),
    )


def _others() -> tuple[Resource, ...]:
    dimensions = [{"Name": "ServiceName", "Value": to("service.web")}]
    return (
        resource("logs.web", "AWS::Logs::LogGroup", LogGroupName="/ecs/web", RetentionInDays=30),
        resource("secret.key", "AWS::SecretsManager::Secret", Name="key"),
        resource("ecr.web", "AWS::ECR::Repository", RepositoryName="web"),
        resource("efs.data", "AWS::EFS::FileSystem"),
        resource("alarm.web", "AWS::CloudWatch::Alarm", Dimensions=dimensions),
        resource("role.web", "AWS::IAM::Role"),
        resource("database.main", "aws_db_instance"),
    )
