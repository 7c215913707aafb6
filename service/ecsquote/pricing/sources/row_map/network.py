"""AWSDataTransfer, AmazonVPC, and NAT gateways (in the AmazonEC2 offer).

https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer https://aws.amazon.com/vpc/pricing/
https://aws.amazon.com/privatelink/pricing/
"""

from ecsquote.pricing import meters
from ecsquote.pricing.sources.billing_codes import CODE_PATTERN
from ecsquote.pricing.sources.offer_rows import Attributes
from ecsquote.pricing.sources.row_map.rule import AWS_REGION, RowMeaning, Rule, one_meter


def _inter_region(attributes: Attributes) -> RowMeaning | None:
    """Transfer to another Region; the receiver is `toRegionCode`, whatever the usage type's second code says."""
    to_region = attributes.toRegionCode
    if attributes.toLocationType != AWS_REGION or to_region in ("", attributes.region):
        return None
    return RowMeaning(meters.inter_region_gb(to_region))


# Not kept: Global-DataTransfer-Out-Bytes (the account's allowance), *-In-Bytes, CloudFront-Out-Bytes,
# DataTransfer-xAZ-*.
_TRANSFER = (
    one_meter(meters.INTERNET_OUT_GB, "GB", allowance=True),
    one_meter(meters.INTER_AZ_GB, "GB", allowance=True),
    Rule(
        offer="AWSDataTransfer",
        usage_type=rf"(?:{CODE_PATTERN})?AWS-Out-Bytes",
        units=("GB",),
        meaning=lambda _match, attributes: _inter_region(attributes),
    ),
)

# Not kept: contiguous blocks, VpcEndpoint-GWLBE-*, VpcEndpoint-Resource-Hours, Transit Gateway, VPN,
# RegionalNatGateway-*, NatGateway-Prvd-*.
NETWORK_RULES = (
    *_TRANSFER,
    one_meter(meters.PUBLIC_IPV4_HOURS, "Hrs"),
    one_meter(meters.PUBLIC_IPV4_IDLE_HOURS, "Hrs"),
    one_meter(meters.VPC_ENDPOINT_HOURS, "Hrs"),
    one_meter(meters.VPC_ENDPOINT_GB, "GB"),
    one_meter(meters.NAT_GATEWAY_HOURS, "Hrs"),
    one_meter(meters.NAT_GATEWAY_GB, "GB"),
)
