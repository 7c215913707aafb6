"""Amazon Resource Names of ECS, taken apart.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
"""

_PARTS = 6
"""arn:partition:service:region:account-id:resource"""


def region_of(arn: object) -> str | None:
    """The Region in an ARN; None for anything else."""
    parts = _parts(arn)
    return parts[3] or None if parts else None


def resource_of(arn: object, *, last: bool = False) -> str | None:
    """The resource in an ARN or a bare name, e.g. service/shop/web, or its last part; None where there is no text."""
    parts = _parts(arn)
    name = parts[5] if parts else arn if last and isinstance(arn, str) else None
    if not name:
        return None
    return name.rpartition("/")[2] if last else name


def _parts(arn: object) -> list[str] | None:
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        return None
    parts = arn.split(":", _PARTS - 1)
    return parts if len(parts) == _PARTS else None
