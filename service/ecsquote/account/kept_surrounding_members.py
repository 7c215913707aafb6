"""What a scan keeps of the objects around ECS: instances, scaling, load balancers, networks, storage, schedules.

User data, inputs of rules and schedules, and credentials are not among them.
"""

from collections.abc import Mapping

from ecsquote.account.member_lists import TAGS, TEXT, Members, members

_ZONE = members("ZoneName SubnetId", LoadBalancerAddresses=members("AllocationId IpAddress PrivateIPv4Address"))
_SUSPENDED = members("DynamicScalingInSuspended DynamicScalingOutSuspended ScheduledScalingSuspended")
_METRIC = members(
    "MetricName Namespace Statistic Unit",
    Dimensions=members("Name Value"),
)
_TARGET_TRACKING = members(
    "TargetValue ScaleOutCooldown ScaleInCooldown DisableScaleIn",
    PredefinedMetricSpecification=members("PredefinedMetricType ResourceLabel"),
    CustomizedMetricSpecification=_METRIC,
)
_STEP_SCALING = members(
    "AdjustmentType MinAdjustmentMagnitude Cooldown MetricAggregationType",
    StepAdjustments=members("MetricIntervalLowerBound MetricIntervalUpperBound ScalingAdjustment"),
)
_SCALED = "ServiceNamespace ResourceId ScalableDimension"
_EC2_INSTANCE = members(
    "InstanceId InstanceType LaunchTime Architecture Platform PlatformDetails UsageOperation InstanceLifecycle "
    "SpotInstanceRequestId SubnetId VpcId PublicIpAddress EbsOptimized VirtualizationType CapacityReservationId "
    "AmiLaunchIndex ImageId",
    Tags=TAGS,
    State=members("Code Name"),
    Placement=members("AvailabilityZone Tenancy HostId"),
    Operator=members("Managed Principal"),
    CpuOptions=members("CoreCount ThreadsPerCore"),
    BlockDeviceMappings=members(
        "DeviceName", Ebs=members("VolumeId Status DeleteOnTermination AttachTime AssociatedResource")
    ),
)
_GROUP = members(
    "AutoScalingGroupName AutoScalingGroupARN MinSize MaxSize DesiredCapacity AvailabilityZones VPCZoneIdentifier "
    "CreatedTime LaunchConfigurationName CapacityRebalance",
    Tags=TAGS,
    Instances=members("InstanceId InstanceType AvailabilityZone LifecycleState HealthStatus"),
    LaunchTemplate=members("LaunchTemplateId LaunchTemplateName Version"),
    MixedInstancesPolicy=members(
        "",
        InstancesDistribution=members(
            "OnDemandAllocationStrategy OnDemandBaseCapacity OnDemandPercentageAboveBaseCapacity "
            "SpotAllocationStrategy SpotInstancePools SpotMaxPrice"
        ),
        LaunchTemplate=members("", Overrides=members("InstanceType WeightedCapacity")),
    ),
)
_LOAD_BALANCER = members(
    "LoadBalancerArn LoadBalancerName DNSName CreatedTime Scheme VpcId Type IpAddressType VPCId Subnets "
    "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
    State=members("Code"),
    AvailabilityZones={**_ZONE, TEXT: True},
    Instances=members("InstanceId"),
)
_TASK_TARGET = members(
    "TaskDefinitionArn TaskCount LaunchType PlatformVersion Group PropagateTags EnableECSManagedTags",
    CapacityProviderStrategy=members("capacityProvider weight base"),
    NetworkConfiguration={
        "awsvpcConfiguration": members("Subnets SecurityGroups AssignPublicIp"),
    },
)
_ADDRESS = members("AllocationId PublicIp NetworkInterfaceId PrivateIp IsPrimary AssociationId AvailabilityZone Status")

SURROUNDING_MEMBERS: Mapping[str, Members] = {
    "auto_scaling_groups": _GROUP,
    "instances": _EC2_INSTANCE,
    "volumes": members(
        "VolumeId VolumeType Size Iops Throughput State AvailabilityZone CreateTime Encrypted MultiAttachEnabled",
        Tags=TAGS,
        Attachments=members("InstanceId VolumeId State Device DeleteOnTermination AttachTime AssociatedResource"),
    ),
    "scalable_targets": members(
        f"{_SCALED} MinCapacity MaxCapacity CreationTime ScalableTargetARN", SuspendedState=_SUSPENDED
    ),
    "scaling_policies": members(
        f"{_SCALED} PolicyARN PolicyName PolicyType CreationTime",
        TargetTrackingScalingPolicyConfiguration=_TARGET_TRACKING,
        StepScalingPolicyConfiguration=_STEP_SCALING,
    ),
    "scheduled_actions": members(
        f"{_SCALED} ScheduledActionName ScheduledActionARN Schedule Timezone StartTime EndTime CreationTime",
        ScalableTargetAction=members("MinCapacity MaxCapacity"),
    ),
    "scaling_activities": members(f"{_SCALED} Description StartTime EndTime StatusCode"),
    "load_balancers": _LOAD_BALANCER,
    "target_groups": members("TargetGroupArn TargetGroupName Protocol Port VpcId TargetType LoadBalancerArns"),
    "listeners": members(
        "ListenerArn LoadBalancerArn Port Protocol", MutualAuthentication=members("Mode TrustStoreArn")
    ),
    "nat_gateways": members(
        "NatGatewayId SubnetId VpcId State ConnectivityType AvailabilityMode CreateTime DeleteTime",
        Tags=TAGS,
        NatGatewayAddresses=_ADDRESS,
    ),
    "route_tables": members(
        "RouteTableId VpcId",
        Tags=TAGS,
        Associations=members("RouteTableAssociationId RouteTableId SubnetId GatewayId Main"),
        Routes=members(
            "DestinationCidrBlock DestinationIpv6CidrBlock DestinationPrefixListId GatewayId NatGatewayId "
            "NetworkInterfaceId TransitGatewayId VpcPeeringConnectionId EgressOnlyInternetGatewayId State Origin"
        ),
    ),
    "subnets": members(
        "SubnetId VpcId AvailabilityZone AvailabilityZoneId MapPublicIpOnLaunch DefaultForAz State", Tags=TAGS
    ),
    "vpc_endpoints": members(
        "VpcEndpointId VpcEndpointType VpcId ServiceName State RouteTableIds SubnetIds NetworkInterfaceIds "
        "PrivateDnsEnabled CreationTimestamp",
        Tags=TAGS,
    ),
    "addresses": members(
        "AllocationId PublicIp AssociationId InstanceId NetworkInterfaceId Domain PublicIpv4Pool NetworkBorderGroup",
        Tags=TAGS,
    ),
    "network_interfaces": members(
        "NetworkInterfaceId InterfaceType Description SubnetId VpcId AvailabilityZone RequesterManaged Status "
        "RequesterId",
        Association=members("PublicIp AllocationId IpOwnerId"),
        Attachment=members("InstanceId InstanceOwnerId Status"),
        TagSet=TAGS,
    ),
    "log_groups": members(
        "logGroupName logGroupArn arn creationTime retentionInDays storedBytes logGroupClass taskDefinitionArns"
    ),
    "file_systems": members(
        "FileSystemId FileSystemArn CreationTime LifeCycleState NumberOfMountTargets PerformanceMode ThroughputMode "
        "ProvisionedThroughputInMibps AvailabilityZoneName Encrypted",
        Tags=TAGS,
        SizeInBytes=members("Value Timestamp ValueInIA ValueInStandard ValueInArchive"),
    ),
    "rules": members(
        "Name Arn ScheduleExpression State EventBusName ManagedBy",
        Targets=members("Id Arn", EcsParameters=_TASK_TARGET),
    ),
    "schedules": members(
        "Arn Name GroupName ScheduleExpression ScheduleExpressionTimezone State StartDate EndDate",
        FlexibleTimeWindow=members("Mode MaximumWindowInMinutes"),
        Target=members("Arn", EcsParameters=_TASK_TARGET),
    ),
    "savings_plans": members(
        "savingsPlanArn savingsPlanId state start end savingsPlanType paymentOption productTypes currency commitment "
        "upfrontPaymentAmount recurringPaymentAmount termDurationInSeconds region ec2InstanceFamily"
    ),
    "reserved_instances": members(
        "ReservedInstancesId InstanceType InstanceCount Scope AvailabilityZone State Start End Duration OfferingType "
        "OfferingClass ProductDescription InstanceTenancy FixedPrice UsagePrice CurrencyCode",
        RecurringCharges=members("Amount Frequency"),
    ),
}
