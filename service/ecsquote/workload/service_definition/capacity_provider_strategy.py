"""Capacity provider strategies: base and weight, and which providers go together.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
"""

from ecsquote.workload.capacity import FARGATE_PROVIDERS
from ecsquote.workload.ecs_object import EcsObject
from ecsquote.workload.service import CapacityProviderShare

MAX_PROVIDERS = 20
MAX_WEIGHT = 1000
MAX_BASE = 100_000
RESERVED_PREFIXES = ("aws", "ecs", "fargate")
_NAME = "capacityProviderStrategy"


def read_strategy(source: EcsObject) -> tuple[CapacityProviderShare, ...]:
    """The strategy's entries; what AWS would refuse is added to the faults."""
    if source.has("launchType") and source.has(_NAME):
        source.fault(_NAME, "must be left out with launchType; a service has one or the other")
    shares = []
    sound = True
    for entry in source.objects(_NAME, MAX_PROVIDERS):
        if entry.value.get("capacityProvider") is None:
            entry.fault("capacityProvider", "is required: FARGATE, FARGATE_SPOT or the name of a capacity provider")
        name = entry.text("capacityProvider")
        if name is not None and name not in FARGATE_PROVIDERS and name.lower().startswith(RESERVED_PREFIXES):
            entry.fault(
                "capacityProvider",
                "must be FARGATE, FARGATE_SPOT or a name that does not begin with aws, ecs or fargate",
            )
        base, weight = entry.integer("base", 0, MAX_BASE), entry.integer("weight", 0, MAX_WEIGHT)
        sound = sound and (weight is not None or entry.value.get("weight") is None)
        shares.append(CapacityProviderShare(name or "", base or 0, weight or 0))
        if name is not None and name in [share.capacity_provider for share in shares[:-1]]:
            entry.fault("capacityProvider", f"{name} is listed twice; list each provider once")
        if base and any(share.base for share in shares[:-1]):
            entry.fault("base", "only one provider of a strategy may have a base")
    if shares and sound and not any(share.weight for share in shares):
        source.fault(_NAME, "must have at least one weight above 0 (the default weight is 0)")
    on_fargate = [share for share in shares if share.capacity_provider in FARGATE_PROVIDERS]
    if on_fargate and any(share.capacity_provider not in {"", *FARGATE_PROVIDERS} for share in shares):
        source.fault(_NAME, "must not mix FARGATE or FARGATE_SPOT with other capacity providers")
    return tuple(shares)
