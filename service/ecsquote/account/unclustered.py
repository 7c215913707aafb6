"""What costs money in a Region and belongs to none of its clusters: named, so that nobody takes it for priced."""

from collections.abc import Iterator, Sequence

from ecsquote.account.saved_scan import SavedRegion
from ecsquote.contract.workloads import NotPriced, ResourcePlace, WorkloadReading

_USED = (ResourcePlace.SERVICE, ResourcePlace.USAGE, ResourcePlace.FLEET, ResourcePlace.FAULT)
_ATTACHED = ("AssociationId", "InstanceId", "NetworkInterfaceId")


def of_no_cluster(region: SavedRegion, readings: Sequence[WorkloadReading]) -> Iterator[NotPriced]:
    """Resources that no cluster's reading has, instances that no cluster knows, and addresses that nothing has."""
    used = {each.source for reading in readings for each in reading.resources if each.place in _USED}
    unused = {each.source: each for reading in readings for each in reading.not_priced if each.source not in used}
    yield from unused.values()
    registered = {each.get("ec2InstanceId") for each in region.container_instances}
    members = {
        member.get("InstanceId"): str(group["AutoScalingGroupName"])
        for group in region.auto_scaling_groups
        for member in group.get("Instances") or ()
    }
    for instance in region.instances:
        name = instance.get("InstanceId")
        if name in members and name not in registered:
            what = f"{instance.get('InstanceType')} of {members[name]}"
            yield NotPriced(str(name), what, "it is registered with no cluster")
    for address in region.addresses:
        if not any(address.get(each) for each in _ATTACHED):
            name = str(address.get("AllocationId") or address.get("PublicIp"))
            yield NotPriced(name, "Elastic IP address", "it is associated with nothing, and billed all the same")
