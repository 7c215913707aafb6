"""What a fleet is billed: compute, fee and credits of each instance type, and the root volumes of all instances."""

from collections.abc import Iterator
from fractions import Fraction

from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.ec2_cpu_credits import Ec2CpuCredits
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.calculator.options.capacity_plan import PlannedComponent, Profile
from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances
from ecsquote.calculator.options.purchase.allocation import Bought

Key = tuple[str, str, bool, str]
"""Instance type, operating system, Spot, and the zone of a Spot price."""


def instance_components(planned: PlannedInstances) -> Iterator[PlannedComponent]:
    """The components of a month, with the parts of it in which their hours fall."""
    request, catalog = planned.situation.request, planned.situation.catalog
    surplus = {
        (name, cluster.operating_system): hours
        for cluster in planned.clusters
        for name, hours in cluster.surplus_vcpu_hours.items()
    }
    every = Fraction(0)
    for (name, system, spot, zone), hours in sorted(_hours(planned).items()):
        total = sum(hours, Fraction(0))
        if not total:
            continue
        every += total
        profile: Profile = tuple(part / total for part in hours)
        compute = Ec2Compute(
            instance_type=name,
            operating_system=system,
            spot=spot,
            availability_zone=zone or None,
            instance_hours=total,
        )
        yield PlannedComponent(compute, profile)
        if planned.purchase.managed:
            yield PlannedComponent(ManagedInstancesFee(instance_type=name, instance_hours=total), profile)
        if credit_hours := surplus.pop((name, system), None):
            family = catalog.instance_types[name].family
            yield PlannedComponent(
                Ec2CpuCredits(family=family, operating_system=system, vcpu_hours=credit_hours), profile
            )
    fleet = request.fleet
    if every and not (planned.purchase.managed and fleet.managed_instances.use_local_storage):
        yield PlannedComponent(
            EbsVolumes(volume_type=fleet.root_volume_type, size_gib=fleet.root_volume_gib, volume_hours=every)
        )


def _hours(planned: PlannedInstances) -> dict[Key, list[Fraction]]:
    """Billed instance-hours in each part of the month; those of runs are spread evenly over it."""
    situation = planned.situation
    month = Fraction(situation.hours_per_month)
    lengths = [segment.share * month for segment in situation.segments]
    found: dict[Key, list[Fraction]] = {}
    for cluster in planned.clusters:
        for segment in cluster.segments:
            length = lengths[segment.position]
            for row in segment.rows:
                key = (row.group.instance_type, cluster.operating_system, row.spot, _price_zone(row))
                hours = found.setdefault(key, [Fraction(0)] * len(situation.segments))
                hours[segment.position] += row.group.count * row.billed_factor * length
        for run in cluster.runs:
            row = run.bought
            key = (row.group.instance_type, cluster.operating_system, row.spot, _price_zone(row))
            hours = found.setdefault(key, [Fraction(0)] * len(situation.segments))
            for position, part in enumerate(situation.segments):
                hours[position] += run.hours * part.share
    return found


def _price_zone(row: Bought) -> str:
    """The zone that decides a price: On-Demand prices are the Region's."""
    return (row.availability_zone or "") if row.spot else ""
