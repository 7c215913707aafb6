"""The instance families that a fleet is made of where nobody names types: those that teams run services on.

Source: pricing_data/facts/instance_families.toml, with the reason for each.
"""

import re
from functools import cache
from typing import Any

from ecsquote.facts import fact
from ecsquote.pricing.instance_types import InstanceType

_FAMILY = re.compile(r"([a-z]+?)([0-9]+)([a-z]*)(-flex)?")


def is_everyday(instance_type: InstanceType) -> bool:
    """True for general purpose, compute, memory and burstable types without accelerators, bare metal left out."""
    if instance_type.bare_metal or is_accelerated(instance_type):
        return False
    return _everyday_family(instance_type.family)


def is_accelerated(instance_type: InstanceType) -> bool:
    """True for types with GPUs (also a fraction of one, counted as 0) or other accelerators."""
    return bool(instance_type.gpu_count or instance_type.gpu_name or instance_type.accelerator_count)


@cache
def _everyday_family(family: str) -> bool:
    """`m7g` and `c7i-flex` are, `r5b`, `m5zn` and `x2idn` are not."""
    parts = _FAMILY.fullmatch(family)
    if parts is None:
        return False
    rule: dict[str, Any] = fact("instance_families", "everyday")
    letter, generation, variants, flex = parts.groups()
    first = rule["first_generations"].get(letter)
    return (
        first is not None
        and int(generation) >= first
        and set(variants) <= set(rule["variants"])
        and (flex is None or rule["flex"])
    )
