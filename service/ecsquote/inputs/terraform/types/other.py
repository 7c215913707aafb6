"""Terraform's types of the services that tasks use, and the CloudFormation names of types that need no properties."""

from collections.abc import Mapping
from typing import Any

from ecsquote.inputs.terraform.fields import Field, TypeMapping, aws, block, blocks, join, one

_DIMENSION_OWNERS = frozenset(
    {
        "aws_ecs_service",
        "aws_ecs_cluster",
        "aws_lb",
        "aws_alb",
        "aws_lb_target_group",
        "aws_nat_gateway",
        "aws_cloudwatch_log_group",
        "aws_autoscaling_group",
        "aws_efs_file_system",
    }
)


def _dimensions(value: Any) -> list[dict[str, Any]]:
    """A map as CloudFormation's list of Name and Value."""
    if not isinstance(value, Mapping):
        raise ValueError("must be a map of names and values")
    return [{"Name": name, "Value": given} for name, given in value.items()]


_DIMENSIONS = Field(attribute="dimensions", name="Dimensions", part_of=_DIMENSION_OWNERS, convert=_dimensions)

ROWS: Mapping[str, TypeMapping] = {
    "aws_cloudwatch_log_group": aws(
        "AWS::Logs::LogGroup",
        one("name", "LogGroupName"),
        "log_group_class retention_in_days",
    ),
    "aws_cloudwatch_metric_alarm": aws(
        "AWS::CloudWatch::Alarm",
        "alarm_name metric_name namespace period statistic extended_statistic evaluation_periods",
        _DIMENSIONS,
        blocks(
            "metric_query",
            "id expression return_data",
            block(
                "metric",
                one("namespace", "Metric.Namespace"),
                one("metric_name", "Metric.MetricName"),
                Field(
                    attribute="dimensions",
                    name="Metric.Dimensions",
                    part_of=_DIMENSION_OWNERS,
                    convert=_dimensions,
                ),
                "period stat",
                name="MetricStat",
            ),
            name="Metrics",
        ),
    ),
    "aws_cloudwatch_composite_alarm": aws("AWS::CloudWatch::CompositeAlarm", "alarm_name"),
    "aws_efs_file_system": aws(
        "AWS::EFS::FileSystem",
        "performance_mode throughput_mode availability_zone_name encrypted",
        one("provisioned_throughput_in_mibps", "ProvisionedThroughputInMibps"),
        blocks(
            "lifecycle_policy",
            one("transition_to_ia", "TransitionToIA"),
            "transition_to_archive transition_to_primary_storage_class",
            name="LifecyclePolicies",
        ),
    ),
    "aws_efs_mount_target": aws(
        "AWS::EFS::MountTarget",
        join("file_system_id", "aws_efs_file_system"),
        join("subnet_id", "aws_subnet aws_default_subnet"),
    ),
    "aws_efs_access_point": aws("AWS::EFS::AccessPoint", join("file_system_id", "aws_efs_file_system")),
    "aws_secretsmanager_secret": aws(
        "AWS::SecretsManager::Secret",
        "name",
        blocks("replica", "region", name="ReplicaRegions"),
    ),
    "aws_secretsmanager_secret_version": aws(
        "aws_secretsmanager_secret_version", join("secret_id", "aws_secretsmanager_secret")
    ),
    "aws_ssm_parameter": aws("AWS::SSM::Parameter", "name type tier"),
    "aws_ecr_repository": aws("AWS::ECR::Repository", one("name", "RepositoryName")),
    "aws_kms_key": aws("AWS::KMS::Key", "is_enabled", one("multi_region", "MultiRegion")),
    "aws_kms_alias": aws("AWS::KMS::Alias", one("name", "AliasName"), join("target_key_id", "aws_kms_key")),
}

NAMES: Mapping[str, str] = {
    "aws_appmesh_mesh": "AWS::AppMesh::Mesh",
    "aws_appmesh_virtual_node": "AWS::AppMesh::VirtualNode",
    "aws_appmesh_virtual_service": "AWS::AppMesh::VirtualService",
    "aws_autoscaling_lifecycle_hook": "AWS::AutoScaling::LifecycleHook",
    "aws_autoscaling_policy": "AWS::AutoScaling::ScalingPolicy",
    "aws_autoscaling_schedule": "AWS::AutoScaling::ScheduledAction",
    "aws_acm_certificate": "AWS::CertificateManager::Certificate",
    "aws_api_gateway_rest_api": "AWS::ApiGateway::RestApi",
    "aws_apigatewayv2_api": "AWS::ApiGatewayV2::Api",
    "aws_apigatewayv2_vpc_link": "AWS::ApiGatewayV2::VpcLink",
    "aws_cloudfront_distribution": "AWS::CloudFront::Distribution",
    "aws_cloudwatch_dashboard": "AWS::CloudWatch::Dashboard",
    "aws_cloudwatch_event_bus": "AWS::Events::EventBus",
    "aws_cloudwatch_log_metric_filter": "AWS::Logs::MetricFilter",
    "aws_cloudwatch_log_resource_policy": "AWS::Logs::ResourcePolicy",
    "aws_cloudwatch_log_stream": "AWS::Logs::LogStream",
    "aws_cloudwatch_log_subscription_filter": "AWS::Logs::SubscriptionFilter",
    "aws_codebuild_project": "AWS::CodeBuild::Project",
    "aws_codedeploy_app": "AWS::CodeDeploy::Application",
    "aws_codedeploy_deployment_group": "AWS::CodeDeploy::DeploymentGroup",
    "aws_codepipeline": "AWS::CodePipeline::Pipeline",
    "aws_customer_gateway": "AWS::EC2::CustomerGateway",
    "aws_db_instance": "AWS::RDS::DBInstance",
    "aws_db_subnet_group": "AWS::RDS::DBSubnetGroup",
    "aws_dynamodb_table": "AWS::DynamoDB::Table",
    "aws_ebs_volume": "AWS::EC2::Volume",
    "aws_ec2_transit_gateway": "AWS::EC2::TransitGateway",
    "aws_ec2_transit_gateway_vpc_attachment": "AWS::EC2::TransitGatewayVpcAttachment",
    "aws_ecr_replication_configuration": "AWS::ECR::ReplicationConfiguration",
    "aws_eip_association": "AWS::EC2::EIPAssociation",
    "aws_elasticache_cluster": "AWS::ElastiCache::CacheCluster",
    "aws_elasticache_replication_group": "AWS::ElastiCache::ReplicationGroup",
    "aws_elasticache_subnet_group": "AWS::ElastiCache::SubnetGroup",
    "aws_flow_log": "AWS::EC2::FlowLog",
    "aws_globalaccelerator_accelerator": "AWS::GlobalAccelerator::Accelerator",
    "aws_iam_group": "AWS::IAM::Group",
    "aws_iam_instance_profile": "AWS::IAM::InstanceProfile",
    "aws_iam_policy": "AWS::IAM::ManagedPolicy",
    "aws_iam_role": "AWS::IAM::Role",
    "aws_iam_role_policy": "AWS::IAM::RolePolicy",
    "aws_iam_service_linked_role": "AWS::IAM::ServiceLinkedRole",
    "aws_iam_user": "AWS::IAM::User",
    "aws_kinesis_firehose_delivery_stream": "AWS::KinesisFirehose::DeliveryStream",
    "aws_kinesis_stream": "AWS::Kinesis::Stream",
    "aws_lambda_function": "AWS::Lambda::Function",
    "aws_lambda_permission": "AWS::Lambda::Permission",
    "aws_lb_listener_certificate": "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    "aws_mq_broker": "AWS::AmazonMQ::Broker",
    "aws_network_acl": "AWS::EC2::NetworkAcl",
    "aws_network_acl_rule": "AWS::EC2::NetworkAclEntry",
    "aws_network_interface": "AWS::EC2::NetworkInterface",
    "aws_opensearch_domain": "AWS::OpenSearchService::Domain",
    "aws_placement_group": "AWS::EC2::PlacementGroup",
    "aws_rds_cluster": "AWS::RDS::DBCluster",
    "aws_rds_cluster_instance": "AWS::RDS::DBInstance",
    "aws_route53_record": "AWS::Route53::RecordSet",
    "aws_route53_zone": "AWS::Route53::HostedZone",
    "aws_s3_bucket": "AWS::S3::Bucket",
    "aws_s3_bucket_policy": "AWS::S3::BucketPolicy",
    "aws_scheduler_schedule_group": "AWS::Scheduler::ScheduleGroup",
    "aws_secretsmanager_secret_policy": "AWS::SecretsManager::ResourcePolicy",
    "aws_secretsmanager_secret_rotation": "AWS::SecretsManager::RotationSchedule",
    "aws_sfn_state_machine": "AWS::StepFunctions::StateMachine",
    "aws_sns_topic": "AWS::SNS::Topic",
    "aws_sns_topic_subscription": "AWS::SNS::Subscription",
    "aws_sqs_queue": "AWS::SQS::Queue",
    "aws_sqs_queue_policy": "AWS::SQS::QueuePolicy",
    "aws_vpc_dhcp_options": "AWS::EC2::DHCPOptions",
    "aws_vpc_security_group_egress_rule": "AWS::EC2::SecurityGroupEgress",
    "aws_vpc_security_group_ingress_rule": "AWS::EC2::SecurityGroupIngress",
    "aws_vpn_connection": "AWS::EC2::VPNConnection",
    "aws_vpn_gateway": "AWS::EC2::VPNGateway",
    "aws_wafv2_web_acl": "AWS::WAFv2::WebACL",
    "aws_wafv2_web_acl_association": "AWS::WAFv2::WebACLAssociation",
}
"""CloudFormation's type for Terraform's, where none of its properties matters here."""
