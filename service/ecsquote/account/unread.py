"""What could not be read of a Region, as unknown values of its clusters."""

from collections.abc import Iterable, Iterator

from ecsquote.account.saved_scan import SavedNotRead, SavedScan
from ecsquote.account.workloads import ScannedWorkload
from ecsquote.contract.quotes import Quote, UnknownUsage
from ecsquote.contract.workloads import UnknownKind, UnknownValue
from ecsquote.counted import counted

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


def unquantified(quote: Quote) -> Iterator[UnknownValue]:
    """What the task definitions show to cost money, and no metric gives a quantity for: each field once."""
    by_field: dict[str, list[UnknownUsage]] = {}
    for each in quote.unknown_usage:
        by_field.setdefault(each.needs, []).append(each)
    for field, found in by_field.items():
        services = dict.fromkeys(each.service for each in found if each.service)
        whose = f" of {counted(len(services), 'service')}" if services else ""
        what = f"{field}: {found[0].component.replace('_', ' ')}{whose} without a quantity"
        yield UnknownValue(UnknownKind.USAGE, next(iter(services), "the workload"), found[0].pointer, what, "0")


def is_unread(scan: SavedScan, workload: ScannedWorkload, actions: Iterable[str]) -> bool:
    """Whether one of the actions was not answered for the cluster's Region."""
    wanted = set(actions)
    return any(each.action in wanted for each in _of(scan, workload))


def _of(scan: SavedScan, workload: ScannedWorkload) -> Iterator[SavedNotRead]:
    region = workload.place.region
    for each in scan.not_read:
        if each.region in (region.region, *_EVERYWHERE) and each.account in (None, region.account):
            yield each
