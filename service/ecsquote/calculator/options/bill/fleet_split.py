"""The lines of a fleet divided among its services: which line pays for which instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ecsquote.calculator.components import INSTANCE_COMPONENTS, SAVINGS_PLAN
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.options.bill.instance_rows import InstanceHours
from ecsquote.calculator.split_cost import Reservation, SharedCost, SharedInstances, split_cost
from ecsquote.contract.quotes import Placement
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import cpu_credits, instance_hours, managed_instances_fee, spot_instance_hours
from ecsquote.units import exact_sum
from ecsquote.workload.service import Service

_SHARED = INSTANCE_COMPONENTS | {SAVINGS_PLAN}


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

    def split(self, placement: Placement, lines: Sequence[LineItem]) -> tuple[Placement, tuple[LineItem, ...]]:
        """What each service holds of the lines, and what stays idle: in the placement, and on each shared line."""
        own: dict[str, Decimal] = {}
        costs: dict[int, SharedCost] = {}
        for at, line in enumerate(lines):
            if line.component not in _SHARED:
                continue
            if line.service is None:
                costs[at] = SharedCost(line.quantity, line.unit_price, self._paid(line))
            elif line.service in self.reservations:
                own[line.service] = exact_sum([own.get(line.service, Decimal(0)), line.monthly])
        instances = [self._instances(at) for at in range(len(self.rows))]
        found = split_cost(costs.values(), instances, self.reservations, own)
        divided = list(lines)
        for at, quantities in zip(costs, found.quantities, strict=True):
            divided[at] = replace(lines[at], service_quantities=quantities)
        return replace(placement, services=found.services, idle_monthly=found.idle_monthly), tuple(divided)

    def _instances(self, at: int) -> SharedInstances:
        row, of = self.rows[at], self.types[at]
        whole = Reservation(of.cpu_units, of.memory_mib)
        return SharedInstances(whole, row.hours, row.occupied_hours, row.bought.group.tasks)

    def _paid(self, line: LineItem) -> tuple[int, ...]:
        """The rows that a line pays for: those of its instance type, system and way of buying, else all."""
        found = tuple(at for at in range(len(self.rows)) if self._is_paid(at, line))
        return found or tuple(range(len(self.rows)))

    def _is_paid(self, at: int, line: LineItem) -> bool:
        row, of = self.rows[at], self.types[at]
        compute = (spot_instance_hours if row.bought.spot else instance_hours)(of.name, row.operating_system)
        zone = line.price.availability_zone
        if line.meter == compute:
            return zone is None or not row.bought.spot or zone == row.bought.availability_zone
        return line.meter in (managed_instances_fee(of.name), cpu_credits(of.family, row.operating_system))
