"""Which of our cost components a row of a bill is: the meters of the calculator, read from the other side.

Source of the usage types: "Billing and usage reports" of each service, as in `pricing.meters`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import NamedTuple

from ecsquote.calculator.components import COMPONENTS, SERVICE_NAMES
from ecsquote.facts import fact
from ecsquote.pricing.meters import LOAD_BALANCER_OPERATIONS, RUN_INSTANCES, Meter
from ecsquote.pricing.sources.billing_codes import split_billing_code

ECS = "AmazonECS"
TRANSFER = "AWSDataTransfer"
_TRANSFER_BILLED_AS = frozenset((ECS, "AmazonEC2", "AWSELB", TRANSFER))
"""Bills carry data transfer under the service that sent it; the Price List has it under a code of its own."""
_TO_REGION = "AWS-Out-Bytes"
_SPOT_SUFFIX = re.compile(r":SV\d+$")
"""Spot rows end their operation with the auction's number: RunInstances:SV012."""

_REGION_CODE = re.compile(r"^[a-z]{2}(?:-[a-z]+)+-\d-")
"""awskms begins its usage types with the Region's own code."""

_OTHER_NAMES = {
    "AmazonCloudWatch": "AmazonCloudWatch",
    "Amazon EC2 Container Registry (ECR)": "AmazonECR",
    "Amazon Elastic Container Registry Public": "AmazonECRPublic",
    "AWS Fargate": ECS,
}
_CODES: Mapping[str, str] = {name: code for code, name in SERVICE_NAMES.items()} | _OTHER_NAMES
"""Service codes by FOCUS ServiceName."""


class BilledMeter(NamedTuple):
    """What a row of a bill is for."""

    component: str
    meter: Meter
    """Without `*`: the row's own instance type or Region."""


def service_code_of(name: str) -> str:
    """AWS's service code by the name that bills print; the name itself where it is none of ours."""
    return _CODES.get(name, name)


@cache
def _owned() -> tuple[BilledMeter, ...]:
    """Every meter with the component that its lines carry.

    A component may bill meters of another service code, as a NAT gateway its address; those lines carry the component
    that owns them.
    """
    return tuple(owned for entry in COMPONENTS.values() if entry.model for owned in _own_meters(entry.name))


def _own_meters(component: str) -> Iterator[BilledMeter]:
    model = COMPONENTS[component].model
    meters = [] if model is None else list(model.meters())
    return (BilledMeter(component, meter) for meter in meters if meter.service_code == meters[0].service_code)


@lru_cache(maxsize=65_536)
def billed_meter(service_code: str, usage_type: str, operation: str = "", description: str = "") -> BilledMeter | None:
    """The component and meter of a row; None for what no component prices.

    Where load balancers and instances have no operation, the description says which kind they are.
    """
    _, plain = split_billing_code(_REGION_CODE.sub("", usage_type))
    to_region = ""
    if plain.endswith(_TO_REGION):
        to_code, plain = split_billing_code(plain)
        to_region = _region_of(to_code)
    operation = _SPOT_SUFFIX.sub("", operation)
    found = [owned for owned in _owned() if _is_for(owned.meter, service_code) and _names(owned.meter, plain)]
    for variant in (operation, "", _described(found, description) if not operation else None, "*"):
        for component, meter in found:
            if meter.variant == variant:
                chosen = to_region if variant == "*" else meter.variant
                return BilledMeter(component, replace(meter, usage_type=plain, variant=chosen))
    return None


def _is_for(meter: Meter, service_code: str) -> bool:
    return meter.service_code == service_code or (
        meter.service_code == TRANSFER and service_code in _TRANSFER_BILLED_AS
    )


def _names(meter: Meter, usage_type: str) -> bool:
    return fnmatchcase(usage_type, meter.usage_type)


def _described(found: list[BilledMeter], description: str) -> str | None:
    """The operation that a description implies, among those of the meters found."""
    variants = {owned.meter.variant for owned in found}
    if variants & set(RUN_INSTANCES.values()):
        return RUN_INSTANCES["WINDOWS" if "Windows" in description else "LINUX"]
    kinds = (kind for kind in LOAD_BALANCER_OPERATIONS if kind in description.lower())
    wanted = LOAD_BALANCER_OPERATIONS[next(kinds, "classic")]
    return wanted if wanted in variants else None


def _region_of(code: str) -> str:
    codes: Mapping[str, str] = fact("regions", "billing_codes")
    return next((region for region, own in codes.items() if own == code), code)
