"""NAT gateways and interface endpoints: by routes and subnets, else by the only VPC of the file."""

from typing import Any

import pytest

from ecsquote.contract.workloads import UnknownKind, WorkloadReading
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from support_estates import REGION, places, read, resource, service, task_definition

EC2 = "AWS::EC2::"


def vpc(name: str = "main") -> Resource:
    return resource(f"aws_vpc.{name}", f"{EC2}VPC")


def subnet(name: str, of: str = "main") -> Resource:
    return resource(f"aws_subnet.{name}", f"{EC2}Subnet", REGION, VpcId=Reference(f"aws_vpc.{of}"))


def nat(name: str, in_subnet: str = "public", **members: Any) -> Resource:
    address = Reference(f"aws_eip.{name}", "id")
    properties = {"SubnetId": Reference(f"aws_subnet.{in_subnet}"), "AllocationId": address, **members}
    return resource(f"aws_nat_gateway.{name}", f"{EC2}NatGateway", REGION, **properties)


def routed(name: str, **route: object) -> tuple[Resource, ...]:
    """A subnet's own route table with one route."""
    table = f"aws_route_table.{name}"
    return (
        resource(table, f"{EC2}RouteTable", REGION, VpcId=Reference("aws_vpc.main")),
        resource(
            f"aws_route_table_association.{name}",
            f"{EC2}SubnetRouteTableAssociation",
            REGION,
            SubnetId=Reference(f"aws_subnet.{name}"),
            RouteTableId=Reference(table),
        ),
        resource(f"aws_route.{name}", f"{EC2}Route", REGION, RouteTableId=Reference(table), **route),
    )


def endpoint(name: str, *subnets: str, kind: str = "Interface", of: str = "main") -> Resource:
    return resource(
        f"aws_vpc_endpoint.{name}",
        f"{EC2}VPCEndpoint",
        REGION,
        VpcId=Reference(f"aws_vpc.{of}"),
        VpcEndpointType=kind,
        SubnetIds=[Reference(f"aws_subnet.{each}") for each in subnets],
    )


def in_subnets(value: object) -> Resource:
    return service(networkConfiguration={"awsvpcConfiguration": {"subnets": value}})


IN_PRIVATE = [Reference("aws_subnet.private")]
TO_NAT = {"NatGatewayId": Reference("aws_nat_gateway.a")}


def usage(reading: WorkloadReading) -> dict[str, Any]:
    [request] = reading.requests
    return dict(request.get("usage", {}))


def test_a_route_leads_to_the_nat_gateway_and_its_address() -> None:
    address = resource("aws_eip.a", f"{EC2}EIP")
    network = (vpc(), subnet("private"), subnet("public"), *routed("private", **TO_NAT), nat("a"), nat("b"), address)
    reading = read(task_definition(), in_subnets(IN_PRIVATE), *network)
    assert usage(reading) == {"nat_gateways": {"count": 1}}
    assert {source: place for source, place in places(reading).items() if place in ("usage", "not_priced")} == {
        "aws_nat_gateway.a": "usage",
        "aws_nat_gateway.b": "not_priced",
        "aws_eip.a": "usage",
    }
    [unknown] = reading.unknown
    assert (unknown.kind, unknown.taken, unknown.pointer) == (UnknownKind.USAGE, "0", "/requests/0/usage/nat_gateways")
    assert not any("VPC" in each.what for each in reading.assumed)


def test_a_public_subnet_uses_no_nat_gateway() -> None:
    gateway = resource("aws_internet_gateway.a", f"{EC2}InternetGateway")
    route = {"GatewayId": Reference("aws_internet_gateway.a")}
    network = (vpc(), subnet("public"), *routed("public", **route), gateway, nat("a"))
    reading = read(task_definition(), in_subnets([Reference("aws_subnet.public")]), *network)
    assert usage(reading) == {}
    assert places(reading)["aws_nat_gateway.a"] == "not_priced"


def test_routes_may_stand_in_the_route_table() -> None:
    table, association, _ = routed("private")
    inline = Resource(table.source, table.type, table.kind, {**table.properties, "Routes": [TO_NAT]}, REGION)
    network = (vpc(), subnet("private"), subnet("public"), inline, association, nat("a"))
    assert usage(read(task_definition(), in_subnets(IN_PRIVATE), *network)) == {"nat_gateways": {"count": 1}}


@pytest.mark.parametrize("value", [Unresolved("parameter Subnets has no default"), None])
def test_the_only_vpc_stands_in_where_subnets_are_not_known(value: object) -> None:
    network = (vpc(), subnet("public"), nat("a"), nat("b"))
    reading = read(task_definition(), in_subnets(value), *network)
    assert usage(reading) == {"nat_gateways": {"count": 2}}
    assert {each.source for each in reading.assumed} == {"aws_nat_gateway.a", "aws_nat_gateway.b"}
    two = read(task_definition(), in_subnets(value), *network, vpc("other"))
    assert usage(two) == {}


def test_subnets_that_are_named_and_not_in_the_file_are_in_another_vpc() -> None:
    reading = read(task_definition(), in_subnets(["subnet-0a"]), vpc(), subnet("public"), nat("a"))
    assert usage(reading) == {}


def test_zones_of_a_regional_nat_gateway_are_not_guessed() -> None:
    regional = nat("a", AvailabilityMode="regional")
    network = (vpc(), subnet("private"), subnet("public"), *routed("private", **TO_NAT), regional)
    reading = read(task_definition(), in_subnets(IN_PRIVATE), *network)
    assert usage(reading) == {"nat_gateways": {"count": 1}}
    [zones] = [each for each in reading.unknown if each.kind is UnknownKind.WORKLOAD]
    assert (zones.source, zones.taken) == ("aws_nat_gateway.a", "1")


def test_a_usage_file_gives_gb_by_address() -> None:
    both = (vpc(), subnet("public"), nat("a"), nat("b"))
    given: dict[str, dict[str, Any]] = {f"aws_nat_gateway.{name}": {"processed_gb": "10.5"} for name in "ab"}
    reading = read(task_definition(), in_subnets(None), *both, usage=given)
    assert usage(reading) == {"nat_gateways": {"count": 2, "processed_gb": "21"}}
    assert reading.complete
    half = read(task_definition(), in_subnets(None), *both, usage={"aws_nat_gateway.a": {"processed_gb": "10.5"}})
    assert [each.source for each in half.unknown] == ["aws_nat_gateway.b"]


def test_interface_endpoints_of_the_subnets_vpc_are_counted_by_zone() -> None:
    network = (vpc(), vpc("other"), subnet("private"), subnet("second"))
    endpoints = (
        endpoint("logs", "private", "second"),
        endpoint("ecr", "private", "second"),
        endpoint("s3", kind="Gateway"),
        endpoint("elsewhere", of="other"),
    )
    reading = read(task_definition(), in_subnets(IN_PRIVATE), *network, *endpoints)
    assert usage(reading) == {"vpc_endpoints": {"interface_endpoints": 2, "availability_zones": 2}}
    assert {each.source: each.place.value for each in reading.resources if "endpoint" in each.source} == {
        "aws_vpc_endpoint.logs": "usage",
        "aws_vpc_endpoint.ecr": "usage",
        "aws_vpc_endpoint.s3": "free",
        "aws_vpc_endpoint.elsewhere": "not_priced",
    }


def test_endpoints_in_different_numbers_of_zones_cost_their_sum() -> None:
    network = (vpc(), subnet("private"), subnet("second"))
    endpoints = (endpoint("logs", "private", "second"), endpoint("ecr", "private"))
    reading = read(task_definition(), in_subnets(IN_PRIVATE), *network, *endpoints)
    assert usage(reading) == {"vpc_endpoints": {"interface_endpoints": 3, "availability_zones": 1}}
