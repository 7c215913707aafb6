"""Which subnets, VPCs and routes a service has, as far as the file shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.values import entries
from ecsquote.inputs.estate.resources import Resource

SUBNET, VPC, NAT_GATEWAY = "AWS::EC2::Subnet", "AWS::EC2::VPC", "AWS::EC2::NatGateway"
_ASSOCIATION, _TABLE, _ROUTE = "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::RouteTable", "AWS::EC2::Route"
_INTERNET_GATEWAY = "AWS::EC2::InternetGateway"


@dataclass(frozen=True, slots=True)
class Network:
    """The network of one estate."""

    index: EstateIndex

    def subnets(self, value: object) -> list[Resource]:
        """The subnets of the file that a value refers to."""
        return self.index.all_referred(value, SUBNET)

    def vpcs(self, subnets: Iterable[Resource]) -> set[str]:
        """The addresses of the VPCs of subnets."""
        return {each.source for subnet in subnets for each in self._vpcs_in(subnet.properties.get("VpcId"))}

    def vpc_of(self, resource: Resource) -> set[str]:
        """The addresses of the VPCs that a NAT gateway or an endpoint is in: its own, or that of its subnets."""
        properties = resource.properties
        own = {each.source for each in self._vpcs_in(properties.get("VpcId"))}
        return own | self.vpcs(self.subnets([properties.get("SubnetId"), properties.get("SubnetIds")]))

    def only_vpc(self, region: str | None) -> str | None:
        """The one VPC of the file in a Region; None where it has none or several."""
        found = [each for each in self.index.of_kind(VPC) if each.region in (None, region)]
        return found[0].source if len(found) == 1 else None

    def nat_gateways(self, subnet: Resource) -> list[Resource] | None:
        """The NAT gateways that a subnet routes to; None where its routes are not in the file."""
        routes = self._routes(subnet)
        return None if routes is None else self.index.all_referred(routes, NAT_GATEWAY)

    def is_public(self, subnet: Resource) -> bool | None:
        """Whether a subnet routes to an internet gateway; None where its routes are not in the file."""
        routes = self._routes(subnet)
        return None if routes is None else bool(self.index.all_referred(routes, _INTERNET_GATEWAY))

    def _vpcs_in(self, value: object) -> list[Resource]:
        return self.index.all_referred(value, VPC)

    def _routes(self, subnet: Resource) -> list[object] | None:
        """What the routes of a subnet say; None where the file associates no route table with it."""
        tables = {
            table.source: table
            for association in self.index.referring(_ASSOCIATION, "SubnetId", subnet.source)
            for table in self.index.all_referred(association.properties.get("RouteTableId"), _TABLE)
        }
        if not tables:
            return None
        written: list[object] = []
        for source, table in tables.items():
            written += [route.properties for route in self.index.referring(_ROUTE, "RouteTableId", source)]
            written += entries(table.properties.get("Routes"))
        return written
