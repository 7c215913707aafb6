"""What the instances of a cluster cost as they stand: compute, fee, volumes and addresses, divided among services.

No fleet is planned here: an instance that runs is billed, whatever runs on it. Each service holds what its running
tasks reserve, by AWS's split cost allocation; the rest is idle.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.account.estate import ScannedPlace
from ecsquote.account.instances_of_cluster import ClusterInstance, cluster_instances
from ecsquote.account.running_tasks import running_tasks
from ecsquote.account.saved_scan import AwsObject
from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.external_instances import ExternalInstances
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.calculator.split_cost import Reservation, SharedCost, SharedInstances, split_cost
from ecsquote.contract.workloads import NotPriced
from ecsquote.counted import listed
from ecsquote.errors import OptionUnavailable, PriceNotFound
from ecsquote.workload.service import Service

_SHOWN = 5
_SHARED_TENANCY = ("default", None)


@dataclass(frozen=True, slots=True)
class StandingCosts:
    """Lines of a part of a cluster, and what could not be priced of it."""

    lines: tuple[LineItem, ...] = ()
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    """What each service holds of the lines that name none; USD."""
    idle_monthly: Decimal = Decimal(0)
    not_priced: tuple[NotPriced, ...] = ()


@dataclass(slots=True)
class _BilledComponents:
    """Components with the positions of the instances that each is billed for."""

    components: dict[CostComponent, list[int]] = field(default_factory=dict)
    not_priced: list[NotPriced] = field(default_factory=list)

    def add(self, component: CostComponent, position: int) -> None:
        """Equal components of several instances are one line."""
        self.components.setdefault(component, []).append(position)


def standing_instances(place: ScannedPlace, services: Sequence[Service], bill: Bill) -> StandingCosts:
    """Every container instance of a cluster for the whole month."""
    instances = cluster_instances(place.region, place.arn)
    found = _BilledComponents()
    managed = _managed_providers(place)
    volumes = {each.get("VolumeId"): each for each in place.region.volumes}
    for position, instance in enumerate(instances):
        _add_instance(found, position, instance, volumes, managed)
    priced = list(_priced(found, instances, bill))
    reservations = {
        each.name: Reservation(each.task_definition.reserved_cpu_units, each.task_definition.reserved_memory_mib)
        for each in services
    }
    tasks = _tasks_by_instance(place, reservations)
    standing = [_shared(each, tasks, bill) for each in instances]
    costs = [SharedCost(line.quantity, line.unit_price, positions) for line, positions in priced]
    split = split_cost(costs, standing, reservations, {})
    lines = tuple(
        replace(line, service_quantities=quantities)
        for (line, _), quantities in zip(priced, split.quantities, strict=True)
    )
    shares = {each.name: each.monthly for each in split.services if each.monthly}
    return StandingCosts(lines, shares, split.idle_monthly, tuple(found.not_priced))


def _managed_providers(place: ScannedPlace) -> set[Any]:
    """The names of the capacity providers of Managed Instances."""
    return {each.get("name") for each in place.region.capacity_providers if each.get("managedInstancesProvider")}


def is_managed(instance: ClusterInstance, managed: set[Any]) -> bool:
    """Whether ECS launched the instance and bills a fee for it."""
    operator = (instance.instance or {}).get("Operator") or {}
    by_ecs = bool(operator.get("Managed")) and "ecs" in str(operator.get("Principal", "")).lower()
    return by_ecs or instance.registered.get("capacityProviderName") in managed


def _add_instance(
    found: _BilledComponents,
    position: int,
    instance: ClusterInstance,
    volumes: Mapping[Any, AwsObject],
    managed: set[Any],
) -> None:
    if instance.external:
        found.add(ExternalInstances(instances=1, hours=Decimal(1)), position)
        return
    if instance.type is None:
        found.not_priced.append(NotPriced(instance.id, "EC2 instance", "its instance type could not be read"))
        return
    tenancy = ((instance.instance or {}).get("Placement") or {}).get("Tenancy")
    if tenancy not in _SHARED_TENANCY:
        found.not_priced.append(
            NotPriced(instance.id, f"{instance.type}, tenancy {tenancy}", "only shared tenancy is priced")
        )
    elif not instance.stopped:
        zone = ((instance.instance or {}).get("Placement") or {}).get("AvailabilityZone") if instance.spot else None
        found.add(
            Ec2Compute(
                instance_type=instance.type,
                operating_system=instance.operating_system,
                spot=instance.spot,
                availability_zone=zone,
                instance_hours=Fraction(1),
            ),
            position,
        )
    if is_managed(instance, managed) and not instance.stopped:
        found.add(ManagedInstancesFee(instance_type=instance.type, instance_hours=Fraction(1)), position)
    if instance.instance is None:
        found.not_priced.append(NotPriced(instance.id, "EBS volumes", "EC2's view of the instance could not be read"))
        return
    for volume in _volumes(instance.instance, volumes, found):
        found.add(volume, position)
    if instance.instance.get("PublicIpAddress"):
        found.add(PublicIpv4(address_hours=Fraction(1), used_by="container instances"), position)


def _volumes(instance: AwsObject, volumes: Mapping[Any, AwsObject], found: _BilledComponents) -> Iterator[EbsVolumes]:
    """The volumes of an instance; those that ECS attached for a task are billed with the task."""
    for mapping in instance.get("BlockDeviceMappings") or ():
        ebs = mapping.get("Ebs") or {}
        if ebs.get("AssociatedResource"):
            continue
        volume = volumes.get(ebs.get("VolumeId"))
        if volume is None:
            found.not_priced.append(NotPriced(str(ebs.get("VolumeId")), "EBS volume", "it could not be read"))
            continue
        yield EbsVolumes(
            volume_type=str(volume.get("VolumeType")),
            size_gib=int(volume["Size"]),
            iops=volume.get("Iops"),
            throughput_mib_per_second=volume.get("Throughput"),
            volume_hours=Fraction(1),
        )


def _priced(
    found: _BilledComponents, instances: Sequence[ClusterInstance], bill: Bill
) -> Iterator[tuple[LineItem, tuple[int, ...]]]:
    """The lines of the month; a component whose price is missing is named."""
    for component, positions in found.components.items():
        try:
            lines = _lines(component, len(positions), bill)
        except OptionUnavailable as error:
            what = component.component.replace("_", " ")
            ids = list(dict.fromkeys(instances[at].id for at in positions))
            found.not_priced.append(NotPriced(listed(ids, _SHOWN), what, str(error)))
            continue
        for line in lines:
            yield line, tuple(positions)


_HOURS = ("instance_hours", "volume_hours", "address_hours")


def _lines(component: CostComponent, count: int, bill: Bill) -> list[LineItem]:
    """A component of one hour and one instance, for all instances and the whole month."""
    hours = count * Fraction(bill.hours_per_month)
    if isinstance(component, ExternalInstances):
        return list(component.model_copy(update={"instances": count, "hours": bill.hours_per_month}).line_items(bill))
    changed = component.model_copy(update={name: hours for name in _HOURS if hasattr(component, name)})
    try:
        return list(changed.line_items(bill))
    except PriceNotFound:
        if not isinstance(changed, Ec2Compute) or changed.availability_zone is None:
            raise
        return list(changed.model_copy(update={"availability_zone": None}).line_items(bill))


def _shared(instance: ClusterInstance, tasks_by_instance: Mapping[Any, Counter[str]], bill: Bill) -> SharedInstances:
    known = bill.catalog.instance_types.get(instance.type or "")
    whole = instance.registered_resources if known is None else (known.cpu_units, known.memory_mib)
    month = Fraction(bill.hours_per_month)
    standing = tasks_by_instance.get(instance.registered.get("containerInstanceArn"), Counter())
    tasks = standing if all(whole) else {}
    return SharedInstances(Reservation(*whole), month, month, tasks)


def _tasks_by_instance(place: ScannedPlace, reservations: Mapping[str, Reservation]) -> dict[Any, Counter[str]]:
    """The tasks of services that stand on each instance, by its ARN."""
    found: dict[Any, Counter[str]] = {}
    for name, task in running_tasks(place):
        if name in reservations:
            found.setdefault(task.get("containerInstanceArn"), Counter())[name] += 1
    return found
