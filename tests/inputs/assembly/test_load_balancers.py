"""Load balancers by the target groups of services, and what their files leave open."""

from typing import Any

import pytest

from ecsquote.contract.workloads import UnknownKind, WorkloadReading
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from support_estates import (
    REGION,
    SERVICE_SOURCE,
    places,
    read,
    resource,
    service,
    task_definition,
)

V2 = "AWS::ElasticLoadBalancingV2::"
BALANCER, GROUP, LISTENER = "aws_lb.web", "aws_lb_target_group.web", "aws_lb_listener.web"
FORWARD = [{"Type": "forward", "TargetGroupArn": Reference(GROUP, "arn")}]


def balancer(source: str = BALANCER, /, **members: Any) -> Resource:
    """A load balancer in two subnets."""
    return resource(source, f"{V2}LoadBalancer", REGION, **{"Subnets": ["subnet-1", "subnet-2"], **members})


def listener(actions: object = FORWARD) -> Resource:
    """A listener of the load balancer with these default actions."""
    return resource(
        LISTENER, f"{V2}Listener", REGION, LoadBalancerArn=Reference(BALANCER, "arn"), DefaultActions=actions
    )


def behind(*entries: dict[str, Any]) -> Resource:
    """A service with these load balancers, by default of the target group."""
    return service(loadBalancers=list(entries) or [{"targetGroupArn": Reference(GROUP, "arn")}])


def around(*resources: Resource, **more: Any) -> WorkloadReading:
    """The reading of a service behind the target group, with these resources around it."""
    return read(task_definition(), behind(), resource(GROUP, f"{V2}TargetGroup"), *resources, **more)


def balancers(reading: WorkloadReading) -> list[dict[str, Any]]:
    """The load balancers of the one request."""
    return list(reading.requests[0].get("usage", {}).get("load_balancers", []))


def test_a_listener_leads_from_the_target_group_to_the_load_balancer() -> None:
    reading = around(balancer(), listener())
    assert balancers(reading) == [{"type": "application", "scheme": "internet-facing", "availability_zones": 2}]
    [unknown] = reading.unknown
    assert (unknown.kind, unknown.source, unknown.taken) == (UnknownKind.USAGE, BALANCER, "0")
    assert unknown.pointer == "/requests/0/usage/load_balancers/0"
    assert places(reading)[BALANCER] == "usage"
    assert places(reading)[LISTENER] == places(reading)[GROUP] == "free"


def test_a_rule_leads_there_too() -> None:
    rule = resource("aws_lb_listener_rule.web", f"{V2}ListenerRule", ListenerArn=Reference(LISTENER), Actions=FORWARD)
    assert len(balancers(around(balancer(), listener([{"Type": "fixed-response"}]), rule))) == 1
    assert balancers(around(balancer(), listener([{"Type": "fixed-response"}]))) == []


def test_a_load_balancer_of_no_service_is_not_priced() -> None:
    reading = around(balancer(), listener([{"Type": "forward", "TargetGroupArn": Reference("aws_lb.other")}]))
    assert places(reading)[BALANCER] == "not_priced"
    assert [each.why for each in reading.not_priced] == ["no service of the file stands behind it"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"Type": "network", "Scheme": "internal"}, {"type": "network", "scheme": "internal"}),
        ({"Subnets": ["a", "b", "c"]}, {"availability_zones": 3}),
        ({"Subnets": None, "SubnetMappings": [{}, {}, {}]}, {"availability_zones": 3}),
    ],
)
def test_type_scheme_and_zones_are_the_load_balancers_own(members: dict[str, Any], expected: dict[str, Any]) -> None:
    [found] = balancers(around(balancer(**members), listener()))
    assert {name: found[name] for name in expected} == expected


def test_zones_that_are_not_known_are_named_and_two_stand_in() -> None:
    reading = around(balancer(Subnets=Unresolved("parameter Subnets has no default")), listener())
    assert balancers(reading)[0]["availability_zones"] == 2
    zones = [each for each in reading.unknown if each.kind is UnknownKind.WORKLOAD]
    assert [(each.source, each.taken) for each in zones] == [(BALANCER, "2")]


def test_an_application_load_balancer_of_one_zone_is_a_fault_and_the_service_is_priced() -> None:
    reading = around(balancer(Subnets=["subnet-1"]), listener())
    assert balancers(reading) == []
    assert [each.source for each in reading.faults] == [BALANCER]
    assert len(reading.requests[0]["services"]) == 1
    assert places(reading)[BALANCER] == "fault"


def test_a_usage_file_gives_the_capacity_units() -> None:
    reading = around(balancer(), listener(), usage={BALANCER: {"lcu_per_hour": "1.5"}})
    assert balancers(reading)[0]["lcu_per_hour"] == "1.5"
    assert reading.complete


def test_two_services_behind_one_load_balancer_have_it_once() -> None:
    second = service("aws_ecs_service.two", serviceName="two", loadBalancers=[{"targetGroupArn": Reference(GROUP)}])
    assert len(balancers(around(balancer(), listener(), second))) == 1


def test_a_classic_load_balancer_is_found_by_its_name() -> None:
    classic = resource(
        "aws_elb.web", "AWS::ElasticLoadBalancing::LoadBalancer", LoadBalancerName="web-elb", Subnets=["subnet-1"]
    )
    reading = read(task_definition(), behind({"loadBalancerName": "web-elb"}), classic)
    assert balancers(reading) == [{"type": "classic", "scheme": "internet-facing", "availability_zones": 1}]
    assert reading.unknown[0].what.startswith("processed_gb")


def test_a_load_balancer_outside_the_file_is_said_to_be_unpriced() -> None:
    reading = read(task_definition(), behind({"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:x"}))
    assert reading.complete
    assert [(each.source, each.what) for each in reading.assumed] == [
        (SERVICE_SOURCE, "its load balancer is not in the file and not priced")
    ]


def test_express_services_share_a_load_balancer_of_25() -> None:
    def express(number: int) -> Resource:
        kind, name = "AWS::ECS::ExpressGatewayService", f"api-{number}"
        return resource(f"aws_ecs_express.{name}", kind, REGION, serviceName=name, cpu="256", memory="512")

    assert len(balancers(read(*(express(number) for number in range(25))))) == 1
    many = read(*(express(number) for number in range(26)))
    assert len(balancers(many)) == 2
    assert any("share one Application Load Balancer" in each.what for each in many.assumed)
