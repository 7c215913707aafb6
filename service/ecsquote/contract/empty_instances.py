"""Why an instance without tasks stands, in words: `kept_for` of a placement names fields of the fleet section."""

from collections.abc import Sequence
from types import MappingProxyType

KEPT_FOR = MappingProxyType(
    {
        "deployment_headroom": "room for a deployment",
        "min_instances": "the minimum of the Auto Scaling group",
        "target_capacity_percent": "target capacity",
    }
)


def kept_for_words(reasons: Sequence[str]) -> str:
    """As in "room for a deployment or target capacity": any of the rules may be the reason; empty without reasons."""
    return " or ".join(KEPT_FOR.get(reason, reason) for reason in reasons)
