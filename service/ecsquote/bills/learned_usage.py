"""Sections of a request's `usage` from billed quantities: the calculator's components, read backwards."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from ecsquote.calculator.costs.data_transfer import SIDES_OF_A_ZONE_BORDER
from ecsquote.pricing import meters
from ecsquote.pricing.meters import LOAD_BALANCER_OPERATIONS, Meter, load_balancer_hours, load_balancer_lcu
from ecsquote.units import decimal_string, to_decimal


class Metered(NamedTuple):
    """What a whole month has of one meter."""

    component: str
    meter: Meter
    quantity: Fraction


Quantities = Mapping[Meter, Fraction]


def learned_usage(metered: Iterable[Metered], hours: int) -> dict[str, Any]:
    """The sections that these quantities come from, without empty ones; counts are for every hour of the month."""
    of = {one.meter: one.quantity for one in metered if one.quantity > 0}
    readers: dict[str, Callable[[Quantities, int], Any]] = {
        "load_balancers": lambda of, hours: list(_load_balancers(of, hours)),
        "data_transfer": _data_transfer,
        "nat_gateways": _nat_gateways,
        "vpc_endpoints": _vpc_endpoints,
        "logs": _logs,
        "container_insights": _container_insights,
        "alarms": lambda of, _hours: _counts(of, {"count": meters.ALARMS}),
        "secrets": lambda of, _hours: _counts(of, {"count": meters.SECRETS, "api_calls": meters.SECRETS_API_REQUESTS}),
        "ecr": lambda of, _hours: _amounts(of, {"stored_gb": meters.ECR_STORED_GB}),
        "efs": _efs,
    }
    sections = {name: read(of, hours) for name, read in readers.items()}
    return {name: section for name, section in sections.items() if section}


def _amount(quantity: Fraction) -> str:
    return decimal_string(to_decimal(quantity))


def _amounts(of: Quantities, fields: Mapping[str, Meter]) -> dict[str, Any]:
    return {name: _amount(of[meter]) for name, meter in fields.items() if meter in of}


def _counts(of: Quantities, fields: Mapping[str, Meter]) -> dict[str, Any]:
    return {name: ceil(of[meter]) for name, meter in fields.items() if meter in of}


def _load_balancers(of: Quantities, hours: int) -> Iterator[dict[str, Any]]:
    """As many of each type as its hours are months, the capacity units divided among them."""
    for kind in LOAD_BALANCER_OPERATIONS:
        total = of.get(load_balancer_hours(kind))
        if total is None:
            continue
        count = ceil(total / hours)
        each: dict[str, Any] = {"type": kind}
        if total < count * hours:
            each["hours"] = _amount(total / count)
        if kind == "classic" and meters.CLASSIC_LB_GB in of:
            each["processed_gb"] = _amount(of[meters.CLASSIC_LB_GB] / count)
        if kind != "classic" and load_balancer_lcu(kind) in of:
            each["lcu_per_hour"] = _amount(of[load_balancer_lcu(kind)] / total)
        yield from (dict(each) for _ in range(count))


def _data_transfer(of: Quantities, _hours: int) -> dict[str, Any]:
    """AWS bills what crosses a zone on both sides; the allowance was taken off before GB to the internet cost."""
    found = _amounts(of, {"internet_out_gb": meters.INTERNET_OUT_GB})
    if meters.INTER_AZ_GB in of:
        found["inter_az_gb"] = _amount(of[meters.INTER_AZ_GB] / SIDES_OF_A_ZONE_BORDER)
    regions = {
        meter.variant: _amount(quantity)
        for meter, quantity in of.items()
        if meter == meters.inter_region_gb(meter.variant)
    }
    return {**found, **({"inter_region_gb": regions} if regions else {})}


def _nat_gateways(of: Quantities, hours: int) -> dict[str, Any]:
    count = ceil(of.get(meters.NAT_GATEWAY_HOURS, Fraction(0)) / hours)
    gb = _amounts(of, {"processed_gb": meters.NAT_GATEWAY_GB})
    return {"count": count, **gb} if count or gb else {}


def _vpc_endpoints(of: Quantities, hours: int) -> dict[str, Any]:
    """An endpoint in several zones is billed as several in one."""
    count = ceil(of.get(meters.VPC_ENDPOINT_HOURS, Fraction(0)) / hours)
    gb = _amounts(of, {"processed_gb": meters.VPC_ENDPOINT_GB})
    return {"interface_endpoints": count, **gb} if count or gb else {}


def _logs(of: Quantities, _hours: int) -> dict[str, Any]:
    """A request has one log class: the one that takes in more."""
    standard, infrequent = (
        of.get(meter, Fraction(0)) for meter in (meters.LOGS_INGESTED_GB, meters.LOGS_INGESTED_IA_GB)
    )
    stored = _amounts(of, {"stored_gb": meters.LOGS_STORED_GB})
    if infrequent > standard:
        return {"ingested_gb": _amount(infrequent), **stored, "log_class": "INFREQUENT_ACCESS"}
    return {**({"ingested_gb": _amount(standard)} if standard else {}), **stored}


def _container_insights(of: Quantities, _hours: int) -> dict[str, Any]:
    modes: Sequence[tuple[str, Meter]] = (
        ("enhanced", meters.ENHANCED_INSIGHTS_METRICS),
        ("standard", meters.CUSTOM_METRICS),
    )
    found = next(((mode, of[meter]) for mode, meter in modes if meter in of), None)
    return {} if found is None else {"mode": found[0], "metrics": _amount(found[1])}


def _efs(of: Quantities, _hours: int) -> dict[str, Any]:
    """A request has one storage class: the one that keeps most."""
    kept = {name: of[meter] for name, meter in meters.EFS_STORED_GB.items() if meter in of}
    if not kept:
        return {}
    storage_class = max(kept, key=lambda name: kept[name])
    return {"stored_gb": _amount(kept[storage_class]), "storage_class": storage_class}
