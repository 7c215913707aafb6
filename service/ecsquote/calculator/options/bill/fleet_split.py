"""The lines of a fleet divided among its services: which line pays for which instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.options.bill.instance_rows import InstanceHours
from ecsquote.calculator.split_cost import InstanceUse, Reservation, SharedCost, split_cost
from ecsquote.contract.quotes import Placement, ServiceShare
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import exact_sum
from ecsquote.workload.service import Service

_OF_INSTANCES = frozenset({"ec2_compute", "ec2_cpu_credits", "managed_instances_fee", "ebs_volume"})
_PLANS = frozenset({"savings_plan"})
_FEE_SUFFIX = "-management-hours"
_SPOT = "SpotUsage:"


@dataclass(frozen=True, slots=True)
class SharedFleet:
    """The instances of a plan, for dividing their cost."""

    rows: tuple[InstanceHours, ...]
    types: tuple[InstanceType, ...]
    """Of each row."""
    reservations: dict[str, Reservation]

    @classmethod
    def of(
        cls, rows: Sequence[InstanceHours], types: Mapping[str, InstanceType], services: Sequence[Service]
    ) -> "SharedFleet":
        """The rows of a month and the services on them; a service of several capacities reserves the same on each."""
        reservations = {
            service.name: Reservation(
                service.task_definition.reserved_cpu_units, service.task_definition.reserved_memory_mib
            )
            for service in services
        }
        return cls(tuple(rows), tuple(types[row.bought.group.instance_type] for row in rows), reservations)

    def split(self, placement: Placement, lines: Sequence[LineItem]) -> Placement:
        """The placement with what each service holds of the lines, and what stays idle."""
        own: dict[str, Decimal] = {}
        costs = []
        for line in lines:
            if line.component not in _OF_INSTANCES | _PLANS:
                continue
            if line.service is not None:
                if line.service in self.reservations:
                    own[line.service] = exact_sum([own.get(line.service, Decimal(0)), line.monthly])
                continue
            costs.append(SharedCost(line.monthly, self._paid(line)))
        uses = [self._use(at) for at in range(len(self.rows))]
        found = split_cost(costs, uses, self.reservations, own)
        return replace(
            placement,
            services=tuple(ServiceShare(each.name, each.monthly, each.idle_monthly) for each in found.services),
            idle_monthly=found.idle_monthly,
        )

    def _use(self, at: int) -> InstanceUse:
        row, of = self.rows[at], self.types[at]
        whole = Reservation(of.cpu_units, of.memory_mib)
        return InstanceUse(whole, row.hours, row.occupied_hours, row.bought.group.tasks)

    def _paid(self, line: LineItem) -> tuple[int, ...]:
        """The rows that a line pays for: those of its instance type and way of buying, else all."""
        usage = line.meter.usage_type
        name = usage.partition(":")[2].removesuffix(_FEE_SUFFIX)
        spot = usage.startswith(_SPOT)
        family = line.component == "ec2_cpu_credits"
        found = tuple(
            at
            for at, row in enumerate(self.rows)
            if (self.types[at].family if family else self.types[at].name) == name
            and (line.component != "ec2_compute" or row.bought.spot is spot)
            and (not spot or line.price.availability_zone in (None, row.bought.availability_zone))
        )
        return found or tuple(range(len(self.rows)))
