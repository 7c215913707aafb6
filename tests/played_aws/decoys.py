"""Rows next to those a quote needs, and that peers are known to have taken for them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from played_aws.instances import Place
from played_aws.rows import SERVICE_NAMES, Dimension, Row, Term, code_of

# Usage type after the billing code, operation, family, unit, price: other meters of the same offer.
NEIGHBOURS: dict[str, tuple[tuple[str, str, str | None, str, str], ...]] = {
    "AmazonECS": (
        ("ECS-EC2-vCPU-Hours", "", "Compute Metering", "vCPU-Hours", "0"),
        ("ECS-EC2-GB-Hours", "", "Compute Metering", "GB-Hours", "0"),
        ("ECS-Anywhere-Instance-hours", "SomethingElse", "Compute", "hours", "0.5"),
    ),
    "AWSELB": (
        ("Outposts-LoadBalancerUsage", "LoadBalancing:Application", "Load Balancer-Application", "Hrs", "0.03"),
        ("Outposts-LCUUsage", "LoadBalancing:Application", "Load Balancer-Application", "LCU-Hrs", "0"),
        ("IdleProvisionedLBCapacity", "LoadBalancing:Application", "Load Balancer-Application", "Hrs", "0.01"),
        ("LoadBalancerUsage", "LoadBalancing:Unknown", "Load Balancer", "Hrs", "9"),
    ),
    "AWSDataTransfer": (
        ("DataTransfer-In-Bytes", "", "Data Transfer", "GB", "0"),
        ("CloudFront-Out-Bytes", "", "Data Transfer", "GB", "0"),
        ("DataTransfer-xAZ-In-Bytes", "", "Data Transfer", "GB", "0"),
        ("DataTransfer-xAZ-Out-Bytes", "", "Data Transfer", "GB", "0"),
    ),
    "AmazonEC2": (
        ("RegionalNatGateway-Hours", "RegionalNatGateway", "NatGateway", "Hrs", "0.045"),
        ("RegionalNatGateway-Bytes", "RegionalNatGateway", "NatGateway", "GB", "0.045"),
        ("NatGateway-Prvd-Bytes", "NatGateway", "NatGateway", "GB", "0.02"),
        ("EBS:VolumeUsage.gp2.outposts", "", "Storage", "GB-Mo", "0.3"),
        ("EBS:VolumeIOUsage", "", "System Operation", "IOs", "0.00000005"),
        ("EBS:SnapshotUsageUnderBilling", "", "Storage Snapshot", "GB-Mo", "0.01"),
        ("DataTransfer-Out-Bytes", "", "Data Transfer", "GB", "0.01"),
        ("DataTransfer-Regional-Bytes", "", "Data Transfer", "GB", "0.5"),
        ("HostBoxUsage:m5", "RunInstances", "Dedicated Host", "Hrs", "5"),
        ("CPUCredits:t9", "RunInstances", "CPU Credits", "vCPU-Hours", "1"),
    ),
    "AmazonVPC": (
        ("PublicIPv4:ContiguousBlock", "", None, "Hrs", "0.008"),
        ("VpcEndpoint-GWLBE-Hours", "VpcEndpoint", "VpcEndpoint", "Hrs", "0.02"),
        ("VpcEndpoint-GWLBE-Bytes", "VpcEndpoint", "VpcEndpoint", "GB", "0.0035"),
        ("VpcEndpoint-Resource-Hours", "VpcEndpoint", "VpcEndpoint", "Hrs", "0.02"),
        ("TransitGateway-Hours", "TransitGatewayVPC", "AmazonVPC", "Hrs", "0.05"),
    ),
    "AmazonCloudWatch": (
        ("VendedLogIA-Bytes", "PutLogEvents", "Data Payload", "GB", "0.25"),
        ("VendedLog-Bytes-WAFLogs", "PutLogEvents", "Data Payload", "GB", "0.4"),
        ("S3-Egress-Bytes", "PutLogEvents", "Data Payload", "GB", "0.25"),
        ("DataProcessing-Bytes", "SomethingElse", "Data Payload", "GB", "7"),
        ("CW:MetricInsightAlarmUsage", "Unknown", "Alarm", "Alarms", "0.1"),
        ("CW:MetricStreamUsage", "MetricStreamUsage", "Metric Streams", "Metric Updates", "0.000003"),
        ("CW:ObservationUsage", "Unknown", "Metric", "Observations", "0.00000021"),
    ),
    "AmazonECR": (("TimedStorage-Archive-ByteHrs", "", "EC2 Container Registry", "GB-Mo", "0.07"),),
    "AmazonEFS": (
        ("ETDataAccess-Bytes", "Read", "Storage", "GB", "0.02"),  # without an access type
        ("TimedStorage-SmallFiles", "", "Storage", "GB-Mo", "0.3"),
    ),
    "AWSSecretsManager": (("AWSSecretsManager-Replicas", "", "Secret", "Secrets", "0.4"),),
    "awskms": (("KMS-Requests-Asymmetric", "", "API Request", "Requests", "0.000015"),),
    "AmazonGuardDuty": (
        ("PaidEKSvCPUMonitored", "", "Monitoring and Threat Detection", "vCPU-Months", "1.6"),
        ("FreeFargatevCPUMonitored", "", "Monitoring and Threat Detection", "vCPU-Months", "0"),
    ),
    "AWSXRay": (
        ("XRay-InsightsTracesStored", "", "Developer Tools", "Traces", "0.000001"),
        ("XRay-TracesAccessed", "XRay-Traces-Unknown", "Developer Tools", "Traces", "7"),
    ),
    "AWSEvents": (("Event-64K-Chunks", "PutEvents", "EventBridge", "64K-Chunks", "0.000001"),),
    "AWSSystemsManager": (("Automation-Steps", "", "AWS Systems Manager", "Steps", "0.002"),),
}
# Usage types that begin with Global- in place of a billing code: the account's allowances.
GLOBALS = {
    "AWSDataTransfer": ("Global-DataTransfer-Out-Bytes", "GB"),
    "AmazonCloudWatch": ("Global-DataProcessing-Bytes", "GB"),
    "AmazonECR": ("Global-TimedStorage-ByteHrs", "GB-Mo"),
    "awskms": ("Global-KMS-Requests", "Requests"),
    "AWSXRay": ("Global-XRay-TracesStored", "Traces"),
}
LOCAL_ZONE_PREFIX = "LAX1-"


def decoys_of(service_code: str, place: Place, rows: Sequence[Row]) -> list[Row]:
    """The decoys of one offer in one Region, some of them made from its true rows."""
    return [*_neighbours(service_code, place), *_twins(rows)]


def _neighbours(service_code: str, place: Place) -> Iterator[Row]:
    for usage_type, operation, family, unit, price in NEIGHBOURS[service_code]:
        yield _row(service_code, place, f"{place.prefix}{usage_type}", operation, family, Dimension(unit, price))
    if service_code in GLOBALS:
        usage_type, unit = GLOBALS[service_code]
        free = (Dimension(unit, "0.0000000000", "0", "100"), Dimension(unit, "0.0000000000", "100", "Inf"))
        yield _row(service_code, place, usage_type, "", None, *free)
    if service_code == "AmazonECS":
        usage_type = f"{place.prefix}ECS-Anywhere-Instance-hours-WithFree"
        trial = (Dimension("hours", "0.0000000000", "0", "2200"), Dimension("hours", "0.0102500000", "2200", "Inf"))
        yield _row(service_code, place, usage_type, "AddExternalInstance", "Compute", *trial)


def _twins(rows: Sequence[Row]) -> Iterator[Row]:
    """A true row again, but for a zone, in yuan, in another Region's name, or priced from next year on."""
    plain = [row for row in rows if "instanceType" not in row.attributes]
    for row in plain[:12]:
        usage_type = row.attributes["usagetype"]
        kind = "fromLocationType" if "fromLocationType" in row.attributes else "locationType"
        yield _changed(row, "zone", {kind: "AWS Local Zone", "usagetype": f"{LOCAL_ZONE_PREFIX}{usage_type}"}, "0.0775")
        code = "fromRegionCode" if "fromRegionCode" in row.attributes else "regionCode"
        yield _changed(row, "elsewhere", {code: "xx-nowhere-1"}, "77")
        yield _in_yuan(row)
    for row in rows[:12]:
        if "instanceType" in row.attributes and row.attributes["operation"] == "RunInstances":
            block = {"marketoption": "CapacityBlock", "operation": "RunInstances:CB"}
            yield _changed(row, "block", block, "0.0000000000")


def with_odd_terms(row: Row) -> Row:
    """The row with a term of a kind unknown today, and an On-Demand term that is not in force yet."""
    unit = row.terms[0].dimensions[0].unit
    flat = Term((Dimension(unit, "0.0000010000"),), kind="FlatRate", offer_term_code="FLATRATE01")
    future = Term((Dimension(unit, "55.5000000000"),), offer_term_code="FUTURE0001", effective="2099-01-01T00:00:00Z")
    return replace(row, terms=(*row.terms, flat, future))


def _changed(row: Row, what: str, attributes: dict[str, str], price: str) -> Row:
    unit = row.terms[0].dimensions[0].unit
    return Row(code_of(row.sku, what), row.family, {**row.attributes, **attributes}, (Term((Dimension(unit, price),)),))


def _in_yuan(row: Row) -> Row:
    unit = row.terms[0].dimensions[0].unit
    term = Term((Dimension(unit, "6.1000000000", currency="CNY"),))
    return Row(code_of(row.sku, "yuan"), row.family, {**row.attributes, "location": "China (Beijing)"}, (term,))


def _row(
    service_code: str, place: Place, usage_type: str, operation: str, family: str | None, *dimensions: Dimension
) -> Row:
    return Row(
        code_of(place.code, service_code, usage_type, operation, "decoy"),
        family,
        {
            "servicecode": service_code,
            "location": place.name,
            "locationType": "AWS Region",
            "fromLocationType": "AWS Region",
            "fromRegionCode": place.code,
            "usagetype": usage_type,
            "operation": operation,
            "regionCode": place.code,
            "servicename": SERVICE_NAMES[service_code],
        },
        (Term(tuple(dimensions)),),
    )
