"""Resource types that cost nothing by themselves, by CloudFormation's name or the file's own word.

What such a resource makes possible (the traffic of a gateway, the tasks of a cluster) is billed elsewhere. Sources: the
pricing page of each service, e.g. https://aws.amazon.com/vpc/pricing/ (VPCs, subnets, route tables, security groups),
https://aws.amazon.com/iam/ and https://aws.amazon.com/autoscaling/pricing/ ("available at no additional charge").
"""

from collections.abc import Mapping

from ecsquote.inputs.estate.resources import Resource

_FREE_PREFIXES = ("AWS::IAM::", "AWS::ApplicationAutoScaling::", "AWS::CDK::", "aws_iam_")
_FREE_TYPES: Mapping[str, str] = {
    "AWS::ECS::": "Cluster ClusterCapacityProviderAssociations PrimaryTaskSet CapacityProvider",
    "AWS::EC2::": "VPC VPCCidrBlock Subnet SubnetCidrBlock SubnetRouteTableAssociation RouteTable Route "
    "InternetGateway VPCGatewayAttachment EgressOnlyInternetGateway SecurityGroup SecurityGroupIngress "
    "SecurityGroupEgress NetworkAcl NetworkAclEntry SubnetNetworkAclAssociation DHCPOptions "
    "VPCDHCPOptionsAssociation KeyPair PlacementGroup VPCPeeringConnection PrefixList EIPAssociation LaunchTemplate "
    "NetworkInterface CustomerGateway",
    "AWS::ElasticLoadBalancingV2::": "TargetGroup Listener ListenerRule ListenerCertificate",
    "AWS::AutoScaling::": "LifecycleHook ScalingPolicy ScheduledAction LaunchConfiguration",
    "AWS::EFS::": "MountTarget AccessPoint",
    "AWS::SecretsManager::": "ResourcePolicy SecretTargetAttachment",
    "AWS::Logs::": "LogStream ResourcePolicy",
    "AWS::KMS::": "Alias",
    "AWS::CloudFormation::": "WaitConditionHandle WaitCondition Stack",
    "AWS::Events::": "EventBusPolicy Rule",
    "AWS::Scheduler::": "ScheduleGroup",
    "AWS::ServiceDiscovery::": "HttpNamespace",
    "AWS::Lambda::": "Permission",
    "AWS::": "S3::BucketPolicy SNS::TopicPolicy SQS::QueuePolicy",
    "aws_": "ecs_account_setting_default cloudwatch_event_target ecr_lifecycle_policy ecr_repository_policy "
    "default_security_group "
    "default_network_acl default_route_table default_vpc default_subnet default_vpc_dhcp_options key_pair "
    "acm_certificate_validation cloudwatch_log_resource_policy cloudwatch_event_permission "
    "appautoscaling_scheduled_action lb_target_group_attachment alb_target_group_attachment security_group_rule "
    "vpc_security_group_ingress_rule vpc_security_group_egress_rule s3_bucket_policy "
    "s3_bucket_public_access_block sns_topic_policy sqs_queue_policy lambda_permission "
    "secretsmanager_secret_version secretsmanager_secret_policy efs_file_system_policy main_route_table_association "
    "lb_listener_certificate",
    "AWS::AppMesh::": "Mesh VirtualNode VirtualRouter VirtualService VirtualGateway Route GatewayRoute",
    "AWS::CodeDeploy::": "Application DeploymentGroup DeploymentConfig",
    "AWS::RDS::": "DBSubnetGroup DBParameterGroup DBClusterParameterGroup",
    "AWS::ElastiCache::": "SubnetGroup ParameterGroup",
    "": "random_id random_integer random_password random_pet random_shuffle random_string random_uuid null_resource "
    "terraform_data time_sleep time_static time_rotating tls_private_key tls_self_signed_cert local_file "
    "local_sensitive_file",
}
"""By the beginning of a type's name, the rest of those that are free."""
_OF_ECS = frozenset({"INACTIVE service", "DRAINING service", "tasks of a service"})
"""Words of ECS documents for what runs nothing, or is counted with its service."""
_OF_COMPOSE = frozenset({"compose networks", "compose configs"})
_FREE = _OF_ECS | _OF_COMPOSE | {beginning + rest for beginning, names in _FREE_TYPES.items() for rest in names.split()}


def is_free(resource: Resource) -> bool:
    """Whether AWS bills nothing for such a resource itself."""
    kind, properties = resource.kind, resource.properties
    if kind == "AWS::SSM::Parameter":
        return properties.get("Tier") in (None, "Standard")
    if kind == "AWS::EC2::VPCEndpoint":
        return properties.get("VpcEndpointType") in (None, "Gateway")
    return kind in _FREE or kind.startswith(_FREE_PREFIXES)
