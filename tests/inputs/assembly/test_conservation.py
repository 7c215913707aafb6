"""Whatever an estate holds: no crash, each resource in one place, valid requests, pointers that lead somewhere."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.workloads import InputFormat, ResourcePlace, WorkloadReading
from ecsquote.faults.pointers import path_of
from ecsquote.inputs.assembly import assemble, assemble_with_addresses
from ecsquote.inputs.estate.resources import Estate, Reference, Resource, SourceNote, Unresolved
from ecsquote.inputs.parameters import ReadingParameters, TaskSize
from support_whole_estate import SECRET, whole_estate


def names(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


SOURCES = [f"r.{number}" for number in range(12)]
KINDS = {
    "AWS::ECS::Service": (
        "serviceName cluster taskDefinition desiredCount launchType capacityProviderStrategy loadBalancers "
        "networkConfiguration schedulingStrategy deploymentConfiguration"
    ),
    "AWS::ECS::TaskDefinition": (
        "family cpu memory networkMode requiresCompatibilities containerDefinitions volumes runtimePlatform"
    ),
    "AWS::ECS::Cluster": "clusterName capacityProviders defaultCapacityProviderStrategy settings",
    "AWS::ECS::CapacityProvider": "name autoScalingGroupProvider managedInstancesProvider",
    "AWS::ECS::ExpressGatewayService": "serviceName cpu memory scalingTarget networkConfiguration",
    "AWS::ECS::TaskSet": "service taskDefinition launchType",
    "AWS::Events::Rule": "Name ScheduleExpression State Targets",
    "AWS::Scheduler::Schedule": "Name ScheduleExpression Target",
    "aws_cloudwatch_event_target": "Rule EcsParameters",
    "AWS::ApplicationAutoScaling::ScalableTarget": "ResourceId MinCapacity MaxCapacity ScheduledActions",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "ResourceId PolicyType ScalingTargetId",
    "AWS::AutoScaling::AutoScalingGroup": "MinSize DesiredCapacity LaunchTemplate MixedInstancesPolicy",
    "AWS::EC2::LaunchTemplate": "LaunchTemplateData LaunchTemplateName",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Type Scheme Subnets SubnetMappings",
    "AWS::ElasticLoadBalancingV2::Listener": "LoadBalancerArn DefaultActions",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::EC2::NatGateway": "SubnetId VpcId AvailabilityMode",
    "AWS::EC2::VPC": "CidrBlock",
    "AWS::EC2::Subnet": "VpcId",
    "AWS::EC2::VPCEndpoint": "VpcEndpointType VpcId SubnetIds",
    "AWS::Logs::LogGroup": "LogGroupName RetentionInDays",
    "AWS::CloudWatch::Alarm": "Dimensions Metrics",
    "AWS::SSM::Parameter": "Name Tier",
    "aws_db_instance": "password",
}
WORDS = names(
    "web shop 256 512 1024 2048 awsvpc FARGATE EC2 FARGATE_SPOT pool DAEMON REPLICA ENABLED DISABLED m7g.large network "
    "internal application regional Interface Advanced TargetTrackingScaling LINUX"
)
EXPRESSIONS = ["rate(1 minute)", "cron(0 7 * * ? *)", "at(2027-01-01T00:00:00)", "service/shop/web", "\x00"]
REFERENCES = st.sampled_from(SOURCES).map(Reference)
LEAVES = st.one_of(
    st.sampled_from([*WORDS, *EXPRESSIONS]),
    st.integers(-1, 3000),
    st.booleans(),
    st.none(),
    REFERENCES,
    st.builds(Unresolved, st.just("nobody says"), st.lists(REFERENCES, max_size=2).map(tuple)),
)
CONTAINERS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["app", "log"]), "image": LEAVES},
        optional={
            "cpu": LEAVES,
            "memory": LEAVES,
            "environment": st.just([{"name": "PASSWORD", "value": SECRET}]),
            "command": st.just([SECRET]),
            "secrets": st.just([{"name": "KEY", "valueFrom": SECRET}]),
            "logConfiguration": st.fixed_dictionaries({"logDriver": LEAVES, "options": st.just({"token": SECRET})}),
        },
    ),
    max_size=2,
)
PROVIDERS: st.SearchStrategy[Any] = st.one_of(LEAVES, st.just([]))
STRATEGIES = st.lists(st.fixed_dictionaries({"capacityProvider": PROVIDERS, "weight": st.integers(0, 2)}), max_size=2)
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "taskDefinition": st.one_of(REFERENCES, LEAVES),
    "containerDefinitions": st.one_of(CONTAINERS, LEAVES),
    "capacityProviderStrategy": st.one_of(STRATEGIES, LEAVES),
    "defaultCapacityProviderStrategy": st.one_of(STRATEGIES, LEAVES),
    "password": st.just(SECRET),
}
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                names(
                    "EcsParameters TaskDefinitionArn TaskCount awsvpcConfiguration subnets targetGroupArn name value "
                    "Value Name autoScalingGroupArn managedScaling status InstanceType LaunchTemplateId Schedule Ebs "
                    "InstancesDistribution OnDemandPercentageAboveBaseCapacity BlockDeviceMappings VolumeSize "
                    "minTaskCount maxTaskCount ScalableTargetAction MinCapacity MaxCapacity instanceLaunchTemplate "
                    "instanceRequirements allowedInstanceTypes cpuArchitecture efsVolumeConfiguration fileSystemId "
                    "TargetGroupArn"
                )
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    """Resources of every kind that the assembly knows, which refer to one another as they like."""
    resources = []
    for source in draw(st.lists(st.sampled_from(SOURCES), unique=True, max_size=len(SOURCES))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        names = draw(st.lists(st.sampled_from(KINDS[kind].split()), unique=True))
        properties = {name: draw(VALUES.get(name, NESTED)) for name in names}
        region = draw(st.sampled_from([None, "eu-west-1", "us-east-1"]))
        resources.append(Resource(source, kind, kind, properties, region))
    return Estate(resources=tuple(resources), warnings=(SourceNote("the file", "a note"),))


MEMBERS = sorted({name for each in KINDS.values() for name in each.split()})


@st.composite
def changed_estates(draw: st.DrawFn) -> Estate:
    """The whole estate with some resources left out, some members changed, and Regions of their own."""
    changed = list(draw(st.permutations(whole_estate()))[draw(st.integers(0, 8)) :])
    for _ in range(draw(st.integers(0, 4))):
        index = draw(st.integers(0, len(changed) - 1))
        each = changed[index]
        name = draw(st.sampled_from(sorted(each.properties) or MEMBERS))
        properties = {**each.properties, name: draw(NESTED)}
        changed[index] = replace(each, properties=properties, region=draw(st.sampled_from([None, each.region])))
    return Estate(resources=tuple(changed))


PARAMETERS = st.builds(
    ReadingParameters,
    fallback_region=st.just("eu-central-1"),
    tasks=st.sampled_from([None, "2"]),
    default_size=st.sampled_from([None, TaskSize(256, 512)]),
)


def led_to(pointer: str, answer: object) -> object:
    """What a pointer leads to; KeyError or IndexError where it leads nowhere."""
    for part in path_of(pointer):
        answer = answer[int(part)] if isinstance(answer, list | tuple) else answer[part]  # type: ignore[index]  # JSON
    return answer


def check(estate: Estate, reading: WorkloadReading) -> None:
    """Everything that holds for every reading."""
    assert [each.source for each in reading.resources] == [each.source for each in estate.resources]
    not_priced = [each.source for each in reading.resources if each.place is ResourcePlace.NOT_PRICED]
    assert [each.source for each in reading.not_priced] == not_priced
    assert all(each.why for each in reading.not_priced)
    faulty = {each.source for each in reading.faults} & {each.source for each in estate.resources}
    assert all(each.place is ResourcePlace.FAULT for each in reading.resources if each.source in faulty)
    pointers = [note.pointer for note in reading.unknown] + [note.pointer for note in reading.assumed]
    for pointer in (*pointers, *(note.pointer for note in reading.warnings)):
        assert pointer is None or pointer.startswith("/requests/")
        if pointer is not None:
            led_to(pointer, {"requests": reading.requests})
    assert all(note.pointer is None for note in reading.unknown if note.taken is None)
    for request in reading.requests:
        QuoteRequest.model_validate(request)
        json.dumps(request)
    assert len({request["region"] for request in reading.requests}) == len(reading.requests)
    assert SECRET not in repr(reading)


@settings(max_examples=50, deadline=None)  # two busy cores say nothing of the code
@given(st.one_of(estates(), changed_estates(), changed_estates()), PARAMETERS)
def test_every_resource_is_in_one_place_and_every_request_validates(
    estate: Estate, parameters: ReadingParameters
) -> None:
    check(estate, assemble(estate, InputFormat.TERRAFORM_PLAN, parameters))


@settings(max_examples=50, deadline=None)  # two busy cores say nothing of the code
@given(changed_estates(), PARAMETERS)
def test_what_a_usage_file_may_give_is_then_not_unknown(estate: Estate, parameters: ReadingParameters) -> None:
    before = assemble_with_addresses(estate, InputFormat.CLOUDFORMATION, parameters)
    usage = {source: {field.name: "7" for field in fields} for source, fields in before.usage_fields.items()}
    after = assemble(estate, InputFormat.CLOUDFORMATION, parameters, usage)
    check(estate, after)
    for source, fields in before.usage_fields.items():
        for field in fields:
            assert not any(note.source == source and note.what.startswith(f"{field.name}:") for note in after.unknown)


def test_the_whole_estate_goes_into_one_request() -> None:
    estate = Estate(resources=whole_estate())
    usage = {"rule.job": {"seconds_per_run": "60"}}
    reading = assemble(estate, InputFormat.TERRAFORM_PLAN, ReadingParameters(), usage)
    check(estate, reading)
    [request] = reading.requests
    assert [each["name"] for each in request["services"]] == ["web", "worker", "api", "job", "nightly"]
    sections = "alarms container_insights ecr efs load_balancers logs nat_gateways secrets vpc_endpoints"
    assert sorted(request["usage"]) == names(sections)
    assert request["fleet"]["instance_types"] == ["m7g.large"]
    assert not reading.faults
    assert [each.source for each in reading.not_priced] == ["database.main"]
