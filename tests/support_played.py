"""The settings that lead a server or a command to the played AWS, and Regions repriced in it."""

from dataclasses import replace
from decimal import Decimal

from played_aws.offers import KnownRegion
from played_aws.server import PlayedAws


def played_settings(aws: PlayedAws) -> dict[str, str]:
    """Settings by name."""
    return {
        "price_list_url": aws.url,
        "fargate_spot_url": aws.fargate_spot_url,
        "spot_advisor_url": aws.spot_advisor_url,
        "plan_prices_url": aws.url,
    }


def played_environment(aws: PlayedAws) -> dict[str, str]:
    """The same as environment variables; boto3 is to find no credentials anywhere."""
    variables = {f"ECSQUOTE_{name.upper()}": value for name, value in played_settings(aws).items()}
    return {**variables, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent"}


def dearer(region: KnownRegion, usage_type: str, by: Decimal) -> KnownRegion:
    """The Region where every price of one usage type (without the Region's prefix) is higher by this amount."""
    assert any(each.usage_type == usage_type for each in region.prices), f"{region.code} has no {usage_type}"
    prices = (
        replace(each, unit_price=each.unit_price + by) if each.usage_type == usage_type else each
        for each in region.prices
    )
    return replace(region, prices=tuple(prices))
