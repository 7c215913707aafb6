"""What could not be read of a Region, as unknown values of its clusters."""

from collections.abc import Iterable, Iterator

from ecsquote.account.saved_scan import SavedNotRead, SavedScan
from ecsquote.account.workloads import ScannedWorkload
from ecsquote.contract.workloads import UnknownKind, UnknownValue

_OF_THE_WORKLOAD = ("ecs:", "ec2:DescribeInstances", "autoscaling:")
_EVERYWHERE = ("", "*", "global")


def unknown_of(scan: SavedScan, workload: ScannedWorkload) -> tuple[UnknownValue, ...]:
    """One unknown value for each call that was not answered for the cluster's Region."""
    return tuple(
        UnknownValue(
            UnknownKind.WORKLOAD if each.action.startswith(_OF_THE_WORKLOAD) else UnknownKind.USAGE,
            each.action,
            None,
            f"{each.leaves_unknown} ({each.why})",
            "0",
        )
        for each in _of(scan, workload)
    )


def is_unread(scan: SavedScan, workload: ScannedWorkload, actions: Iterable[str]) -> bool:
    """Whether one of the actions was not answered for the cluster's Region."""
    wanted = set(actions)
    return any(each.action in wanted for each in _of(scan, workload))


def _of(scan: SavedScan, workload: ScannedWorkload) -> Iterator[SavedNotRead]:
    region = workload.place.region
    for each in scan.not_read:
        if each.region in (region.region, *_EVERYWHERE) and each.account in (None, region.account):
            yield each
