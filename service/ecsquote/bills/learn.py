"""From a bill to a usage file: the loads and the usage that make the next estimate meet the bill.

A task's size is the largest Fargate size that its rows reach in an hour, so its tasks are vCPU-hours ÷ size ÷ hours.
What belongs to no service is for the whole workload. Sizes and counts that a bill cannot show are left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from ecsquote.bills.buckets import BillFilter, BillScope, Bucket, SortedRow, sorted_rows
from ecsquote.bills.check import covered_hours, refuse_currencies, refuse_service, wanted_columns
from ecsquote.bills.estimate import hours_of, month_start
from ecsquote.bills.export_files import export_files
from ecsquote.bills.grouping import GroupedBill, grouped
from ecsquote.bills.learned_usage import Metered, learned_usage
from ecsquote.bills.rows import CostBasis
from ecsquote.errors import InputError
from ecsquote.units import CPU_UNITS_PER_VCPU, decimal_string, to_decimal
from ecsquote.workload.fargate_sizes import fargate_sizes

_VCPU_HOURS = "vCPU-Hours:perCPU"
_TOLERATED = Fraction(1, 1000)
"""Rates are floats: how far above a size one may be and still be of that size."""


@dataclass(frozen=True, slots=True)
class LearnedBill:
    """What a month's bill says of loads and usage."""

    month: str
    hours: int
    """Hours that the bill covers."""
    loads: Mapping[str, Mapping[str, str]]
    """Fields of the load by service name."""
    sizes: Mapping[str, Decimal]
    """The vCPUs of a task of each service."""
    usage: Mapping[str, Any]
    """Sections of `usage` for the whole workload."""


def learn_bill(paths: Sequence[Path], month: str, only: BillFilter) -> LearnedBill:
    """What the exports of a month say; InputError where they say nothing of ECS."""
    month_start(month)
    wanted = wanted_columns(CostBasis.LIST, only, rates=True)
    return learned(grouped(export_files(paths), wanted), month, only)


def learned(bill: GroupedBill, month: str, only: BillFilter) -> LearnedBill:
    """The same of rows that are read already."""
    refuse_currencies(bill)
    refuse_service(bill, only, on_instances=False)
    hours = covered_hours(bill.rows, month)
    scope = BillScope(month, None, None, only)
    matched = [one for one in sorted_rows(bill.rows, scope) if one.bucket is Bucket.MATCHED and one.billed]
    sizes = dict(_sizes(matched))
    loads = {
        name: {"average_tasks": decimal_string(to_decimal(_vcpu_hours(matched, name) / Fraction(size) / hours))}
        for name, size in sizes.items()
    }
    usage = learned_usage(_metered(matched, Fraction(hours_of(month), hours)), hours_of(month))
    if not loads and not usage:
        raise InputError(f"the bill of {month} has no usage that a usage file could hold")
    return LearnedBill(month, hours, loads, sizes, usage)


def _is_vcpu(one: SortedRow) -> bool:
    return one.component == "fargate_compute" and one.billed is not None and _is_vcpu_meter(one.billed.meter.usage_type)


def _is_vcpu_meter(usage_type: str) -> bool:
    return usage_type.endswith(_VCPU_HOURS)


def _sizes(rows: Iterable[SortedRow]) -> Iterator[tuple[str, Decimal]]:
    """The vCPUs of each service's tasks, by name; a row that is of no single task says nothing of them."""
    rates: dict[str, Decimal] = {}
    for one in rows:
        name = one.row.key.service
        if name and one.row.key.is_task and _is_vcpu(one) and one.row.largest_rate > 0:
            rates[name] = max(rates.get(name, Decimal(0)), one.row.largest_rate)
    for name, rate in sorted(rates.items()):
        sizes = sorted(Fraction(cpu, CPU_UNITS_PER_VCPU) for cpu in fargate_sizes("LINUX"))
        fitting = (size for size in sizes if Fraction(rate) <= size * (1 + _TOLERATED))
        yield name, to_decimal(next(fitting, Fraction(rate)))


def _vcpu_hours(rows: Iterable[SortedRow], service: str) -> Fraction:
    own = (one for one in rows if one.row.key.service == service and _is_vcpu(one))
    return sum((Fraction(one.quantity) for one in own), Fraction(0))


def _metered(rows: Iterable[SortedRow], whole_month: Fraction) -> list[Metered]:
    """Each meter's quantity as of a whole month."""
    sums: dict[Any, Fraction] = {}
    for one in rows:
        if one.billed is not None:
            sums[one.billed] = sums.get(one.billed, Fraction(0)) + Fraction(one.quantity)
    return [Metered(billed.component, billed.meter, total * whole_month) for billed, total in sums.items()]


def usage_yaml(found: LearnedBill) -> str:
    """The usage file: services by name, then what is of the whole workload."""
    lines = [
        f"# Learned from the bill of {found.month}, {found.hours} hours of it. Give it with --usage.",
        "# A service's tasks are its vCPU-hours by the size that its rows reach; check the sizes named below.",
    ]
    for name, load in found.loads.items():
        size = decimal_string(found.sizes[name])
        lines += [f"# tasks of {size} vCPU", _dumped({name: dict(load)})]
    if found.usage:
        lines += ["# for the whole workload, a month", _dumped({"usage": dict(found.usage)})]
    return "\n".join(lines) + "\n"


def _dumped(value: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
    return text.rstrip("\n")
