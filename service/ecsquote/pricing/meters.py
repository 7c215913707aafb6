"""The meters that ECS bills contain: the one map from AWS's rows to the names that cost components use.

A meter is a service code and a usage type without the Region's billing prefix; `variant` distinguishes
rows that share a usage type (the operation, or the Region on the other side of a transfer).
Source of the names: the AWS Price List offers of each service code, and the pages named with them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meter:
    """What one price is for, the same in every Region. `unit` is the unit that line items print."""

    service_code: str
    usage_type: str
    unit: str
    variant: str = ""

    def __str__(self) -> str:
        """As error messages print it: "AmazonECS Fargate-GB-Hours"."""
        variant = f" ({self.variant})" if self.variant else ""
        return f"{self.service_code} {self.usage_type}{variant}"


# AWS Fargate: https://aws.amazon.com/fargate/pricing/
FARGATE_VCPU = Meter("AmazonECS", "Fargate-vCPU-Hours:perCPU", "vCPU-Hours")
FARGATE_GB = Meter("AmazonECS", "Fargate-GB-Hours", "GB-Hours")
FARGATE_ARM_VCPU = Meter("AmazonECS", "Fargate-ARM-vCPU-Hours:perCPU", "vCPU-Hours")
FARGATE_ARM_GB = Meter("AmazonECS", "Fargate-ARM-GB-Hours", "GB-Hours")
FARGATE_WINDOWS_VCPU = Meter("AmazonECS", "Fargate-Windows-vCPU-Hours:perCPU", "vCPU-Hours")
FARGATE_WINDOWS_OS = Meter("AmazonECS", "Fargate-Windows-OS-Hours:perCPU", "vCPU-Hours")
FARGATE_WINDOWS_GB = Meter("AmazonECS", "Fargate-Windows-GB-Hours", "GB-Hours")
FARGATE_EPHEMERAL_GB = Meter("AmazonECS", "Fargate-EphemeralStorage-GB-Hours", "GB-Hours")
SPOT_PREFIX = "SpotUsage"
"""How every Spot usage type begins."""
# Fargate Spot is billed under these usage types; its prices come from a feed, not from the Price List.
FARGATE_SPOT_VCPU = Meter("AmazonECS", "SpotUsage-Fargate-vCPU-Hours:perCPU", "vCPU-Hours")
FARGATE_SPOT_GB = Meter("AmazonECS", "SpotUsage-Fargate-GB-Hours", "GB-Hours")
FARGATE_SPOT_ARM_VCPU = Meter("AmazonECS", "SpotUsage-Fargate-ARM-vCPU-Hours:perCPU", "vCPU-Hours")
FARGATE_SPOT_ARM_GB = Meter("AmazonECS", "SpotUsage-Fargate-ARM-GB-Hours", "GB-Hours")
# ECS Anywhere: https://aws.amazon.com/ecs/anywhere/pricing/
ECS_ANYWHERE = Meter("AmazonECS", "ECS-Anywhere-Instance-hours", "Instance-Hours")

# Elastic Load Balancing: https://aws.amazon.com/elasticloadbalancing/pricing/
LOAD_BALANCER_OPERATIONS = {
    "application": "LoadBalancing:Application",
    "network": "LoadBalancing:Network",
    "gateway": "LoadBalancing:Gateway",
    "classic": "LoadBalancing",
}
CLASSIC_LB_GB = Meter("AWSELB", "DataProcessing-Bytes", "GB", "LoadBalancing")
TRUST_STORE_HOURS = Meter("AWSELB", "TS-LoadBalancerUsage", "Hrs", "LoadBalancing:Application")

# Data transfer: https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer
INTERNET_OUT_GB = Meter("AWSDataTransfer", "DataTransfer-Out-Bytes", "GB")
INTER_AZ_GB = Meter("AWSDataTransfer", "DataTransfer-Regional-Bytes", "GB")

# VPC: https://aws.amazon.com/vpc/pricing/ and https://aws.amazon.com/privatelink/pricing/
NAT_GATEWAY_HOURS = Meter("AmazonEC2", "NatGateway-Hours", "Hrs")
NAT_GATEWAY_GB = Meter("AmazonEC2", "NatGateway-Bytes", "GB")
PUBLIC_IPV4_HOURS = Meter("AmazonVPC", "PublicIPv4:InUseAddress", "Hrs")
PUBLIC_IPV4_IDLE_HOURS = Meter("AmazonVPC", "PublicIPv4:IdleAddress", "Hrs")
VPC_ENDPOINT_HOURS = Meter("AmazonVPC", "VpcEndpoint-Hours", "Hrs")
VPC_ENDPOINT_GB = Meter("AmazonVPC", "VpcEndpoint-Bytes", "GB")

# CloudWatch: https://aws.amazon.com/cloudwatch/pricing/
LOGS_INGESTED_GB = Meter("AmazonCloudWatch", "DataProcessing-Bytes", "GB")
LOGS_INGESTED_IA_GB = Meter("AmazonCloudWatch", "DataProcessingIA-Bytes", "GB")
LOGS_STORED_GB = Meter("AmazonCloudWatch", "TimedStorage-ByteHrs", "GB-Mo")
VENDED_LOGS_GB = Meter("AmazonCloudWatch", "VendedLog-Bytes", "GB")
ALARMS = Meter("AmazonCloudWatch", "CW:AlarmMonitorUsage", "Alarms")
HIGH_RESOLUTION_ALARMS = Meter("AmazonCloudWatch", "CW:HighResAlarmMonitorUsage", "Alarms")
COMPOSITE_ALARMS = Meter("AmazonCloudWatch", "CW:CompositeAlarmMonitorUsage", "Alarms")
CUSTOM_METRICS = Meter("AmazonCloudWatch", "CW:MetricMonitorUsage", "Metrics")
ENHANCED_INSIGHTS_METRICS = Meter("AmazonCloudWatch", "CW:MetricsUsage", "Metrics")
CLOUDWATCH_REQUESTS = Meter("AmazonCloudWatch", "CW:Requests", "Requests")
GET_METRIC_DATA_METRICS = Meter("AmazonCloudWatch", "CW:GMD-Metrics", "Metrics")

# Elastic Block Store: https://aws.amazon.com/ebs/pricing/
EBS_SNAPSHOT_GB = Meter("AmazonEC2", "EBS:SnapshotUsage", "GB-Mo")
EBS_GP3_THROUGHPUT = Meter("AmazonEC2", "EBS:VolumeP-Throughput.gp3", "GiBps-mo")
_EBS_VOLUME_SUFFIX = {"standard": "", "io1": ".piops"}

# Others: https://aws.amazon.com/ecr/pricing/ https://aws.amazon.com/efs/pricing/ https://aws.amazon.com/secrets-manager/pricing/
ECR_STORED_GB = Meter("AmazonECR", "TimedStorage-ByteHrs", "GB-Mo")
EFS_STORED_GB = {
    "STANDARD": Meter("AmazonEFS", "TimedStorage-ByteHrs", "GB-Mo"),
    "ONE_ZONE": Meter("AmazonEFS", "TimedStorage-Z-ByteHrs", "GB-Mo"),
    "INFREQUENT_ACCESS": Meter("AmazonEFS", "IATimedStorage-ByteHrs", "GB-Mo"),
}
# With elastic throughput, which is the default, infrequent access is stored for less and every GB moved is billed.
EFS_ELASTIC_IA_STORED_GB = Meter("AmazonEFS", "IATimedStorage-ET-ByteHrs", "GB-Mo")
EFS_ONE_ZONE_IA_STORED_GB = Meter("AmazonEFS", "IATimedStorage-Z-ByteHrs", "GB-Mo")
EFS_ARCHIVE_STORED_GB = Meter("AmazonEFS", "ArchiveTimedStorage-ByteHrs", "GB-Mo")
EFS_PROVISIONED_MIBPS = Meter("AmazonEFS", "ProvisionedTP-MiBpsHrs", "MiBps-Mo")
EFS_ACCESS_TYPES = ("Read", "Write")
"""`accessType` of AWS's rows, which share a usage type."""
SECRETS = Meter("AWSSecretsManager", "AWSSecretsManager-Secrets", "Secrets")
SECRETS_API_REQUESTS = Meter("AWSSecretsManager", "AWSSecretsManagerAPIRequest", "API Requests")

# GuardDuty runtime monitoring: https://aws.amazon.com/guardduty/pricing/
GUARDDUTY_FARGATE_VCPU = Meter("AmazonGuardDuty", "PaidFargatevCPUMonitored", "vCPU-Months")
GUARDDUTY_EC2_VCPU = Meter("AmazonGuardDuty", "PaidEC2vCPUMonitored", "vCPU-Months")
# Cloud Map: https://aws.amazon.com/cloud-map/pricing/ AWS's names of these rows are not known: the words are ours.
CLOUD_MAP_RESOURCES = Meter("AWSCloudMap", "registered-resource", "Resources")
CLOUD_MAP_API_CALLS = Meter("AWSCloudMap", "api-call", "API Calls")
CLOUD_MAP_REVISION_CALLS = Meter("AWSCloudMap", "discover-instances-revision-call", "API Calls")
# X-Ray: https://aws.amazon.com/xray/pricing/
XRAY_TRACES_RECORDED = Meter("AWSXRay", "XRay-TracesStored", "Traces")
XRAY_TRACES_RETRIEVED = Meter("AWSXRay", "XRay-TracesAccessed", "Traces", "XRay-Traces-Retrieved")
XRAY_TRACES_SCANNED = Meter("AWSXRay", "XRay-TracesAccessed", "Traces", "XRay-Traces-Scanned")
# EventBridge Scheduler, beyond the account's free invocations: https://aws.amazon.com/eventbridge/pricing/
SCHEDULER_INVOCATIONS = Meter("AWSEvents", "ScheduledInvocation", "Invocations")
# Systems Manager: https://aws.amazon.com/systems-manager/pricing/ (Parameter Store; on-premises instances)
ADVANCED_PARAMETER_HOURS = Meter("AWSSystemsManager", "PS-Advanced-Param-Tier1", "Parameter-Hrs")
ADVANCED_PARAMETER_REQUESTS = Meter("AWSSystemsManager", "PS-Param-Processed-Tier1", "API Requests")
HIGHER_THROUGHPUT_REQUESTS = Meter("AWSSystemsManager", "PS-Param-Processed-Tier2", "API Requests")
SSM_ADVANCED_INSTANCE_HOURS = Meter("AWSSystemsManager", "MI-AdvInstances-Hrs", "Hrs")
# Key Management Service, requests beyond the account's free ones: https://aws.amazon.com/kms/pricing/
KMS_KEYS = Meter("awskms", "KMS-Keys", "Keys")
KMS_REQUESTS = Meter("awskms", "KMS-Requests", "Requests")

RUN_INSTANCES = {"LINUX": "RunInstances", "WINDOWS": "RunInstances:0002"}
"""The operation of On-Demand instance hours by operating system: "AMI billing information fields" (EC2 user guide)."""


def efs_elastic_gb(access_type: str) -> Meter:
    """GB read or written (`EFS_ACCESS_TYPES`) with elastic throughput."""
    return Meter("AmazonEFS", "ETDataAccess-Bytes", "GB", access_type)


def efs_infrequent_gb(access_type: str) -> Meter:
    """GB read from, or written and moved to, infrequent access."""
    return Meter("AmazonEFS", "IADataAccess-Bytes", "GB", access_type)


def efs_archive_gb(access_type: str) -> Meter:
    """GB read from, or written and moved to, the archive class."""
    return Meter("AmazonEFS", "ArchiveDataAccess-Bytes", "GB", access_type)


def load_balancer_hours(kind: str) -> Meter:
    """Hours of one load balancer of a kind (application, network, gateway, classic)."""
    return Meter("AWSELB", "LoadBalancerUsage", "Hrs", LOAD_BALANCER_OPERATIONS[kind])


def load_balancer_lcu(kind: str) -> Meter:
    """Capacity-unit hours (LCU, NLCU, GLCU) of a kind of load balancer."""
    return Meter("AWSELB", "LCUUsage", "LCU-Hrs", LOAD_BALANCER_OPERATIONS[kind])


def load_balancer_reserved_lcu(kind: str) -> Meter:
    """Reserved capacity-unit hours of a kind of load balancer."""
    return Meter("AWSELB", "ReservedLCUUsage", "LCU-Hrs", LOAD_BALANCER_OPERATIONS[kind])


def inter_region_gb(to_region: str) -> Meter:
    """GB sent to another Region, billed to the sender; AWS's row is named by both billing codes."""
    return Meter("AWSDataTransfer", "AWS-Out-Bytes", "GB", to_region)


def instance_hours(instance_type: str, operating_system: str) -> Meter:
    """On-Demand hours of an instance type; `operating_system` is LINUX or WINDOWS."""
    return Meter("AmazonEC2", f"BoxUsage:{instance_type}", "Hrs", RUN_INSTANCES[operating_system])


def spot_instance_hours(instance_type: str, operating_system: str) -> Meter:
    """Spot hours of an instance type; prices come from the spot price history, not from the Price List."""
    return Meter("AmazonEC2", f"SpotUsage:{instance_type}", "Hrs", RUN_INSTANCES[operating_system])


def managed_instances_fee(instance_type: str) -> Meter:
    """The management fee of ECS Managed Instances for an instance type, an hour."""
    return Meter("AmazonECS", f"ECS-Managed-Instances:{instance_type}-management-hours", "Hrs")


def cpu_credits(family: str, operating_system: str) -> Meter:
    """Surplus CPU credits of a bursting family (t3, t3a, t4g, t2) in vCPU-hours; Windows has a different price."""
    variant = RUN_INSTANCES[operating_system] if operating_system == "WINDOWS" else ""
    return Meter("AmazonEC2", f"CPUCredits:{family}", "vCPU-Hours", variant)


EBS_VOLUME_TYPES = ("gp3", "gp2", "io1", "io2", "st1", "sc1", "standard")


def ebs_volume_gb(volume_type: str) -> Meter:
    """Provisioned GB-months of an EBS volume type (gp3, gp2, io1, io2, st1, sc1, standard)."""
    return Meter("AmazonEC2", f"EBS:VolumeUsage{_EBS_VOLUME_SUFFIX.get(volume_type, '.' + volume_type)}", "GB-Mo")


def ebs_volume_iops(volume_type: str) -> Meter:
    """Provisioned IOPS-months (gp3: those above 3,000; io1, io2: all)."""
    return Meter("AmazonEC2", f"EBS:VolumeP-IOPS{_EBS_VOLUME_SUFFIX.get(volume_type, '.' + volume_type)}", "IOPS-Mo")
