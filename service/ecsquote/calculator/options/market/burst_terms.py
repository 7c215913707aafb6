"""Burstable instance types: the CPU that their hourly price includes, and what surplus credits cost."""

from decimal import Decimal

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.errors import PriceNotFound
from ecsquote.facts import fact
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import cpu_credits
from ecsquote.units import CPU_UNITS_PER_VCPU

_ALL_RESERVED = Decimal(100)


def average_cpu_percent(fleet: FleetRequest) -> Decimal:
    """The share of their reserved CPU that tasks use; all of it where the request does not say."""
    return _ALL_RESERVED if fleet.average_cpu_percent is None else fleet.average_cpu_percent


def burst_terms(
    catalog: Catalog, region: str, instance_type: InstanceType, operating_system: str, average_cpu_percent: Decimal
) -> BurstTerms | None:
    """None for types that do not burst, or whose tasks never use more than the baseline.

    PriceNotFound where the baseline or the price of a credit is not known.

    T3, T3a and T4g launch in unlimited mode; T2 is taken to run in it too. Source:
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    """
    if not instance_type.burstable:
        return None
    baselines: dict[str, str] = fact("burstable", "baseline_percent_per_vcpu")
    baseline = baselines.get(instance_type.name)
    if baseline is None:
        raise PriceNotFound(f"no CPU credit baseline is known for {instance_type.name}; exclude it from the fleet")
    if average_cpu_percent <= Decimal(baseline):  # tasks reserve at most the whole instance
        return None
    return BurstTerms(
        baseline_cpu_units=Decimal(baseline) / 100 * instance_type.vcpus * CPU_UNITS_PER_VCPU,
        surplus_vcpu_hour=catalog.rate(region, cpu_credits(instance_type.family, operating_system)).single.unit_price,
    )
