"""Networks of a saved scan in CloudFormation's words: VPCs, subnets, routes, NAT gateways and interface endpoints."""

from collections.abc import Iterator

from ecsquote.account.saved_scan import AwsObject, SavedRegion
from ecsquote.inputs.estate.resources import Reference, Resource

_VPC, _SUBNET = "AWS::EC2::VPC", "AWS::EC2::Subnet"
_TABLE, _ASSOCIATION = "AWS::EC2::RouteTable", "AWS::EC2::SubnetRouteTableAssociation"
_NAT, _ENDPOINT = "AWS::EC2::NatGateway", "AWS::EC2::VPCEndpoint"
_LIVE = ("available", "pending")


def network_resources(region: SavedRegion) -> Iterator[Resource]:
    """The networks of a Region."""
    vpcs = {str(each["VpcId"]) for each in (*region.subnets, *region.vpc_endpoints) if each.get("VpcId")}
    for vpc in sorted(vpcs):
        yield Resource(vpc, _VPC, _VPC)
    for subnet in region.subnets:
        properties = {"VpcId": Reference(str(subnet.get("VpcId")))}
        yield Resource(str(subnet["SubnetId"]), _SUBNET, _SUBNET, properties)
    yield from _routes(region)
    for gateway in live_nat_gateways(region):
        yield Resource(str(gateway["NatGatewayId"]), _NAT, _NAT, _nat_gateway(gateway))
    for endpoint in region.vpc_endpoints:
        if str(endpoint.get("State", "available")).lower() in _LIVE:
            yield Resource(str(endpoint["VpcEndpointId"]), _ENDPOINT, _ENDPOINT, _endpoint(endpoint))


def live_nat_gateways(region: SavedRegion) -> list[AwsObject]:
    """The NAT gateways that are billed."""
    return [each for each in region.nat_gateways if str(each.get("State", "available")).lower() in _LIVE]


def _routes(region: SavedRegion) -> Iterator[Resource]:
    """The route tables; a subnet without an association of its own has its VPC's main table."""
    own: set[str] = set()
    main: dict[object, str] = {}
    for table in region.route_tables:
        source = str(table["RouteTableId"])
        routes = [
            {"NatGatewayId": Reference(str(route["NatGatewayId"]))}
            for route in table.get("Routes") or ()
            if route.get("NatGatewayId") and route.get("State", "active") == "active"
        ]
        yield Resource(source, _TABLE, _TABLE, {"Routes": routes})
        for association in table.get("Associations") or ():
            if association.get("SubnetId"):
                own.add(str(association["SubnetId"]))
                yield _association(str(association["SubnetId"]), source)
            elif association.get("Main"):
                main[table.get("VpcId")] = source
    for subnet in region.subnets:
        name = str(subnet["SubnetId"])
        if name not in own and subnet.get("VpcId") in main:
            yield _association(name, main[subnet.get("VpcId")])


def _association(subnet: str, table: str) -> Resource:
    properties = {"SubnetId": Reference(subnet), "RouteTableId": Reference(table)}
    return Resource(f"{table}/{subnet}", _ASSOCIATION, _ASSOCIATION, properties)


def _nat_gateway(gateway: AwsObject) -> dict[str, object]:
    return {
        "SubnetId": Reference(str(gateway.get("SubnetId"))),
        "VpcId": Reference(str(gateway.get("VpcId"))),
        **{name: gateway[name] for name in ("ConnectivityType", "AvailabilityMode") if name in gateway},
    }


def _endpoint(endpoint: AwsObject) -> dict[str, object]:
    return {
        "VpcEndpointType": endpoint.get("VpcEndpointType", "Gateway"),
        "VpcId": Reference(str(endpoint.get("VpcId"))),
        "SubnetIds": [Reference(str(each)) for each in endpoint.get("SubnetIds") or ()],
    }
