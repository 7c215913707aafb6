"""NAT gateways and interface endpoints of services: by the routes and subnets of their tasks, else by the only VPC."""

from collections.abc import Callable, Sequence

from ecsquote.inputs.assembly.network import NAT_GATEWAY, Network
from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.surroundings import USAGE, RegionSurroundings
from ecsquote.inputs.assembly.values import entries, is_known, text, why_unknown
from ecsquote.inputs.estate.resources import Resource

ENDPOINT = "AWS::EC2::VPCEndpoint"
INTERFACE = "Interface"
_NAT, _ENDPOINTS = "nat_gateways", "vpc_endpoints"
_REGIONAL, _PRIVATE = "regional", "private"


def read_gateways(
    parts: Sequence[ServicePart], subnets: Callable[[ServicePart], object], found: RegionSurroundings
) -> None:
    """The NAT gateways and interface endpoints that the tasks of these services use, each once.

    `subnets`: where the tasks of a service stand; their own subnets, or those of their instances.
    """
    network = Network(found.context.index)
    in_vpcs = [(each, network.vpc_of(each)) for each in network.index.of_kind(ENDPOINT) if is_interface(each)]
    gateways: dict[str, Resource] = {}
    endpoints: dict[str, Resource] = {}
    for part in parts:
        stands_in = subnets(part)
        known = network.subnets(stands_in)
        routed = [network.nat_gateways(subnet) for subnet in known]
        vpcs = network.vpcs(known)
        elsewhere = stands_in is not None and is_known(stands_in)
        only = None if elsewhere else network.only_vpc(found.region)
        if known and all(each is not None for each in routed):
            gateways |= {each.source: each for some in routed for each in some or ()}
        elif only is not None and (not vpcs or only in vpcs):
            gateways |= _in_vpcs(NAT_GATEWAY, {only}, network, found)
        if vpcs:
            endpoints |= {each.source: each for each, own in in_vpcs if own & vpcs}
        elif only is not None:
            endpoints |= _in_vpcs(ENDPOINT, {only}, network, found)
    _write_gateways(_in_order(gateways, found), found)
    _write_endpoints(_in_order(endpoints, found), found)


def is_interface(endpoint: Resource) -> bool:
    """Whether an endpoint is billed by the hour as an interface; endpoints are gateways where nobody says."""
    return text(endpoint.properties.get("VpcEndpointType")) == INTERFACE


def _in_vpcs(kind: str, vpcs: set[str], network: Network, found: RegionSurroundings) -> dict[str, Resource]:
    """What stands in the only VPC of the file, said as an assumption."""
    here = {}
    for each in network.index.of_kind(kind):
        if network.vpc_of(each) & vpcs and (kind == NAT_GATEWAY or is_interface(each)):
            section = _NAT if kind == NAT_GATEWAY else _ENDPOINTS
            what = "it is in the only VPC of the file, where the services are taken to be"
            found.notes.assume(each.source, what, f"{USAGE}/{section}")
            here[each.source] = each
    return here


def _in_order(wanted: dict[str, Resource], found: RegionSurroundings) -> list[Resource]:
    return [each for each in found.context.index.estate.resources if each.source in wanted]


def _write_gateways(gateways: Sequence[Resource], found: RegionSurroundings) -> None:
    if not gateways:
        return
    found.section(_NAT, count=len(gateways))
    for gateway in gateways:
        found.take(gateway.source)
        properties = gateway.properties
        if text(properties.get("AvailabilityMode")) == _REGIONAL:
            what = "a regional NAT gateway: in how many Availability Zones its hours are billed"
            found.notes.workload_unknown(gateway.source, what, "1", f"{USAGE}/{_NAT}")
        if text(properties.get("ConnectivityType")) == _PRIVATE:
            what = "a private NAT gateway has no public IPv4 address; one is priced"
            found.notes.warn(gateway.source, what, f"{USAGE}/{_NAT}")
        found.ask(gateway.source, _NAT, "processed_gb", "GB through the NAT gateway in the month")


def _write_endpoints(endpoints: Sequence[Resource], found: RegionSurroundings) -> None:
    if not endpoints:
        return
    zones = [_zones(each, found) for each in endpoints]
    same = len(set(zones)) == 1
    count, each_in = (len(zones), zones[0]) if same else (sum(zones), 1)
    found.section(_ENDPOINTS, interface_endpoints=count, availability_zones=each_in)
    if not same:
        what = f"endpoints in different numbers of zones are counted as {count} in one zone, which costs the same"
        found.notes.assume(endpoints[0].source, what, f"{USAGE}/{_ENDPOINTS}")
    for endpoint in endpoints:
        found.take(endpoint.source)
        found.ask(endpoint.source, _ENDPOINTS, "processed_gb", "GB through the endpoint in the month")


def _zones(endpoint: Resource, found: RegionSurroundings) -> int:
    """One zone for each subnet."""
    value = endpoint.properties.get("SubnetIds")
    if isinstance(value, list | tuple) and value:
        return len(entries(value))
    why = why_unknown(value) if not is_known(value) else "no subnets"
    found.notes.workload_unknown(endpoint.source, f"its Availability Zones: {why}", "1", f"{USAGE}/{_ENDPOINTS}")
    return 1
