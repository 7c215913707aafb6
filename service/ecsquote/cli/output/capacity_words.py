"""What an option runs on, in a few words: instances, zones and the idle share, or Fargate's vCPUs and memory."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.contract.quotes import OptionQuote, Placement, Quote
from ecsquote.units import decimal_string

MAX_TYPES_IN_SHORT = 3
_HUNDREDTH = Decimal("0.01")
_WHOLE_PERCENT = Decimal(1)


def capacity_in_short(quote: Quote, option: OptionQuote) -> str:
    """Averaged over the month: "2 × m6a.large in 2 zones, 12 % idle", "0.25 vCPU, 0.5 GB".

    The instance types that carry most task-hours come first.
    """
    if option.placement is None:
        return _fargate_in_short(quote, option)
    hours: defaultdict[str, Decimal] = defaultdict(Decimal)
    task_hours: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in option.placement.instances:
        hours[row.instance_type] += row.hours
        task_hours[row.instance_type] += row.hours * sum(row.tasks.values())
    ordered = sorted(hours, key=lambda name: (-task_hours[name], name))
    shown = [f"{_average(quote, hours[name])} × {name}" for name in ordered[:MAX_TYPES_IN_SHORT]]
    if rest := sum(hours[name] for name in ordered[MAX_TYPES_IN_SHORT:]):
        shown.append(f"{_average(quote, rest)} more")
    return f"{' + '.join(shown)}{_zones(option.placement)}{_idle(option.placement)}"


def _zones(placement: Placement) -> str:
    """Empty for one zone, and where zones are not planned."""
    zones = {row.availability_zone or row.zone for row in placement.instances} - {None}
    return f" in {len(zones)} zones" if len(zones) > 1 else ""


def _idle(placement: Placement) -> str:
    percent = (placement.idle_share * 100).quantize(_WHOLE_PERCENT, rounding=ROUND_HALF_UP)
    return f", {percent} % idle" if percent else ""


def _average(quote: Quote, hours: Decimal) -> str:
    """Instances on average: "2", "1.53"."""
    return decimal_string((hours / quote.hours_per_month).quantize(_HUNDREDTH))


def _fargate_in_short(quote: Quote, option: OptionQuote) -> str:
    """The average size over the month; the Windows licence counts the same vCPUs again and stays out."""
    sizes = {"vCPU-Hours": Decimal(0), "GB-Hours": Decimal(0)}
    for item in option.line_items:
        if item.component == FargateCompute.component and "-OS-" not in (item.price.usage_type or ""):
            sizes[item.unit] += item.quantity
    vcpus, gb = (_average(quote, hours) for hours in sizes.values())
    return f"{vcpus} vCPU, {gb} GB" if any(sizes.values()) else ""
