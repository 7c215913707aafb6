"""EBS volumes: root volumes of instances and the volume that ECS makes for each task."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem, line_item
from ecsquote.errors import OptionUnavailable
from ecsquote.facts import fact
from ecsquote.pricing.meters import EBS_GP3_THROUGHPUT, EBS_VOLUME_TYPES, Meter, ebs_volume_gb, ebs_volume_iops
from ecsquote.units import to_decimal
from ecsquote.workload.service_definition.managed_volumes import NEEDS_IOPS

MIB_PER_GIB = 1024


class EbsVolumes(PlacedComponent):
    """Equal volumes × the part of the month that they exist. Source: https://aws.amazon.com/ebs/pricing/."""

    component: ClassVar[str] = "ebs_volume"

    volume_type: str
    size_gib: int
    iops: int | None = None
    """Of each volume; None: what comes with the type."""
    throughput_mib_per_second: int | None = None
    """Of each volume (gp3); None: what comes with the type."""
    volume_hours: Fraction
    """Hours of all volumes together."""

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """GB of each type, IOPS and throughput where they are provisioned."""
        for volume_type in EBS_VOLUME_TYPES:
            yield ebs_volume_gb(volume_type)
        for volume_type in ("gp3", *NEEDS_IOPS):
            yield ebs_volume_iops(volume_type)
        yield EBS_GP3_THROUGHPUT

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """GB-months, IOPS-months, throughput; OptionUnavailable where io1 or io2 come without IOPS."""
        volumes = self.volume_hours / Fraction(bill.hours_per_month)
        name = f"EBS {self.volume_type} volume"
        gb_months = self.size_gib * volumes
        yield from charge(EbsVolumes, bill, ebs_volume_gb(self.volume_type), gb_months, f"{name} storage", self.service)
        if self.volume_type in NEEDS_IOPS:
            if self.iops is None:
                raise OptionUnavailable(f"{self.volume_type} volumes are billed by provisioned IOPS; give iops")
            yield from self._iops_lines(bill, self.iops, volumes, f"{name} IOPS")
        if self.volume_type == "gp3":
            yield from self._gp3_lines(bill, volumes, name)

    def _iops_lines(self, bill: Bill, iops: int, volumes: Fraction, description: str) -> Iterator[LineItem]:
        """AWS counts the tiers of io2 for each volume, so one volume is split and the parts are multiplied."""
        meter = ebs_volume_iops(self.volume_type)
        for part in bill.catalog.rate(bill.region, meter).charges(Decimal(iops)):
            if quantity := to_decimal(Fraction(part.quantity) * volumes):
                yield line_item(self.component, meter, part.price, quantity, description, self.service)

    def _gp3_lines(self, bill: Bill, volumes: Fraction, name: str) -> Iterator[LineItem]:
        free_iops: int = fact("storage", "gp3_included_iops")
        free_throughput: int = fact("storage", "gp3_included_mib_per_second")
        iops = max(0, (self.iops or 0) - free_iops) * volumes
        description = f"{name} IOPS above {free_iops}"
        yield from charge(EbsVolumes, bill, ebs_volume_iops("gp3"), iops, description, self.service)
        extra = max(0, (self.throughput_mib_per_second or 0) - free_throughput)
        gib = Fraction(extra, MIB_PER_GIB) * volumes
        description = f"{name} throughput above {free_throughput} MiB/s"
        yield from charge(EbsVolumes, bill, EBS_GP3_THROUGHPUT, gib, description, self.service)

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """What AWS also bills and this leaves out."""
        if self.volume_type == "standard":
            yield "I/O requests of standard (magnetic) volumes are not priced"
