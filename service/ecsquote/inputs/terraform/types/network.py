"""Terraform's types around services: networks, load balancers, names."""

from collections.abc import Mapping

from ecsquote.inputs.terraform.fields import TypeMapping, aws, block, blocks, computed, join, joins, one, words

_SUBNETS = "aws_subnet aws_default_subnet"
_VPCS = "aws_vpc aws_default_vpc"
_TABLES = "aws_route_table aws_default_route_table"
_BALANCERS = "aws_lb aws_alb"
_GROUPS = "aws_lb_target_group aws_alb_target_group"
_GATEWAYS = "aws_internet_gateway aws_vpn_gateway"
_SCHEMES = {True: "internal", False: "internet-facing"}


_ROUTE = (
    join("nat_gateway_id", "aws_nat_gateway"),
    join("gateway_id", _GATEWAYS),
    join("egress_only_gateway_id", "aws_egress_only_internet_gateway", "EgressOnlyInternetGatewayId"),
    join("transit_gateway_id", "aws_ec2_transit_gateway"),
    join("vpc_endpoint_id", "aws_vpc_endpoint"),
    join("network_interface_id", "aws_network_interface"),
)
_ACTION = (
    "type",
    join("target_group_arn", _GROUPS),
    computed(
        block(
            "forward",
            blocks("target_group", join("arn", _GROUPS, "TargetGroupArn"), "weight", name="TargetGroups"),
            name="ForwardConfig",
        )
    ),
)

_LOAD_BALANCER = aws(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "name ip_address_type",
    one("load_balancer_type", "Type"),
    words("internal", "Scheme", _SCHEMES),
    joins("subnets", _SUBNETS),
    computed(
        blocks("subnet_mapping", join("subnet_id", _SUBNETS), join("allocation_id", "aws_eip"), name="SubnetMappings")
    ),
)
_TARGET_GROUP = aws("AWS::ElasticLoadBalancingV2::TargetGroup", "name target_type port protocol", join("vpc_id", _VPCS))
_LISTENER = aws(
    "AWS::ElasticLoadBalancingV2::Listener",
    "port protocol",
    join("load_balancer_arn", _BALANCERS),
    blocks("default_action", *_ACTION, name="DefaultActions"),
)
_LISTENER_RULE = aws(
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "priority",
    join("listener_arn", "aws_lb_listener aws_alb_listener"),
    blocks("action", *_ACTION, name="Actions"),
)
_SUBNET = aws(
    "AWS::EC2::Subnet",
    "availability_zone availability_zone_id cidr_block map_public_ip_on_launch",
    join("vpc_id", _VPCS),
)
_ROUTE_TABLE = aws(
    "AWS::EC2::RouteTable",
    join("vpc_id", _VPCS),
    computed(blocks("route", one("cidr_block", "DestinationCidrBlock"), *_ROUTE, name="Routes")),
)
_NAMESPACE = "aws_service_discovery_private_dns_namespace aws_service_discovery_public_dns_namespace"

ROWS: Mapping[str, TypeMapping] = {
    "aws_lb": _LOAD_BALANCER,
    "aws_alb": _LOAD_BALANCER,
    "aws_lb_target_group": _TARGET_GROUP,
    "aws_alb_target_group": _TARGET_GROUP,
    "aws_lb_listener": _LISTENER,
    "aws_alb_listener": _LISTENER,
    "aws_lb_listener_rule": _LISTENER_RULE,
    "aws_alb_listener_rule": _LISTENER_RULE,
    "aws_elb": aws(
        "AWS::ElasticLoadBalancing::LoadBalancer",
        one("name", "LoadBalancerName"),
        words("internal", "Scheme", _SCHEMES),
        joins("subnets", _SUBNETS),
        "availability_zones",
    ),
    "aws_vpc": aws("AWS::EC2::VPC", "cidr_block"),
    "aws_default_vpc": aws("AWS::EC2::VPC", "cidr_block"),
    "aws_subnet": _SUBNET,
    "aws_default_subnet": _SUBNET,
    "aws_route_table": _ROUTE_TABLE,
    "aws_default_route_table": _ROUTE_TABLE,
    "aws_route": aws("AWS::EC2::Route", "destination_cidr_block", join("route_table_id", _TABLES), *_ROUTE),
    "aws_route_table_association": aws(
        "AWS::EC2::SubnetRouteTableAssociation",
        join("subnet_id", _SUBNETS),
        join("route_table_id", _TABLES),
        join("gateway_id", _GATEWAYS),
    ),
    "aws_main_route_table_association": aws(
        "aws_main_route_table_association", join("vpc_id", _VPCS), join("route_table_id", _TABLES)
    ),
    "aws_nat_gateway": aws(
        "AWS::EC2::NatGateway",
        "connectivity_type availability_mode",
        join("subnet_id", _SUBNETS),
        join("vpc_id", _VPCS),
        join("allocation_id", "aws_eip"),
        joins("secondary_allocation_ids", "aws_eip"),
        computed(
            blocks(
                "availability_zone_address",
                "availability_zone availability_zone_id",
                joins("allocation_ids", "aws_eip"),
                name="AvailabilityZoneAddresses",
            )
        ),
    ),
    "aws_eip": aws("AWS::EC2::EIP", "domain", join("instance", "aws_instance", "InstanceId")),
    "aws_internet_gateway": aws("AWS::EC2::InternetGateway", join("vpc_id", _VPCS)),
    "aws_egress_only_internet_gateway": aws("AWS::EC2::EgressOnlyInternetGateway", join("vpc_id", _VPCS)),
    "aws_vpc_endpoint": aws(
        "AWS::EC2::VPCEndpoint",
        "service_name vpc_endpoint_type",
        join("vpc_id", _VPCS),
        joins("subnet_ids", _SUBNETS),
        joins("route_table_ids", _TABLES),
    ),
    "aws_security_group": aws("AWS::EC2::SecurityGroup", join("vpc_id", _VPCS)),
    "aws_service_discovery_private_dns_namespace": aws(
        "AWS::ServiceDiscovery::PrivateDnsNamespace", "name", join("vpc", _VPCS)
    ),
    "aws_service_discovery_public_dns_namespace": aws("AWS::ServiceDiscovery::PublicDnsNamespace", "name"),
    "aws_service_discovery_http_namespace": aws("AWS::ServiceDiscovery::HttpNamespace", "name"),
    "aws_service_discovery_service": aws(
        "AWS::ServiceDiscovery::Service",
        "name",
        join("namespace_id", f"{_NAMESPACE} aws_service_discovery_http_namespace"),
        block("dns_config", join("namespace_id", _NAMESPACE)),
    ),
}
