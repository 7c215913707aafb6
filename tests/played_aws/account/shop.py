"""The cluster `shop` in Ireland: 24 services on Fargate and Fargate Spot, x86 and ARM, behind one load balancer.

What costs money: see `tests/played_aws/account/world.py`.
"""

from datetime import timedelta
from typing import Any

from played_aws.account import ecs_objects as ecs
from played_aws.account import surroundings as around
from played_aws.account.ecs_objects import READ_AT, SECRET, AwsObject

REGION = "eu-west-1"
VPC = "vpc-0a1b2c3d4e5f60001"
PUBLIC = ("subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002")
PRIVATE = ("subnet-0a1b2c3d4e5f60003", "subnet-0a1b2c3d4e5f60004")
ZONES = ("eu-west-1a", "eu-west-1b")
CLUSTER = ecs.cluster(REGION, "shop", ["FARGATE", "FARGATE_SPOT"], insights="enabled")
ARN = CLUSTER["clusterArn"]
WEB, API, WORKERS = 10, 6, 6
"""Services of each kind; with checkout and reports there are 24."""
MIXED = [
    {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
    {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 3},
]
SPOT = [{"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 1}]
BALANCER = "ELB app/shop/50dc6c495c0c9188"
"""What its network interfaces are called."""
DAY_TASKS, NIGHT_TASKS = 6, 2
"""Of checkout: from 08:00 to 20:00 UTC, and else."""


def shop() -> dict[str, list[AwsObject]]:
    """The lists of the cluster."""
    balancer = around.load_balancer(REGION, "shop", VPC, dict(zip(ZONES, PUBLIC, strict=True)))
    group = around.target_group(REGION, "shop-web", VPC, balancer)
    definitions = _definitions()
    services = _services(definitions, group)
    checkout = next(each for each in services if each["serviceName"] == "checkout")
    nat = around.nat_gateway("nat-0a1b2c3d4e5f60001", VPC, PUBLIC[0], "eipalloc-0a1b2c3d4e5f60001", "198.51.100.1")
    tasks = _tasks(services, definitions)
    return {
        "clusters": [CLUSTER],
        "services": services,
        "tasks": tasks,
        "task_definitions": list(definitions.values()),
        "scalable_targets": [_target(checkout)],
        "scaling_policies": [],
        "scheduled_actions": [
            _scheduled(checkout, "day", 8, DAY_TASKS),
            _scheduled(checkout, "night", 20, NIGHT_TASKS),
        ],
        "scaling_activities": _activities(checkout),
        "load_balancers": [balancer],
        "target_groups": [group],
        "listeners": [around.listener(balancer, 80)],
        "nat_gateways": [nat],
        "route_tables": [
            around.route_table("rtb-0a1b2c3d4e5f60001", VPC, PUBLIC, GatewayId="igw-0a1b2c3d4e5f60001"),
            around.route_table("rtb-0a1b2c3d4e5f60002", VPC, PRIVATE, NatGatewayId=nat["NatGatewayId"]),
        ],
        "subnets": [
            around.subnet(name, VPC, zone)
            for names in (PUBLIC, PRIVATE)
            for name, zone in zip(names, ZONES, strict=True)
        ],
        "vpc_endpoints": [
            around.vpc_endpoint("vpce-0a1b2c3d4e5f60001", VPC, f"com.amazonaws.{REGION}.s3", "Gateway"),
            around.vpc_endpoint("vpce-0a1b2c3d4e5f60002", VPC, f"com.amazonaws.{REGION}.ecr.dkr", "Interface", PRIVATE),
        ],
        "addresses": [
            {
                "AllocationId": "eipalloc-0a1b2c3d4e5f60001",
                "PublicIp": "198.51.100.1",
                "Domain": "vpc",
                "NetworkInterfaceId": "eni-0a1b2c3d4e5f60001",
                "Tags": [around.OWNER_TAG],
            }
        ],
        "network_interfaces": _interfaces(tasks),
        "log_groups": [
            around.log_group(
                REGION, "/ecs/shop", 50, [each for name, each in definitions.items() if name != "shop-worker"]
            )
        ],
        "rules": [_nightly(definitions["nightly"])],
        "schedules": [_hourly(definitions["sync"])],
    }


def _definitions() -> dict[str, AwsObject]:
    log: dict[str, Any] = {"log_group": "/ecs/shop"}
    arm: dict[str, Any] = {"runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}}
    made = [
        ecs.task_definition(REGION, "shop-web", "512", "1024", **log),
        ecs.task_definition(REGION, "shop-api", "1024", "2048", **log, **arm),
        ecs.task_definition(REGION, "shop-worker", "256", "512"),
        ecs.task_definition(REGION, "checkout", "1024", "2048", **log),
        ecs.task_definition(REGION, "reports", "2048", "4096", **log),
        ecs.task_definition(REGION, "nightly", "1024", "2048", **log),
        ecs.task_definition(REGION, "sync", "256", "512", **log),
        ecs.task_definition(REGION, "migrate", "512", "1024", **log),
    ]
    return {each["family"]: each for each in made}


def _services(definitions: dict[str, AwsObject], group: AwsObject) -> list[AwsObject]:
    front = [{"targetGroupArn": group["TargetGroupArn"], "containerName": "app", "containerPort": 80}]
    web = [
        ecs.service(
            ARN,
            f"web-{number:02d}",
            definitions["shop-web"],
            2,
            subnets=PRIVATE,
            launch_type="FARGATE",
            loadBalancers=front if number == 1 else [],
        )
        for number in range(1, WEB + 1)
    ]
    api = [
        ecs.service(ARN, f"api-{number:02d}", definitions["shop-api"], 4, subnets=PRIVATE, strategy=MIXED)
        for number in range(1, API + 1)
    ]
    workers = [
        ecs.service(ARN, f"worker-{number:02d}", definitions["shop-worker"], 3, subnets=PRIVATE, strategy=SPOT)
        for number in range(1, WORKERS + 1)
    ]
    fargate: dict[str, Any] = {"launch_type": "FARGATE"}
    checkout = ecs.service(
        ARN, "checkout", definitions["checkout"], DAY_TASKS, subnets=PUBLIC, public=True, launch_type="FARGATE"
    )
    return [
        *web,
        *api,
        *workers,
        checkout,
        ecs.service(ARN, "reports", definitions["reports"], 0, subnets=PRIVATE, **fargate),
    ]


def _tasks(services: list[AwsObject], definitions: dict[str, AwsObject]) -> list[AwsObject]:
    by_arn = {each["taskDefinitionArn"]: each for each in definitions.values()}
    tasks: list[AwsObject] = []
    for service in services:
        for number in range(service["desiredCount"]):
            name = service["serviceName"]
            runs_on: AwsObject = {"launchType": "FARGATE", "platformVersion": "1.4.0"}
            if "capacityProviderStrategy" in service:  # base 1 of FARGATE, then 1 : 3
                spot = service["capacityProviderStrategy"] == SPOT or number % 4 != 0
                runs_on["capacityProviderName"] = "FARGATE_SPOT" if spot else "FARGATE"
            definition = by_arn[service["taskDefinition"]]
            runs_on["availabilityZone"] = ZONES[number % 2]
            if name == "checkout":
                runs_on["attachments"] = [_attachment(len(tasks) + 1)]
            tasks.append(ecs.task(ARN, len(tasks) + 1, definition, f"service:{name}", **runs_on))
    alone = ecs.task(ARN, 900, definitions["migrate"], "family:migrate", launchType="FARGATE")
    stopped = [_stopped(901 + number, definitions["sync"]) for number in range(2)]
    return [*tasks, alone, *stopped]


def _attachment(number: int) -> AwsObject:
    details = [{"name": "networkInterfaceId", "value": f"eni-{number:017x}"}]
    return {"id": f"{number:08d}", "type": "ElasticNetworkInterface", "status": "ATTACHED", "details": details}


def _stopped(number: int, definition: AwsObject) -> AwsObject:
    """Two minutes of the hourly schedule, from pull to stop."""
    begin = READ_AT - timedelta(minutes=59)
    return ecs.task(
        ARN,
        number,
        definition,
        "family:sync",
        launchType="FARGATE",
        lastStatus="STOPPED",
        desiredStatus="STOPPED",
        startedBy="chronos-schedule/hourly-sync",
        stoppedReason=f"Essential container exited: {SECRET}",
        createdAt=begin - timedelta(seconds=20),
        pullStartedAt=begin,
        startedAt=begin + timedelta(seconds=15),
        stoppedAt=begin + timedelta(seconds=120),
    )


def _interfaces(tasks: list[AwsObject]) -> list[AwsObject]:
    found = [
        around.public_interface(
            "eni-0a1b2c3d4e5f60001", VPC, PUBLIC[0], "198.51.100.1", "Interface for NAT Gateway nat"
        ),
        *(
            around.public_interface(f"eni-0a1b2c3d4e5f6010{number}", VPC, each, f"198.51.100.1{number}", BALANCER)
            for number, each in enumerate(PUBLIC)
        ),
    ]
    for number, task in enumerate(task for task in tasks if task["attachments"]):
        name = task["attachments"][0]["details"][0]["value"]
        found.append(around.public_interface(name, VPC, PUBLIC[number % 2], f"198.51.100.2{number}", "arn:aws:ecs:x"))
    return found


def _target(service: AwsObject) -> AwsObject:
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/shop/{service['serviceName']}",
        "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": NIGHT_TASKS,
        "MaxCapacity": DAY_TASKS,
        "RoleARN": "arn:aws:iam::111122223333:role/scaling",
        "CreationTime": READ_AT - timedelta(days=100),
        "SuspendedState": {"DynamicScalingInSuspended": False},
    }


def _scheduled(service: AwsObject, name: str, hour: int, tasks: int) -> AwsObject:
    return {
        "ScheduledActionName": name,
        "ScheduledActionARN": f"arn:aws:autoscaling:{REGION}:111122223333:scheduledAction:1:scheduledActionName/{name}",
        "ServiceNamespace": "ecs",
        "Schedule": f"cron(0 {hour} * * ? *)",
        "Timezone": "UTC",
        "ResourceId": f"service/shop/{service['serviceName']}",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ScalableTargetAction": {"MinCapacity": tasks, "MaxCapacity": tasks},
        "CreationTime": READ_AT - timedelta(days=100),
    }


def _activities(service: AwsObject) -> list[AwsObject]:
    """Six weeks of mornings and evenings, the newest first; one step that failed in between."""
    midnight = READ_AT.replace(hour=0)
    steps = [
        (midnight - timedelta(days=day) + timedelta(hours=hour), tasks)
        for day in range(42)
        for hour, tasks in ((20, NIGHT_TASKS), (8, DAY_TASKS))
    ]
    found = [
        around.scaling_activity(service, number, tasks, at) for number, (at, tasks) in enumerate(steps) if at < READ_AT
    ]
    failed = around.scaling_activity(service, 999, 100, midnight - timedelta(days=1, hours=-12))
    return [
        *found,
        {**failed, "StatusCode": "Failed", "StatusMessage": f"Failed to set desired count to 100. {SECRET}"},
    ]


def _nightly(definition: AwsObject) -> AwsObject:
    return {
        "Name": "nightly",
        "Arn": ecs.arn("events", REGION, "rule/nightly"),
        "ScheduleExpression": "cron(0 2 * * ? *)",
        "State": "ENABLED",
        "EventBusName": "default",
        "Targets": [around.runs_task(ARN, definition, 1)],
    }


def _hourly(definition: AwsObject) -> AwsObject:
    target = around.runs_task(ARN, definition, 2)
    del target["Id"]
    return {
        "Name": "hourly-sync",
        "GroupName": "default",
        "Arn": ecs.arn("scheduler", REGION, "schedule/default/hourly-sync"),
        "ScheduleExpression": "rate(1 hours)",
        "ScheduleExpressionTimezone": "UTC",
        "State": "ENABLED",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target,
    }
